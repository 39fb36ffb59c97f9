/**
 * Tests of a centre as a story: what devices do, what the disk has, what the centre asks for and answers, and when. Pure, and
 * for tests alone. Nothing may be asked for or answered that the story does not say; what is told may be looked at or not.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { KeptRecord } from '../../../core/records.ts';
import type { Millis } from '../../../core/units.ts';
import type { EsroEvent, EsroRequest } from '../../esro/service.ts';
import type { Ipm } from '../ipm.ts';
import {
  ERRORS,
  IPM_CONTENT,
  OPERATIONS,
  type ErrorName,
  type Invocation,
  type OperationName,
  type Results,
  type Security,
} from '../operations.ts';
import { createCentre, type Centre } from '../server.ts';
import {
  decodeInvocation,
  encodeError,
  encodeInvocation,
  encodeIpm,
  encodeResult,
} from '../wire.ts';
import type { CentreAction, CentreEvent, CentreInput, IncomingMail } from './actions.ts';
import type { CentreOptions, Directory, Subscriber } from './options.ts';

export const ANN = { address: '192.0.2.11', port: 642 };
export const BOB = { address: '192.0.2.12', port: 642 };
/** By number: each subscriber's password is `pw` and his number. */
const SUBSCRIBERS: readonly Subscriber[] = [
  { number: '401001', name: 'Ann' },
  { number: '401002', name: 'Bob', at: BOB },
  { number: '401003', name: 'Cy' },
];

const DIRECTORY: Directory = {
  byNumber: (number) => SUBSCRIBERS.find((one) => one.number === number),
  byAlias: (address) =>
    address.toLowerCase() === 'bob@centre.example' ? SUBSCRIBERS[1] : undefined,
  byAddress: (address) => SUBSCRIBERS.find((one) => one.at?.address === address),
};

/** Seconds since 1970 when a story begins: 1998-07-09T16:00Z. */
export const BEGIN = 900_000_000;

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

export const securityOf = (digits: string): Security => ({
  address: { kind: 'emsd', digits },
  password: latin1(`pw${digits}`),
});

type Recipients = Ipm['heading']['recipients'];

/** A recipient, by number or by mail address. */
export const recipient = (
  to: string,
  more: Partial<Recipients[number]> = {},
): Recipients[number] => ({
  address: to.includes('@') ? { kind: 'rfc822', text: to } : { kind: 'emsd', digits: to },
  as: 'primary',
  receipt: 'none',
  returnMessage: false,
  report: 'non-delivery',
  replyRequested: false,
  ...more,
});

/** A message from Ann. */
export const ipm = (
  recipients: Recipients,
  text = 'Hello\n',
  heading: Partial<Ipm['heading']> = {},
): Uint8Array =>
  encodeIpm({
    heading: {
      originator: { kind: 'emsd', digits: '401001' },
      recipients,
      priority: 'normal',
      importance: 'normal',
      autoForwarded: false,
      subject: 'Hi',
      ...heading,
    },
    body: { octets: latin1(text) },
  });

export const submit = (
  content: Uint8Array,
  instance = 0,
  more: Partial<Extract<Invocation, { operation: 'submit' }>['argument']> = {},
): Invocation => ({
  operation: 'submit',
  instance,
  argument: { security: securityOf('401001'), contentType: IPM_CONTENT, content, ...more },
});

type Request<Kind extends EsroRequest['kind']> = Extract<EsroRequest, { kind: Kind }>;
type Keep = Extract<CentreAction, { kind: 'keep' }>;

/** The first message of a story. */
export const ID = { submissionTime: BEGIN, messageNumber: 0 };

export const verifyDelivery: Invocation = {
  operation: 'deliveryVerify',
  argument: { messageId: { kind: 'local', ...ID } },
};

/** What every device does when it starts: it asks for what waits for it. */
export const poll = (digits: string): Invocation => ({
  operation: 'deliveryControl',
  argument: { restrict: 'update', security: securityOf(digits) },
});
export const NOTHING = {
  waitingOperations: { submission: false, delivery: false },
  waitingMessages: { longContent: false, lowPriority: false },
  waitingContentTypes: [],
};

export const TO_BOB = ipm([recipient('401002')]);

export class Story {
  /** What is on the disk: it outlives {@link crashes}. */
  readonly disk = new Map<string, { record: KeptRecord; content?: Uint8Array }>();
  told: CentreEvent[] = [];
  private centre!: Centre;
  private machine!: ReturnType<typeof createCentre>;
  private now: Millis = 0;
  private undone: EsroRequest[] = [];
  private unkept: Keep[] = [];
  private mails: Extract<CentreAction, { kind: 'send mail' }>[] = [];
  private taken: string[] = [];
  private performance = 1000;
  /** Whether the story says itself when something is on the disk. */
  private isSlow = false;

