/**
 * Asks the listeners that a survey found on this machine who they are. UDP first: what answers there may say
 * that this machine is a printer, and then TCP ports are but listened to.
 */
import { seconds } from '../../core/units.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { Inquiry } from '../../identify/inquiry.ts';
import { Interview } from '../../identify/interview.ts';
import { probesOf, type NamedProbe } from '../../identify/judge.ts';
import { planFor } from '../../identify/plan.ts';
import type { Hearing, Sighting } from '../../identify/sighting.ts';
import { targetOf, type Skipped, type Target } from '../../identify/target.ts';
import { isPrintService, printerWitnesses } from '../../identify/witnesses.ts';
import type { Gap, Listener, ListenerReport } from '../../survey/listener.ts';
import { answerersOf } from '../../verdict/answerers.ts';
import type { HeardHere } from '../../verdict/heard.ts';
import type { Judge } from '../../verdict/judge.ts';
import type { Context } from '../operation.ts';
import { AGENT } from './agent.ts';
import { heardGaps, type Heard } from './gaps.ts';
import { talkTcp, talkUdp } from './talk.ts';

/** How many ports are asked at the same time: enough to be quick, too few to be noticed. */
export const AT_ONCE = 16;
/** How many are asked in all: as many as a very busy machine has open. The others are counted as not asked. */
export const MOST_ASKED = 1024;
/** After this, no further port is asked. */
export const MOST_TIME = seconds(60);

/** Who is asked, and in which protocols. */
export interface SpeakOptions {
  /** Which of them are asked; all of them tell whether this machine is a printer. */
  readonly includes: (listener: Listener) => boolean;
  readonly judge: Judge;
  readonly protocols: readonly Protocol[];
}

/** What was heard, by listener. */
export interface Spoken extends HeardHere<Listener> {
  /** What was not asked, and what did not answer. */
  readonly gaps: readonly Gap[];
}

/** Asks in every protocol that Portolan knows. */
export function speakHere(
  report: ListenerReport,
  includes: (listener: Listener) => boolean,
  judge: Judge,
  context: Context,
): Promise<Spoken> {
  return speak(report, { includes, judge, protocols: PROTOCOLS }, context);
}

/** Whatever a port does is something heard; what throws is our own bug. */
export async function speak(
  report: ListenerReport,
  options: SpeakOptions,
  context: Context,
): Promise<Spoken> {
  return new Round(report, options, context).run();
}

/** A listener that is to be asked. */
interface Door extends Target {
  readonly listener: Listener;
}

class Round {
  private readonly sightings = new Map<Listener, Sighting>();
  private readonly heard: Heard[] = [];
  private readonly witnesses: string[];
  private readonly probes: Readonly<Record<'tcp' | 'udp', readonly NamedProbe[]>>;
  private done = 0;

  constructor(
    private readonly report: ListenerReport,
    private readonly options: SpeakOptions,
    private readonly context: Context,
  ) {
    const { protocols } = options;
    this.witnesses = printerWitnesses(report.listeners, (listener) => this.spokenBy(listener));
    this.probes = { tcp: probesOf(protocols, 'tcp'), udp: probesOf(protocols, 'udp') };
  }

  async run(): Promise<Spoken> {
    const { doors, skipped } = this.doors();
    const asked = doors.slice(0, MOST_ASKED);
    const { clock } = this.context.platform;
    const until = clock.now() + MOST_TIME;
    const mayGoOn = () => !this.context.signal.aborted && clock.now() < until;
    for (const transport of ['udp', 'tcp'] as const) {
      const group = asked.filter((door) => door.transport === transport);
      await eachOf(group, AT_ONCE, async (door) => {
        if (mayGoOn()) this.note(door, await this.ask(door), asked.length);
      });
    }
    const left = doors.length - this.done;
    const { sightings, heard, witnesses } = this;
    const gaps = heardGaps({ heard, witnesses, skipped, left });
    return { sightings, recognizes: (service) => this.recognizes(service), gaps };
  }

  private doors(): { doors: Door[]; skipped: Skipped[] } {
    const doors: Door[] = [];
    const skipped: Skipped[] = [];
    for (const listener of this.report.listeners.filter(this.options.includes)) {
      const target = targetOf(listener, this.report.interfaces);
      if (typeof target === 'string') skipped.push(target);
      else doors.push({ ...target, listener });
    }
    return { doors, skipped };
  }

  private ask(door: Door): Promise<Hearing> {
    const { listener, transport, to } = door;
    const { platform, signal } = this.context;
    const probes = this.probes[transport];
    const { same } = this.options.judge.programs;
    const plan = planFor(this.suggested(listener), probes, same);
    const options = {
      plan,
      probes,
      asker: { agent: AGENT },
      gate: {
        port: listener.port,
        behind: [listener.publication?.port].filter((port) => port !== undefined),
        relay: this.isRelay(listener),
      },
      witnesses: () => this.witnesses,
    };
    return transport === 'tcp'
      ? talkTcp(new Interview(options), to, platform, signal)
      : talkUdp(new Inquiry(options), to, platform, signal);
  }

  private note({ listener, transport }: Door, hearing: Hearing, total: number): void {
    this.heard.push({ listener, hearing });
    if (hearing.kind === 'sighting') {
      const { sighting } = hearing;
      this.sightings.set(listener, sighting);
      if (isPrintService(sighting.service)) {
        this.witnesses.push(`${listener.port}/${transport} answered as ${sighting.service}`);
      }
    }
    this.done += 1;
    const what = 'asking ports who they are';
    this.context.emit({ kind: 'progress', done: this.done, total, what });
  }

  /** What its program is known to speak, then what its port is promised to, best first. */
  private suggested(listener: Listener): string[] {
    const { atlas } = this.options.judge;
    const claims = atlas.claims(listener.port, listener.transport);
    return [...this.spokenBy(listener), ...claims.map(({ service }) => service)].filter(Boolean);
  }

  private spokenBy(listener: Listener): string[] {
    const { programs } = this.options.judge;
    return answerersOf(listener, this.report.elsewhere).flatMap(({ process }) => [
      ...(programs.identify(process)?.speaks ?? []),
    ]);
  }

  private recognizes(service: string): boolean {
    const { same } = this.options.judge.programs;
    const own = this.options.protocols.filter(({ probes = [] }) => probes.length > 0);
    return own.some(({ services }) => services.some((name) => same(name, service)));
  }

  private isRelay(listener: Listener): boolean {
    const { programs } = this.options.judge;
    return listener.processes.some((process) => programs.identify(process)?.relay === true);
  }
}

/** Does `work` for each, `most` at the same time, in order. */
async function eachOf<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}
