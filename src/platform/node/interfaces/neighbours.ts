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
  return { places: Math.floor(size * OUR_SHARE), holds: questions * between + SLACK };
}

function setting(path: string): number | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    const number = Number(readFileSync(path, 'latin1'));
    return Number.isInteger(number) && number > 0 ? number : undefined;
  } catch {
    return undefined;
  }
}
