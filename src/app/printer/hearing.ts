/** Whom the printer hears, how often, and what is told of it. */
import { freshAllowance, take, type Allowance, type Shares } from '../../core/allowance.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { heardText } from '../../core/heard.ts';
import type { Clock } from '../../platform/platform.ts';
import { WINDOW } from '../bounded-telling.ts';
import type { AskedEvent, AskOutcome, PrinterEvent, PrinterProtocol } from './event.ts';
import { Telling } from './telling.ts';
import { mayAnswer, type Where } from './where.ts';

/**
 * What one source may ask, and all together. A walk through all that the agent has takes 200 questions; an answer has
 * 1.5 kB at the most, so 150 kB a second go to a made-up address of the user's own network, and none to another.
 */
const SHARES: Shares = {
  each: { atOnce: 400, perSecond: 100 },
  all: { atOnce: 2000, perSecond: 500 },
};

/** Different sources are told apart up to so many. */
const MOST_SOURCES = 10_000;

export class Hearing {
  readonly counts: Record<AskOutcome, number> = {
    answered: 0,
    refused: 0,
    ignored: 0,
    limited: 0,
    stranger: 0,
  };
  private readonly telling = new Telling();
  private readonly sources = new Set<string>();
  private allowance: Allowance;
  private alarm: (() => void) | undefined;

  constructor(
    private readonly where: Where,
    private readonly clock: Clock,
    private readonly emit: (event: PrinterEvent) => void,
  ) {
    this.allowance = freshAllowance(SHARES, clock.now());
  }

  /** How many were answered. */
  get answeredSources(): number {
    return this.sources.size;
  }

  /** Whether somebody is heard; who is not is told of. @param what `a datagram of 40 bytes` */
  mayHear(by: PrinterProtocol, from: Endpoint, toAll: boolean, what: string): boolean {
    if (!this.isNear(by, from, what, toAll)) return false;
    const allowance = take(this.allowance, SHARES, from.address, this.clock.now());
    if (allowance === undefined) {
      this.note(by, from, what, 'limited');
      return false;
    }
    this.allowance = allowance;
    return true;
  }

  /** Whether somebody is of the own network, however often he comes; who is not is told of. */
  isNear(by: PrinterProtocol, from: Endpoint, what: string, toAll = false): boolean {
    if (mayAnswer(this.where, from.address, toAll)) return true;
    this.note(by, from, what, 'stranger');
    return false;
  }

  note(by: PrinterProtocol, from: Endpoint, message: string, outcome: AskOutcome): void {
    this.counts[outcome] += 1;
    if (outcome === 'answered' && this.sources.size < MOST_SOURCES) this.sources.add(from.address);
    const { address, port } = from;
    const told: AskedEvent = {
      event: 'asked',
      time: new Date(this.clock.wallTime()).toISOString(),
      by,
      from: { address, port },
      message: heardText(message, 120),
      outcome,
    };
    if (this.telling.take(told)) this.emit(told);
    this.alarm ??= this.clock.wakeAt(this.clock.now() + WINDOW, () => this.tellMore());
  }

  /** Tells what was only counted, and gives the alarm back. */
  close(): void {
    this.tellMore();
  }

  private tellMore(): void {
    this.alarm?.();
    this.alarm = undefined;
    for (const more of this.telling.more()) this.emit(more);
  }
}
