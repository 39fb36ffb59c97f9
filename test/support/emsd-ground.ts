/**
 * A message centre and devices on a bad network, by their machines alone: virtual time, links that lose, double and reorder,
 * disks that forget what was not committed, and crashes at any moment. Everything comes of one seed.
 */
import type { Endpoint } from '../../src/core/endpoint.ts';
import type { Machine } from '../../src/core/machine.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import type { KeptRecord, RecordChange } from '../../src/core/records.ts';
import type { Millis } from '../../src/core/units.ts';
import { ESRO_OPTIONS } from '../../src/protocols/emsd/operations.ts';
import {
  createEndpoint,
  referencesByTime,
  type EsroEndpoint,
} from '../../src/protocols/esro/endpoint.ts';
import type { EsroEvent, EsroRequest } from '../../src/protocols/esro/service.ts';

/** Milliseconds since 1970-01-01T00:00Z when a ground begins. */
export const EPOCH = 900_000_000_000;

export interface Weather {
  /** Chance that a datagram is lost, 0 to 1. */
  readonly loss: number;
  /** Chance that it comes twice. */
  readonly duplication: number;
  readonly delay: Millis;
  /** Added to the delay, by chance: more than the time between datagrams reorders them. */
  readonly jitter: Millis;
}

/** What happens, in order of time; what is due at once in order of arrival. */
export class Ground {
  now: Millis = 0;
  readonly random: Random;
  weather: Weather;
  /** Datagrams that were sent. */
  sent = 0;
  private readonly hosts = new Map<string, GroundHost<unknown, unknown, unknown>>();
  private readonly heap: { readonly at: Millis; readonly order: number; run(): void }[] = [];
  private order = 0;

  constructor(seed: number, weather: Weather) {
    this.random = seededRandom(seed);
    this.weather = weather;
  }

  at(time: Millis, run: () => void): void {
    const { heap } = this;
    const event = { at: time, order: this.order++, run };
    let place = heap.push(event) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (isBefore(heap[above]!, event)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = event;
  }

  after(wait: Millis, run: () => void): void {
    this.at(this.now + wait, run);
  }

  /** Lets time pass until this moment, or `isEnough`; false when it never was. */
  until(time: Millis, isEnough: () => boolean = () => false): boolean {
    while (this.heap.length > 0 && this.heap[0]!.at <= time) {
      if (isEnough()) return true;
      const event = this.pop();
      this.now = event.at;
      event.run();
    }
    this.now = Math.max(this.now, time);
    return isEnough();
  }

  join(host: GroundHost<unknown, unknown, unknown>): void {
    this.hosts.set(`${host.place.address}:${host.place.port}`, host);
  }

  send(from: Endpoint, to: Endpoint, bytes: Uint8Array): void {
    const { loss, duplication, delay, jitter } = this.weather;
    this.sent += 1;
    const copies = this.random() < duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (this.random() < loss) continue;
      this.after(delay + jitter * this.random(), () => {
        this.hosts.get(`${to.address}:${to.port}`)?.receive(from, bytes);
      });
    }
  }

  private pop() {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below += 1;
      if (isBefore(last, heap[below]!)) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}

const isBefore = (
  a: { readonly at: Millis; readonly order: number },
  b: { readonly at: Millis; readonly order: number },
): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A disk: what was committed is there, whatever happens; what was being written may be. */
export class GroundDisk {
  private readonly places = new Map<string, { record: KeptRecord; content?: Uint8Array }>();
  private waiting: { readonly changes: readonly RecordChange[]; readonly done: () => void }[] = [];
  private writing: typeof this.waiting = [];
  private life = 0;

  constructor(
    private readonly ground: Ground,
    /** How long a write takes at the most. */
    private readonly slowness: Millis,
  ) {}

  /** Writes that come while one is at work share the next. */
  commit(changes: readonly RecordChange[], done: () => void): void {
    this.waiting.push({ changes, done });
    if (this.writing.length === 0) this.write();
  }

  private write(): void {
    this.writing = this.waiting;
    this.waiting = [];
    if (this.writing.length === 0) return;
    const { life } = this;
    this.ground.after(1 + this.slowness * this.ground.random(), () => {
      if (life !== this.life) return;
      const done = this.writing;
      this.writing = [];
      this.apply(done);
      for (const one of done) one.done();
      if (this.writing.length === 0) this.write();
    });
  }

