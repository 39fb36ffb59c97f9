/**
 * The one way in which each file of JSON is written, so that a change of facts reads well in a diff: the order
 * of keys and entries, and the very text. Files are compared with what is written here of their own content.
 */
import { DISPUTE, GHOST, PROGRAM, SOURCE, type Aliases, type Curated } from './written.ts';
import type { NamingFacts } from './curated.ts';
import type { Fault } from './fault.ts';
import type { Fields } from './shapes.ts';
import type { Source } from '../claim.ts';

/** Two blanks a level; whatever is in a list or an object has a line of its own. */
export const sourcesText = (sources: readonly Source[]): string =>
  `${JSON.stringify(
    sources.map((source) => arranged(source, SOURCE)),
    null,
    2,
  )}\n`;

/** The same. Its lists of ports may stand in one line or in several: both are there. */
export const curatedText = ({ disputes, ghosts }: Curated): string =>
  `${JSON.stringify(
    {
      disputes: disputes.map((dispute) => arranged(dispute, DISPUTE)),
      ghosts: ghosts.map((ghost) => arranged(ghost, GHOST)),
    },
    null,
    2,
  )}\n`;

/** A line for each program, and for each service that has others like it. */
export function namingText({ same, programs }: NamingFacts): string {
  const lines = programs.map((program) => `    ${inOneLine(arranged(program, PROGRAM))}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "same": ${inLines(same, '  ')},\n  "programs": ${list}\n}\n`;
}

/** A line for each service. */
export const aliasesText = (aliases: Aliases): string => `${inLines(aliases, '')}\n`;

/** Whether a text is the canonical one; the first line that is not is named. */
export function textFaults(file: string, text: string, canonical: string): Fault[] {
  const lines = text.split('\n');
  const wanted = canonical.split('\n');
  const at = wanted.findIndex((line, i) => line !== lines[i]);
  if (at < 0 && lines.length === wanted.length) return [];
  if (at < 0) return [{ file, line: wanted.length, problem: 'lines after the end' }];
  const problem = `not in the canonical form; here belongs: ${clipped(wanted[at]!)}`;
  return [{ file, line: at + 1, problem }];
}

/** The same for a text whose lists of numbers may be folded or not: then no line can be named. */
export const foldedTextFaults = (file: string, text: string, canonical: string): Fault[] =>
  textFaults(file, folded(text), folded(canonical)).map(({ problem }) => ({ file, problem }));

/** @param what names the list: `ghosts` */
export function orderProblems(what: string, names: readonly string[]): string[] {
  const at = names.findIndex((name, i) => i > 0 && name <= names[i - 1]!);
  if (at < 0) return [];
  const [before, name] = [names[at - 1]!, names[at]!];
  return [
    name === before
      ? `${what}: "${name}" is there twice`
      : `${what} are not sorted: "${name}" belongs before "${before}"`,
  ];
}

/** The order of keys, and of the names below each. */
export const recordOrderProblems = (what: string, record: Aliases): string[] => [
  ...orderProblems(what, Object.keys(record)),
  ...Object.entries(record).flatMap(([key, names]) => orderProblems(`names of "${key}"`, names)),
];

/** An entry with its keys in the order of its fields. */
const arranged = (entry: object, fields: Fields): object =>
  Object.fromEntries(
    Object.keys(fields).flatMap((key) =>
      Object.hasOwn(entry, key) ? [[key, (entry as Record<string, unknown>)[key]]] : [],
    ),
  );

function inLines(record: Aliases, indent: string): string {
  const lines = Object.entries(record).map(
    ([key, names]) => `${indent}  ${JSON.stringify(key)}: ${inOneLine(names)}`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, field]) => `${JSON.stringify(key)}: ${inOneLine(field)}`,
  );
  return `{ ${fields.join(', ')} }`;
}

const folded = (text: string) =>
  text.replaceAll(/\[[\s\d,]*\]/g, (list) => `[${(list.match(/\d+/g) ?? []).join(', ')}]`);

/** Lines of many names are long. */
const clipped = (line: string) => (line.length > 120 ? `${line.slice(0, 120)}…` : line);
