import { describe, expect, it } from 'vitest';
import { never, unlessAborted, untilAborted } from './signal.ts';

const reason = () => new Error('enough');
const pending = new Promise<string>(() => {});

describe('unlessAborted', () => {
  it('gives what the work gives', async () => {
    expect(await unlessAborted(Promise.resolve('done'), never, reason)).toBe('done');
    const failing = unlessAborted(Promise.reject(new Error('its own')), never, reason);
    await expect(failing).rejects.toThrow('its own');
  });

  it('ends when the signal fires, or fired before', async () => {
    const control = new AbortController();
    const waiting = unlessAborted(pending, control.signal, reason);
    control.abort();
    await expect(waiting).rejects.toThrow('enough');
    await expect(unlessAborted(pending, control.signal, reason)).rejects.toThrow('enough');
  });

  it('does not listen any longer than the work takes', async () => {
    const listening: unknown[] = [];
    const signal = {
      aborted: false,
      addEventListener: (_: 'abort', listener: () => void) => void listening.push(listener),
      removeEventListener: (_: 'abort', listener: () => void) =>
        void listening.splice(listening.indexOf(listener), 1),
    };
    await unlessAborted(Promise.resolve(1), signal, reason);
    // The listener goes with the work's last step, which is one turn behind its result.
    await Promise.resolve();
    expect(listening).toEqual([]);
  });
});

describe('untilAborted', () => {
  it('gives what comes, and ends where nothing more comes', async () => {
    const control = new AbortController();
    async function* pieces() {
      yield 1;
      yield 2;
      await pending;
    }
    const found: number[] = [];
    for await (const piece of untilAborted(pieces(), control.signal)) {
      found.push(piece);
      if (piece === 2) setTimeout(() => control.abort());
    }
    expect(found).toEqual([1, 2]);
  });
});
