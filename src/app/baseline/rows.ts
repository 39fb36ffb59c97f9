/** Entries and drifts as rows of a table. */
import type { Drift } from '../../survey/drift/drift.ts';
import { baseName, programText, type Program } from '../../survey/drift/program.ts';
import type { Entry } from '../../survey/drift/snapshot.ts';
import type { Row } from '../operation.ts';

/** A door in columns, for CSV and NDJSON. */
export const entryRow = (entry: Entry): Row => ({
  place: entry.place ?? '',
  transport: entry.transport,
  port: entry.dynamic ? 'dynamic' : entry.port,
  addresses: addressText(entry),
  program: programsText(entry),
  state: entry.state ?? 'listening',
});

/** A drift in columns; before and after as text. */
export const driftRow = ({ kind, severity, place, transport, port, ...drift }: Drift): Row => ({
  kind,
  severity,
  place: place ?? '',
  transport: transport ?? '',
  port: port ?? null,
  before: drift.before.map(entryText).join('; '),
  after: drift.after.map(entryText).join('; '),
  why: drift.why,
  advice: drift.advice,
});

/** `nginx on 0.0.0.0, ::`. */
const entryText = (entry: Entry) =>
  `${programsText(entry) || '(not seen)'} on ${addressText(entry)}`;

/** The addresses of a door, in one cell. */
export const addressText = ({ binds }: Pick<Entry, 'binds'>) =>
  binds
    .map(({ address, device }) => (device === undefined ? address : `${address}%${device}`))
    .join(', ');

/** The programs of a door, in one cell. */
export const programsText = ({ programs }: Entry) =>
  [...new Set(programs.map(programCell))].join(', ');

/**
 * Some programs are several in one file: Debian's redis-server is a link to redis-check-rdb. Then the name that the
 * sentences use stands before the path. The kernel cuts names, and interpreters' lack their versions.
 */
function programCell(program: Program): string {
  const { name, path, script } = program;
  const text = programText(program);
  if (path === undefined || script !== undefined || baseName(path).startsWith(name)) return text;
  return text.replace(path, () => `${name} (${path})`);
}
