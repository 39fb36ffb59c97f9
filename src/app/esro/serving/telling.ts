/** Stands between a service and who asks it, and tells of each call. */
import { toHex } from '../../../core/bytes/hex.ts';
import type { Clock } from '../../../platform/platform.ts';
import { FAILURE } from '../../../protocols/esro/pdu.ts';
import { OperationError, OperationFailed, type Answer, type Call, type Sap } from '../call.ts';
import { errorOf, operationOf, type ServiceServer } from '../services/agreement.ts';
import type { AfterEvent, CallEvent, ServeEvent } from './event.ts';
import type { WantedService } from './wanted.ts';

/** Different sources are told apart up to so many. */
const MOST_SOURCES = 10_000;

type Outcome = Pick<CallEvent, 'outcome' | 'value' | 'means' | 'octets'>;

export class Telling {
  private readonly tally = { results: 0, errors: 0, failures: 0, unconfirmed: 0 };
  private readonly sources = new Set<string>();

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
      void opened.then((server) => this.emit({ event, ...this.named(call, wanted, server) }));
    };
    return {
      handshake,
      perform: async (call) => this.perform(call, wanted, await opened),
      unconfirmed: (call) => after('unconfirmed', call),
      // After a 2-way handshake it means nothing.
      ...(handshake === '3-way' && { confirmed: (call: Call) => after('confirmed', call) }),
    };
  }

  private async perform(call: Call, wanted: WantedService, server: ServiceServer): Promise<Answer> {
    const tell = (outcome: Outcome) =>
      this.emit({ event: 'call', ...this.named(call, wanted, server), ...outcome });
    if (this.sources.size < MOST_SOURCES) this.sources.add(call.from.address);
    try {
      const answer = await server.perform(call);
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
      time: new Date(this.clock.wallTime()).toISOString(),
      from: { address: from.address, port: from.port },
      service: entry.agreement.name,
      sap,
      operation,
      ...(name !== undefined && { name }),
      asked: server.describe(call),
    };
  }
}
