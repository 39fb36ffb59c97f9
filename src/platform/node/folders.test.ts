import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import { folderPath, nodeFolder } from './folders.ts';
import { nodeProcesses } from './processes.ts';

describe('where a folder is', () => {
  test.each([
    ['linux', {}, '/home/anna/.config/portolan'],
    ['linux', { XDG_CONFIG_HOME: '/etc/xdg/anna' }, '/etc/xdg/anna/portolan'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/anna/.config/portolan'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/anna/.config/portolan'],
    ['freebsd', {}, '/home/anna/.config/portolan'],
    ['darwin', {}, '/home/anna/Library/Application Support/portolan/config'],
    ['darwin', { XDG_CONFIG_HOME: '/x' }, '/x/portolan'],
  ])('%s %j', (system, env, expected) => {
    expect(folderPath('config', system, env, '/home/anna')).toBe(expected);
  });

  test('no two purposes share a folder', () => {
    for (const system of ['linux', 'darwin', 'win32']) {
      const paths = (['config', 'data', 'state', 'cache'] as const).map((purpose) =>
        folderPath(purpose, system, {}, '/home/anna'),
      );
      expect(new Set(paths).size).toBe(4);
    }
  });
});

describe('a folder', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'portolan-folder-'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  const folder = () => nodeFolder(() => join(base, 'own'));

  test('has nothing until something is written, and then exactly that', async () => {
    expect(folder().text('a/b.txt')).toBeUndefined();
    await folder().write('a/b.txt', 'one \u00e9');
    expect(folder().text('a/b.txt')).toBe('one \u00e9');
    await folder().write('a/b.txt', 'two');
    expect(folder().text('a/b.txt')).toBe('two');
    expect(readdirSync(join(base, 'own', 'a'))).toEqual(['b.txt']);
    expect(statSync(join(base, 'own')).mode & 0o777).toBe(0o700);
  });

  test('adds lines', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => folder().append('log', `line ${i}`)));
    const lines = folder().text('log')!.trimEnd().split('\n');
    expect(lines.toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => `line ${i}`).toSorted());
  });

  test('keeps the old file when the new one cannot be written, and leaves no rest', async () => {
    writeFileSync(join(base, 'own'), 'a file where the folder should be');
    await expect(folder().write('a.txt', 'x')).rejects.toThrow(UnavailableError);
    await expect(folder().write('a.txt', 'x')).rejects.toThrow(/cannot be written/);
    expect(readFileSync(join(base, 'own'), 'utf8')).toBe('a file where the folder should be');
    expect(readdirSync(base)).toEqual(['own']);
    expect(folder().text('a.txt')).toBeUndefined();
  });

  test('a file cannot take the place of a folder', async () => {
    await folder().write('a/b', 'x');
    await expect(folder().write('a', 'y')).rejects.toThrow(UnavailableError);
    expect(readdirSync(join(base, 'own'))).toEqual(['a']);
    expect(() => folder().text('a')).toThrow(/it is a folder/);
  });

  test.skipIf(process.getuid?.() === 0)('says who may not', async () => {
    await folder().write('secret', 'x');
    chmodSync(join(base, 'own', 'secret'), 0);
    expect(() => folder().text('secret')).toThrow(/this user may not/);
  });

  describe('changed by many', () => {
    const lines = () => folder().text('f')!.trimEnd().split('\n');
    const names = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const add = (line: string) => folder().update('f', (text = '') => `${text}${line}\n`);
    const lock = () => join(base, 'own', 'f.lock');
    const left = (holder: object) => {
      mkdirSync(join(base, 'own'), { recursive: true });
      writeFileSync(lock(), JSON.stringify({ pid: process.pid, host: hostname(), ...holder }));
    };

    test('keeps what each of them did, and no lock', async () => {
      await Promise.all(names.map(add));
      expect(lines().toSorted()).toEqual(names.toSorted());
      expect(readdirSync(join(base, 'own'))).toEqual(['f']);
    });

    test('an error leaves the file, and no lock', async () => {
      await add('one');
      const refused = folder().update('f', () => {
        throw new UsageError('no');
      });
      await expect(refused).rejects.toThrow(new UsageError('no'));
      expect(lines()).toEqual(['one']);
      expect(readdirSync(join(base, 'own'))).toEqual(['f']);
    });

    test('breaks a lock that is too old, once', async () => {
      left({ since: Date.now() - 11_000 });
      await Promise.all(names.map(add));
      expect(lines().toSorted()).toEqual(names.toSorted());
      expect(readdirSync(join(base, 'own'))).toEqual(['f']);
    });

    test('breaks a lock of a process that has ended', async () => {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      left({ pid, since: Date.now() });
      const started = performance.now();
      await add('one');
      expect(performance.now() - started).toBeLessThan(4000);
      expect(lines()).toEqual(['one']);
    });

    test('breaks a lock whose holder’s number another process has by now', async () => {
      const mark = await nodeProcesses().mark();
      // Where no mark can be made, numbers are all there is.
      if (mark === undefined || process.platform === 'win32') return;
      left({ since: Date.now(), process: mark.replace(/\S+$/, '1') });
      const started = performance.now();
      await add('one');
      expect(performance.now() - started).toBeLessThan(4000);
      expect(lines()).toEqual(['one']);
    });

    test('breaks an old lock that says nothing', async () => {
      left({});
      writeFileSync(lock(), '');
      const old = new Date(Date.now() - 11_000);
      utimesSync(lock(), old, old);
      await add('one');
      expect(readdirSync(join(base, 'own'))).toEqual(['f']);
    });

    test('gives up on a lock that somebody holds, says who and what to do, and leaves it', async () => {
      left({ since: Date.now() });
      await expect(add('one')).rejects.toThrow(
        new RegExp(`f\\.lock" is held by process ${process.pid} .*try again`),
      );
      expect(readdirSync(join(base, 'own'))).toEqual(['f.lock']);
    });

    test('says so when it cannot be written', async () => {
      writeFileSync(join(base, 'own'), 'a file where the folder should be');
      await expect(add('one')).rejects.toThrow(/cannot be written/);
    });
  });

  test('removes a file, a folder, and what is not there', async () => {
    await folder().write('a/b', 'x');
    await folder().write('a/c', 'x');
    await folder().remove('a');
    await folder().remove('a');
    expect(folder().text('a/b')).toBeUndefined();
  });
});
