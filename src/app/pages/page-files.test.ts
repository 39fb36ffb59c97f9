import { beforeAll, describe, expect, it } from 'vitest';
import { machine } from '../../../test/support/command.ts';
import { drawing, latin, LETTER } from '../../../test/support/print-jobs.ts';
import { UnavailableError } from '../../core/errors.ts';
import { createInterpreter } from '../../protocols/escp/interpreter.ts';
import { wishedModel } from '../../printer/models.ts';
import type { Letters } from '../../rendering/type/letters.ts';
import { boundedFiles, type PageFiles } from './files.ts';
import { startPageJob } from './job.ts';
import { lettersOf, pageFileTakers } from './page-files.ts';

const platform = { ...machine(), ...drawing };
const { escp: model } = wishedModel(platform.data, 'dot-matrix', 'LQ-590II');

function memory() {
  const written = new Map<string, number>();
  const open = new Set<string>();
  const files: PageFiles = {
    async create(name) {
      written.set(name, 0);
      open.add(name);
      return {
        write: async (bytes) => void written.set(name, written.get(name)! + bytes.length),
        close: async () => void open.delete(name),
      };
    },
  };
  return { files, written, open };
}

let letters: Letters;
beforeAll(async () => {
  letters = await lettersOf(platform);
});

async function make(files: PageFiles, bytes: Uint8Array, world = platform) {
  const job = startPageJob({
    interpreter: createInterpreter({ model, widths: letters.widths }),
    takers: await pageFileTakers({ platform: world, files, model, letters }),
    clock: platform.clock,
  });
  await job.take(bytes);
  return job.end();
}

describe('the files of a job', () => {
  it('are a picture and a text of each page, and closed', async () => {
    const { files, written, open } = memory();
    const { pages, failed } = await make(files, LETTER);
    expect(pages.map(({ takenBy }) => takenBy.join())).toEqual(['PNG,text', 'PNG,text']);
    expect(failed).toEqual([]);
    expect([...written.keys()].toSorted()).toEqual([
      'page-1.png',
      'page-1.txt',
      'page-2.png',
      'page-2.txt',
    ]);
    expect(written.get('page-2.txt')).toBe('Second page\n'.length);
    expect([...open]).toEqual([]);
  });

  it('have no text where there is none', async () => {
    const { files, written } = memory();
    await make(files, latin('\u001b*\u0021\u0001\u0000\u00ff\u00ff\u00ff\u000c'));
    expect([...written.keys()]).toEqual(['page-1.png']);
  });

  it('are the same where nothing stands on a page: each size of it is drawn once', async () => {
    const { files, written } = memory();
    let drawn = 0;
    const compression = await platform.compression();
    const counting = {
      ...compression,
      deflate: (...of: Parameters<typeof compression.deflate>) => {
        drawn++;
        return compression.deflate(...of);
      },
    };
    const world = { ...platform, compression: async () => counting };
    const [a4, inch] = ['\f'.repeat(100), '\u001bC\u0000\u0001\f'];
    await make(files, latin(`${a4}a\f${inch}${inch}\f`), world);
    // Blank, written on, an inch long.
    expect(drawn).toBe(3);
    expect(written.size).toBe(101 + 1 + 3);
    const [first, last] = [written.get('page-1.png')!, written.get('page-104.png')!];
    expect(written.get('page-100.png')).toBe(first);
    expect([first, last].every((bytes) => bytes > 100)).toBe(true);
    expect(last).not.toBe(first);
  });

  it('end where the disk does: the pages before are there, the text goes on', async () => {
    const { files, written, open } = memory();
    const filling: PageFiles = {
      async create(name) {
        const sink = await files.create(name);
        return {
          ...sink,
          write: (bytes) =>
            name === 'page-2.png'
              ? Promise.reject(new UnavailableError('the disk is full'))
              : sink.write(bytes),
        };
      },
    };
    const { pages, failed } = await make(filling, latin('a\u000cb\u000cc\u000c'));
    expect(failed).toMatchObject([{ name: 'PNG', page: 2, why: 'the disk is full' }]);
    expect(pages.map(({ takenBy }) => takenBy.join())).toEqual(['PNG,text', 'text', 'text']);
    expect(written.has('page-3.png')).toBe(false);
    expect([...open]).toEqual([]);
  });

  it('are together no longer than a job may write', async () => {
    const { files } = memory();
    const sink = await boundedFiles(files, 10).create('a');
    await sink.write(new Uint8Array(10));
    await expect(sink.write(new Uint8Array(1))).rejects.toThrow('longer than 10 bytes');
  });
});
