/** How many neighbours this machine's kernel can ask for at a time (Linux: `Documentation/networking/ip-sysctl`). */
import { OUR_SHARE, type NeighbourTable } from '../../../core/neighbours.ts';
import type { Millis } from '../../../core/units.ts';

/** What Linux has unless somebody changed it. A network namespace is not shown it, and shares the table with all. */
const LINUX_PLACES = 1024;
const LINUX_QUESTIONS = 3;
const LINUX_BETWEEN: Millis = 1000;

/** The kernel's timers are coarse, and the place is given back after the last of them. */
const SLACK: Millis = 100;

/**
 * Where the system does not tell, neither macOS nor Windows: a quarter of Linux's table, each place for five seconds.
 * That is careful rather than measured.
 */
const ELSEWHERE: NeighbourTable = { places: 256, holds: 5000 };

/** Of IPv4; IPv6's table is as large. */
export function nodeNeighbours(): NeighbourTable {
  if (process.platform !== 'linux') return ELSEWHERE;
  const at = '/proc/sys/net/ipv4/neigh/default/';
  const size = setting(`${at}gc_thresh3`) ?? LINUX_PLACES;
  const questions = setting(`${at}mcast_solicit`) ?? LINUX_QUESTIONS;
  const between = setting(`${at}retrans_time_ms`) ?? LINUX_BETWEEN;
  const table = { places: Math.floor(size * OUR_SHARE), holds: questions * between + SLACK };
  return read(ARP_TABLE) === undefined
    ? table
    : { ...table, resolved: () => resolvedIn(read(ARP_TABLE) ?? '') };
}

/** Of this network namespace; readable by everybody. */
const ARP_TABLE = '/proc/self/net/arp';

/** `ATF_COM` of `linux/if_arp.h`: the hardware address is known. */
const COMPLETE = 0x2;

/** The addresses of those lines of `/proc/net/arp` that are complete. Columns: address, hardware, flags, … */
export function resolvedIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, address, flags] = /^(\d+\.\d+\.\d+\.\d+) +0x[\da-f]+ +0x([\da-f]+) /.exec(line) ?? [];
    return address !== undefined && Number.parseInt(flags!, 16) & COMPLETE ? [address] : [];
  });
}

function setting(path: string): number | undefined {
  const number = Number(read(path));
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function read(path: string): string | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