  constructor(private readonly options: Partial<CentreOptions> = {}) {
    this.begin();
  }

  private begin(): void {
    this.undone = [];
    this.unkept = [];
    this.mails = [];
    this.machine = createCentre({
      directory: DIRECTORY,
      host: 'centre.example',
      epoch: BEGIN * 1000,
      mailOut: true,
      ...this.options,
      records: [...this.disk.values()].map(({ record }) => record),
    });
    const { state, actions } = this.machine.start(this.now);
    this.centre = state;
    actions.forEach((action) => this.perform(action));
  }

  /** Power is lost: what was not on the disk is gone. It starts again at once. */
  crashes(): this {
    this.begin();
    return this;
  }

  at(time: Millis): this {
    for (let wake = this.centre.wakeAt; wake !== undefined && wake <= time;) {
      if (wake > this.now) this.nothingAsked();
      this.now = Math.max(wake, this.now);
      this.step({ kind: 'wake' });
      const next = this.centre.wakeAt;
      if (next === wake) this.fail('the centre asks for the same moment again');
      wake = next;
    }
    if (time > this.now) this.nothingAsked();
    this.now = time;
    return this;
  }

  /** From now on the disk takes as long as the story says. */
  keepsSlowly(): this {
    this.isSlow = true;
    return this;
  }

  /** All that was to be kept is on the disk, in order. */
  keeps(): this {
    if (this.unkept.length === 0) this.fail('there is nothing to be kept');
    for (let keep = this.unkept.shift(); keep; keep = this.unkept.shift()) this.keep(keep);
    return this;
  }

  /** The disk is full: the next that is to be kept is not. */
  keepsNot(): this {
    const keep = this.unkept.shift() ?? this.fail('there is nothing to be kept');
    if (!keep.mayFail) this.fail('the centre counts on it that this is kept');
    this.step({ kind: 'not kept', ticket: keep.ticket });
    return this;
  }

  /** A device invokes, whatever is still to be kept. Gives the performance's id. */
  hears(invocation: Invocation, from: Endpoint = ANN, sap?: number): number {
    this.nothingAsked();
    const { sap: usual, value } = OPERATIONS[invocation.operation];
    return this.hearsOctets(value, encodeInvocation(invocation), from, sap ?? usual);
  }

  hearsOctets(operation: number, argument: Uint8Array, from: Endpoint, sap: number): number {
    const id = ++this.performance;
    this.esro({ kind: 'perform', id, from, sap, operation, encoding: 'BER', argument });
    return id;
  }

  esro(event: EsroEvent): this {
    this.step({ kind: 'esro', event });
    return this;
  }

  confirms(id: number): this {
    return this.esro({ kind: 'confirmed', id });
  }

  confirmsNot(id: number): this {
    return this.esro({ kind: 'unconfirmed', id, value: 0 });
  }

  answers<Name extends OperationName>(id: number, name: Name, result: Results[Name]): this {
    const request = this.take('result', `a result of ${name} for ${id}`, (one) => one.id === id);
    const expected = encodeResult(name, result);
    if (request.result.join() !== expected.join())
      this.fail(`answered ${request.result.join(' ')}`);
    return this;
  }

  refuses(id: number, error: ErrorName): this {
    const { value } = this.take('error', `an error for ${id}`, (one) => one.id === id);
    if (value !== ERRORS[error]) this.fail(`refused with error ${value}, not ${error}`);
    return this;
  }

  /** It invokes this, there. */
  invokes<Name extends OperationName>(
    name: Name,
    to?: Endpoint,
  ): { readonly id: number; readonly invocation: Extract<Invocation, { operation: Name }> } {
    const { value } = OPERATIONS[name];
    const request = this.take(
      'invoke',
      `an invocation of ${name}`,
      (one) => one.operation === value,
    );
    if (to && request.to.address !== to.address) this.fail(`invoked at ${request.to.address}`);
    const decoded = decodeInvocation(value, request.argument);
    if (!decoded.ok) return this.fail(decoded.error.message);
    return {
      id: request.id,
      invocation: decoded.message as Extract<Invocation, { operation: Name }>,
    };
  }

  abandons(id: number): this {
    this.take('abandon', `${id} to be abandoned`, (one) => one.id === id);
    return this;
  }

  results<Name extends OperationName>(id: number, name: Name, result: Results[Name]): this {
    return this.esro({ kind: 'result', id, encoding: 'BER', result: encodeResult(name, result) });
  }

