/** The baseline's operations on the simulated platform, through the command line. */
import { describe, expect, it } from 'vitest';
import { portolan, type Surroundings } from '../../../test/support/command.ts';
import {
  FOREIGN_PROGRAMS,
  listening,
  report,
  running,
  seenExcept,
} from '../../../test/support/listeners.ts';
import { snapshot } from '../../../test/support/snapshots.ts';
import { simulatedStores } from '../../platform/simulated/stores.ts';
import { writeBaseline } from '../../survey/drift/baseline-file.ts';
import type { Elsewhere, Listener, ListenerReport } from '../../survey/listener.ts';
import type { BaselineDiff } from './diff.ts';

const sshd = () => listening('tcp 0.0.0.0:22', running('sshd'));
const redis = (address: string) => listening(`tcp ${address}:6379`, running('redis-server'));
const nc = () => listening('tcp 0.0.0.0:4444', running('nc'));

/** A machine whose listeners change, and whose store stays. */
function machine() {
  const world: Surroundings = { stores: simulatedStores(), columns: 80, isTTY: false };
  return async (
    words: string,
    listeners: readonly Listener[] = [],
    more: Partial<ListenerReport> = {},
  ) => {
    const state = { ...world, listeners: report(listeners, more) };
    const ended = await portolan(['baseline', ...words.split(' ').filter(Boolean)], state);
    // However it was broken into lines.
    const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
    return words.includes('json')
      ? ended
      : { ...ended, out: flat(ended.out), err: flat(ended.err) };
  };
}

const kinds = (out: string) =>
  (JSON.parse(out) as BaselineDiff).drifts.map(({ kind, port }) => [kind, port].join(' ').trim());

