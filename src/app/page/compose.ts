/** Composes a port's page: what a person wrote, where somebody did, before what the claims say. */
import type { Atlas } from '../../atlas/atlas.ts';
import type { Source } from '../../atlas/claim.ts';
import type { PageText } from '../../atlas/page-text.ts';
import { DEFAULT_LANGUAGE, type LanguageTag } from '../../language/languages.ts';
import { code, quote, type Phrases, type Span } from '../../language/phrases.ts';
import type { DataFolder } from '../../platform/platform.ts';
import type { ProgramFacts } from '../../verdict/programs.ts';
import type { PortPage } from '../port-page.ts';
import { checkBlocks, securityParagraphs } from './advice.ts';
import { disputeBlocks } from './disputes.ts';
import { claimsBlocks } from './evidence.ts';
import { createPen, nameOf, together, type PageFacts, type Pen } from './facts.ts';
import { handwritten, readPageIndex, type PageIndex } from './handwritten.ts';
import { othersBlocks, rangeSentences, whatSentences } from './identity.ts';
import type { Block, Paragraph, PortPageModel, Section, SectionId } from './model.ts';
import { questionBlocks } from './questions.ts';
import { realityParagraphs } from './reality.ts';
import { subjectsOf } from './subjects.ts';
import { readPhrases } from './words.ts';

/** The language that claims, notes and disputes are written in. */
const SOURCES_LANGUAGE: LanguageTag = 'en';

/** Makes pages in one language. */
export function createComposer(
  data: DataFolder,
  atlas: Pick<Atlas, 'named'>,
  tag: LanguageTag,
): (page: PortPage, sources: readonly Source[]) => PortPageModel {
  const phrases = readPhrases(data, tag);
  const index = readPageIndex(data);
  const speakers = speakersOf(JSON.parse(data.text('programs.json')) as ProgramFacts);
  return (page, sources) =>
    composePage(phrases, index, {
      page,
      sources,
      // Nothing is ever met on port 0, whatever is said of it.
      subjects: page.port === 0 ? [] : subjectsOf(page.claims, page.ghosts),
      text: handwritten(data, index, tag, page.port),
      programs: (service) => speakers.get(service) ?? [],
      portsNamed: (service) => portsNamed(atlas, service),
    });
}

/** The programs that are made to speak a service: not runtimes, which can be made to speak anything. */
function speakersOf({ programs }: ProgramFacts): ReadonlyMap<string, readonly string[]> {
  const speakers = new Map<string, string[]>();
  for (const { name, speaks, general, relay } of programs) {
    if (general || relay) continue;
    for (const service of speaks) speakers.set(service, [...(speakers.get(service) ?? []), name]);
  }
  return speakers;
}

function portsNamed(atlas: Pick<Atlas, 'named'>, service: string): number[] {
  const single = atlas.named(service).filter(({ from, to }) => from === to);
  return [...new Set(single.map(({ from }) => from))].toSorted((a, b) => a - b);
}

function composePage(phrases: Phrases, index: PageIndex, facts: PageFacts): PortPageModel {
  const { page, text, subjects } = facts;
  const { port } = page;
  const [best] = subjects;
  const subtitle = text ? plain(text.title) : best && subtitleOf(best);
  const isInEnglish =
    text === undefined &&
    phrases.tag !== DEFAULT_LANGUAGE &&
    index[DEFAULT_LANGUAGE]?.includes(port) === true;
  return {
    port,
    language: phrases.tag,
    direction: phrases.direction,
    title: phrases.say('page.title', { port }),
    ...(subtitle && { subtitle }),
    handwritten: text !== undefined,
    ...(isInEnglish && { inEnglish: inEnglish(phrases) }),
    sections: sectionsOf(facts, text, createPen(phrases), phrases),
  };
}

const inEnglish = (phrases: Phrases): Paragraph =>
  phrases.parts('page.inEnglish', {
    link: {
      kind: 'link',
      text: phrases.say('page.inEnglishLink'),
      to: `?lang=${DEFAULT_LANGUAGE}`,
    },
  });

const plain = (text: string): Span => ({ kind: 'text', text });

const subtitleOf = (best: PageFacts['subjects'][number]): Span =>
  best.service === '' ? quote(best.title) : code(nameOf(best).text);

function sectionsOf(
  facts: PageFacts,
  text: PageText | undefined,
  pen: Pen,
  phrases: Phrases,
): Section[] {
  const sections: readonly (readonly [SectionId, readonly Block[]])[] = [
    [
      'what',
      [
        ...(text ? paragraphs([text.lead, ...text.what]) : []),
        ...paragraphs([together(whatSentences(facts, pen))]),
      ],
    ],
    ['range', paragraphs([together(rangeSentences(facts, pen))])],
    [
      'reality',
      paragraphs([...(text?.reality ?? []), ...realityParagraphs(facts, pen).map(together)]),
    ],
    [
      'claims',
      [
        ...claimsBlocks(facts, pen),
        ...(facts.page.claims.length > 0 && phrases.tag !== SOURCES_LANGUAGE
          ? paragraphs([pen.say('page.quoted')])
          : []),
      ],
    ],
    ['disputes', disputeBlocks(facts, pen)],
    ['others', othersBlocks(facts, pen)],
    [
      'security',
      paragraphs([...(text?.security ?? []), ...securityParagraphs(facts, pen).map(together)]),
    ],
    ['check', checkBlocks(facts, pen)],
    [
      'questions',
      [
        ...(text?.questions ?? []).map(({ question, answer }): Block => ({
          kind: 'question',
          question: [plain(question)],
          answer,
        })),
        ...questionBlocks(facts, pen),
      ],
    ],
  ];
  return sections
    .filter(([, blocks]) => blocks.length > 0)
    .map(([id, blocks]) => ({ id, heading: phrases.say(`heading.${id}`), blocks }));
}

const paragraphs = (list: readonly Paragraph[]): Block[] =>
  list.filter(({ length }) => length > 0).map((spans) => ({ kind: 'paragraph', spans }));
