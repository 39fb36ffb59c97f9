import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ThereAlreadyError, UnavailableError } from '../../core/errors.ts';
import { nodeFiles } from './files.ts';

const root = mkdtempSync(join(tmpdir(), 'portolan-replace-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let count = 0;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  count += 1;
  folder = join(root, String(count));
  mkdirSync(folder);
});
const replace = nodeFiles().replace;

describe('a file that is put in place', () => {
  it('is there whole, and nothing else is', async () => {
    await replace(at('a'), 'first', false);
    expect(readFileSync(at('a'), 'utf8')).toBe('first');
    await replace(at('a'), 'second', true);
    expect(readFileSync(at('a'), 'utf8')).toBe('second');
    await replace(at('b'), 'new', true);
    expect(readdirSync(folder)).toEqual(['a', 'b']);
  });

  it('is left alone when there is one and may not be', async () => {
    writeFileSync(at('a'), 'theirs');
    await expect(replace(at('a'), 'ours', false)).rejects.toThrow(ThereAlreadyError);
    expect(readFileSync(at('a'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('keeps its mode, and the link that leads to it', async () => {
    writeFileSync(at('real'), 'x');
    chmodSync(at('real'), 0o640);
    symlinkSync('real', at('link'));
    await replace(at('link'), 'y', true);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real'), 'utf8')).toBe('y');
    expect(statSync(at('real')).mode & 0o777).toBe(0o640);
  });

  it('is put where a link leads, be anything there yet or not', async () => {
    symlinkSync('next', at('link'));
    symlinkSync('real', at('next'));
    await replace(at('link'), 'y', true);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(lstatSync(at('next')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('real'), 'utf8')).toBe('y');
    await expect(replace(at('link'), 'z', false)).rejects.toThrow(ThereAlreadyError);
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused by the machine where none can be',
    async () => {
      const refused = replace('/proc/portolan.json', 'x', false);
      await expect(refused).rejects.toThrow(UnavailableError);
      await expect(refused).rejects.toThrow('no file can be made in its folder');
      await expect(nodeFiles().create('/sys/portolan.pcapng')).rejects.toThrow(UnavailableError);
    },
  );

  it('cannot be put where there is no folder, or where one is', async () => {
    await expect(replace(at('no/where'), 'x', true)).rejects.toThrow('there is no such folder');
    mkdirSync(at('folder'));
    for (const mayExist of [true, false]) {
      const put = replace(at('folder'), 'x', mayExist);
      await expect(put).rejects.toThrow('it is a folder. Name a file in it.');
    }
    await expect(replace(at('\0'), 'x', true)).rejects.toThrow('NUL');
    expect(existsSync(at('folder'))).toBe(true);
    expect(readdirSync(folder)).toEqual(['folder']);
  });
});

describe('a file that grows beside its place', () => {
  const { draft } = nodeFiles();
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is put there when it is closed, and not before', async () => {
    writeFileSync(at('a'), 'old');
    const file = await draft(at('a'), true);
    await file.write(bytes('ne'));
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    await file.write(bytes('w'));
    await file.close();
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves nothing behind when it is dropped', async () => {
    const file = await draft(at('a'), false);
    await file.write(bytes('half'));
    await file.drop();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused at once, or where somebody was faster', async () => {
    writeFileSync(at('a'), 'theirs');
    await expect(draft(at('a'), false)).rejects.toThrow(ThereAlreadyError);
    await expect(draft(folder, true)).rejects.toThrow('it is a folder. Name a file in it.');
    await expect(draft(at('no/where'), true)).rejects.toThrow('there is no such folder');
    const file = await draft(at('b'), false);
    writeFileSync(at('b'), 'faster');
    await expect(file.close()).rejects.toThrow(ThereAlreadyError);
    expect(readFileSync(at('b'), 'utf8')).toBe('faster');
    expect(readdirSync(folder)).toEqual(['a', 'b']);
  });

  it.skipIf(process.platform === 'win32')('leaves a device what it is', async () => {
    symlinkSync('/dev/null', at('hole'));
    const file = await draft(at('hole'), true);
    await file.write(bytes('away'));
    await file.close();
    await replace(at('hole'), 'away', true);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
