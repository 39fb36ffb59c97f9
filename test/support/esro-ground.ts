/**
 * Two endpoints of ESRO and nothing between them but a bad link: no platform, no promise, so that ten thousand
 * conversations take seconds. Time is virtual, and all chance comes from the seed.
 */
import type { Endpoint } from '../../src/core/endpoint.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import type { Millis } from '../../src/core/units.ts';
import {
  createEndpoint,
  type EndpointOptions,
  type EndpointState,
  type EsroEndpoint,
} from '../../src/protocols/esro/endpoint.ts';
import type { EsroEvent, EsroRequest } from '../../src/protocols/esro/service.ts';

export interface EsroLink {
  /** Of a datagram, 0 to 1. */
  readonly loss: number;
  readonly duplication: number;
  readonly delay: Millis;
  /** Up to so much more, evenly: datagrams overtake each other. */
  readonly jitter: Millis;
}

export type Side = 0 | 1;

interface Planned {
  readonly at: Millis;
  happen(): void;
}

/** What a side's user does about what it is told. */
export type EsroUser = (event: EsroEvent) => void;

interface Party {
  readonly place: Endpoint;
  machine: EsroEndpoint;
  state: EndpointState;
  user: EsroUser;
}

export class EsroGround {
  readonly random: Random;
  now: Millis = 0;
  /** Datagrams that were handed to the link. */
  sent = 0;
  private readonly planned: Planned[] = [];
  private readonly parties: readonly [Party, Party];

  constructor(
    seed: number,
    private readonly link: EsroLink,
    options: readonly [EndpointOptions, EndpointOptions],
  ) {
    this.random = seededRandom(seed);
    const party = (side: Side): Party => {
      const machine = createEndpoint(options[side]);
      const place = { address: `192.0.2.${side + 1}`, port: 259 };
      return { place, machine, state: machine.start(0).state, user() {} };
    };
    this.parties = [party(0), party(1)];
  }

  placeOf(side: Side): Endpoint {
    return this.parties[side].place;
  }

  stateOf(side: Side): EndpointState {
    return this.parties[side].state;
  }

  /** Who is told what this side's endpoint tells. */
  listen(side: Side, user: EsroUser): void {
    this.parties[side].user = user;
  }

  /** The side's user asks its endpoint. */
  ask(side: Side, request: EsroRequest): void {
    this.step(side, request);
  }

  /** The side crashes and starts again: it knows nothing any more. */
  restart(side: Side, options: EndpointOptions): void {
    const party = this.parties[side];
    party.machine = createEndpoint(options);
    party.state = party.machine.start(this.now).state;
  }

  later(wait: Millis, happen: () => void): void {
    const at = this.now + wait;
    let place = this.planned.length;
    // Few are planned at a time, and most for later than all others.
    while (place > 0 && this.planned[place - 1]!.at > at) place--;
    this.planned.splice(place, 0, { at, happen });
  }

  /** Lets everything happen; until nobody waits for anything, or that time. */
  run(until: Millis = Infinity): void {
    for (;;) {
      const times = this.parties.map(({ machine, state }) => machine.wakeAt(state) ?? Infinity);
      const planned = this.planned[0]?.at ?? Infinity;
      const next = Math.min(planned, times[0]!, times[1]!);
      if (next === Infinity || next > until) return;
      this.now = Math.max(this.now, next);
      if (next === planned) this.planned.shift()!.happen();
      else this.step(next === times[0] ? 0 : 1, { kind: 'wake' });
    }
  }

  private step(side: Side, input: Parameters<EsroEndpoint['step']>[1]): void {
    const party = this.parties[side];
    const { state, actions } = party.machine.step(party.state, input, this.now);
    party.state = state;
    for (const action of actions) {
      if (action.kind === 'send') this.carry(side, action.bytes);
      else if (action.kind === 'tell') party.user(action.event);
    }
  }

  private carry(from: Side, bytes: Uint8Array): void {
    const { loss, duplication, delay, jitter } = this.link;
    this.sent++;
    const copies = this.random() < loss ? 0 : this.random() < duplication ? 2 : 1;
    const input = { kind: 'received', from: this.parties[from].place, bytes } as const;
    const to: Side = from === 0 ? 1 : 0;
    for (let copy = 0; copy < copies; copy++) {
      this.later(delay + this.random() * jitter, () => this.step(to, input));
    }
  }
}