  errs(id: number, error: ErrorName): this {
    return this.esro({ kind: 'error', id, encoding: 'BER', ...encodeError(error) });
  }

  isSilent(id: number): this {
    return this.esro({ kind: 'failed', id, value: 2, from: 'silence' });
  }

  /** It hands this to mail. */
  mailsTo(address: string): Extract<CentreAction, { kind: 'send mail' }> {
    const index = this.mails.findIndex(({ mail }) => mail.to === address);
    const [found] = index < 0 ? [] : this.mails.splice(index, 1);
    return found ?? this.fail(`no mail to ${address}`);
  }

  mailed(ticket: number, outcome: 'accepted' | 'temporary' | 'permanent', reason?: string): this {
    this.step({ kind: 'mailed', ticket, outcome, ...(reason !== undefined && { reason }) });
    return this;
  }

  mailComes(mail: Pick<IncomingMail, 'recipients' | 'content'> & Partial<IncomingMail>): string {
    const ticket = 1;
    const id = { kind: 'rfc822' as const, text: '<1@elsewhere.example>' };
    this.step({
      kind: 'mail',
      ticket,
      mail: { id, submitted: BEGIN, from: 'joe@elsewhere.example', priority: 'normal', ...mail },
    });
    return this.mailAnswer;
  }

  /** What a mail that came has been answered. */
  get mailAnswer(): string {
    return this.taken.shift() ?? 'nothing';
  }

  tells(kind: CentreEvent['kind']): CentreEvent {
    const index = this.told.findIndex((event) => event.kind === kind);
    const [found] = index < 0 ? [] : this.told.splice(index, 1);
    return (
      found ?? this.fail(`did not tell ${kind}, but ${this.told.map((one) => one.kind).join()}`)
    );
  }

  /** What the disk has of this kind, by key. */
  kept(kind: string): readonly KeptRecord[] {
    return [...this.disk.values()].map(({ record }) => record).filter((one) => one.kind === kind);
  }

  /** What the story does not say: what was asked for, and what is still to be kept. */
  get left(): readonly string[] {
    return [...this.asked, ...this.unkept.map(() => 'something to keep')];
  }

  private get asked(): readonly string[] {
    return [
      ...this.undone.map((one) => `ESRO's ${one.kind}`),
      ...this.mails.map(({ mail }) => `mail to ${mail.to}`),
    ];
  }

  private nothingAsked(): void {
    if (this.asked.length > 0) this.fail(`the story does not say ${this.asked.join(', ')}`);
  }

  private step(input: Parameters<typeof this.machine.step>[1]): void {
    const { state, actions } = this.machine.step(this.centre, input as CentreInput, this.now);
    this.centre = state;
    actions.forEach((action) => this.perform(action));
  }

  private perform(action: CentreAction): void {
    switch (action.kind) {
      case 'esro':
        return void this.undone.push(action.request);
      case 'keep':
        return this.isSlow ? void this.unkept.push(action) : this.keep(action);
      case 'load': {
        const content = this.disk.get(`${action.of.kind} ${action.of.key}`)?.content;
        return this.step({ kind: 'loaded', ticket: action.ticket, content });
      }
      case 'check': {
        const isRight = latin1(`pw${action.number}`).join() === action.password.join();
        const verdict = isRight ? 'right' : 'wrong';
        return this.step({ kind: 'checked', ticket: action.ticket, verdict });
      }
      case 'send mail':
        return void this.mails.push(action);
      case 'mail taken':
        return void this.taken.push(action.outcome);
      case 'tell':
        return void this.told.push(action.event);
    }
  }

  private keep({ ticket, changes }: Keep): void {
    for (const change of changes) {
      if (change.kind === 'remove') {
        this.disk.delete(`${change.of.kind} ${change.of.key}`);
        continue;
      }
      const name = `${change.record.kind} ${change.record.key}`;
      const content = change.content ?? this.disk.get(name)?.content;
      const facts = JSON.parse(JSON.stringify(change.record.facts)) as unknown;
      this.disk.set(name, { record: { ...change.record, facts }, ...(content && { content }) });
    }
    this.step({ kind: 'kept', ticket });
  }

  private take<Kind extends EsroRequest['kind']>(
    kind: Kind,
    what: string,
    fits: (one: Request<Kind>) => boolean,
  ): Request<Kind> {
    const index = this.undone.findIndex((one) => one.kind === kind && fits(one as Request<Kind>));
    if (index < 0) this.fail(`expected ${what}; there is ${JSON.stringify(this.undone)}`);
    return this.undone.splice(index, 1)[0] as Request<Kind>;
  }

  private fail(message: string): never {
    throw new Error(`at ${this.now}: ${message}`);
  }
}
