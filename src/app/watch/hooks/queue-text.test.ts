/** The text of what waits: its bounds, and what a damaged file costs. */
import { describe, expect, it } from 'vitest';
import type { HookEvent } from './hook.ts';
import { overflow, readQueue, writeQueue, type Waiting } from './queue-text.ts';

const waiting = (id: string, since: number, severity: HookEvent['severity']): Waiting => ({
  event: { id, time: '', kind: 'new', severity, why: '', advice: '', host: 'box' },
  target: 'webhook',
  since,
  due: since,
  tries: 0,
  owner: 'x',
  ownedUntil: 0,
});

describe('what waits to be told', () => {
  it('is bounded: the oldest go first, alerts last', () => {
    const items = [waiting('a', 1, 'alert'), waiting('b', 3, 'notice'), waiting('c', 2, 'none')];
    const gone = (most: number) => overflow(items, most).map(({ event }) => event.id);
    expect([3, 2, 1, 0].map(gone)).toEqual([[], ['c'], ['c', 'b'], ['c', 'b', 'a']]);
  });

  it('a damaged file costs its damaged lines alone', () => {
    const good = writeQueue([waiting('a', 1, 'alert')]);
    const text = `{"event"\n${good}null\n[]\n"x"\n{}\n${good.replace('"new"', '"nonsense"')}\u0000\n`;
    expect(readQueue(text).map(({ event }) => event.id)).toEqual(['a']);
  });
});
