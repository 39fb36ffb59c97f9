/**
 * Tests of a device as a story: what the centre does, what the disk has, what the device asks for and tells, and when. Pure,
 * and for tests alone. Nothing may be asked for or told that the story does not say.
 */
import type { KeptRecord } from '../../../core/records.ts';
import type { Millis } from '../../../core/units.ts';
import type { EsroEvent, EsroRequest } from '../../esro/service.ts';
import { createDevice, DEVICE_KINDS, type Device } from '../client.ts';
import {
  OPERATIONS,
  type Arguments,
  type ErrorName,
  type Invocation,
  type OperationName,
  type Results,
} from '../operations.ts';
import {
  decodeInvocation,
  decodeResult,
  encodeError,
  encodeInvocation,
  encodeResult,
  errorName,
} from '../wire.ts';
import type { DeviceAction, DeviceEvent, DeviceInput, DeviceOptions } from './events.ts';

export const CENTRE = { address: '192.0.2.1', port: 642 };

type Told<Kind extends DeviceEvent['kind']> = Extract<DeviceEvent, { kind: Kind }>;
type Request<Kind extends EsroRequest['kind']> = Extract<EsroRequest, { kind: Kind }>;

export class Story {
  /** What is on the disk: it outlives {@link crashes}. */
  readonly disk = new Map<string, { record: KeptRecord; content?: Uint8Array }>();
  private readonly machine;
  private device: Device;
  private now: Millis = 0;
  private untold: DeviceAction[] = [];
  private performance = 1000;

  constructor(private options: Partial<DeviceOptions> = {}) {
    this.machine = createDevice(this.optionsNow());
    const { state, actions } = this.machine.start(0);
    this.device = state;
    this.untold.push(...actions);
  }

  private optionsNow(): DeviceOptions {
    const memory = [...this.disk.values()].toSorted((a, b) =>
      a.record.key < b.record.key ? -1 : 1,
    );
    return {
      centre: CENTRE,
      receives: false,
      epoch: 900_000_000 + this.now / 1000,
      firstInstance: 7,
      ...this.options,
      memory: memory.filter(({ record }) => record.kind in DEVICE_KINDS),
    };
  }

  /** Kinds of what is on the disk. */
  get holds(): string {
    return [...this.disk.values()].map(({ record }) => record.kind).join(' ');
  }

  /** Goes on to this time; what happens on the way must have been told. */
  at(time: Millis): this {
    for (let wake = this.device.wakeAt(); wake !== undefined && wake <= time;) {
      if (wake > this.now) this.nothingLeft();
      this.now = Math.max(wake, this.now);
      this.step({ kind: 'wake' });
      const next = this.device.wakeAt();
      if (next === wake) this.fail('the device asks for the same moment again');
      wake = next;
    }
    if (time > this.now) this.nothingLeft();
    this.now = time;
    return this;
  }

  /** What it did before may still be told. */
  does(input: DeviceInput): this {
    this.step(input);
    return this;
  }

  /** Power is lost: what was not on the disk is gone. It starts again at once. */
  crashes(changed: Partial<DeviceOptions> = {}): this {
    this.options = { ...this.options, ...changed };
    const device = createDevice(this.optionsNow());
    const { state, actions } = device.start(this.now);
    this.device = state;
    this.untold = [...actions];
    return this;
  }

  /** It wants something on the disk, and has it there; what it does next comes after. */
  keeps(...kinds: readonly string[]): this {
    const keep = this.take('keep', kinds.join(' '));
    const found = keep.changes.map((change) =>
      change.kind === 'put' ? change.record.kind : `-${change.of.kind}`,
    );
    if (found.join(' ') !== kinds.join(' ')) this.fail(`kept ${found.join(' ')}`);
    this.keep(keep);
    return this;
  }

  private keep({ ticket, changes }: Extract<DeviceAction, { kind: 'keep' }>): void {
    for (const change of changes) {
      if (change.kind === 'remove') this.disk.delete(`${change.of.kind} ${change.of.key}`);
      else {
        const name = `${change.record.kind} ${change.record.key}`;
        const content = change.content ?? this.disk.get(name)?.content;
        const facts = JSON.parse(JSON.stringify(change.record.facts)) as unknown;
        const record = { ...change.record, facts };
        this.disk.set(name, { record, ...(content && { content }) });
      }
    }
    this.step({ kind: 'kept', ticket });
  }

  tells<Kind extends DeviceEvent['kind']>(kind: Kind, look?: (event: Told<Kind>) => void): this {
    const { event } = this.take('tell', kind);
    if (event.kind !== kind) this.fail(`expected to tell ${kind}, told ${event.kind}`);
    look?.(event as Told<Kind>);
    return this;
  }

