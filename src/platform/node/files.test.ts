import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { nodeData } from './data.ts';
import { nodeFiles } from './files.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const isRoot = process.getuid?.() === 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-files-'));
  writeFileSync(at('ten'), '0123456789');
  writeFileSync(at('empty'), '');
  writeFileSync(at('secret'), 'x');
  chmodSync(at('secret'), 0);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function* inChunks(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** What reading is refused with: whose fault it was, and the sentence. */
async function refusal(path: string, limit: number): Promise<string> {
  const thrown: unknown = await nodeFiles()
    .read(path, limit)
    .catch((error: unknown) => error);
  return String(thrown);
}

describe('files', () => {
  it('are read whole, as plain bytes', async () => {
    const bytes = await nodeFiles().read(at('ten'), 10);
    expect(bytes).toEqual(new TextEncoder().encode('0123456789'));
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    expect(await nodeFiles().read(at('empty'), 0)).toEqual(new Uint8Array(0));
  });

  it('are refused when longer than the limit, with the limit', async () => {
    expect(await refusal(at('ten'), 9)).toMatch(/^UsageError: .*ten" is longer than 9 bytes/);
  });

  it.skipIf(process.platform === 'win32')('are refused when endless', async () => {
    expect(await refusal('/dev/zero', 1_000_000)).toMatch(
      /^UsageError: .*longer than 1,000,000 bytes/,
    );
  });

  it('are refused when missing', async () => {
    expect(await refusal(at('nothing'), 10)).toMatch(/^UsageError: .*There is no file ".*nothing"/);
    expect(await refusal(at('ten/below'), 10)).toMatch(/^UsageError: .*There is no file/);
    expect(await refusal('', 10)).toMatch(/^UsageError: .*There is no file ""/);
  });

  it('are refused when they are a directory', async () => {
    expect(await refusal(folder, 10)).toMatch(/^UsageError: .*is a directory/);
  });

  it.skipIf(isRoot || process.platform === 'win32')('are refused when not ours', async () => {
    expect(await refusal(at('secret'), 10)).toMatch(/^UsageError: .*may not be read by this user/);
  });

  it('are refused when no system has such a name', async () => {
    expect(await refusal('a\0b', 10)).toMatch(/^UsageError: .*NUL/);
    expect(await refusal(at('n'.repeat(5000)), 10)).toMatch(
      /^UsageError: .*cannot be read: ENAMETOOLONG/,
    );
  });
});

describe('standard input', () => {
  it('is what "-" means, joined however it is cut', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pieces, async (chunks) => {
        const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        const files = nodeFiles(() => inChunks(...chunks));
        expect(await files.read('-', whole.length)).toEqual(whole);
      }),
    );
  });

  it('is not read on beyond the limit', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled++;
        yield new Uint8Array(100);
      }
    }
    const reading = nodeFiles(endless).read('-', 250);
    await expect(reading).rejects.toThrow(/^Standard input is longer than 250 bytes/);
    expect(pulled).toBe(3);
  });
});

describe('the data folder', () => {
  it('is read by path, with or without a slash at the end of its URL', () => {
    for (const url of [pathToFileURL(folder), pathToFileURL(`${folder}/`)]) {
      expect(nodeData(url).text('ten')).toBe('0123456789');
    }
  });

  it('throws as our own bug when a file is missing', () => {
    const missing = () => nodeData(pathToFileURL(folder)).text('nothing.tsv');
    expect(missing).toThrow(/ENOENT/);
    expect(missing).not.toThrow(UsageError);
  });
});
