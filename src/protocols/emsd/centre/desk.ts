/**
 * Where the parts of a centre put what they ask for, and find what came of it: each request says what is to be done when
 * its answer comes.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { RecordChange } from '../../../core/records.ts';
import type { Millis } from '../../../core/units.ts';
import type { InvokeId, InvokerEvent } from '../../esro/service.ts';
import { OPERATIONS, type ErrorName, type OperationName, type Results } from '../operations.ts';
import { encodeError, encodeResult } from '../wire.ts';
import type {
  CentreAction,
  CentreEvent,
  CentreInput,
  OutgoingMail,
  PasswordVerdict,
  Ticket,
} from './actions.ts';
import { Alarms } from './alarms.ts';

type Answer = Exclude<CentreInput, { readonly kind: 'esro' | 'mail' }>;
type Ended = Exclude<InvokerEvent, { readonly kind: 'invoked' }>;

/** How a performance ended: whether the device is known to have the answer. */
export type Confirmed = (isConfirmed: boolean) => void;

export class Desk {
  now: Millis = 0;
  readonly alarms = new Alarms();
  private asked: CentreAction[] = [];
  private lastTicket: Ticket = 0;
  private lastInvoke: InvokeId = 0;
  private readonly waiting = new Map<Ticket, (answer: Answer) => void>();
  private readonly invocations = new Map<InvokeId, (event: Ended) => void>();
  private readonly performances = new Map<InvokeId, Confirmed>();

  /**
   * @param epoch the time of day when `now` was 0
   * @param landed is told of all that was kept, before whoever asked for it
   */
  constructor(
    private readonly epoch: number,
    private readonly landed: (changes: readonly RecordChange[]) => void,
  ) {}

  /** Milliseconds since 1970-01-01T00:00Z. */
  get wallTime(): number {
    return this.epoch + this.now;
  }

  /** Takes what has been asked for since. */
  takeActions(): readonly CentreAction[] {
    const { asked } = this;
    this.asked = [];
    return asked;
  }

  tell(event: CentreEvent): void {
    this.asked.push({ kind: 'tell', event });
  }

  /** @param otherwise where it is no harm when they cannot be kept: what is done then */
  keep(changes: readonly RecordChange[], then: () => void, otherwise?: () => void): void {
    const ticket = this.expect(({ kind }) => {
      if (kind !== 'kept') return otherwise?.();
      this.landed(changes);
      then();
    });
    this.asked.push({ kind: 'keep', ticket, changes, mayFail: otherwise !== undefined });
  }

  load(kind: string, key: string, then: (content: Uint8Array | undefined) => void): void {
    const ticket = this.expect((answer) => {
      then(answer.kind === 'loaded' ? answer.content : undefined);
    });
    this.asked.push({ kind: 'load', ticket, of: { kind, key } });
  }

  check(
    number: string,
    password: Uint8Array,
    from: Endpoint,
    then: (verdict: PasswordVerdict) => void,
  ): void {
    const ticket = this.expect((answer) => {
      then(answer.kind === 'checked' ? answer.verdict : 'wrong');
    });
    this.asked.push({ kind: 'check', ticket, number, password, from });
  }

  mail(
    mail: OutgoingMail,
    then: (outcome: Extract<CentreInput, { readonly kind: 'mailed' }>) => void,
  ): void {
    const ticket = this.expect((answer) => {
      if (answer.kind === 'mailed') then(answer);
    });
    this.asked.push({ kind: 'send mail', ticket, mail });
  }

  answerMail(ticket: Ticket, outcome: Extract<CentreAction, { kind: 'mail taken' }>['outcome']) {
    this.asked.push({ kind: 'mail taken', ticket, outcome });
  }

  invoke(
    to: Endpoint,
    name: OperationName,
    argument: Uint8Array,
    then: (event: Ended) => void,
  ): InvokeId {
    const id = ++this.lastInvoke;
    const { sap, handshake, value } = OPERATIONS[name];
    this.invocations.set(id, then);
    this.asked.push({
      kind: 'esro',
      request: {
        kind: 'invoke',
        id,
        to,
        sap,
        handshake,
        operation: value,
        encoding: 'BER',
        argument,
      },
    });
    return id;
  }

  abandon(id: InvokeId): void {
    if (!this.invocations.delete(id)) return;
    this.asked.push({ kind: 'esro', request: { kind: 'abandon', id } });
  }

  answer<Name extends OperationName>(
    id: InvokeId,
    name: Name,
    result: Results[Name],
    then?: Confirmed,
  ): void {
    if (then) this.performances.set(id, then);
    const octets = encodeResult(name, result);
    this.asked.push({
      kind: 'esro',
      request: { kind: 'result', id, encoding: 'BER', result: octets },
    });
  }

  refuse(id: InvokeId, name: ErrorName): void {
    const { value, parameter } = encodeError(name);
    this.asked.push({
      kind: 'esro',
      request: { kind: 'error', id, value, encoding: 'BER', parameter },
    });
  }

  /** What was asked for has come. */
  settle(answer: Answer): void {
    const then = this.waiting.get(answer.ticket);
    this.waiting.delete(answer.ticket);
    then?.(answer);
  }

  /** An invocation of ours has ended. One that nobody waits for is none of ours any more. */
  ended(event: Ended): void {
    const then = this.invocations.get(event.id);
    this.invocations.delete(event.id);
    then?.(event);
  }

  confirmed(id: InvokeId, isConfirmed: boolean): void {
    const then = this.performances.get(id);
    this.performances.delete(id);
    then?.(isConfirmed);
  }

  private expect(then: (answer: Answer) => void): Ticket {
    const ticket = ++this.lastTicket;
    this.waiting.set(ticket, then);
    return ticket;
  }
}
