/** Greets every host of a network, by ENPC and SNMP on one socket, at a pace, so that it can be taken up again. */
import { alongside, voice, type Voice } from '../../core/alongside.ts';
import { inPrefix, numbered, type Prefix } from '../../core/cidr.ts';
import { UsageError } from '../../core/errors.ts';
import type { NeighbourTable } from '../../core/neighbours.ts';
import { SWEEP_BURST, sweepDuration, type HostList, type Progress } from '../../core/sweep.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { linkPrefixes } from '../../platform/interfaces.ts';
import { converse } from '../../platform/run.ts';
import * as enpc from '../../protocols/enpc/client.ts';
import * as snmp from '../../protocols/snmp/client.ts';
import { SNMP_PORT } from '../../protocols/snmp/vocabulary.ts';
import { ANSWER_ROOM, drawBelow, SNMP_ID_SPAN, SNMP_QUESTIONS, type Asking } from './asking.ts';
import type { WantedHosts } from './named.ts';

/** What a sweep can be made by. */
export const SWEEPERS = ['enpc', 'snmp'] as const;
export type Sweeper = (typeof SWEEPERS)[number];

/**
 * Steps that may not have left this machine yet when a sweep ends, and are asked again: what waits for its turn, and
 * what was lost on this machine since it was last looked at. A second's worth at the most.
 */
const NOT_YET_GONE = 2 * SWEEP_BURST;

/** Longer than absent neighbours keep their places: the first of them leave at once, and tell nothing. */
const MEASURED_AFTER: Millis = seconds(4);

/** Below this part of the rate a sweep was slowed down; clocks and a busy machine take less. */
const SLOWED = 0.9;

/** How far a sweep is. */
export interface SweepStand {
  /** Where to go on. */
  readonly position: number;
  /** Where it is: some of what was handed over may not have left. */
  readonly reached: number;
  /** Hosts times passes. */
  readonly total: number;
  /** How long it will still take. */
  readonly left: Millis;
  /** Steps a second in the first pass, where neighbours that are not there keep it below the rate. */
  readonly slowedTo?: number;
}

type Event =
  | { readonly by: 'enpc'; readonly event: enpc.DiscoveryEvent }
  | { readonly by: 'snmp'; readonly event: snmp.InquiryEvent };

/**
 * Each step is one greeting of each protocol to one host: what is known of one that is not there serves both.
 * @param told called some four times a second while the sweep goes on
 */
export async function sweepHosts(
  hosts: WantedHosts,
  by: readonly Sweeper[],
  { wanted, platform, signal, hearing, snmp: manner, mayAsk }: Asking,
  told: (stand: SweepStand) => void,
): Promise<void> {
  const { rate, from } = wanted;
  const absent = new Set<string>();
  const neighbours = platform.neighbours();
  // Asking once more for those costs time only where there are more of them than places: there it is spared.
  const isAbsent = (address: string) => absent.size > neighbours.places && absent.has(address);
  const plan = { hosts, mayAsk, isAbsent, perSecond: rate, from };
  const firstId = drawBelow(SNMP_ID_SPAN, platform);
  const isAgent = ({ port }: { port: number }) => port === SNMP_PORT;
  const voices: Readonly<Record<Sweeper, () => Voice<Event>>> = {
    snmp: () =>
      voice(snmp.sweep({ ...manner, ...plan, ...SNMP_QUESTIONS, firstId }), isAgent, (event) => ({
        by: 'snmp',
        event,
      })),
    // Devices answer by ENPC from any port.
    enpc: () =>
      voice(
        enpc.sweep(plan),
        (one) => !isAgent(one),
        (event) => ({ by: 'enpc', event }),
      ),
  };
  const voiced = by.map((one) => fromCheck(from, voices[one]));
  const links = linkPrefixes(platform.interfaces());
  const course = new Course(hosts.count, wanted, neighbourTime(hosts, links, neighbours), () =>
    platform.clock.now(),
  );
  await converse(alongside(voiced), platform, {
    address: hosts.family === 'ipv6' ? '::' : '0.0.0.0',
    signal,
    buffer: ANSWER_ROOM,
    pacing: { links, neighbours, absent },
    tell(heard) {
      if (heard.event.kind === 'progress') return told(course.standAt(heard.by, heard.event));
      if (heard.by === 'enpc') hearing.enpc(heard.event);
      else hearing.snmp(heard.event);
    },
  });
  // While all wait for their neighbours nothing is told.
  const stand = course.stand();
  if (stand) told(stand);
}

