/**
 * Other people's readers judge the PDF of a job: where its words stand, whether they can be copied, whether its dots are
 * the dots of the page, and whether the file is sound.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/platform/node/files.ts';
import { PAPER_SIZES } from '../../src/core/page/paper.ts';
import { withPaper } from '../../src/app/printer/show/paper.ts';
import { printerModel } from '../../src/printer/models.ts';
import { shippedData } from '../support/shipped.ts';
import { UNITS_PER_INCH } from '../../src/core/page/marks.ts';
import { createInterpreter } from '../../src/protocols/escp/interpreter.ts';
import type { EscpModel } from '../../src/protocols/escp/model.ts';
import { createCanvas } from '../../src/rendering/canvas.ts';
import { portolan } from '../support/command.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { isInstalled, tool } from '../support/namespace.ts';
import { drawing, latin } from '../support/print-jobs.ts';

const READERS = 'pdftotext pdftoppm pdffonts pdfimages pdfinfo qpdf gs mutool'.split(' ');
const absent = READERS.filter((name) => !isInstalled(name));
const canJudge = unlessLeftOut(
  absent.length === 0,
  'the PDF of jobs, as other readers see it',
  `${absent.join(', ')} is not installed`,
);

const folder = mkdtempSync(join(tmpdir(), 'portolan-pdf-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const le16 = (n: number) => String.fromCharCode(n & 0xff, n >> 8);
/** Words at places: sixtieths of an inch from the left edge of what can be printed. */
const at60 = (place: number, words: string) => `\u001b$${le16(place)}${words}`;
/** Columns of 24 pins at 180 dpi, in a pattern that no two columns have alike. */
const dots = (columns: number, seed: number) => {
  const data = Array.from({ length: columns * 3 }, (_, n) =>
    String.fromCharCode(((n + seed) * (n + 7) * 2_654_435_761) >>> 24),
  );
  return `\u001b*\u0027${le16(columns)}${data.join('')}`;
};

/** Text in several widths, and a band of dots at two places. */
const JOB = latin(
  `\u001b@${at60(60, 'Promised')}${at60(180, 'Found')}\r\n` +
    `\u001bE\u001b4Emphatic\u001b5\u001bF \u000fcondensed words\u0012\r\n` +
    `\u000eTwice\r\n\u001bw1Tall\u001bw0\r\n\u001b-1below\u001b-0\r\n` +
    `\u001bp1Proportional office fixture AVAVA\u001bp0\r\n` +
    `\u001bt\u0001Gr\u0081\u00e1e 10 \u009c\r\n\r\n` +
    `\u001b3\u0018${at60(30, dots(400, 1))}\r\n${at60(30, dots(400, 77))}\r\n` +
    `\u000cSecond page\r\n\u000c`,
);

/** A sheet whose edges are whole dots, so that dots of 180 to the inch are pixels. */
const MODEL: readonly string[] = ['--paper', 'letter', '--model', 'LQ-590II'];

beforeAll(async () => {
  if (!canJudge) return;
  writeFileSync(at('job.prn'), JOB);
  const words = ['printer', 'show', at('job.prn'), '-o', at('job.pdf'), ...MODEL];
  await portolan(words, { platform: { ...drawing, files: nodeFiles() } });
});

/** Where a word is, in points from the upper left corner. */
function placesOf(page: number): Map<string, { x: number; width: number; bottom: number }> {
  const html = tool('pdftotext', '-bbox', '-f', `${page}`, '-l', `${page}`, at('job.pdf'), '-');
  const words =
    /<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g;
  return new Map(
    [...html.matchAll(words)].map(([, from, to, bottom, word]) => [
      word!,
      { x: Number(from), width: Number(to) - Number(from), bottom: Number(bottom) },
    ]),
  );
}

/** What stands where, as we have it: the marks themselves. */
function marksOf(model: EscpModel) {
  const interpreter = createInterpreter({ model });
  return [...interpreter.take(JOB), ...interpreter.end()].flatMap((event) =>
    event.kind === 'mark' ? [event.mark] : [],
  );
}

