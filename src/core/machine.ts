import type { Endpoint } from './endpoint.ts';
import type { Millis } from './units.ts';

/**
 * One side of a conversation, without a socket, a clock or chance: (state, input, now) gives
 * (state, actions). A deadline lives in the state that waits for it and comes out by `wakeAt`.
 */
export interface Machine<State, Input, Action> {
  /** The first step, at `now`. */
  start(now: Millis): Step<State, Action>;
  /** Something came in, or (`{ kind: 'wake' }`) the time that `wakeAt` named has come. */
  step(state: State, input: Input | Wake, now: Millis): Step<State, Action>;
  /** When the machine wants to be woken; undefined when only input can move it. */
  wakeAt(state: State): Millis | undefined;
}

export interface Step<State, Action> {
  readonly state: State;
  readonly actions: readonly Action[];
}

export interface Wake {
  readonly kind: 'wake';
}

/** What a machine that speaks datagrams may be told. */
export interface DatagramReceived {
  readonly kind: 'received';
  readonly from: Endpoint;
  readonly bytes: Uint8Array;
}

/** What a machine that speaks datagrams may ask for. `Event` is what it tells its user. */
export type DatagramAction<Event> =
  | { readonly kind: 'send'; readonly to: Endpoint; readonly bytes: Uint8Array }
  | { readonly kind: 'tell'; readonly event: Event }
  | { readonly kind: 'done' };

export type DatagramMachine<State, Event> = Machine<State, DatagramReceived, DatagramAction<Event>>;
