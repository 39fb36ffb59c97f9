/** What live operations have in common: how they are told to end, and how that is kept. */
import { cancellation } from '../core/signal.ts';
import { UsageError } from '../core/errors.ts';
import { seconds, type Millis } from '../core/units.ts';
import type { Context, Emission, Input, Parameter } from './operation.ts';

/** A year: longer is for ever. */
const LONGEST = 366 * 24 * 3600;

/** The parameters that end a live operation. Without them it goes on until its signal fires. */
export const BOUNDS: readonly Parameter[] = [
  {
    name: 'for',
    summary: 'end after so many seconds',
    type: 'integer',
    minimum: 1,
    maximum: LONGEST,
    placeholder: 'SECONDS',
  },
  {
    name: 'count',
    summary: 'end after so many rows',
    type: 'integer',
    minimum: 1,
    placeholder: 'N',
  },
];

/** Of operations that open ports which only root may open. */
export const BECOME: Parameter = {
  name: 'user',
  summary: 'whom to become once the ports are open; root stays what it is',
  type: 'text',
  placeholder: 'NAME',
};

/** What ended a live operation. `signal` is a person, or the program that called. */
export type EndedBy = 'signal' | 'time' | 'count' | 'enough';

export interface Bounded {
  /** The context to go on with: its signal fires at the end, and after the last row none gets out. */
  readonly context: Context;
  /** What ended it; undefined while it goes on. */
  endedBy(): EndedBy | undefined;
  /** Ends it from within. */
  enough(): void;
  /** Gives its alarm back; to be called however it ends. */
  close(): void;
}

/** Keeps `for` and `count` of the input. */
export function bounded(input: Input, context: Context): Bounded {
  const { clock } = context.platform;
  const end = cancellation(context.signal);
  let why: EndedBy | undefined;
  const endBy = (reason: EndedBy) => {
    if (!end.signal.aborted) why = reason;
    end.cancel();
  };
  const time = input['for'] as number | undefined;
  const forget =
    time === undefined ? () => {} : clock.wakeAt(clock.now() + seconds(time), () => endBy('time'));
  let left = (input['count'] as number | undefined) ?? Infinity;
  const emit = (emission: Emission) => {
    if (emission.kind !== 'row') return context.emit(emission);
    if (left <= 0) return;
    left -= 1;
    context.emit(emission);
    if (left <= 0) endBy('count');
  };
  return {
    context: { ...context, signal: end.signal, emit },
    endedBy: () => (end.signal.aborted ? (why ?? 'signal') : undefined),
    enough: () => endBy('enough'),
    close() {
      forget();
      end.cancel();
    },
  };
}

/**
 * A length of time from a text parameter that takes seconds, with a fraction if need be: `0.7`.
 * @throws UsageError when it is no number from `least` to `most` seconds
 */
export function readSeconds(input: Input, name: string, least: number, most: number): Millis {
  const text = input[name] as string;
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return seconds(value);
  throw new UsageError(`${name} takes ${least} to ${most} seconds, not "${text}"`);
}
