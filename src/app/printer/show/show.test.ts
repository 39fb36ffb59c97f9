/** Showing print jobs at the command line, on a simulated machine with real fonts. */
import { describe, expect, it } from 'vitest';
import { portolan, machine } from '../../../../test/support/command.ts';
import {
  drawing,
  exampleJobs,
  latin,
  LETTER,
  record,
  spoolOf,
} from '../../../../test/support/print-jobs.ts';
import { width } from '../../../surfaces/cli/text.ts';
import { obeyed } from '../../../../test/support/terminal.ts';
import { cancellation } from '../../../core/signal.ts';
import { simulatedFiles } from '../../../platform/simulated/files.ts';
import type { PrinterShowResult } from './result.ts';

/** Runs it, and gives what was written as well. */
async function show(words: readonly string[], given: Readonly<Record<string, Uint8Array>> = {}) {
  const files = simulatedFiles({ 'job.prn': LETTER, '-': LETTER, ...given });
  const { spool } = await exampleJobs();
  const ended = await portolan(['printer', 'show', ...words], {
    platform: { ...drawing, files, spool },
  });
  const read = (path: string) => files.read(path, 1e8);
  return { ...ended, read };
}

const json = async (words: readonly string[], given = {}) =>
  JSON.parse((await show([...words, '--json'], given)).out) as PrinterShowResult;

