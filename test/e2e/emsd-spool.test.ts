/** A message centre whose spool cannot be had, or takes no more: what it says, and that nothing acknowledged is lost. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/platform/node/stores/sqlite.ts';
import type { Ended } from '../support/built.ts';
import { EmsdProcesses, freePorts, kill } from '../support/emsd-processes.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { tool } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const WRITER = '401.001';
const READER = '401.002';

let village: EmsdProcesses;

beforeAll(async () => {
  village = new EmsdProcesses();
  await village.subscribe(WRITER, READER);
});
afterEach(() => village.killAll());
afterAll(() => village.remove());

const words = (spool: string, port: number, users = village.users): readonly string[] =>
  `serve --spool ${village.path(spool)} --users ${users} --port ${port}`.split(' ');

/** A centre that is there, and what it says on standard error. */
async function centreAt(spool: string, port: number) {
  const child = village.begin(words(spool, port));
  const notes: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => notes.push(text));
  await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  expect(notes).toEqual([]);
  child.stdout!.resume();
  return { child, notes };
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Where the device of this name is. */
const device = (name: string, port: number): readonly string[] =>
  `--mailbox ${village.path(name)} --centre 127.0.0.1:${port}`.split(' ');
const submit = (port: number, ...more: readonly string[]) =>
  village.run('submit', ...more, '--from', WRITER, '--linger', '0', ...device('writer', port));
const receive = (port: number) =>
  village.run('inbox', '--once', '--number', READER, ...device('reader', port));

describe('a centre that cannot begin says why', () => {
  it('where another has the spool, which goes on', async () => {
    const { udp } = await freePorts();
    const first = await centreAt('shared', udp);
    const { code, out, err } = await village.run(...words('shared', (await freePorts()).udp));
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('another process holds it');
    expect(await submit(udp, 'Hello', '--to', READER)).toMatchObject({ code: 0 });
    await end(first.child);
  });

  it('where its port is taken, before it makes a spool', async () => {
    const { udp } = await freePorts();
    const first = await centreAt('first', udp);
    const { code, out, err } = await village.run(...words('second', udp));
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(`udp/${udp} on 127.0.0.1 is taken`);
    expect(err).toContain('Or on another port: portolan emsd serve');
    expect(existsSync(village.path('second'))).toBe(false);
    await end(first.child);
  });

  it('where the spool is of a newer Portolan, which stays as it is', async () => {
    const { udp } = await freePorts();
    await end((await centreAt('newer', udp)).child);
    const path = `${village.path('newer')}/spool.db`;
    const file = await openSqlite(path);
    file.exec('PRAGMA user_version = 99');
    file.close();
    const before = readFileSync(path);
    const { code, out, err } = await village.run(...words('newer', udp));
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('was made by a newer Portolan (version 99 of the store');
    expect(readFileSync(path)).toEqual(before);
  });

  it('where the users file has a line that cannot be read', async () => {
    const { udp } = await freePorts();
    const users = village.path('faulty');
    copyFileSync(village.users, users);
    const lines = readFileSync(users, 'utf8').split('\n').length - 1;
    appendFileSync(users, 'rubbish here\n');
    const { code, out, err } = await village.run(...words('none', udp, users));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`"${users}", line ${lines + 1}: "rubbish" is no subscriber's number`);
    expect(existsSync(village.path('none'))).toBe(false);
  });
});

const canMount = unlessLeftOut(
  process.platform === 'linux' && process.getuid?.() === 0,
  'a message centre on a full disk and on a read-only one',
  'root on Linux can make them',
);

describe.skipIf(!canMount)('a spool on a disk', () => {
  it('that is read-only', async () => {
    const { udp } = await freePorts();
    const { child } = await centreAt('written', udp);
    await submit(udp, 'Hello', '--to', READER);
    // What it had not put in its place yet stands beside the file.
    await kill(child);
    mkdirSync(village.path('shown'));
    tool('mount', '--bind', village.path('written'), village.path('shown'));
    try {
      tool('mount', '-o', 'remount,bind,ro', village.path('shown'));
      for (const spool of ['shown', 'shown/below']) {
        const { code, out, err } = await village.run(...words(spool, udp));
        expect([code, out]).toEqual([3, '']);
        expect(err.trimEnd().split('\n')).toHaveLength(1);
        expect(err).toContain('the file system is read-only');
      }
    } finally {
      tool('umount', '-l', village.path('shown'));
    }
    const again = await centreAt('written', udp);
    expect((await receive(udp)).out).toContain('Hello');
    await end(again.child);
  });

  it(
    'that is full loses nothing that it acknowledged, and goes on when there is room',
    { timeout: 120_000 },
    async () => {
      const { udp } = await freePorts();
      const disk = village.path('small');
      mkdirSync(disk);
      tool('mount', '-t', 'tmpfs', '-o', 'size=512k,mode=0755', 'none', disk);
      try {
        const { child, notes } = await centreAt('small/spool', udp);
        const submitted: string[] = [];
        let refusal = { code: 0 as Ended['code'], err: '' };
        while (refusal.code === 0 && submitted.length < 100) {
          const text = `letter ${submitted.length} ${'x'.repeat(1200)}`;
          submitted.push(text);
          refusal = await submit(udp, text, '--to', READER, '--wait', '3');
        }
        expect(submitted.length).toBeGreaterThan(5);
        expect(refusal.code).toBe(3);
        expect(refusal.err).toContain('the message stays in the outbox');
        expect(notes.join('')).toMatch(/^portolan: nothing can be kept: .* the disk is full\n$/);

        tool('mount', '-o', 'remount,size=8m', disk);
        expect(await submit(udp, '--resume', '--wait', '60')).toMatchObject({ code: 0, err: '' });
        // What it acknowledged is on the disk, not in its memory alone.
        await kill(child);
        const again = await centreAt('small/spool', udp);
        // It asks whoever submitted, since it no longer knows whether he has heard.
        const writer = village.begin(['inbox', '--number', WRITER, ...device('writer', udp)]);
        writer.stdout!.resume();
        const letters = async () => {
          await receive(udp);
          const held = await village.heldIn(village.path('reader'));
          return held.filter((text) => text.startsWith('letter'));
        };
        await until(async () => (await letters()).length >= submitted.length, 60_000);
        expect((await letters()).toSorted()).toEqual(submitted.toSorted());
        await end(again.child);
      } finally {
        await village.killAll();
        tool('umount', '-l', disk);
      }
    },
  );
});