describe.runIf(canJudge)('a job as PDF', () => {
  it('has its words where the job put them', () => {
    const places = placesOf(1);
    const left = places.get('Promised')!.x - 72;
    expect(places.get('Found')!.x - 180 * 1.2 - left).toBeCloseTo(0, 0);
    expect(Math.abs(places.get('Found')!.x - places.get('Promised')!.x - 144)).toBeLessThan(0.2);
    // 10 to the inch; condensed 17.14; double width 5.
    expect(places.get('Promised')!.width / 8).toBeCloseTo(7.2, 1);
    expect(places.get('condensed')!.width / 9).toBeCloseTo(72 / 17.14, 1);
    expect(places.get('Twice')!.width / 5).toBeCloseTo(14.4, 1);
    const lines = ['Promised', 'Emphatic', 'Twice'].map((word) => places.get(word)!.bottom);
    expect(lines[1]! - lines[0]!).toBeCloseTo(12, 0);
    expect(lines[2]! - lines[1]!).toBeCloseTo(12, 0);
  });

  it('can be copied as it was written', () => {
    const text = tool('pdftotext', '-layout', at('job.pdf'), '-');
    for (const words of ['Emphatic condensed words', 'Grüße 10 £', 'below', 'Tall']) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/Proportional +office +fixture +AVAVA/);
    expect(text.split('\f')[1]).toContain('Second page');
  });

  it('brings what it needs of its fonts', () => {
    const [, , ...fonts] = tool('pdffonts', at('job.pdf')).trim().split('\n');
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    // Embedded, a subset, and with Unicode.
    for (const font of fonts) expect(font).toMatch(/\+DejaVu.* yes +yes +yes /);
  });

  it('has the very dots of the page, a bit each', () => {
    const [, , image] = tool('pdfimages', '-list', at('job.pdf')).trim().split('\n');
    const [, , , width, height, , , bits] = image!.trim().split(/\s+/);
    expect([width, height, bits]).toEqual(['400', '48', '1']);
    const ours = dotsOfOurs();
    // Poppler draws pictures a pixel larger where their edges are not whole in its numbers; Ghostscript does not.
    const page = ['-dLastPage=1', '-r180', '-sDEVICE=pgmraw', '-o', '-', at('job.pdf')];
    const theirs = pixelsOf('gs', '-q', '-dSAFER', '-dBATCH', '-dNOPAUSE', ...page);
    expect([theirs.width, theirs.height]).toEqual([ours.width, ours.height]);
    // Rows of the page that only dots stand in.
    const band = topOfDots();
    let [inked, wrong] = [0, 0];
    for (let n = 0; n < ours.data.length; n += 1) {
      const row = Math.floor(n / ours.width);
      if (row < band || row >= band + 48) continue;
      inked += Number(ours.data[n] !== 0);
      wrong += Number(theirs.data[n]! < 128 !== (ours.data[n] !== 0));
    }
    expect(inked).toBeGreaterThan(5000);
    expect(wrong).toBe(0);
  });

  it('looks the same to Poppler, but for the edges of dots', () => {
    const { width, height, data } = pixelsOf(
      'pdftoppm',
      '-r',
      '180',
      '-gray',
      '-l',
      '1',
      at('job.pdf'),
    );
    const ours = dotsOfOurs();
    const band = topOfDots() * width;
    const inkOf = (pixels: Uint8Array, isInk: (pixel: number) => boolean) =>
      pixels
        .subarray(band, band + 48 * width)
        .reduce((sum, pixel) => sum + Number(isInk(pixel)), 0);
    expect([width, height]).toEqual([ours.width, ours.height]);
    const ratio = inkOf(data, (pixel) => pixel < 128) / inkOf(ours.data, (pixel) => pixel !== 0);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });

  it('is a sound file, which several readers open', () => {
    expect(tool('qpdf', '--check', at('job.pdf'))).toContain('No syntax or stream encoding errors');
    const quiet = ['-q', '-dSAFER', '-dBATCH', '-dNOPAUSE', '-dPDFSTOPONERROR'];
    const ink = tool('gs', ...quiet, '-o', '-', '-sDEVICE=inkcov', at('job.pdf'));
    expect(ink.trim().split('\n')).toHaveLength(2);
    expect(tool('mutool', 'show', at('job.pdf'), 'pages').trim().split('\n')).toHaveLength(2);
    expect(tool('pdfinfo', at('job.pdf'))).toMatch(/Page size: +612 x 792 pts \(letter\)/);
  });
});

/** Our own drawing of the dots alone. */
function dotsOfOurs() {
  const canvas = createCanvas(PAPER_SIZES['letter']!, {
    resolution: { dpiX: 180, dpiY: 180 },
  });
  for (const mark of marksOf(letterModel())) if (mark.kind === 'dots') canvas.mark(mark);
  return canvas.bitmap();
}

/** The first row of dots, in pixels of 180 to the inch. */
function topOfDots(): number {
  const dots = marksOf(letterModel()).filter((mark) => mark.kind === 'dots');
  return Math.round((Math.min(...dots.map(({ y }) => y)) / UNITS_PER_INCH) * 180);
}

/** As `--model LQ-590II --paper letter` plays it. */
function letterModel(): EscpModel {
  return withPaper(printerModel(shippedData, 'LQ-590II').escp, PAPER_SIZES['letter']!);
}

/** A picture that a tool writes to its output, as PGM. */
function pixelsOf(command: string, ...words: readonly string[]) {
  const bytes = execFileSync(command, words, { maxBuffer: 1 << 28 });
  const [head, width, height] = /^P5\s+(?:#.*\n)?(\d+)\s+(\d+)\s+255\s/.exec(
    bytes.subarray(0, 256).toString('latin1'),
  )!;
  return { width: Number(width), height: Number(height), data: bytes.subarray(head.length) };
}
