/** Stands between a service and who asks it, and tells of each call; under a flood of the first, and how many more. */
import { toHex } from '../../../core/bytes/hex.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Clock } from '../../../platform/platform.ts';
import { DEFAULT_LIMITS } from '../../../protocols/esro/options.ts';
import { FAILURE, type InvokePdu } from '../../../protocols/esro/pdu.ts';
import { HEADERS } from '../../../protocols/esro/vocabulary.ts';
import { BoundedTelling, sumOf, WINDOW, type TellingBounds } from '../../bounded-telling.ts';
import { OperationError, OperationFailed, type Answer, type Call, type Sap } from '../call.ts';
import { badArgument } from '../services/elements.ts';
import { errorOf, operationOf, type ServiceServer } from '../services/agreement.ts';
import type { AfterEvent, CallEvent, ServeEvent, ToldOne } from './event.ts';
import type { HearingEvents } from './hearing.ts';
import type { WantedService } from './wanted.ts';

/** Different sources are told apart up to so many. */
const MOST_SOURCES = 10_000;

/** A 3-way call is two rows. All together write 20 kB a second at the most. */
export const BOUNDS: TellingBounds = { ofOne: 100, ofAll: 400 };

type Outcome = Pick<CallEvent, 'outcome' | 'value' | 'means' | 'octets'>;

/** What a service answers, where that fits: some answers are as long as whoever asks would have them. */
async function answerOf(server: ServiceServer, call: Call): Promise<Answer> {
  try {
    const answer = await server.perform(call);
    const octets = answer instanceof Uint8Array ? answer : answer.result;
    return withinOneDatagram(answer, octets, 'result');
  } catch (thrown) {
    if (!(thrown instanceof OperationError)) throw thrown;
    throw withinOneDatagram(thrown, thrown.parameter, 'error');
  }
}

/** @throws OperationError `badArgument` */
function withinOneDatagram<T>(answer: T, { length }: Uint8Array, kind: 'result' | 'error'): T {
  const most = DEFAULT_LIMITS.datagram - HEADERS[kind];
  if (length <= most) return answer;
  throw badArgument(`its answer would have ${length} octets; ${most} can be sent`);
}

export class Telling implements HearingEvents {
  private readonly tally = {
    results: 0,
    errors: 0,
    failures: 0,
    unconfirmed: 0,
    unserved: 0,
    strangers: 0,
    limited: 0,
  };
  private readonly sources = new Set<string>();
  private readonly telling = new BoundedTelling<string>(BOUNDS);
  /** Datagrams that were not heard since that was last told. */
  private silent: { time: string; until: string; strangers: number; limited: number } | undefined;
  private alarm: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly emit: (event: ServeEvent) => void,
  ) {}

  get counts() {
    return { ...this.tally, sources: this.sources.size };
  }

  /** The selector of a service, which tells of each call. */
  sap(wanted: WantedService, opened: Promise<ServiceServer>): Sap {
    const { handshake } = wanted;
    const after = (event: AfterEvent['event'], call: Call) => {
      if (event === 'unconfirmed') this.tally.unconfirmed += 1;
      void opened.then((server) =>
        this.tell(call.from, (time) => ({ event, time, ...this.named(call, wanted, server) })),
      );
    };
    return {
      handshake,
      perform: async (call) => this.perform(call, wanted, await opened),
      unconfirmed: (call) => after('unconfirmed', call),
      // After a 2-way handshake it means nothing.
      ...(handshake === '3-way' && { confirmed: (call: Call) => after('confirmed', call) }),
    };
  }

  unserved({ address, port }: Endpoint, { sap, operation }: InvokePdu): void {
    this.tally.unserved += 1;
    this.tell({ address, port }, (time) => {
      return { event: 'unserved', time, from: { address, port }, sap, operation };
    });
  }

  unheard(why: 'strangers' | 'limited'): void {
    this.tally[why] += 1;
    this.silent ??= { time: this.now(), until: '', strangers: 0, limited: 0 };
    this.silent[why] += 1;
    this.tellMoreSoon();
  }

  /** Tells what was only counted, and gives the alarm back. */
  close(): void {
    this.alarm?.();
    this.alarm = undefined;
    const { apart, together } = this.telling.more();
    for (const { source, count, time, until } of apart) {
      this.emit({ event: 'counted', time, until, source, count });
    }
    if (together.length > 0) this.emit({ event: 'counted', ...sumOf(together) });
    if (this.silent) this.emit({ event: 'unheard', ...this.silent, until: this.now() });
    this.silent = undefined;
  }

  private tell({ address }: Endpoint, event: (time: string) => ToldOne): void {
    const time = this.now();
    this.tellMoreSoon();
    if (this.telling.take({ source: address, key: address, time })) this.emit(event(time));
  }

  private tellMoreSoon(): void {
    this.alarm ??= this.clock.wakeAt(this.clock.now() + WINDOW, () => this.close(), true);
  }

  private now(): string {
    return new Date(this.clock.wallTime()).toISOString();
  }

  private async perform(call: Call, wanted: WantedService, server: ServiceServer): Promise<Answer> {
    const tell = (outcome: Outcome) =>
      this.tell(call.from, (time) => {
        return { event: 'call', time, ...this.named(call, wanted, server), ...outcome };
      });
    if (this.sources.size < MOST_SOURCES) this.sources.add(call.from.address);
    try {
      const answer = await answerOf(server, call);
      const { length } = answer instanceof Uint8Array ? answer : answer.result;
      this.tally.results += 1;
      tell({ outcome: 'result', octets: length });
      return answer;
    } catch (thrown) {
      if (thrown instanceof OperationError) {
        const { value, parameter } = thrown;
        const known = errorOf(wanted.entry.agreement, value);
        this.tally.errors += 1;
        tell({
          outcome: 'error',
          value,
          means: known?.means ?? `error ${value}, ${toHex(parameter)}`,
          octets: parameter.length,
        });
      } else {
        // What the endpoint says of any bug.
        const bug = () => new OperationFailed(FAILURE.userNotResponding);
        const failed = thrown instanceof OperationFailed ? thrown : bug();
        this.tally.failures += 1;
        tell({ outcome: 'failure', value: failed.value, means: failed.words, octets: 0 });
      }
      throw thrown;
    }
  }

  private named(call: Call, { entry, sap }: WantedService, server: ServiceServer) {
    const { from, operation } = call;
    const name = operationOf(entry.agreement, operation)?.name;
    return {
      from: { address: from.address, port: from.port },
      service: entry.agreement.name,
      sap,
      operation,
      ...(name !== undefined && { name }),
      asked: server.describe(call),
    };
  }
}
