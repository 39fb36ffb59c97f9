/** Checks a folder of facts as a whole: every claim has a source and a reference, and nothing names what is not there. */
import type { Dispute, Ghost, Source } from '../claim.ts';
import { REGISTRY } from '../official.ts';
import {
  aliasFaults,
  disputeFaults,
  ghostFaults,
  namingFaults,
  sourceFaults,
  type Known,
  type NamingFacts,
} from './curated.ts';
import type { Fault } from './fault.ts';
import { auditTable, type AuditedTable } from './tables.ts';

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

const isTable = (file: string) => file.startsWith('ports/');
const sourceOf = (file: string) => file.slice('ports/'.length, -'.tsv'.length);

/**
 * @param files texts by their path in the folder
 * @param registry the registry's table from elsewhere, when the folder has none: names are looked up in it
 */
export function auditFacts(files: ReadonlyMap<string, string>, registry = ''): Audit {
  const faults: Fault[] = [];
  const json = <T>(file: string, otherwise: T): T => {
    const text = files.get(file);
    if (text === undefined) faults.push({ file, problem: 'it is not there' });
    try {
      return text === undefined ? otherwise : (JSON.parse(text) as T);
    } catch (problem) {
      faults.push({ file, problem: `it is no JSON: ${(problem as Error).message}` });
      return otherwise;
    }
  };
  const sources = json<Source[]>('sources.json', []);
  const curated = json<{ disputes: Omit<Dispute, 'foundBy'>[]; ghosts: Ghost[] }>('curated.json', {
    disputes: [],
    ghosts: [],
  });
  const naming = json<NamingFacts>('programs.json', { same: {}, programs: [] });
  const aliases = json<Record<string, string[]>>('aliases.json', {});
  const tables = [...files.keys()].filter(isTable).map((file) => tableOf(file, files, sources));
  const elsewhere = files.has(`ports/${REGISTRY}.tsv`)
    ? []
    : auditTable('', registry, REGISTRY).claims;
  const known: Known = {
    sources,
    claims: [...tables.flatMap(({ claims }) => claims), ...elsewhere],
  };
  const said = (file: string, problems: readonly string[]) =>
    faults.push(...problems.map((problem) => ({ file, problem })));
  said('sources.json', sourceFaults(sources));
  said('curated.json', [
    ...disputeFaults(curated.disputes, known),
    ...ghostFaults(curated.ghosts, known),
  ]);
  said('programs.json', namingFaults(naming, known));
  said('aliases.json', aliasFaults(aliases, known));
  return {
    faults: [...tables.flatMap((table) => table.faults), ...faults],
    files: files.size,
    claims: tables.reduce((sum, { claims }) => sum + claims.length, 0),
    disputes: curated.disputes.length,
    ghosts: curated.ghosts.length,
    programs: naming.programs.length,
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
