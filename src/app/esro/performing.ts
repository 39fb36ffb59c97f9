/** The performing half of an endpoint: users are handed the calls to their selectors, and the machine what they say. */
import { UsageError } from '../../core/errors.ts';
import { DEFAULT_LIMITS, type EndpointOptions } from '../../protocols/esro/options.ts';
import { FAILURE } from '../../protocols/esro/pdu.ts';
import type { EsroEvent, EsroRequest, PerformerEvent } from '../../protocols/esro/service.ts';
import { HEADERS } from '../../protocols/esro/vocabulary.ts';
import { OperationError, OperationFailed, type Answer, type Call, type Sap } from './call.ts';
import { checkData } from './checks.ts';

export interface PerformingUsers {
  /** What is performed, by selector: 1 to 15. Default: nothing. */
  readonly saps?: Readonly<Record<number, Sap>>;
  /**
   * Is handed what a `perform` threw that was meant for nobody, a result that cannot be sent, and what `confirmed` or
   * `unconfirmed` threw: a bug, or an argument that nobody reckoned with. Whoever invoked gets FAILURE 2, and everybody else is
   * served on. Default: it is told on standard error, once a second at most.
   */
  readonly failed?: (thrown: unknown, call: Call) => void;
}

/** What is being performed, or was and is not yet confirmed. */
interface Performance {
  readonly call: Call;
  readonly sap: Sap;
}

export class Performing {
  private readonly saps: Readonly<Record<number, Sap>>;
  /** By the machine's own names, as long as somebody wants to know how it ended. */
  private readonly performances = new Map<number, Performance>();

  /** @param say asks the machine; without effect once the endpoint is closed */
  constructor(
    private readonly options: PerformingUsers & Pick<EndpointOptions, 'segments' | 'limits'>,
    private readonly say: (request: EsroRequest) => void,
  ) {
    this.saps = options.saps ?? {};
  }

  hear(event: PerformerEvent): void {
    switch (event.kind) {
      case 'perform':
        return this.perform(event);
      case 'confirmed':
        return this.conclude(event.id, ({ sap, call }) => sap.confirmed?.(call));
      case 'unconfirmed':
        return this.conclude(event.id, ({ sap, call }) => sap.unconfirmed?.(call, event.value));
    }
  }

  /** Nobody is told anything any more. */
  close(): void {
    this.performances.clear();
  }

  /** For who wants to know how it ended. What the machine forgets under a flood, it does not tell of. */
  private remember(id: number, one: Performance): void {
    if (!one.sap.confirmed && !one.sap.unconfirmed) return;
    this.performances.set(id, one);
    const { performances = DEFAULT_LIMITS.performances } = this.options.limits ?? {};
    if (this.performances.size > performances) {
      this.performances.delete(this.performances.keys().next().value!);
    }
  }

  private conclude(id: number, tell: (one: Performance) => void): void {
    const one = this.performances.get(id);
    this.performances.delete(id);
    if (one === undefined) return;
    try {
      tell(one);
    } catch (bug) {
      this.fail(bug, one.call);
    }
  }

  private perform(asked: EsroEvent & { readonly kind: 'perform' }): void {
    const { id, from, operation, encoding, argument } = asked;
    const call: Call = { from, sap: asked.sap, operation, encoding, argument };
    const sap = this.saps[asked.sap]!;
    this.remember(id, { call, sap });
    try {
      const answer = sap.perform(call);
      // What is there at once need not wait for a promise.
      if (!(answer instanceof Object && 'then' in answer)) return this.answer(id, call, answer);
      void answer
        .then((late) => this.answer(id, call, late))
        .catch((thrown: unknown) => this.answerThrown(id, call, thrown));
    } catch (thrown) {
      this.answerThrown(id, call, thrown);
    }
  }

  /** @throws UsageError for a result that cannot be sent */
  private answer(id: number, call: Call, answer: Answer): void {
    if (!(answer instanceof Object)) {
      throw new UsageError(`perform gives a Uint8Array or { encoding, result }, not ${answer}`);
    }
    const reply =
      answer instanceof Uint8Array ? { encoding: 'BER' as const, result: answer } : answer;
    const { encoding, result } = reply;
    checkData(
      { what: 'result', octets: result, encoding, header: HEADERS.result },
      call.from,
      this.options,
    );
    this.say({ kind: 'result', id, encoding, result });
  }

  private answerThrown(id: number, call: Call, thrown: unknown): void {
    try {
      if (thrown instanceof OperationFailed) return this.refuse(id, thrown.value);
      if (!(thrown instanceof OperationError)) throw thrown;
      const { value, parameter, encoding } = thrown;
      const data = {
        what: 'parameter',
        octets: parameter,
        encoding,
        header: HEADERS.error,
      } as const;
      checkData(data, call.from, this.options);
      this.say({ kind: 'error', id, value, parameter, encoding });
    } catch (bug) {
      this.refuse(id, FAILURE.userNotResponding);
      this.fail(bug, call);
    }
  }

  /** A user's bug: it must not end what others are asked for at the same socket. */
  private fail(bug: unknown, call: Call): void {
    if (this.options.failed) this.options.failed(bug, call);
    else void Promise.reject(bug);
  }

  private refuse(id: number, value: number): void {
    this.say({ kind: 'refuse', id, value });
  }
}
