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
import { hasOsqueryTable } from './osquery-tables.ts';
import { parseOsquery } from './osquery.ts';
import { withoutPrompts } from './prompts.ts';
import type { PortOfService, SocketReport } from './report.ts';
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

/** Which program wrote a listing, whatever stands around it; undefined when it looks like none. */
export function recogniseListing(pasted: string): Listing | undefined {
  const text = withoutPrompts(pasted);
  if (/^\s*(?:\[\s*[\]{]|\{\s*["}])/.test(text)) return 'osquery';
  if (hasOsqueryTable(text)) return 'osquery';
  if (hasLsofTable(text) || (/^p\d+\r?$/m.test(text) && /^n\S/m.test(text))) return 'lsof';
  if (/^[ \t]*(?:Netid|State|Recv-Q)\s+(?:State|Recv-Q|Send-Q)\s/m.test(text)) return 'ss';
  if (/^[ \t]*(?:[a-z]+\s+)?(?:LISTEN|UNCONN|ESTAB)\s+\d+\s+\d+\s/m.test(text)) return 'ss';
  return /^[ \t]*(?:tcp|udp)[46]*\s/im.test(text) ? 'netstat' : undefined;
}

/**
 * Total; a text that is no listing at all gives a report that looked at nothing.
 * @param portOf the numbers of ports that the listing has by name; default: nobody knows
 */
export function importListing(
  pasted: string,
  listing: Listing,
  portOf: PortOfService = () => undefined,
): Imported {
  const text = withoutPrompts(pasted);
  const { own, elsewhere = new Map(), ...named } = READERS[listing](text, portOf);
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
    coverage: coverageOf({ listing, remedy: remedyFor(listing, system) }, own, listeners),
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

const READERS: Readonly<Record<Listing, (text: string, portOf: PortOfService) => Reading>> = {
  ss: (text, portOf) => ({ own: parseSs(text, portOf) }),
  lsof: (text, portOf) => ({ own: parseLsof(text, portOf), ...lsofSystem(text) }),
  netstat: (text, portOf) => ({ own: parseNetstat(text, portOf), ...netstatSystem(text) }),
  osquery: (text) => {
    const { elsewhere, host, system, time: _, ...own } = parseOsquery(text);
    return {
      own,
      elsewhere,
      ...(host !== undefined && { host }),
      ...(system !== undefined && { system }),
    };
  },
};

const SYSTEM_OF: Partial<Record<Listing, string>> = { ss: 'linux' };

/** Linux numbers a socket, others tell where it is kept (lsof(8), DEVICE). */
function lsofSystem(text: string): { readonly system?: string } {
  const [, device] =
    /\bIPv[46][ \t]+(0x[0-9a-f]+|\d+)[ \t]/.exec(text) ?? /^d(0x[0-9a-f]+|\d+)$/m.exec(text) ?? [];
  if (device === undefined) return {};
  return { system: device.startsWith('0x') ? 'darwin' : 'linux' };
}

/** Windows writes capitals behind two blanks; BSD puts a dot before a port. */
function netstatSystem(text: string): { readonly system?: string } {
  if (/^[ \t]*(?:TCP|UDP)\s+\S+:\S+\s/m.test(text)) return { system: 'win32' };
  const line = /^[ \t]*(?:tcp|udp)[46]*\s+\d+\s+\d+\s+\S+([.:])(?:[\w+-]+|\*)\s/m.exec(text);
  if (line === null) return {};
  return { system: line[1] === '.' ? 'darwin' : 'linux' };
}

/** RFC 6335, section 6: the dynamic ports. Linux hands out others unless told. */
const HIGH: PortSpan = { from: 49_152, to: 65_535 };
const EPHEMERAL: Readonly<Record<string, PortSpan>> = { linux: { from: 32_768, to: 60_999 } };

function otherPlace(namespace: string, listeners: readonly Listener[]): Elsewhere[] {
  const process = listeners.flatMap(({ processes }) => processes)[0] ?? { pid: 0, name: NAMELESS };
  return listeners.length === 0 ? [] : [{ namespace: `net:[${namespace}]`, process, listeners }];
}

function coverageOf(
  { listing, remedy }: { readonly listing: Listing; readonly remedy: string },
  report: SocketReport,
  listeners: readonly Listener[],
): Coverage {
  const gaps: Gap[] = [
    {
      what: 'sockets',
      why: `This is what ${listing} listed; the machine itself was not looked at, nor its addresses.`,
      partial: false,
    },
    ...unseenPrograms(listeners, remedy),
    ...connectionsAlone(report, remedy),
    ...namesGaps(report, remedy),
    ...malformedLines(report, remedy),
  ];
  const looked = new Set(
    report.rows.map(({ transport, family }) => `${transport}${family === 'ipv6' ? '6' : ''}`),
  );
  return { complete: gaps.every(({ partial }) => !partial), looked: [...looked].toSorted(), gaps };
}

function unseenPrograms(listeners: readonly Listener[], remedy: string): Gap[] {
  const count = listeners.filter(({ processes }) =>
    processes.every(({ name, path }) => name === NAMELESS && path === undefined),
  ).length;
  if (count === 0) return [];
  const why = `The listing does not say who holds ${counted(count, 'socket')}.`;
  return [{ what: 'programs', count, why, remedy, partial: true }];
}

/** Unless told, netstat and lsof list what is connected, and ss too. */
function connectionsAlone({ rows, others, unnumbered }: SocketReport, remedy: string): Gap[] {
  if (rows.length > 0 || others === 0 || unnumbered) return [];
  const why = `It has ${counted(others, 'other socket')}: connections, or what has no port.`;
  return [{ what: 'sockets', why, remedy, partial: true }];
}

/** What a listing has by name, though only numbers say what it is. */
function namesGaps({ byName = 0, unnumbered }: SocketReport, remedy: string): Gap[] {
  const gaps: Gap[] = [];
  if (byName > 0) {
    const why =
      `${counted(byName, 'line')} of the listing had a service's name for a port: the number is the registry's; ` +
      'with -n the listing has its own.';
    gaps.push({ what: 'sockets', count: byName, why, remedy, partial: false });
  }
  if (unnumbered) {
    const { count, first } = unnumbered;
    const why =
      `${counted(count, 'line')} of the listing could not be read, since names stand there for numbers, the ` +
      `first in line ${first.line}: "${first.text}"; run it with -n.`;
    gaps.push({ what: 'sockets', count, why, remedy, partial: true });
  }
  return gaps;
}

function malformedLines({ rows, malformed, firstMalformed }: SocketReport, remedy: string): Gap[] {
  if (malformed === 0 || firstMalformed === undefined) return [];
  const { line, text } = firstMalformed;
  const why = `${counted(malformed, 'line')} of the listing could not be understood, the first of them line ${line}: "${text}".`;
  // Where nothing was understood, it was asked in another way.
  const more = rows.length === 0 ? { remedy } : {};
  return [{ what: 'sockets', count: malformed, why, ...more, partial: true }];
}

/** With whole names: by itself it shows nine letters of each. */
const LSOF = 'sudo lsof +c 0 -nP -i';

/** What lists numbers, and programs too, on a system, where it is no matter which program listed. */
const REMEDIES: Readonly<Record<string, string>> = {
  linux: 'sudo ss -Htulnp',
  darwin: LSOF,
  win32: 'netstat -abno (in a terminal that runs as administrator)',
};
const OSQUERY =
  'select l.*, p.name, p.path, p.cmdline from listening_ports l left join processes p using (pid)';

/** The command to be run on that machine. */
function remedyFor(listing: Listing, system: string | undefined): string {
  if (listing === 'osquery') return `sudo osqueryi --json '${OSQUERY}'`;
  if (listing === 'lsof') return LSOF;
  return (system && REMEDIES[system]) ?? 'sudo netstat -an';
}
