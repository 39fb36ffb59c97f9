/**
 * A survey of another machine, made of what a program listed there. Nothing is added: what a listing does
 * not tell (interfaces, containers, who holds a socket) stays unknown, and the coverage says so.
 */
import { counted } from '../../core/count.ts';
import {
  NAMELESS,
  type Coverage,
  type Elsewhere,
  type Gap,
  type Listener,
  type ListenerReport,
  type PortSpan,
} from '../listener.ts';
import { listenersOf, processesByRows } from './listeners.ts';
import type { Listing } from './listings.ts';
import { parseLsof } from './lsof.ts';
import { hasLsofTable } from './lsof-table.ts';
import { parseNetstat } from './netstat.ts';
import { parseOsquery } from './osquery.ts';
import type { SocketReport } from './report.ts';
import { parseSs } from './ss.ts';

/** A listing, understood. */
export interface Imported {
  readonly report: ListenerReport;
  readonly listing: Listing;
  /** The machine, where the listing names it. */
  readonly host?: string;
  /** `linux`, `darwin`, `win32`, where the listing shows it. */
  readonly system?: string;
}

/** Which program wrote a listing; undefined when it looks like none. */
export function recogniseListing(text: string): Listing | undefined {
  if (/^\s*[[{]/.test(text)) return 'osquery';
  if (hasLsofTable(text) || (/^p\d+\r?$/m.test(text) && /^n\S/m.test(text))) return 'lsof';
  if (/^(?:Netid|State)\s+(?:State|Recv-Q)\s/m.test(text)) return 'ss';
  if (/^(?:[a-z]+\s+)?(?:LISTEN|UNCONN|ESTAB)\s+\d+\s+\d+\s/m.test(text)) return 'ss';
  return /^\s*(?:tcp|udp)[46]*\s/im.test(text) ? 'netstat' : undefined;
}

/** Total; a text that is no listing at all gives a report that looked at nothing. */
export function importListing(text: string, listing: Listing): Imported {
  const { own, elsewhere = new Map(), ...named } = READERS[listing](text);
  const system = named.system ?? SYSTEM_OF[listing];
  const places = [...elsewhere];
  const process = processesByRows([own, ...elsewhere.values()].flatMap(({ rows }) => rows));
  const listeners = listenersOf(own.rows, { process });
  const report: ListenerReport = {
    listeners,
    elsewhere: places.flatMap(([namespace, { rows }]) =>
      otherPlace(namespace, listenersOf(rows, { process })),
    ),
    ephemeral: EPHEMERAL[system ?? 'linux'] ?? HIGH,
    reserved: [],
    raw: [],
    interfaces: [],
    coverage: coverageOf(listing, own, listeners),
  };
  return { report, listing, ...named, ...(system !== undefined && { system }) };
}

interface Reading {
  readonly own: SocketReport;
  /** By the kernel's number of the namespace. */
  readonly elsewhere?: ReadonlyMap<string, SocketReport>;
  readonly host?: string;
  readonly system?: string;
}

const READERS: Readonly<Record<Listing, (text: string) => Reading>> = {
  ss: (text) => ({ own: parseSs(text) }),
  lsof: (text) => ({ own: parseLsof(text) }),
  netstat: (text) => ({ own: parseNetstat(text), ...netstatSystem(text) }),
  osquery: (text) => {
    const { elsewhere, host, time: _, ...own } = parseOsquery(text);
    return {
      own,
      elsewhere,
      ...(host !== undefined && { host }),
    };
  },
};

const SYSTEM_OF: Partial<Record<Listing, string>> = { ss: 'linux' };

/** Windows writes capitals behind two blanks; BSD puts a dot before a port. */
function netstatSystem(text: string): { readonly system?: string } {
  if (/^\s*TCP\s+\S+:\d+\s/m.test(text)) return { system: 'win32' };
  if (/^tcp[46]*\s+\d+\s+\d+\s+\S+\.(?:\d+|\*)\s/m.test(text)) return { system: 'darwin' };
  return /^(?:tcp|udp)6?\s+\d+\s+\d+\s+\S+:\d+\s/m.test(text) ? { system: 'linux' } : {};
}

/** RFC 6335, section 6: the dynamic ports. Linux hands out others unless told. */
const HIGH: PortSpan = { from: 49_152, to: 65_535 };
const EPHEMERAL: Readonly<Record<string, PortSpan>> = { linux: { from: 32_768, to: 60_999 } };

function otherPlace(namespace: string, listeners: readonly Listener[]): Elsewhere[] {
  const process = listeners.flatMap(({ processes }) => processes)[0] ?? { pid: 0, name: NAMELESS };
  return listeners.length === 0 ? [] : [{ namespace: `net:[${namespace}]`, process, listeners }];
}

function coverageOf(
  listing: Listing,
  { malformed, firstMalformed, rows }: SocketReport,
  listeners: readonly Listener[],
): Coverage {
  const gaps: Gap[] = [
    {
      what: 'sockets',
      why: `This is what ${listing} listed; the machine itself was not looked at, nor its addresses.`,
      partial: false,
    },
  ];
  const unseen = listeners.filter(({ processes }) =>
    processes.every(({ name, path }) => name === NAMELESS && path === undefined),
  ).length;
  if (unseen > 0) {
    gaps.push({
      what: 'programs',
      count: unseen,
      why: `The listing does not say who holds ${counted(unseen, 'socket')}.`,
      remedy: REMEDIES[listing],
      partial: true,
    });
  }
  if (malformed > 0 && firstMalformed) {
    const { line, text } = firstMalformed;
    gaps.push({
      what: 'sockets',
      count: malformed,
      why: `${counted(malformed, 'line')} of the listing could not be understood, the first of them line ${line}: "${text}".`,
      partial: true,
    });
  }
  const looked = new Set(
    rows.map(({ transport, family }) => `${transport}${family === 'ipv6' ? '6' : ''}`),
  );
  return { complete: gaps.every(({ partial }) => !partial), looked: [...looked].toSorted(), gaps };
}

/** What lists programs too, to be run on that machine. */
const REMEDIES: Readonly<Record<Listing, string>> = {
  ss: 'sudo ss -tulnpe',
  netstat: 'sudo netstat -tulnp',
  lsof: 'sudo lsof -nP -i -F pcLuftdPnT',
  osquery:
    'sudo osqueryi --json "select l.*, p.name, p.path, p.cmdline from listening_ports l left join processes p using (pid)"',
};
