/**
 * Tests of a machine as a story that reads like a ladder diagram:
 *
 * ```ts
 * timeline(client)
 *   .at(0).sends(probe)
 *   .at(20).hears(reply, printer).tells('found').sends(query)
 *   .at(320).sends(query)
 *   .ends();
 * ```
 *
 * Nothing may happen that the story does not tell: a datagram too many, or one at another time, is a
 * failure. Pure, and for tests alone.
 */
import { toHex } from './bytes/hex.ts';
import { formatEndpoint, type Endpoint } from './endpoint.ts';
import type { DatagramAction, DatagramReceived, Machine, Step } from './machine.ts';
import type { Millis } from './units.ts';

type Sent = { readonly to: Endpoint; readonly bytes: Uint8Array };

/** Starts a machine at 0 and follows it. */
export function timeline<State, Event extends { readonly kind: string }, Input>(
  machine: Machine<State, Input | DatagramReceived, DatagramAction<Event>>,
): Timeline<State, Event, Input> {
  return new Timeline(machine);
}

/** A story that is being told. Its methods throw an Error that names the time when it goes otherwise. */
export class Timeline<State, Event extends { readonly kind: string }, Input> {
  /** Everything that the machine has told so far. */
  readonly told: Event[] = [];
  /** Everything that it has sent so far. */
  readonly sent: Sent[] = [];
  state: State;
  private now: Millis = 0;
  private done = false;
  private untold: DatagramAction<Event>[] = [];

  constructor(
    private readonly machine: Machine<State, Input | DatagramReceived, DatagramAction<Event>>,
  ) {
    const first = machine.start(0);
    this.state = first.state;
    this.perform(first);
  }

  /** Goes on to this time. Whatever the machine does on the way must have been told. */
  at(time: Millis): this {
    if (time < this.now) this.fail(`the story goes back to ${time}`);
    for (let wake = this.nextWake(); wake !== undefined && wake <= time; wake = this.nextWake()) {
      if (wake > this.now) this.nothingLeft();
      this.now = Math.max(wake, this.now);
      this.perform(this.machine.step(this.state, { kind: 'wake' }, this.now));
      if (this.nextWake() === wake) this.fail('the machine asks for the same moment again');
    }
    if (time > this.now) this.nothingLeft();
    this.now = time;
    return this;
  }

  /** A datagram comes in. */
  hears(bytes: Uint8Array, from: Endpoint): this {
    return this.is({ kind: 'received', from, bytes });
  }

  /** The machine is told something that is no datagram. */
  is(input: Input | DatagramReceived): this {
    this.nothingLeft();
    this.perform(this.machine.step(this.state, input, this.now));
    return this;
  }

  /** It sent exactly these next, in this order, whatever it told in between. */
  sends(...datagrams: readonly Uint8Array[]): this {
    for (const expected of datagrams) {
      const action = this.take('send', toHex(expected, ' '));
      if (toHex(action.bytes) !== toHex(expected)) {
        this.fail(`expected to send ${toHex(expected, ' ')}, sent ${describe(action)}`);
      }
    }
    return this;
  }

  /** It sent `count` datagrams that need no closer look. */
  sendsSome(count: number): this {
    for (let i = 0; i < count; i++) this.take('send', 'a datagram');
    return this;
  }

  /** It told events of exactly these kinds next, in this order, whatever it sent in between. */
  tells(...kinds: readonly Event['kind'][]): this {
    for (const kind of kinds) {
      const { event } = this.take('tell', kind);
      if (event.kind !== kind) this.fail(`expected to tell ${kind}, told ${event.kind}`);
    }
    return this;
  }

  /** It is over: the machine said so, and nothing is left untold. */
  ends(): this {
    this.take('done', 'the end');
    this.nothingLeft();
    return this;
  }

  /** It waits for nothing but input. */
  rests(): this {
    this.nothingLeft();
    const wake = this.nextWake();
    if (wake !== undefined) this.fail(`the machine wants to be woken at ${wake}`);
    return this;
  }

  private nextWake(): Millis | undefined {
    return this.done ? undefined : this.machine.wakeAt(this.state);
  }

  private perform({ state, actions }: Step<State, DatagramAction<Event>>): void {
    this.state = state;
    for (const action of actions) {
      this.untold.push(action);
      if (action.kind === 'tell') this.told.push(action.event);
      else if (action.kind === 'send') this.sent.push(action);
      else this.done = true;
    }
  }

  private take<Kind extends DatagramAction<Event>['kind']>(
    kind: Kind,
    what: string,
  ): Extract<DatagramAction<Event>, { kind: Kind }> {
    const index = this.untold.findIndex((action) => action.kind === kind);
    if (index < 0) this.fail(`expected to ${kind === 'done' ? 'reach' : kind} ${what}; it did not`);
    const [action] = this.untold.splice(index, 1);
    return action as Extract<DatagramAction<Event>, { kind: Kind }>;
  }

  private nothingLeft(): void {
    if (this.untold.length > 0) {
      this.fail(`the story does not tell that it did ${this.untold.map(describe).join(', ')}`);
    }
  }

  private fail(message: string): never {
    throw new Error(`at ${this.now}: ${message}`);
  }
}

function describe(action: DatagramAction<{ readonly kind: string }>): string {
  switch (action.kind) {
    case 'send':
      return `send ${toHex(action.bytes, ' ')} to ${formatEndpoint(action.to)}`;
    case 'tell':
      return `tell ${action.event.kind}`;
    case 'done':
      return 'end';
  }
}
