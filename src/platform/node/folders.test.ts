import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { folderPath, nodeFolder } from './folders.ts';

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
    await expect(folder().write('a.txt', 'x')).rejects.toThrow(UsageError);
    await expect(folder().write('a.txt', 'x')).rejects.toThrow(/cannot be written/);
    expect(readFileSync(join(base, 'own'), 'utf8')).toBe('a file where the folder should be');
    expect(readdirSync(base)).toEqual(['own']);
    expect(folder().text('a.txt')).toBeUndefined();
  });

  test('a file cannot take the place of a folder', async () => {
    await folder().write('a/b', 'x');
    await expect(folder().write('a', 'y')).rejects.toThrow(UsageError);
    expect(readdirSync(join(base, 'own'))).toEqual(['a']);
    expect(() => folder().text('a')).toThrow(/it is a folder/);
  });

  test.skipIf(process.getuid?.() === 0)('says who may not', async () => {
    await folder().write('secret', 'x');
    chmodSync(join(base, 'own', 'secret'), 0);
    expect(() => folder().text('secret')).toThrow(/this user may not/);
  });

  test('removes a file, a folder, and what is not there', async () => {
    await folder().write('a/b', 'x');
    await folder().write('a/c', 'x');
    await folder().remove('a');
    await folder().remove('a');
    expect(folder().text('a/b')).toBeUndefined();
  });
});
