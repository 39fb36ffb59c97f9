/**
 * What the script in `commands.ts` answers. Windows PowerShell 5.1 writes a list of one as its only item,
 * an empty one as nothing or `null`, and sometimes a list as `{"value":[…],"Count":2}`; all of it is
 * taken. Pure and total.
 */
import {
  readAddress,
  ReportBuilder,
  type LineMeaning,
  type SocketReport,
} from '../../../../survey/reports/report.ts';
import type { WindowsProcess } from './processes.ts';

/** What PowerShell told. */
export interface PowerShellAnswer {
  readonly sockets: SocketReport;
  readonly processes: ReadonlyMap<number, WindowsProcess>;
  /** Whether an administrator asked. */
  readonly elevated: boolean;
}

/** @returns undefined when this is no answer: an error, or a Windows without these commands */
export function parsePowerShell(text: string): PowerShellAnswer | undefined {
  const answer = record(parse(text));
  if (answer === undefined) return undefined;
  const tcp = list(answer['tcp']);
  // Windows itself always listens; not to see that is to have seen nothing.
  if (tcp.length === 0) return undefined;
  return {
    sockets: readSockets(tcp, list(answer['udp']), list(answer['busy'])),
    processes: readProcesses(answer),
    elevated: answer['elevated'] === true,
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** `MSFT_NetTCPConnection`, State. */
const STATES: Readonly<Record<string, 'listening' | 'bound'>> = {
  '2': 'listening',
  listen: 'listening',
  '100': 'bound',
  bound: 'bound',
};

function readSockets(
  tcp: readonly unknown[],
  udp: readonly unknown[],
  busy: readonly unknown[],
): SocketReport {
  const builder = new ReportBuilder();
  const connected = new Set(busy.map(Number));
  let number = 0;
  const add = (value: unknown, transport: 'tcp' | 'udp') => {
    number++;
    const meaning = meaningOf(record(value) ?? {}, transport, connected);
    builder.add(meaning, number, JSON.stringify(value) ?? '');
  };
  for (const value of tcp) add(value, 'tcp');
  for (const value of udp) add(value, 'udp');
  return builder.report();
}

function meaningOf(
  fields: Fields,
  transport: 'tcp' | 'udp',
  connected: ReadonlySet<number>,
): LineMeaning {
  const state = transport === 'udp' ? 'listening' : STATES[String(fields['State']).toLowerCase()];
  const bound = readAddress(String(fields['LocalAddress']), 'ipv4');
  const port = count(fields['LocalPort']);
  if (bound === undefined || port === undefined || port > 65_535) return 'malformed';
  if (state === undefined || port === 0) return 'other';
  // Windows shows the port of each outgoing connection as bound besides.
  if (state === 'bound' && connected.has(port)) return 'other';
  const pid = count(fields['OwningProcess']);
  return { transport, ...bound, port, state, ...(pid !== undefined && pid > 0 && { pid }) };
}

function readProcesses(answer: Fields): Map<number, WindowsProcess> {
  const users = new Map<number, string>();
  for (const owner of fieldsOf(answer['owners'])) {
    const [domain, user] = [owner['Domain'], owner['User']].map(text);
    if (user !== undefined) {
      users.set(Number(owner['ProcessId']), domain === undefined ? user : `${domain}\\${user}`);
    }
  }
  const services = new Map<number, string[]>();
  for (const service of fieldsOf(answer['services'])) {
    const [pid, name] = [Number(service['ProcessId']), text(service['Name'])];
    if (name === undefined) continue;
    const known = services.get(pid);
    if (known) known.push(name);
    else services.set(pid, [name]);
  }
  const processes = new Map<number, WindowsProcess>();
  for (const process of fieldsOf(answer['processes'])) {
    const [pid, name] = [Number(process['ProcessId']), text(process['Name'])];
    if (name === undefined || !(pid > 0)) continue;
    processes.set(pid, {
      name,
      path: text(process['ExecutablePath']),
      command: text(process['CommandLine']),
      user: users.get(pid),
      services: services.get(pid)?.toSorted() ?? [],
    });
  }
  return processes;
}

/** What stands around the document (a policy's banner) is passed over. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  const wrapped = record(value);
  const inner = wrapped !== undefined && 'Count' in wrapped ? wrapped['value'] : undefined;
  return inner === undefined ? [value] : list(inner);
}

const fieldsOf = (value: unknown): Fields[] =>
  list(value).flatMap((one) => {
    const fields = record(one);
    return fields === undefined ? [] : [fields];
  });

const record = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A whole number from 0, or the text of one. */
function count(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number(text(value) ?? Number.NaN);
  return Number.isInteger(number) && number >= 0 ? number : undefined;
}