/** So many addresses tell well enough how many of all are on a link: the order is a scattered one. */
const SAMPLE = 512;

/** How long the first pass takes at least when nobody is there, since each neighbour that is not holds a place. */
export function neighbourTime(
  hosts: HostList,
  links: readonly Prefix[],
  { places, holds }: NeighbourTable,
): Millis {
  const size = Math.min(SAMPLE, hosts.count);
  const isNear = (_: unknown, i: number) => {
    const number = numbered(hosts.at(i));
    return links.some((link) => inPrefix(link, number));
  };
  const near = Array.from({ length: size }, isNear).filter(Boolean).length;
  return (Math.max(0, (near / size) * hosts.count - places) * holds) / places;
}

/** @throws UsageError that says where a position comes from, when it is none */
function fromCheck<Made>(from: number, make: () => Made): Made {
  try {
    return make();
  } catch (problem) {
    if (from === 0 || !(problem instanceof UsageError)) throw problem;
    throw new UsageError(
      `--from: ${problem.message}; an interrupted sweep prints the command to go on, with the number to give`,
    );
  }
}

/** Where a sweep is, and how long it will take from there. */
class Course {
  private readonly positions = new Map<Sweeper, number>();
  private began: { readonly pass: number; readonly at: Millis; readonly position: number };

  private slowedTo: number | undefined;
  private last: SweepStand | undefined;

  /**
   * @param count hosts
   * @param atLeast how long the first pass takes at any rate
   */
  constructor(
    private readonly count: number,
    private readonly wanted: Pick<Asking['wanted'], 'rate' | 'from'>,
    private readonly atLeast: Millis,
    private readonly now: () => Millis,
  ) {
    this.began = { pass: -1, at: now(), position: wanted.from };
  }

  /** Goes on where the slowest is. */
  standAt(by: Sweeper, { position: own, total }: Progress): SweepStand {
    const { from, rate } = this.wanted;
    this.positions.set(by, own);
    const reached = Math.min(...this.positions.values());
    const position =
      reached === total ? total : Math.max(from, reached - Math.min(NOT_YET_GONE, rate));
    const left = this.left(reached, total);
    this.last = { position, reached, total, left };
    return this.stand()!;
  }

  /** As it was told last, with how fast it is by now; undefined before anything was told. */
  stand(): SweepStand | undefined {
    const { last, atLeast, count, began } = this;
    if (last === undefined) return undefined;
    const took = this.now() - began.at;
    if (atLeast > 0 && last.reached < count && took >= MEASURED_AFTER) {
      const perSecond = ((last.reached - began.position) * seconds(1)) / took;
      this.slowedTo = perSecond < this.wanted.rate * SLOWED ? Math.round(perSecond) : undefined;
    }
    const { slowedTo } = this;
    return { ...last, ...(slowedTo !== undefined && { slowedTo }) };
  }

  /** By what this pass took so far: neighbours that are not there slow the first one down. */
  private left(reached: number, total: number): Millis {
    const { count, began } = this;
    const { rate } = this.wanted;
    const inFirst = Math.max(0, count - reached) / count;
    const slowed = Math.max(0, this.atLeast - (seconds(1) * count) / rate) * inFirst;
    const planned =
      (sweepDuration(count, rate, total / count) * (total - reached)) / total + slowed;
    const pass = Math.floor(reached / count);
    if (pass !== began.pass) this.began = { pass, at: this.now(), position: reached };
    const done = reached - this.began.position;
    const took = this.now() - this.began.at;
    if (done === 0 || took < MEASURED_AFTER) return planned;
    const rest = (pass + 1) * count - reached;
    const measured = (took / done) * rest;
    return Math.max(planned, measured + (planned * (total - reached - rest)) / (total - reached));
  }
}
