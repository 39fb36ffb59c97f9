/** Checks a folder of facts as a whole: every claim has a source and a reference, and nothing names what is not there. */
import type { Source } from '../claim.ts';
import { REGISTRY } from '../official.ts';
import {
  aliasesText,
  curatedText,
  foldedTextFaults,
  namingText,
  orderProblems,
  recordOrderProblems,
  sourcesText,
  textFaults,
} from './canonical.ts';
import {
  aliasFaults,
  disputeFaults,
  ghostFaults,
  namingFaults,
  sourceFaults,
  type Known,
} from './curated.ts';
import type { Fault } from './fault.ts';
import { languageFaults, languageFile, type WantedLanguage } from './languages.ts';
import { pageFaults } from './pages.ts';
import type { Shaped } from './shapes.ts';
import { auditTable, type AuditedTable } from './tables.ts';
import { readAliases, readCurated, readNaming, readSources } from './written.ts';

export interface Audit {
  readonly faults: readonly Fault[];
  readonly files: number;
  readonly claims: number;
  readonly disputes: number;
  readonly ghosts: number;
  readonly programs: number;
}

/** The files of a folder of facts. The registry's table is there only in one that was built. */
export const FACT_FILES = [
  'sources.json',
  'curated.json',
  'programs.json',
  'aliases.json',
  'ports/iana.tsv',
  'ports/curated.tsv',
  'ports/documents.tsv',
] as const;

export { PAGE_INDEX, pagesOf } from './pages.ts';

export const languageFiles = (languages: readonly WantedLanguage[]): string[] =>
  languages.map(({ tag }) => languageFile(tag));

const isTable = (file: string) => file.startsWith('ports/');
const sourceOf = (file: string) => file.slice('ports/'.length, -'.tsv'.length);

/** What is known elsewhere of the facts that a folder should have. */
export interface Surroundings {
  /** The languages that are offered, the first of them complete; without these none is looked at. */
  readonly languages?: readonly WantedLanguage[];
  /** The paths of pages that should be there. */
  readonly pages?: readonly string[];
}

/**
 * Never throws, whatever is in the files.
 * @param files texts by their path in the folder
 * @param registry the registry's table from elsewhere, when the folder has none: names are looked up in it
 */
export function auditFacts(
  files: ReadonlyMap<string, string>,
  registry = '',
  { languages = [], pages = [] }: Surroundings = {},
): Audit {
  const sources = readFile(files, 'sources.json', readSources, []);
  const curated = readFile(files, 'curated.json', readCurated, { disputes: [], ghosts: [] });
  const naming = readFile(files, 'programs.json', readNaming, { same: {}, programs: [] });
  const aliases = readFile(files, 'aliases.json', readAliases, {});
  const tables = [...files.keys()]
    .filter(isTable)
    .map((file) => tableOf(file, files, sources.value));
  const elsewhere = files.has(`ports/${REGISTRY}.tsv`)
    ? []
    : auditTable('', registry, REGISTRY).claims;
  const known: Known = {
    sources: sources.value,
    claims: [...tables.flatMap(({ claims }) => claims), ...elsewhere],
  };
  const { same, programs } = naming.value;
  const isAny = (folder: string) => [...files.keys()].some((file) => file.startsWith(folder));
  const faults = [
    ...tables.flatMap((table) => table.faults),
    ...sources.faults(textFaults, sourcesText, sourceFaults(sources.value)),
    ...curated.faults(foldedTextFaults, curatedText, [
      ...disputeFaults(curated.value.disputes, known),
      ...ghostFaults(curated.value.ghosts, known),
    ]),
    ...naming.faults(textFaults, namingText, [
      ...namingFaults(naming.value, known),
      ...recordOrderProblems('the keys of "same"', same),
      ...orderProblems(
        'the programs',
        programs.map(({ name }) => name),
      ),
    ]),
    ...aliases.faults(textFaults, aliasesText, [
      ...aliasFaults(aliases.value, known),
      ...recordOrderProblems('the services', aliases.value),
    ]),
    ...(isAny('languages/') ? languageFaults(files, languages) : []),
    ...pageFaults(files, pages),
  ];
  return {
    faults,
    files: files.size,
    claims: tables.reduce((sum, { claims }) => sum + claims.length, 0),
    disputes: curated.value.disputes.length,
    ghosts: curated.value.ghosts.length,
    programs: programs.length,
  };
}

/** A file of JSON: what can be used of it, and its faults. */
interface ReadFile<T> {
  readonly value: T;
  /**
   * Those of its shape, of its rules, and, when its shape is right, of its text.
   * @param problems what its own rules say of what can be used
   */
  faults(
    compare: typeof textFaults,
    canonical: (value: T) => string,
    problems: readonly string[],
  ): Fault[];
}

function readFile<T>(
  files: ReadonlyMap<string, string>,
  file: string,
  read: (json: unknown) => Shaped<T>,
  otherwise: T,
): ReadFile<T> {
  const unusable = (problem: string) => ({ value: otherwise, faults: () => [{ file, problem }] });
  const text = files.get(file);
  if (text === undefined) return unusable('it is not there');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (problem) {
    return unusable(`it is no JSON: ${(problem as Error).message}`);
  }
  const { value, problems: shape } = read(json);
  return {
    value,
    faults: (compare, canonical, problems) => [
      ...[...shape, ...problems].map((problem) => ({ file, problem })),
      ...(shape.length === 0 ? compare(file, text, canonical(value)) : []),
    ],
  };
}

function tableOf(
  file: string,
  files: ReadonlyMap<string, string>,
  sources: readonly Source[],
): AuditedTable {
  const source = sourceOf(file);
  const audited = auditTable(file, files.get(file)!, source);
  if (sources.some(({ id }) => id === source)) return audited;
  const problem = `its claims are of "${source}", which sources.json does not have`;
  return { ...audited, faults: [{ file, problem }, ...audited.faults] };
}
