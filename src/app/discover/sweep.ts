/** Greets every host of a network, by ENPC and SNMP on one socket, at a pace, so that it can be taken up again. */
import { alongside, voice, type Voice } from '../../core/alongside.ts';
import { UsageError } from '../../core/errors.ts';
import { SWEEP_BURST, sweepDuration, type Progress } from '../../core/sweep.ts';
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
}

type Event =
  | { readonly by: 'enpc'; readonly event: enpc.DiscoveryEvent }
  | { readonly by: 'snmp'; readonly event: snmp.InquiryEvent };

/**
 * Each step is one greeting of each protocol to one host: what is known of one that is not there serves both.
 * @param told called some four times a second while the sweep goes on
 */
export function sweepHosts(
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
  const course = new Course(hosts.count, wanted, () => platform.clock.now());
  return converse(alongside(voiced), platform, {
    address: hosts.family === 'ipv6' ? '::' : '0.0.0.0',
    signal,
    buffer: ANSWER_ROOM,
    pacing: { links: linkPrefixes(platform.interfaces()), neighbours, absent },
    tell(heard) {
      if (heard.event.kind === 'progress') return told(course.standAt(heard.by, heard.event));
      if (heard.by === 'enpc') hearing.enpc(heard.event);
      else hearing.snmp(heard.event);
    },
  });
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

  /** @param count hosts */
  constructor(
    private readonly count: number,
    private readonly wanted: Pick<Asking['wanted'], 'rate' | 'from'>,
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
    return { position, reached, total, left: this.left(reached, total) };
  }

  /** By what this pass took so far: neighbours that are not there slow the first one down. */
  private left(reached: number, total: number): Millis {
    const { count, began } = this;
    const { rate } = this.wanted;
    const planned = (sweepDuration(count, rate, total / count) * (total - reached)) / total;
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
