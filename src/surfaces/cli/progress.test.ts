import { describe, expect, it, test } from 'vitest';
import { machine, portolan } from '../../../test/support/command.ts';
import { record, registryXml } from '../../../test/support/registry.ts';
import type { Emission } from '../../app/operation.ts';
import { never } from '../../core/signal.ts';
import type { Clock } from '../../platform/platform.ts';
import { progressLine, progressText } from './progress.ts';

/** A clock that is moved by hand. */
function handClock() {
  let now = 0;
  const waiting = new Map<() => void, number>();
  const clock: Clock = {
    now: () => now,
    wallTime: () => now,
    wakeAt(at, wake) {
      waiting.set(wake, at);
      return () => void waiting.delete(wake);
    },
  };
  return {
    clock,
    waiting,
    moveTo(time: number) {
      now = time;
      for (const [wake, at] of waiting) {
        if (at > now) continue;
        waiting.delete(wake);
        wake();
      }
    },
  };
}

function onTerminal({ isTTY = true, env = {}, columns = 80 } = {}) {
  const hand = handClock();
  let written = '';
  const output = {
    isTTY,
    columns,
    write: (text: string) => {
      written += text;
    },
  };
  const line = progressLine({
    platform: { ...machine(), clock: hand.clock },
    stdout: output,
    stderr: output,
    env,
    signal: never,
    version: '1.2.3',
  });
  /** What was written since the last time. */
  const shown = () => {
    const text = written;
    written = '';
    return text;
  };
  return { ...hand, line, shown };
}

const half: Emission = {
  kind: 'progress',
  what: 'reading a.xml',
  done: 2e6,
  total: 4e6,
  unit: 'bytes',
};
const CLEARED = '\r\u001b[2K';

describe('on a terminal', () => {
  it('nothing is shown of what is over within a second', () => {
    const { line, shown, moveTo, waiting } = onTerminal();
    line.show(half);
    moveTo(999);
    line.show(half);
    line.clear();
    moveTo(5000);
    expect([shown(), waiting.size]).toEqual(['', 0]);
  });

  it('what takes longer has a bar, which goes away', () => {
    const { line, shown, moveTo } = onTerminal();
    line.show(half);
    moveTo(1000);
    expect(shown()).toBe(`${CLEARED}reading a.xml  [████████████············] 2.0 MB of 4.0 MB`);
    line.clear();
    expect(shown()).toBe(CLEARED);
    line.clear();
    expect(shown()).toBe('');
  });

  it('what was said last is shown after a second, though nothing more is said', () => {
    const { line, shown, moveTo } = onTerminal();
    line.show(half);
    line.show({ kind: 'progress', what: 'asking iana.org', done: 0 });
    moveTo(1000);
    expect(shown()).toBe(`${CLEARED}asking iana.org …`);
  });

  it('is drawn ten times a second at most', () => {
    const { line, shown, moveTo } = onTerminal();
    moveTo(1000);
    for (let time = 1000; time < 2000; time += 5) {
      moveTo(time);
      line.show({ kind: 'progress', what: 'counting', done: time });
    }
    expect(shown().split(CLEARED).length - 1).toBe(10);
  });

  it('keeps to the width of the terminal', () => {
    const { line, shown, moveTo } = onTerminal({ columns: 20 });
    line.show(half);
    moveTo(1000);
    expect(shown().slice(CLEARED.length)).toHaveLength(19);
  });

  it('a name of a file does not command it', () => {
    expect(progressText({ kind: 'progress', what: 'a\u001b[2Jb', done: 0 })).toBe('a\ufffd[2Jb …');
  });

  it('rows are no progress', () => {
    const { line, shown, moveTo } = onTerminal();
    moveTo(2000);
    line.show({ kind: 'row', row: 1 });
    expect(shown()).toBe('');
  });
});

it.each([
  ['no terminal', { isTTY: false }],
  ['a dumb terminal', { env: { TERM: 'dumb' } }],
])('on %s nothing is ever shown', (_, world) => {
  const { line, shown, moveTo, waiting } = onTerminal(world);
  line.show(half);
  moveTo(60_000);
  line.show(half);
  line.clear();
  expect([shown(), waiting.size]).toEqual(['', 0]);
});

test('an import that takes its time shows how far it is, and takes that away before it answers', async () => {
  // A slow machine: each look at the clock is two seconds later.
  let now = 0;
  const clock: Clock = { now: () => (now += 2000), wallTime: () => 0, wakeAt: () => () => {} };
  const xml = registryXml([record({ service: 'a', port: '1', transport: 'tcp' })]);
  const run = (isTTY: boolean) =>
    portolan(['registry', 'import', 'a.xml'], {
      isTTY,
      files: { 'a.xml': new TextEncoder().encode(xml) },
      platform: { clock },
    });
  const ending = await run(true);
  expect(ending.code).toBe(0);
  expect(ending.err.split(CLEARED)).toEqual([
    '',
    'reading a.xml  0.0 MB',
    'making the index …',
    '',
  ]);
  expect((await run(false)).err).toBe('');
});
