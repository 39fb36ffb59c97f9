/** The file that several watches share: each keeps its own, and takes over what nobody owns. */
import { describe, expect, it } from 'vitest';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { simulatedProcesses } from '../../../platform/simulated/processes.ts';
import { simulatedFolders } from '../../../platform/simulated/folders.ts';
import { HookQueue } from './queue.ts';
import { readQueue, type Waiting } from './queue-text.ts';

/** Some watches on one machine, and what their file says. */
function machine() {
  const network = createNetwork({ seed: 1 });
  const folder = simulatedFolders().state;
  const { clock } = network;
  const watch = (owner: string, ...targets: string[]) => seeing([], owner, ...targets);
  /** A watch that sees which processes have ended; each has its owner's name for a mark. */
  const seeing = (gone: readonly string[], owner: string, ...targets: string[]) => {
    const processes = simulatedProcesses(owner, gone);
    return new HookQueue({ folder, clock, owner, processes, targets: new Set(targets) });
  };
  const item = (id: string, target: string): Waiting => ({
    event: { id, time: '', kind: 'new', severity: 'notice', why: '', advice: '', host: 'box' },
    target,
    since: clock.wallTime(),
    due: clock.wallTime(),
    tries: 0,
    owner: '',
    ownedUntil: 0,
  });
  const inFile = () =>
    readQueue(folder.text('watch-queue.ndjson'))
      .map(({ event }) => event.id)
      .toSorted();
  const pass = (time: number) => network.runUntil(clock.now() + time);
  return { watch, seeing, item, inFile, pass, folder, clock };
}

const idsOf = (queue: HookQueue) => queue.items.map(({ item }) => item.event.id);

describe('a queue', () => {
  it('leaves what others hold where it is', async () => {
    const { watch, item, inFile } = machine();
    const [one, other] = [watch('one', 'webhook'), watch('other', 'webhook')];
    const mine = item('a', 'webhook');
    one.put(mine);
    other.put(item('b', 'webhook'));
    await Promise.all([one.save(), other.save()]);
    expect(inFile()).toEqual(['a', 'b']);
    one.remove(mine);
    await one.save();
    await other.save();
    expect(inFile()).toEqual(['b']);
    expect([idsOf(one), idsOf(other)]).toEqual([[], ['b']]);
  });

  it('takes over what nobody has spoken for in half a minute, for hooks that it has', async () => {
    const { watch, item, pass } = machine();
    const dead = watch('dead', 'webhook', 'exec');
    dead.put(item('a', 'webhook'));
    dead.put(item('b', 'exec'));
    await dead.save();
    const heir = watch('heir', 'webhook');
    await pass(29_000);
    await heir.save();
    expect(idsOf(heir)).toEqual([]);
    await pass(1000);
    await heir.save();
    expect(idsOf(heir)).toEqual(['a']);
    // What was taken over is the heir's, for everybody.
    const late = watch('late', 'webhook');
    await late.save();
    expect(idsOf(late)).toEqual([]);
  });

  it('takes over at once from a process that has ended, and from no other', async () => {
    const { watch, seeing, item } = machine();
    for (const owner of ['killed', 'alive']) {
      const queue = watch(owner, 'webhook');
      queue.put(item(`of ${owner}`, 'webhook'));
      await queue.save();
    }
    const heir = seeing(['killed'], 'heir', 'webhook');
    await heir.save();
    expect(idsOf(heir)).toEqual(['of killed']);
    // It is the heir's by now, whatever became of the one before.
    const late = seeing(['killed'], 'late', 'webhook');
    await late.save();
    expect(idsOf(late)).toEqual([]);
  });

  it('who says that he lives keeps his', async () => {
    const { watch, item, pass } = machine();
    const alive = watch('alive', 'webhook');
    alive.put(item('a', 'webhook'));
    const other = watch('other', 'webhook');
    for (let i = 0; i < 10; i++) {
      await alive.save();
      await pass(20_000);
      await other.save();
    }
    expect(idsOf(other)).toEqual([]);
  });

  it('what was left at the end is the next one’s at once', async () => {
    const { watch, item } = machine();
    const first = watch('first', 'webhook');
    first.put(item('a', 'webhook'));
    await first.save();
    expect(await first.leave()).toBe(1);
    const next = watch('next', 'webhook');
    await next.save();
    expect(idsOf(next)).toEqual(['a']);
  });

  it('what does not outlive the process is in no file', async () => {
    const { watch, item, folder } = machine();
    const queue = watch('one', 'webhook');
    queue.put(item('a', 'notify'));
    await queue.save();
    expect(idsOf(queue)).toEqual(['a']);
    expect(folder.text('watch-queue.ndjson')).toBeUndefined();
    expect(await queue.leave()).toBe(0);
  });

  it('after a day nobody is told any more', async () => {
    const { watch, item, pass, inFile } = machine();
    const queue = watch('one', 'webhook');
    queue.put(item('a', 'webhook'));
    await queue.save();
    await pass(24 * 3_600_000 + 1);
    expect(queue.trim().map(({ event }) => event.id)).toEqual(['a']);
    await queue.save();
    expect(inFile()).toEqual([]);
  });
});
