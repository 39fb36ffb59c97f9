/** Virtual time: when it passes, when it stands still, and what cannot be waited for. */
import { describe, expect, it } from 'vitest';
import type { Millis } from '../../core/units.ts';
import { createNetwork } from './network.ts';

describe('time', () => {
  it('starts where it is told to, with a date of its own', () => {
    const { clock } = createNetwork({ seed: 1, start: 5000 });
    expect(clock.now()).toBe(5000);
    expect(new Date(clock.wallTime()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('takes the time of day along', async () => {
    const network = createNetwork({ seed: 1, start: 5000 });
    const before = network.clock.wallTime();
    await network.runUntil(7500);
    expect(network.clock.wallTime() - before).toBe(2500);
  });

  it('stands still once the promise has settled', async () => {
    const network = createNetwork({ seed: 1 });
    const woken: Millis[] = [];
    const wake = () => void woken.push(network.clock.now());
    network.clock.wakeAt(900, wake);
    const value = new Promise((resolve) => network.clock.wakeAt(300, () => resolve('ready')));
    expect(await network.run(value)).toBe('ready');
    expect([network.clock.now(), woken]).toEqual([300, []]);
    await network.runUntil(900);
    expect(woken).toEqual([900]);
  });

  it('does not pass for a promise that settles without it', async () => {
    const network = createNetwork({ seed: 1 });
    network.clock.wakeAt(100, () => {});
    let deep = Promise.resolve(0);
    for (let i = 0; i < 25; i++) deep = deep.then((n) => n + 1);
    expect(await network.run(deep)).toBe(25);
    expect(network.clock.now()).toBe(0);
  });

  it('waits between two events for those who were woken', async () => {
    const network = createNetwork({ seed: 1 });
    const order: string[] = [];
    const nap = (at: Millis): Promise<void> =>
      new Promise((resolve) => void network.clock.wakeAt(at, resolve));
    async function deeply(levels: number): Promise<void> {
      if (levels > 0) return deeply(levels - 1);
      return nap(10);
    }
    const first = deeply(5).then(() => order.push('woken at 10'));
    const second = nap(11).then(() => order.push('woken at 11'));
    await network.run(Promise.all([first, second]));
    expect(order).toEqual(['woken at 10', 'woken at 11']);
  });

  it('hands a rejection on', async () => {
    const network = createNetwork({ seed: 1 });
    await expect(network.run(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('ends when nothing is left to happen', async () => {
    const network = createNetwork({ seed: 1 });
    network.clock.wakeAt(100, () => {})();
    await expect(network.run(new Promise(() => {}))).rejects.toThrow(/Nothing is left to happen/);
  });

  it('finds what settles only after very many microtasks', async () => {
    const network = createNetwork({ seed: 1 });
    let deep = Promise.resolve(0);
    for (let i = 0; i < 5000; i++) deep = deep.then((n) => n + 1);
    expect(await network.run(deep)).toBe(5000);
  });

  it('ends after a virtual day', async () => {
    const network = createNetwork({ seed: 1 });
    const again = (): void => void network.clock.wakeAt(network.clock.now() + 60_000, again);
    again();
    await expect(network.run(new Promise(() => {}))).rejects.toThrow(/after 24 virtual hours/);
  });

  it('ends when it does not get on', async () => {
    const network = createNetwork({ seed: 1 });
    const again = (): void => void network.clock.wakeAt(0, again);
    again();
    await expect(network.run(new Promise(() => {}))).rejects.toThrow(/Time does not get on/);
  });
});
