import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolders } from './make-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'portolan-folders-'));
afterAll(() => rmSync(root, { recursive: true }));

it('makes what is missing, and says what was first', async () => {
  expect(await makeFolders(join(root, 'a/b/c'), 0o700)).toBe(join(root, 'a'));
  expect(statSync(join(root, 'a/b/c')).mode & 0o777).toBe(0o700);
  expect(await makeFolders(join(root, 'a/b/c'), 0o700)).toBeUndefined();
  expect(await makeFolders(join(root, 'a/b/d/e'), 0o700)).toBe(join(root, 'a/b/d'));
});

it('is not disturbed by others who make the same', async () => {
  const all = Array.from({ length: 8 }, () => makeFolders(join(root, 'x/y/z'), 0o700));
  await Promise.all(all);
  expect(existsSync(join(root, 'x/y/z'))).toBe(true);
});

it('gives up where nothing can be made', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolders(join(root, 'file/a'), 0o700)).rejects.toThrow('EEXIST');
});

it.skipIf(process.platform !== 'linux')(
  'gives up in /proc, which says that it is not there',
  async () => {
    await expect(makeFolders('/proc/.local/state', 0o700)).rejects.toThrow('ENOENT');
  },
);
