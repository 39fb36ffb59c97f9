/** Several machines that share one socket: they are asked for their words in turn, and each hears what is for it. */
import type { Endpoint } from './endpoint.ts';
import type { DatagramAction, DatagramMachine, Step } from './machine.ts';
import type { Millis } from './units.ts';

/** One of them. */
export interface Voice<Event> {
  readonly machine: DatagramMachine<unknown, Event>;
  /** Whether what comes from there is for it. Of several the first hears it. */
  hears(from: Endpoint): boolean;
}

/**
 * @param machine
 * @param hears whether what comes from there is for it
 * @param as makes of its events what all of them tell
 */
export function voice<State, Own, Event>(
  machine: DatagramMachine<State, Own>,
  hears: (from: Endpoint) => boolean,
  as: (event: Own) => Event,
): Voice<Event> {
  const told = (action: DatagramAction<Own>): DatagramAction<Event> =>
    action.kind === 'tell' ? { kind: 'tell', event: as(action.event) } : action;
  const retold = ({ state, actions }: Step<State, DatagramAction<Own>>) => ({
    state,
    actions: actions.map(told),
  });
  const whole: DatagramMachine<State, Event> = {
    start: (now) => retold(machine.start(now)),
    step: (state, input, now) => retold(machine.step(state, input, now)),
    wakeAt: (state) => machine.wakeAt(state),
  };
  return { machine: whole, hears };
}

interface Part {
  readonly state: unknown;
  readonly done: boolean;
}

/** The states, in the order of the voices. */
export type Alongside = readonly Part[];

/** Is done when all of them are. */
export function alongside<Event>(
  voices: readonly Voice<Event>[],
): DatagramMachine<Alongside, Event> {
  type Action = DatagramAction<Event>;
  const joined = (
    before: Alongside,
    step: (voice: Voice<Event>, part: Part, i: number) => Step<unknown, Action> | undefined,
  ): Step<Alongside, Action> => {
    const actions: Action[] = [];
    const state = before.map((part, i) => {
      const next = part.done ? undefined : step(voices[i]!, part, i);
      if (!next) return part;
      for (const action of next.actions) if (action.kind !== 'done') actions.push(action);
      return { state: next.state, done: next.actions.some(({ kind }) => kind === 'done') };
    });
    if (state.every(({ done }) => done)) actions.push({ kind: 'done' });
    return { state, actions };
  };
  const isDue = ({ machine }: Voice<Event>, { state }: Part, now: Millis) => {
    const at = machine.wakeAt(state);
    return at !== undefined && at <= now;
  };
  return {
    start: (now) =>
      joined(
        voices.map(() => ({ state: undefined, done: false })),
        ({ machine }) => machine.start(now),
      ),
    step(before, input, now) {
      if (input.kind === 'wake') {
        return joined(before, (one, part) =>
          isDue(one, part, now) ? one.machine.step(part.state, input, now) : undefined,
        );
      }
      const hearer = voices.findIndex((one) => one.hears(input.from));
      return joined(before, ({ machine }, { state }, i) =>
        i === hearer ? machine.step(state, input, now) : undefined,
      );
    },
    wakeAt(parts) {
      let at = Infinity;
      parts.forEach(({ state, done }, i) => {
        if (!done) at = Math.min(at, voices[i]!.machine.wakeAt(state) ?? Infinity);
      });
      return at === Infinity ? undefined : at;
    },
  };
}
