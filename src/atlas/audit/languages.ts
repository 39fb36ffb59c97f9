/** Whether the languages are complete: each has the messages of the first, with the same placeholders. */
import type { Fault } from './fault.ts';
import { either, objectOf, recordOf, text } from './shapes.ts';

/** A language that has a file, `languages/<tag>.json`. */
export interface WantedLanguage {
  readonly tag: string;
  readonly direction: string;
}

type Message = string | Readonly<Record<string, string>>;
type Messages = Readonly<Record<string, Message>>;
interface Catalogue {
  readonly name: string;
  readonly direction: string;
  readonly messages: Messages;
}

const SHAPE = objectOf({
  name: text,
  direction: text,
  messages: recordOf(either(text, recordOf(text))),
});

export const languageFile = (tag: string): string => `languages/${tag}.json`;

/**
 * @param files texts by their path
 * @param languages the first is the measure
 */
export function languageFaults(
  files: ReadonlyMap<string, string>,
  languages: readonly WantedLanguage[],
): Fault[] {
  const read = languages.map((language) => ({
    language,
    ...readCatalogue(files.get(languageFile(language.tag))),
  }));
  const measure = read[0]?.catalogue?.messages;
  return read.flatMap(({ language, catalogue, problems }) =>
    [
      ...problems,
      ...(catalogue ? headProblems(catalogue, language) : []),
      ...(catalogue && measure ? messageProblems(catalogue.messages, measure, language.tag) : []),
    ].map((problem) => ({ file: languageFile(language.tag), problem })),
  );
}

function readCatalogue(json: string | undefined): {
  readonly catalogue?: Catalogue;
  readonly problems: readonly string[];
} {
  if (json === undefined) return { problems: ['it is not there'] };
  try {
    const catalogue: unknown = JSON.parse(json);
    const problems = SHAPE(catalogue, '');
    return problems.length > 0 ? { problems } : { catalogue: catalogue as Catalogue, problems };
  } catch (problem) {
    return { problems: [`it is no JSON: ${(problem as Error).message}`] };
  }
}

const headProblems = ({ name, direction }: Catalogue, wanted: WantedLanguage): string[] => [
  ...(name.trim() === '' ? ['it does not say what the language is called'] : []),
  ...(direction === wanted.direction
    ? []
    : [`its direction is "${direction}", and "${wanted.tag}" runs ${wanted.direction}`]),
];

function messageProblems(messages: Messages, measure: Messages, tag: string): string[] {
  return [
    ...Object.keys(measure)
      .filter((key) => !Object.hasOwn(messages, key))
      .map((key) => `the message "${key}" is missing`),
    ...Object.keys(messages)
      .filter((key) => !Object.hasOwn(measure, key))
      .map((key) => `the message "${key}" is not one of the first language's`),
    ...Object.entries(messages).flatMap(([key, message]) =>
      Object.hasOwn(measure, key)
        ? formProblems(message, measure[key]!, tag).map((problem) => `"${key}" ${problem}`)
        : [],
    ),
  ];
}

function formProblems(message: Message, measure: Message, tag: string): string[] {
  if (typeof message !== typeof measure) {
    return [
      typeof measure === 'string' ? 'is one text, without forms' : 'has a form for each plural',
    ];
  }
  const wanted = new Set(formsOf(measure).flatMap(([, form]) => placeholders(form)));
  return [
    ...formsOf(message).flatMap(([category, form]) => {
      const found = new Set(placeholders(form));
      // A word for none, one or two may say the number itself.
      const mayLack = (name: string) => name === 'count' && /^(zero|one|two)$/.test(category);
      return [
        ...[...wanted]
          .filter((name) => !found.has(name) && !mayLack(name))
          .map((name) => `lacks {${name}}${inForm(category)}`),
        ...[...found]
          .filter((name) => !wanted.has(name))
          .map((name) => `has {${name}}${inForm(category)}, which means nothing there`),
      ];
    }),
    ...(typeof message === 'string' ? [] : pluralProblems(message, tag)),
  ];
}

function pluralProblems(message: object, tag: string): string[] {
  const wanted: readonly string[] = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  return [
    ...wanted
      .filter((category) => !Object.hasOwn(message, category))
      .map((category) => `lacks its form "${category}"`),
    ...Object.keys(message)
      .filter((category) => !wanted.includes(category))
      .map((category) => `has a form "${category}", which the language does not`),
  ];
}

const formsOf = (message: Message): [category: string, form: string][] =>
  typeof message === 'string' ? [['', message]] : Object.entries(message);
const inForm = (category: string) => (category === '' ? '' : ` in its form "${category}"`);
const placeholders = (form: string) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