  private apply(done: typeof this.waiting): void {
    for (const change of done.flatMap(({ changes }) => changes)) {
      if (change.kind === 'remove') {
        this.places.delete(`${change.of.kind} ${change.of.key}`);
        continue;
      }
      const { record } = change;
      const name = `${record.kind} ${record.key}`;
      const content = change.content ?? this.places.get(name)?.content;
      const facts = JSON.parse(JSON.stringify(record.facts)) as unknown;
      this.places.set(name, { record: { ...record, facts }, ...(content && { content }) });
    }
  }

  crash(): void {
    this.life += 1;
    if (this.ground.random() < 0.5) this.apply(this.writing);
    this.writing = [];
    this.waiting = [];
  }

  /** In the order of their keys. */
  all(kind?: string): readonly { readonly record: KeptRecord; readonly content?: Uint8Array }[] {
    return [...this.places.values()]
      .filter(({ record }) => kind === undefined || record.kind === kind)
      .toSorted((a, b) => (a.record.key < b.record.key ? -1 : 1));
  }

  content(kind: string, key: string): Uint8Array | undefined {
    return this.places.get(`${kind} ${key}`)?.content;
  }
}

/** What a machine over ESRO's service is to this ground. */
export interface Inhabitant<State, Input, Action> {
  readonly saps: readonly { readonly sap: number; readonly handshake: '2-way' | '3-way' }[];
  /** Makes the machine anew of what is on the disk. */
  wake(): Machine<State, Input, Action>;
  /** What the machine is told of ESRO. */
  heard(event: EsroEvent): Input;
  /** Does what it asks for, but for the requests to ESRO that it gives back. */
  does(action: Action, say: (input: Input) => void): EsroRequest | undefined;
}

/** A machine with its endpoint, at one address. */
export class GroundHost<State, Input, Action> {
  isUp = false;
  private life = 0;
  private user!: { readonly machine: Machine<State, Input, Action>; state: State };
  private provider!: {
    readonly machine: EsroEndpoint;
    state: ReturnType<EsroEndpoint['start']>['state'];
  };
  private alarms: [Millis | undefined, Millis | undefined] = [undefined, undefined];

  constructor(
    private readonly ground: Ground,
    readonly place: Endpoint,
    readonly disk: GroundDisk,
    private readonly inhabitant: Inhabitant<State, Input, Action>,
  ) {
    ground.join(this as GroundHost<unknown, unknown, unknown>);
    this.start();
  }

  start(): void {
    const { ground, inhabitant } = this;
    this.isUp = true;
    this.alarms = [undefined, undefined];
    const endpoint = createEndpoint({
      ...ESRO_OPTIONS,
      random: ground.random,
      referenceAt: referencesByTime(EPOCH),
      saps: inhabitant.saps,
    });
    this.provider = { machine: endpoint, state: endpoint.start(ground.now).state };
    const machine = inhabitant.wake();
    const { state, actions } = machine.start(ground.now);
    this.user = { machine, state };
    this.perform(actions);
  }

  /** As by kill -9. */
  crash(): void {
    this.isUp = false;
    this.life += 1;
    this.disk.crash();
  }

  receive(from: Endpoint, bytes: Uint8Array): void {
    if (this.isUp) this.provide({ kind: 'received', from, bytes });
  }

  say(input: Input | { readonly kind: 'wake' }): void {
    if (!this.isUp) return;
    const step = this.user.machine.step(this.user.state, input, this.ground.now);
    this.user.state = step.state;
    this.perform(step.actions);
  }

  private perform(actions: readonly Action[]): void {
    const { life } = this;
    for (const action of actions) {
      const request = this.inhabitant.does(action, (input) => {
        if (life === this.life) this.say(input);
      });
      if (request) this.provide(request);
    }
    this.arm(0, this.user.machine.wakeAt(this.user.state), () => this.say({ kind: 'wake' }));
  }

  private provide(input: Parameters<EsroEndpoint['step']>[1]): void {
    const { machine } = this.provider;
    const { state, actions } = machine.step(this.provider.state, input, this.ground.now);
    this.provider.state = state;
    for (const action of actions) {
      if (action.kind === 'send') this.ground.send(this.place, action.to, action.bytes);
      else if (action.kind === 'tell') this.say(this.inhabitant.heard(action.event));
    }
    this.arm(1, machine.wakeAt(this.provider.state), () => this.provide({ kind: 'wake' }));
  }

  private arm(which: 0 | 1, at: Millis | undefined, ring: () => void): void {
    if (this.alarms[which] === at) return;
    this.alarms[which] = at;
    if (at === undefined) return;
    const { life } = this;
    this.ground.at(Math.max(at, this.ground.now), () => {
      if (life !== this.life || this.alarms[which] !== at) return;
      this.alarms[which] = undefined;
      ring();
    });
  }
}
