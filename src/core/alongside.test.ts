import { describe, expect, it } from 'vitest';
import { alongside, voice } from './alongside.ts';
import type { DatagramMachine } from './machine.ts';
import { timeline } from './timeline.ts';

const [A, B] = [1, 2].map((port) => ({ address: '192.0.2.1', port }));

/** Says `letter` at its times, tells of what it hears, and is done after the last. */
function speaker(
  letter: string,
  times: readonly number[],
): DatagramMachine<number, { kind: string }> {
  const bytes = new TextEncoder().encode(letter);
  const said = (count: number, now: number) => {
    const isDue = times[count] !== undefined && times[count] <= now;
    const next = isDue ? count + 1 : count;
    const send = { kind: 'send', to: A!, bytes } as const;
    return {
      state: next,
      actions: isDue ? [send, ...(next === times.length ? [{ kind: 'done' } as const] : [])] : [],
    };
  };
  return {
    start: (now) => said(0, now),
    step: (state, input, now) =>
      input.kind === 'wake'
        ? said(state, now)
        : { state, actions: [{ kind: 'tell', event: { kind: 'heard' } }] },
    wakeAt: (state) => times[state],
  };
}

describe('machines alongside each other', () => {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const both = () =>
    timeline(
      alongside([
        voice(
          speaker('a', [0, 10]),
          ({ port }) => port === 1,
          ({ kind }) => ({ kind: `a ${kind}` }),
        ),
        voice(
          speaker('b', [5, 10, 30]),
          () => true,
          ({ kind }) => ({ kind: `b ${kind}` }),
        ),
      ]),
    );

  it('each speak when it is their time, and end when all have', () => {
    const story = both();
    story.at(0).sendsSome(1).at(5).sendsSome(1).at(10).sendsSome(2);
    story.at(30).sendsSome(1).ends();
    expect(story.sent.map(({ bytes }) => text(bytes)).join('')).toBe('ababb');
  });

  it('each hear what is for them, until they are done', () => {
    const story = both();
    story.at(0).sendsSome(1).at(5).sendsSome(1);
    story.hears(new Uint8Array(1), A!).tells('a heard');
    story.hears(new Uint8Array(1), B!).tells('b heard');
    story.at(10).sendsSome(2).hears(new Uint8Array(1), A!);
    story.at(30).sendsSome(1).ends();
    expect(story.told.map(({ kind }) => kind)).toEqual(['a heard', 'b heard']);
  });
});