  /** It invokes this operation; gives the request, to be answered. */
  invokes<Name extends OperationName>(
    name: Name,
    look?: (argument: Arguments[Name], instance: number | undefined) => void,
  ): Request<'invoke'> {
    const { request } = this.take('esro', name);
    if (request.kind !== 'invoke') return this.fail(`expected ${name}, asked for ${request.kind}`);
    const decoded = decodeInvocation(request.operation, request.argument);
    if (!decoded.ok) return this.fail(decoded.error.message);
    if (decoded.message.operation !== name) this.fail(`invoked ${decoded.message.operation}`);
    look?.(decoded.message.argument as Arguments[Name], decoded.message.instance);
    return request;
  }

  /** The centre answers that. */
  results<Name extends OperationName>(
    { id }: Request<'invoke'>,
    name: Name,
    result: Results[Name],
  ): this {
    return this.is({ kind: 'result', id, encoding: 'BER', result: encodeResult(name, result) });
  }

  errors({ id }: Request<'invoke'>, name: ErrorName): this {
    return this.is({ kind: 'error', id, encoding: 'BER', ...encodeError(name) });
  }

  /** Nobody answered it. */
  fails({ id }: Request<'invoke'>): this {
    return this.is({ kind: 'failed', id, value: 2, from: 'silence' });
  }

  /** The centre invokes something; gives the name to answer by. */
  hears(invocation: Invocation, sap?: number, from = CENTRE): number {
    const { value, sap: usual } = OPERATIONS[invocation.operation];
    return this.hearsOctets(value, encodeInvocation(invocation), sap ?? usual, from);
  }

  hearsOctets(operation: number, argument: Uint8Array, sap: number, from = CENTRE): number {
    const id = this.performance++;
    this.is({ kind: 'perform', id, from, sap, operation, encoding: 'BER', argument });
    return id;
  }

  /** It answers that so. */
  answers<Name extends OperationName>(id: number, name: Name, result: Results[Name]): this {
    const { request } = this.take('esro', `the result of ${name}`);
    if (request.kind !== 'result' || request.id !== id) return this.fail(told(request));
    const decoded = decodeResult(name, request.result);
    if (!decoded.ok || JSON.stringify(decoded.message) !== JSON.stringify(result)) {
      this.fail(`answered ${JSON.stringify(decoded)}`);
    }
    return this;
  }

  /** A part came, is kept, answered and acknowledged. */
  keepsAfter(part: number): this {
    return this.keeps('part', 'window').answers(part, 'deliver', null).confirms(part);
  }

  answersError(id: number, name: ErrorName): this {
    const { request } = this.take('esro', name);
    if (request.kind !== 'error' || request.id !== id) return this.fail(told(request));
    if (errorName(request.value) !== name) this.fail(`answered error ${request.value}`);
    return this;
  }

  refuses(id: number): this {
    const { request } = this.take('esro', 'a refusal');
    return request.kind === 'refuse' && request.id === id ? this : this.fail(told(request));
  }

  /** The centre acknowledged that answer. */
  confirms(id: number): this {
    return this.is({ kind: 'confirmed', id });
  }

  /** It did not. */
  leavesOpen(id: number): this {
    return this.is({ kind: 'unconfirmed', id, value: 0 });
  }

  abandons({ id }: Request<'invoke'>): this {
    const { request } = this.take('esro', 'abandon');
    return request.kind === 'abandon' && request.id === id ? this : this.fail(told(request));
  }

  /** Whatever it does happens: what is to be kept is, what it asks for leaves, and nobody looks at it. */
  settles(): this {
    for (let [action] = this.untold; action; [action] = this.untold) {
      if (action.kind === 'keep') this.keep(action);
      this.untold.shift();
    }
    return this;
  }

  /** It waits, and until when. */
  rests(until?: Millis): void {
    this.nothingLeft();
    const wake = this.device.wakeAt();
    if (wake !== until) this.fail(`it wants to be woken at ${wake}`);
  }

  /** A datagram was lost, or what else ESRO tells. */
  private is(event: EsroEvent): this {
    return this.does({ kind: 'esro', event });
  }

  private step(input: DeviceInput | { readonly kind: 'wake' }): void {
    this.untold.push(...this.device.step(input, this.now));
  }

  private take<Kind extends DeviceAction['kind']>(kind: Kind, what: string) {
    const action = this.untold.shift();
    if (action?.kind === kind) return action as Extract<DeviceAction, { kind: Kind }>;
    return this.fail(`expected ${kind} ${what}; it did ${action ? described(action) : 'nothing'}`);
  }

  private nothingLeft(): void {
    if (this.untold.length > 0) this.fail(`it did ${this.untold.map(described).join(', ')}`);
  }

  private fail(message: string): never {
    throw new Error(`at ${this.now}: ${message}`);
  }
}

const told = (request: EsroRequest): string => `it asked for ${JSON.stringify(request)}`;

function described(action: DeviceAction): string {
  if (action.kind === 'tell') return `tell ${JSON.stringify(action.event)}`;
  if (action.kind === 'keep') return `keep ${action.changes.length} changes`;
  const { request } = action;
  return request.kind === 'invoke' ? `invoke ${request.operation}` : request.kind;
}