/** Width and height of a PNG file. */
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe('a job', () => {
  it('is a file, standard input, or a number of the spool', async () => {
    for (const word of ['job.prn', '-', '2']) {
      const { source, pages, report } = await json([word]);
      expect(source).toBe({ 'job.prn': '"job.prn"', '-': 'standard input', '2': 'job 2' }[word]);
      expect(pages.map(({ page }) => page)).toEqual([1, 2]);
      expect(report).toMatchObject({ bytes: LETTER.length, pages: 2, unknown: [], faults: [] });
    }
  });

  it('is played on the printer that took it, unless another is wished for', async () => {
    expect((await json(['2'])).model).toBe('LQ-590II');
    expect((await json(['2', '--model', 'LX-350'])).model).toBe('LX-350');
    expect((await json(['2', '--kind', 'inkjet'])).model).not.toBe('LQ-590II');
    expect((await json(['job.prn', '--paper', '100x150'])).pages[0]).toMatchObject({
      width: 100,
      height: 150,
    });
  });

  it('that is not there is said, with those that are', async () => {
    const { code, err } = await show(['7']);
    expect(code).toBe(3);
    expect(err).toContain('there is no job 7');
    expect(err).toContain('there are 1, 2, 3');
    expect(err).toContain('./7');
    const { err: none } = await portolan(['printer', 'show', '1'], { spool: await spoolOf([]) });
    expect(none).toContain('there is no job 1: none is in');
    expect((await show(['absent.prn'])).code).toBe(2);
  });

  it('that is no ESC/P is said to be what it seems', async () => {
    const { code, err } = await show(['x.pdf'], { 'x.pdf': latin('%PDF-1.4\n…') });
    expect(code).toBe(2);
    expect(err).toContain('it seems to be PDF');
    expect((await show(['empty'], { empty: new Uint8Array() })).err).toContain('is empty');
  });

  it('that is plain text is shown, and said to be that', async () => {
    const { notes, pages } = await json(['note'], { note: latin('Dear Sir') });
    expect(pages).toHaveLength(1);
    expect(notes.join()).toContain('no command of ESC/P is in it');
  });

  it('has what nobody documents in its report, with the offset', async () => {
    const odd = latin('\u001b@a\u001b(\u007f\u0001\u0000xb\u000c');
    const { out } = await show(['odd', '--as', 'report'], { odd });
    expect(out).toContain('Not known to anybody whom we could read:');
    expect(out).toMatch(/ESC \(.* at 3/);
    expect((await show(['odd', '--as', 'report', '--strict'], { odd })).code).toBeGreaterThan(0);
  });
});

describe('on the screen', () => {
  const on = async (words: readonly string[], more = {}) =>
    (await portolan(['printer', 'show', ...words], { ...(await exampleJobs()), ...more })).out;

  it('a job is text with form feeds, where nobody looks', async () => {
    const text = 'Portolan\nbold and underlined\nWide\n\fSecond page\n';
    expect(await on(['job.prn'])).toBe(text);
    expect(await on(['job.prn', '--as', 'text', '--page', '2'])).toBe('Second page\n');
    const { read } = await show(['job.prn', '-o', 'a.txt']);
    expect(String.fromCharCode(...(await read('a.txt')))).toBe(text);
    const { pages } = await json(['job.prn']);
    expect(pages.map((page) => page.text)).toEqual(text.split('\f'));
  });

  it('a job is pictures that fit, where somebody does', async () => {
    for (const columns of [30, 80, 200]) {
      const out = await on(['job.prn'], { columns });
      const lines = out.split('\n');
      expect(lines[0]).toContain('Page 1, 210 x 297 mm');
      expect(out).toContain('Page 2');
      expect(Math.max(...lines.map((line) => width(line)))).toBe(Math.min(columns, 100));
    }
  });

  it('a picture has colours as far as the terminal has', async () => {
    const true24 = await on(['job.prn'], { columns: 60, env: { COLORTERM: 'truecolor' } });
    expect(true24).toContain('\u001b[38;2;');
    expect(await on(['job.prn'], { columns: 60 })).toContain(';5;231');
    const none = await on(['job.prn'], { columns: 60, env: { NO_COLOR: '1' } });
    expect(none).toContain('┌');
    expect(none).not.toContain('\u001b');
  });

  it('nothing of a job is obeyed by the terminal', async () => {
    const files = {
      'job.prn': latin('\u001bI\u0001\u001b6\u009b31mx\r\n\u001b(^\u0002\u0000\u001b]y\u000c'),
    };
    const out = await on(['job.prn', '--as', 'text'], {
      files,
      columns: 80,
      env: { NO_COLOR: '1' },
    });
    expect(obeyed(out)).toEqual([]);
  });
});

describe('a file', () => {
  it('is not made of a job in another language, and why is said', async () => {
    const job = new TextEncoder().encode(
      '\x1b\x01@EJL SELECT LANGUAGE=ESC/PAGE\r\n@EJL ENTER LANGUAGE=ESC/PAGE\r\nrubbish\f',
    );
    const { code, err } = await show(['page.prn', '-o', 'a.png'], { 'page.prn': job });
    expect(code).toBe(3);
    expect(err).toMatch(/no page came out of .*ESC\/PAGE, another language/);
  });

  it('of PNG is made for each page', async () => {
    const { code, err, out, read } = await show(['job.prn', '-o', 'a.png', '--paper', 'letter']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe('a.png: page 1\na-2.png: page 2\n');
    expect(sizeOf(await read('a.png'))).toEqual([1530, 1980]);
    expect(sizeOf(await read('a-2.png'))).toEqual([1530, 1980]);
  });

  it('is of one page, and as fine as wished for', async () => {
    const words = ['job.prn', '-o', 'b.png', '--page', '2', '--dpi', '72', '--paper', 'letter'];
    const { read, out } = await show(words);
    expect(out).toBe('b.png: 1 page\n');
    expect(sizeOf(await read('b.png'))).toEqual([612, 792]);
    await expect(read('b-2.png')).rejects.toThrow('no file');
  });

  it('of PDF is one of all pages', async () => {
    const { read, out } = await show(['job.prn', '-o', 'c.pdf', '--paper', 'letter']);
    expect(out).toBe('c.pdf: 2 pages\n');
    const pdf = String.fromCharCode(...(await read('c.pdf')));
    expect(pdf.match(/MediaBox \[0 0 612 792\]/g)).toHaveLength(2);
    expect(pdf).toContain('DejaVuSansMono-Bold');
  });

  it('is never replaced without being asked', async () => {
    const there = { 'a.png': latin('mine') };
    const { code, err, read } = await show(['job.prn', '-o', 'a.png'], there);
    expect(code).toBe(2);
    expect(err).toContain('--force replaces it');
    expect(String.fromCharCode(...(await read('a.png')))).toBe('mine');
    const forced = await show(['job.prn', '-o', 'a.png', '--force'], there);
    expect(sizeOf(await forced.read('a.png'))[0]).toBeGreaterThan(1000);
  });

  it('needs a name that says what it is to be', async () => {
    for (const [words, says] of [
      [['-o', 'a.gif'], 'End it in .png'],
      [['--as', 'png'], 'say which with -o page.png'],
      [['--as', 'report', '-o', 'a.png'], '--as report is for the screen'],
    ] as const) {
      const { code, err } = await show(['job.prn', ...words]);
      expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    }
  });

  it('is nothing where the job was broken off', async () => {
    const { signal, cancel } = cancellation();
    const files = simulatedFiles();
    const platform = {
      ...machine(),
      ...drawing,
      files: {
        ...files,
        async *stream() {
          yield LETTER;
          cancel();
          yield LETTER;
        },
      },
    };
    const words = ['printer', 'show', 'x', '-o', 'x.pdf'];
    const { code, err } = await portolan(words, { platform, signal });
    expect(code).toBe(3);
    expect(err).toContain('interrupted');
    await expect(files.read('x.pdf', 1e6)).rejects.toThrow('no file');
  });

  it('is not made of a job without pages', async () => {
    const { err, code, read } = await show(['nothing', '-o', 'n.pdf'], {
      nothing: latin('\u001b@'),
    });
    expect(code).toBe(3);
    expect(err).toContain('no page');
    await expect(read('n.pdf')).rejects.toThrow('no file');
    const beyond = await show(['job.prn', '--page', '3', '-o', 'n.png']);
    expect([beyond.code, beyond.err]).toEqual([3, expect.stringContaining('it has 2')]);
  });
});

it('says of a damaged record no more than it knows', async () => {
  const spool = await spoolOf([{ bytes: LETTER, facts: { how: 'nonsense' } }]);
  const { out } = await portolan(['printer', 'show', '1', '--json'], { spool, platform: drawing });
  expect((JSON.parse(out) as PrinterShowResult).pages).toHaveLength(2);
  expect(record().how).toBe('complete');
});
