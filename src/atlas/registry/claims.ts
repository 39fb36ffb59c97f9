/** What the registry's records claim, as tables that the atlas reads (format: `data/README.md`). */
import { TRANSPORTS } from '../../core/transport.ts';
import type { Standing } from '../claim.ts';
import { escapeLine } from '../table.ts';
import type { Person, Registry, RegistryRecord } from './record.ts';

export interface RegistryTables {
  /** Claims on ports: lines of ranges first, each part sorted. */
  readonly ports: string;
  /** Names that are registered without a port: the same columns, `-` for the ports; sorted by name. */
  readonly names: string;
}

/** The same claim on several transports is one line. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly transports: Set<string>;
  /** The columns from the service on. */
  readonly columns: readonly string[];
}

/** Records that say only "nobody" claim nothing and are in neither table. */
export function registryTables({ records, people }: Registry): RegistryTables {
  const names = namesOf(people);
  const ports = new Map<string, Line>();
  const portless = new Map<string, Line>();
  for (const record of records) {
    const standing = standingOf(record);
    if (standing === undefined) continue;
    const columns = columnsOf(record, standing, names);
    const lines = record.port === '' ? portless : ports;
    for (const port of portsOf(record, standing)) {
      const key = `${port}\t${columns.join('\t')}`;
      const line = lines.get(key) ?? newLine(port, columns);
      for (const transport of transportsOf(record, standing)) line.transports.add(transport);
      lines.set(key, line);
    }
  }
  return {
    // Sorting is stable: names of one port stay in the registry's own order.
    ports: text([...ports.values()].toSorted(byPort)),
    names: text([...portless.values()].toSorted(byName)),
  };
}

function newLine(port: string, columns: readonly string[]): Line {
  const [from = '', to = from] = port.split('-');
  const number = (text: string) => (text === '' ? NaN : Number(text));
  return { from: number(from), to: number(to), transports: new Set(), columns };
}

const isRange = ({ from, to }: Line) => from < to;
const byPort = (a: Line, b: Line) =>
  Number(isRange(b)) - Number(isRange(a)) || a.from - b.from || a.to - b.to;
const byName = ({ columns: [a = ''] }: Line, { columns: [b = ''] }: Line) =>
  a < b ? -1 : Number(a > b);

const text = (lines: readonly Line[]) =>
  lines.map((line) => `${escapeLine(lineText(line))}\n`).join('');

function lineText({ from, to, transports, columns }: Line): string {
  const ports = Number.isNaN(from) ? '-' : from === to ? from : `${from}-${to}`;
  const known = TRANSPORTS.filter((transport) => transports.has(transport));
  return [ports, known.join(' ') || '-', ...columns].join('\t').replace(/\t+$/, '');
}

/**
 * The ports of a claim, as written. Of an unassigned range the registry may remark that one or two of its
 * ports are in use: then those alone are claimed.
 */
function portsOf({ port, unauthorized }: RegistryRecord, standing: Standing): readonly string[] {
  if (standing !== 'unofficial' || !port.includes('-')) return [port];
  const [from = 0, to = 0] = port.split('-').map(Number);
  const named = [...unauthorized.matchAll(/(\d+)(?:-(\d+))?/g)].map(([, first, last = first]) =>
    [first, last].map(Number),
  );
  const within = named.filter(
    ([first = 0, last = 0]) => from <= first && first <= last && last <= to,
  );
  return within.length > 0 ? within.map((ports) => ports.join('-')) : [port];
}

/**
 * A name without a transport is from the time when there were tcp and udp (RFC 6335, section 7.1); a number
 * that is nobody's is so on all.
 */
function transportsOf({ port, transport }: RegistryRecord, standing: Standing): readonly string[] {
  if (transport !== '') return [transport.toLowerCase()];
  if (port === '') return [];
  return standing === 'reserved' || standing === 'deassigned' ? TRANSPORTS : ['tcp', 'udp'];
}

/** undefined for a record that says only "nobody". */
function standingOf(record: RegistryRecord): Standing | undefined {
  const { service, description, note, unauthorized } = record;
  if (service !== '') {
    if (/\bnow historic\b/i.test(note)) return 'historic';
    return /\bunassigned but widespread use\b/i.test(note) ? 'unofficial' : 'assigned';
  }
  if (/^reserved/i.test(description)) return 'reserved';
  if (/^possibly used/i.test(description)) return 'unofficial';
  if (!RELEASED.test(description)) return 'assigned';
  if (unauthorized !== '') return 'unofficial';
  return /^\(?unassigned\)?$/i.test(description) && note === '' ? undefined : 'deassigned';
}

/** How the registry says that a number is nobody's, in fifty years of words. */
const RELEASED = /^\(?(?:unassigned|removed|deprecated|de-?registered|de-?comm?iss?ioned)/i;

function columnsOf(
  record: RegistryRecord,
  standing: Standing,
  names: ReadonlyMap<string, string>,
): readonly string[] {
  const { service, description, registered, modified, code, unauthorized } = record;
  const [title = '', ...rest] = description.split('\n');
  const registrant = spelledOut(record.assignee, names);
  const contact = spelledOut(record.contact, names);
  return [
    // Service names are the same in either case (RFC 6335, section 5.1).
    service.toLowerCase() || '-',
    title || service,
    standing,
    spelledOut(record.reference, DOCUMENTS),
    registered,
    registrant,
    '',
    [...rest, record.note].join(' '),
    '',
    modified,
    contact === registrant ? '' : contact,
    unauthorized,
    code,
  ].map((column) => column.replaceAll(/\s+/g, ' ').trim());
}

function namesOf(people: readonly Person[]): ReadonlyMap<string, string> {
  return new Map(people.filter(({ name }) => name !== '').map(({ id, name }) => [id, name]));
}

/** Documents have no other name than the one that is written. */
const DOCUMENTS: ReadonlyMap<string, string> = new Map();

/** `[IESG][Jon_Postel_2]` as `IESG, Jon Postel`; `[RFC6335]` as `RFC 6335`. */
function spelledOut(brackets: string, names: ReadonlyMap<string, string>): string {
  return brackets
    .split(/[[\]]/)
    .filter((part) => part.trim() !== '')
    .map((part) => names.get(part) ?? plain(part, names))
    .join(', ');
}

function plain(part: string, names: ReadonlyMap<string, string>): string {
  if (/^RFC\d/.test(part)) return part.replace('RFC', 'RFC ');
  if (/^\d+$/.test(part)) return `footnote ${part} of the registry`;
  // An id of somebody who is not listed: two of one name are told apart by a number.
  return names === DOCUMENTS ? part : part.replace(/_\d+$/, '').replaceAll('_', ' ').trim();
}