describe('baseline', () => {
  it('teaches what to do when there is none', async () => {
    const run = machine();
    const list = await run('');
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out).toContain('portolan baseline save');
    for (const words of ['diff', 'show', 'accept', 'undo']) {
      const { code, err } = await run(words, [sshd()]);
      expect([words, code]).toEqual([words, 3]);
      expect(err).toContain(
        'there is no baseline "default" (there is none yet); make it of what listens now: portolan baseline save',
      );
    }
    const { code, err } = await run('remove default');
    expect([code, err.trim()]).toEqual([
      3,
      'portolan: there is no baseline "default" (there is none yet)',
    ]);
    await run('save other');
    expect((await run('diff')).err).toContain('(there are: other)');
  });

  it('is not replaced unasked', async () => {
    const run = machine();
    expect((await run('save', [sshd()])).out).toContain('1 door is kept as the baseline "default"');
    const again = await run('save', []);
    expect(again.code).toBe(2);
    expect(again.err).toContain('--replace');
    expect((await run('save --replace', [])).out).toContain('in place of the one before');
    expect((await run('show --ndjson')).out).toBe('');
    expect((await run('undo')).out).toContain(
      ': 1 door is in it, and there is no version before it.',
    );
    expect((await run('undo')).code).toBe(3);
    expect((await run('show --ndjson')).out).toContain('"port":22');
  });

  it('tells what changed, and fails on the words that it is told to', async () => {
    const run = machine();
    await run('save', [sshd(), redis('127.0.0.1')]);
    const changed = [redis('0.0.0.0'), nc()];
    const { out } = await run('diff --json', changed);
    expect(kinds(out)).toEqual(['wider 6379', 'new 4444', 'gone 22']);
    const code = async (words: string) => (await run(`diff --fail-on ${words}`, changed)).code;
    expect(await code('wider')).toBe(1);
    expect(await code('moved,program,reopened')).toBe(0);
    // Redis is meant for the machine alone: what has changed is exposed now.
    expect(await code('exposed')).toBe(1);
    expect(await code('warning')).toBe(1);
    expect(await code('alert')).toBe(0);
    expect(await code('nonsense')).toBe(2);
    // What was accepted as it is was accepted with its verdicts.
    await run('save open', [redis('0.0.0.0')]);
    expect((await run('diff open --fail-on exposed', [redis('0.0.0.0')])).code).toBe(0);
  });

  it('accepts by port, by range, by transport, or all', async () => {
    const now = [redis('0.0.0.0'), nc(), listening('udp 0.0.0.0:4444', running('nc'))];
    const left = async (words: string) => {
      const run = machine();
      await run('save', [sshd()]);
      const { code } = await run(`accept ${words}`, now);
      return [code, ...kinds((await run('diff --json', now)).out)];
    };
    expect(await left('22')).toEqual([0, 'new 4444', 'new 4444', 'new 6379']);
    expect(await left('4444')).toEqual([0, 'new 6379', 'gone 22']);
    expect(await left('tcp/4444 22')).toEqual([0, 'new 4444', 'new 6379']);
    expect(await left('4000-7000')).toEqual([0, 'gone 22']);
    expect(await left('')).toEqual([0]);
    expect(await left('default')).toEqual([0]);
    // Nothing is accepted when one of them is wrong.
    expect((await left('22 80'))[0]).toBe(3);
    expect(await left('22 80')).toHaveLength(5);
    expect((await left('22 what'))[0]).toBe(2);
  });

  it('keeps what could not be seen when all is accepted', async () => {
    const run = machine();
    await run('save', [sshd(), redis('127.0.0.1')]);
    const blind = { coverage: seenExcept(FOREIGN_PROGRAMS) };
    const hidden = [{ ...sshd(), processes: [] }, nc()];
    const { out } = await run('accept', hidden, blind);
    expect(out).toContain('2 changes are accepted');
    expect((await run('diff --json', [sshd(), nc()])).out).toContain('"drifts": []');
    const imposter = [listening('tcp 0.0.0.0:22', running('nc')), nc()];
    expect(kinds((await run('diff --json', imposter)).out)).toEqual(['program 22']);
  });

  it('is partial when something could not be seen, and says so once', async () => {
    const run = machine();
    await run('save', [sshd()]);
    const blind = { coverage: seenExcept(FOREIGN_PROGRAMS) };
    const hidden = [{ ...sshd(), processes: [] }];
    const { out, code } = await run('diff --strict', hidden, blind);
    expect(code).toBe(4);
    expect(out.match(/could not be seen|belong to other users/g)).toHaveLength(1);
    expect((await run('diff --fail-on program,gone,new', hidden, blind)).code).toBe(0);
    expect((await run('diff --fail-on unverified', hidden, blind)).code).toBe(1);
  });

  it('names the command that shows more, with the words that were given', async () => {
    const world = { stores: simulatedStores(), isTTY: false, columns: 200 };
    const run = (words: string, more: Surroundings) =>
      portolan(['baseline', ...words.split(' ')], { ...world, ...more });
    const blind = {
      listeners: report([{ ...sshd(), processes: [] }], { coverage: seenExcept(FOREIGN_PROGRAMS) }),
    };
    const kept = new TextEncoder().encode(writeBaseline(snapshot([sshd()])));
    const text = 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n';
    const files = { 'q.json': kept, 'ls.txt': new TextEncoder().encode(text) };
    await run('save web1', { listeners: report([sshd()]) });
    for (const which of ['web1', '--file q.json']) {
      const { out } = await run(`diff ${which}`, { ...blind, files });
      expect(out).toContain(`To see more: sudo env HOME="$HOME" portolan baseline diff ${which}\n`);
      expect(out.match(/portolan baseline diff/g)).toHaveLength(1);
      const listed = await run(`diff ${which} --from ls.txt --as ss`, { ...blind, files });
      expect(listed.out).toContain('To see more, list it there by: sudo ss');
      expect(listed.out).not.toContain('sudo env HOME');
    }
  });

  it('leaves other network namespaces out, unless they are containers or asked for', async () => {
    const place = (listener: Listener, more: Partial<Elsewhere> = {}): Elsewhere => ({
      namespace: `net:[${listener.port}]`,
      process: listener.processes[0]!,
      listeners: [listener],
      ...more,
    });
    const container = { engine: 'docker', id: 'f'.repeat(64), name: 'cache' };
    const then = { elsewhere: [place(nc(), { name: 'blue' })] };
    const now = {
      elsewhere: [
        place(listening('tcp 0.0.0.0:5555', running('perl'))),
        place(redis('0.0.0.0'), { container }),
      ],
    };
    const run = machine();
    await run('save', [sshd()], then);
    const { out } = await run('diff', [sshd()], now);
    expect(out).toContain('1 change: 1 new; 1 door is as it was');
    expect(out).toContain(
      '2 other network namespaces were left out; --everywhere looks there too.',
    );
    const json = await run('diff --json', [sshd()], now);
    expect(kinds(json.out)).toEqual(['new 6379']);
    expect((JSON.parse(json.out) as BaselineDiff).leftOut).toEqual(['netns:blue', 'process:perl']);
    const all = await run('diff --everywhere --json', [sshd()], now);
    expect(kinds(all.out)).toEqual(['new 6379', 'new 5555', 'gone 4444']);
    expect((JSON.parse(all.out) as BaselineDiff).leftOut).toEqual([]);
    expect((await run('diff --everywhere', [sshd()], now)).out).not.toContain('left out');
    expect((await run('diff', [sshd()])).out).toContain('1 other network namespace was left out');

    // What was not compared is neither accepted nor lost.
    const refused = await run('accept 5555', [sshd()], now);
    expect([refused.code, refused.err]).toEqual([
      3,
      expect.stringContaining('(2 other network namespaces were left out;'),
    ]);
    expect((await run('accept', [sshd()], now)).code).toBe(0);
    expect(kinds((await run('diff --json', [sshd()], now)).out)).toEqual([]);
    const left = await run('diff --everywhere --json', [sshd()], now);
    expect(kinds(left.out)).toEqual(['new 5555', 'gone 4444']);
    expect((await run('accept --everywhere', [sshd()], now)).code).toBe(0);
    expect(kinds((await run('diff --everywhere --json', [sshd()], now)).out)).toEqual([]);
  });

  it('knows what was seen to go', async () => {
    const run = machine();
    await run('save', [sshd(), nc()]);
    await run('accept', [sshd()]);
    expect(kinds((await run('diff --json', [sshd(), nc()])).out)).toEqual(['reopened 4444']);
    await run('accept', [sshd(), nc()]);
    expect(kinds((await run('diff --json', [sshd()])).out)).toEqual(['gone 4444']);
  });

  it('compares other machines too, by what was listed there', async () => {
    const stores = simulatedStores();
    const listing = (address: string) =>
      new TextEncoder().encode(
        'Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n' +
          `tcp LISTEN 0 128 ${address}:6379 0.0.0.0:* users:(("redis-server",pid=7,fd=3))\n`,
      );
    const files = { 'then.txt': listing('127.0.0.1'), 'now.txt': listing('0.0.0.0') };
    const run = (...words: string[]) =>
      portolan(['baseline', ...words], { stores, files, listeners: report([nc()]) });
    expect((await run('save', 'web1', '--from', 'then.txt')).code).toBe(0);
    expect(kinds((await run('diff', 'web1', '--json', '--from', 'then.txt')).out)).toEqual([]);
    expect(kinds((await run('diff', 'web1', '--json', '--from', 'now.txt')).out)).toEqual([
      'wider 6379',
    ]);
    expect((await run('accept', 'web1', '--from', 'now.txt')).code).toBe(0);
    expect(kinds((await run('diff', 'web1', '--json', '--from', 'now.txt')).out)).toEqual([]);
    expect((await run('diff', 'web1', '--as', 'ss')).code).toBe(2);
  });

  it('does not take what was listed elsewhere for this machine', async () => {
    const text =
      'Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n' +
      'tcp LISTEN 0 128 127.0.0.1:6379 0.0.0.0:* users:(("redis-server",pid=7,fd=3))\n' +
      'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n';
    const listing = new TextEncoder().encode(text);
    const files = { 'web2 now.txt': listing, 'web3.txt': listing };
    const world = { stores: simulatedStores(), files, listeners: report([nc()]) };
    const place = { columns: 200, isTTY: false };
    const run = (...words: string[]) => portolan(words, { ...world, ...place });
    const from = ['--from', 'web2 now.txt'];
    const { out } = await run('baseline', 'save', 'web2', ...from);
    expect(out).toContain("To compare: portolan baseline diff web2 --from 'web2 now.txt'\n");
    expect(out).toContain('To see more, list it there by: sudo ss');
    expect(out).not.toContain('sudo env HOME');
    for (const words of ['baseline diff', 'baseline accept', 'watch --for 1']) {
      const { code, err } = await run(...words.split(' '), 'web2');
      expect([words, code]).toEqual([words, 2]);
      expect(err).toContain('is of what ss listed on another machine (web2 now.txt)');
      expect(err).toContain('portolan baseline diff web2 --from LISTING');
    }
    // A later listing of it has another name, and is as good.
    const later = await run('baseline', 'diff', 'web2', '--from', 'web3.txt');
    expect(later).toMatchObject({ code: 0, err: '' });
    expect(later.out).not.toContain('Mind that');

    // This machine's own may be held against a listing, and that is said.
    await run('baseline', 'save');
    const mixed = await run('baseline', 'diff', '--from', 'web2 now.txt');
    expect(mixed.out).toMatch(
      /Mind that Portolan made it on .+ what ss listed \(web2 now\.txt\)\./,
    );
    expect(mixed.out).toContain(
      "To accept all of it: portolan baseline accept --from 'web2 now.txt'\n",
    );
    await run('baseline', 'accept', ...from);
    expect((await run('baseline', 'diff')).code).toBe(2);
  });

  it('knows a file of what was listed elsewhere too', async () => {
    const text = writeBaseline({ ...snapshot([nc()]), listedBy: 'ss' });
    const files = { 'web2.json': new TextEncoder().encode(text) };
    const run = (...words: string[]) =>
      portolan(['baseline', ...words], { files, listeners: report([nc()]) });
    const { err, code } = await run('diff', '--file', 'web2.json');
    expect([code, err]).toEqual([2, expect.stringContaining('is of what ss listed on another')]);
  });

  it('refuses names that none may have', async () => {
    const run = machine();
    for (const name of ['8080', '-x', 'a/b', 'a'.repeat(65), 'é']) {
      const { code } = await run(`save ${name}`, [sshd()]);
      expect([name, code]).toEqual([name, 2]);
    }
    for (const words of ['save --file -', 'accept --file -']) {
      expect([words, (await run(words, [sshd()])).code]).toEqual([words, 2]);
    }
    const { err } = await run('diff name --file x.json', [sshd()]);
    expect(err).toContain('either a name or --file');
    expect((await run('', [])).out).toContain('There is no baseline yet');
  });

  it('is forgotten with all its versions', async () => {
    const run = machine();
    await run('save old', [sshd()]);
    await run('save old --replace', [sshd()]);
    expect((await run('remove old')).out).toContain('Forgotten: the baseline "old"');
    expect((await run('undo old')).code).toBe(3);
    expect((await run('remove')).code).toBe(2);
  });

  it('says that nothing can be compared where nothing can be looked at', async () => {
    const run = machine();
    await run('save', [sshd()]);
    const nothing = { ...seenExcept(FOREIGN_PROGRAMS), looked: [] };
    for (const words of ['diff', 'save other', 'accept']) {
      const { code, err } = await run(words, [], { coverage: nothing });
      expect([words, code]).toEqual([words, 3]);
      expect(err).toContain('nothing could be looked at');
    }
  });
});
