/**
 * What the parts of a device share within a step: they invoke, answer, have things kept and tell, and what waits for an
 * answer or for the disk is found again here.
 */
import type { RecordChange } from '../../../core/records.ts';
import type { Millis } from '../../../core/units.ts';
import type { EsroEvent, InvokeId } from '../../esro/service.ts';
import {
  OPERATIONS,
  type ErrorName,
  type Invocation,
  type OperationName,
  type Results,
} from '../operations.ts';
import { decodeResult, encodeError, encodeInvocation, encodeResult, errorName } from '../wire.ts';
import type { DeviceAction, DeviceEvent, DeviceOptions, Refusal } from './events.ts';

/** How an invocation ended. `silence`: nobody knows whether it was performed. */
export type Ending<Name extends OperationName> =
  | { readonly kind: 'result'; readonly result: Results[Name] }
  | { readonly kind: 'error'; readonly why: Refusal }
  | { readonly kind: 'silence' };

type End = Extract<EsroEvent, { kind: 'result' | 'error' | 'failed' }>;

export class Desk {
  now: Millis = 0;
  private actions: DeviceAction[] = [];
  private changes: RecordChange[] = [];
  private waiting: (() => void)[] = [];
  private nextTicket = 0;
  private readonly tickets = new Map<number, readonly (() => void)[]>();
  private nextInvocation: InvokeId = 0;
  private readonly invocations = new Map<InvokeId, (end: End) => void>();
  private readonly performances = new Map<InvokeId, (isConfirmed: boolean) => void>();

  constructor(readonly options: DeviceOptions) {}

  /** Seconds since 1970-01-01T00:00Z. */
  get time(): number {
    return Math.floor(this.options.epoch + this.now / 1000);
  }

  /**
   * Whatever a step has to be kept is one change: all of it, or nothing.
   * @param then comes when it is on the disk, with all that was to be kept before
   */
  keep(changes: readonly RecordChange[], then?: () => void): void {
    this.changes.push(...changes);
    if (then) this.waiting.push(then);
  }

  tell(event: DeviceEvent): void {
    this.actions.push({ kind: 'tell', event });
  }

  /** @param ended is called once, unless it is abandoned */
  invoke<Name extends OperationName>(
    invocation: Extract<Invocation, { operation: Name }>,
    ended: (ending: Ending<Name>) => void,
  ): InvokeId {
    const { value, sap, handshake } = OPERATIONS[invocation.operation];
    const id = this.nextInvocation++;
    this.invocations.set(id, (end) => ended(endingOf(invocation.operation as Name, end)));
    this.actions.push({
      kind: 'esro',
      request: {
        kind: 'invoke',
        id,
        to: this.options.centre,
        sap,
        handshake,
        operation: value,
        encoding: 'BER',
        argument: encodeInvocation(invocation),
      },
    });
    return id;
  }

  abandon(id: InvokeId): void {
    if (!this.invocations.delete(id)) return;
    this.actions.push({ kind: 'esro', request: { kind: 'abandon', id } });
  }

  /** @param over is told whether the centre is known to have the answer */
  answer<Name extends OperationName>(
    id: InvokeId,
    name: Name,
    result: Results[Name],
    over?: (isConfirmed: boolean) => void,
  ): void {
    if (over) this.performances.set(id, over);
    const octets = encodeResult(name, result);
    const request = { kind: 'result', id, encoding: 'BER', result: octets } as const;
    this.actions.push({ kind: 'esro', request });
  }

  answerError(id: InvokeId, error: ErrorName): void {
    const request = { kind: 'error', id, encoding: 'BER', ...encodeError(error) } as const;
    this.actions.push({ kind: 'esro', request });
  }

  refuse(id: InvokeId, value: number): void {
    this.actions.push({ kind: 'esro', request: { kind: 'refuse', id, value } });
  }

  /** What waited for the disk goes on. */
  kept(ticket: number): void {
    const waiting = this.tickets.get(ticket) ?? [];
    this.tickets.delete(ticket);
    for (const go of waiting) go();
  }

  /** An operation that we invoked is over. */
  ended(event: End): void {
    const end = this.invocations.get(event.id);
    this.invocations.delete(event.id);
    end?.(event);
  }

  /** What became of an answer of ours. */
  answered(id: InvokeId, isConfirmed: boolean): void {
    const over = this.performances.get(id);
    this.performances.delete(id);
    over?.(isConfirmed);
  }

  /** All that the step asks for. What is to be kept goes first: it takes longest. */
  takeActions(): DeviceAction[] {
    const { actions, changes, waiting } = this;
    this.actions = [];
    this.changes = [];
    this.waiting = [];
    if (changes.length + waiting.length === 0) return actions;
    const ticket = this.nextTicket++;
    this.tickets.set(ticket, waiting);
    return [{ kind: 'keep', ticket, changes }, ...actions];
  }
}

function endingOf<Name extends OperationName>(name: Name, end: End): Ending<Name> {
  if (end.kind === 'failed') return { kind: 'silence' };
  if (end.kind === 'error') return { kind: 'error', why: refusalOf(end.value) };
  const decoded = decodeResult(name, end.result);
  return decoded.ok
    ? { kind: 'result', result: decoded.message }
    : { kind: 'error', why: 'no answer of EMSD' };
}

const refusalOf = (value: number): Refusal => errorName(value) ?? value;
