/** What `bench/escp.mjs` measures, in one process: jobs of ESC/P to pages. Prints rows of a table. */
import { readFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { UNITS_PER_INCH, type PageEvent, type PictureMark } from '../src/core/page/marks.ts';
import { inches, PAPER_SIZES } from '../src/core/page/paper.ts';
import { nodeCompression } from '../src/platform/node/compression.ts';
import { nodeFonts } from '../src/platform/node/fonts.ts';
import { createInterpreter } from '../src/protocols/escp/interpreter.ts';
import type { EscpModel } from '../src/protocols/escp/model.ts';
import type { Bitmap } from '../src/rendering/bitmap.ts';
import { createCanvas, type Look } from '../src/rendering/canvas.ts';
import { createTextPage } from '../src/rendering/plain-text.ts';
import { pngBytes } from '../src/rendering/png.ts';
import { openLetters } from '../src/rendering/type/letters.ts';

const TURNS = Number(process.argv[2] ?? 11);
const paper = PAPER_SIZES['a4']!;
const edge = inches(0.125);
const model: EscpModel = {
  pins: 24,
  paper,
  isRoll: false,
  printable: {
    left: edge,
    top: edge,
    right: paper.width - edge,
    bottom: paper.height - edge,
  },
  autoLineFeed: false,
  tables: ['italic', 'pc437', 'pc850', 'pc860'],
  table: 1,
  country: 0,
  isColour: true,
};
const letters = await openLetters(nodeFonts(new URL('data/', process.env['PORTOLAN_DIST'])));
const compression = nodeCompression();

/** 60 lines of 72 characters a page, in five styles. */
function textJob(pages: number): Uint8Array {
  const styles = ['', '\u001bE', '\u001bF\u001b4', '\u001b5\u001b-1', '\u001b-0\u000f'];
  const words = 'Sphinx of black quartz, judge my vow. 0123456789 ';
  const line = (n: number) => {
    const from = (n * 7) % words.length;
    return `${styles[n % 5]}${(words + words + words).slice(from, from + 72)}\u0012\r\n`;
  };
  const page = Array.from({ length: 60 }, (_, n) => line(n)).join('');
  return new TextEncoder().encode(`\u001b@${`${page}\f`.repeat(pages)}`);
}

/** A4 at 360 dpi, four inks, half of it covered with dots at random: the most that has to be drawn and is hard to compress. */
function rasterJob(): Uint8Array {
  const [columns, band, bands] = [2880, 24, 170];
  const row = columns / 8;
  const out: number[][] = [[0x1b, 0x40, 0x1b, 0x28, 0x47, 1, 0, 1, 0x1b, 0x28, 0x55, 1, 0, 10]];
  let seed = 1;
  const data = () =>
    Array.from({ length: row * band }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >> 16) & (seed >> 8) & 0xff;
    });
  for (let n = 0; n < bands; n += 1) {
    for (const ink of [0, 1, 2, 4]) {
      out.push([0x1b, 0x72, ink, 0x0d, 0x1b, 0x2e, 0, 10, 10, band, columns & 255, columns >> 8]);
      out.push(data());
    }
    out.push([0x1b, 0x28, 0x76, 2, 0, band, 0]);
  }
  out.push([0x0c]);
  return Uint8Array.from(out.flat());
}

/** A4 at 360 dpi of coloured pixels, as ESC/P-R has them, in bands of 64 rows: soft shades with a little noise. */
function pictureMarks(): PictureMark[] {
  const [columns, band, bands] = [2976, 64, 65];
  const pitch = UNITS_PER_INCH / 360;
  return Array.from({ length: bands }, (_, n) => {
    const rgb = Uint8Array.from({ length: columns * band * 3 }, (_, at) => {
      const x = Math.floor(at / 3) % columns;
      const y = n * band + Math.floor(at / 3 / columns);
      return 128 + 100 * Math.sin(x / 300 + (at % 3)) * Math.cos(y / 500) + ((at * 7919) % 5);
    });
    const place = { x: 0, y: n * band * pitch, pitchX: pitch, pitchY: pitch };
    return { kind: 'picture', ...place, columns, rows: band, rgb };
  });
}

async function picturesToPng(marks: readonly PictureMark[]): Promise<number> {
  const canvas = createCanvas(paper);
  for (const mark of marks) canvas.mark(mark);
  return (await pngBytes(canvas.bitmap(), compression)).length;
}

function* eventsOf(job: Uint8Array): Generator<PageEvent> {
  const interpreter = createInterpreter({ model, widths: letters.widths });
  for (const event of interpreter.take(job)) if (event.kind !== 'reply') yield event;
  for (const event of interpreter.end()) if (event.kind !== 'reply') yield event;
}

async function toPng(job: Uint8Array, look: Look = 'plain'): Promise<number> {
  let length = 0;
  let canvas = createCanvas(paper);
  for (const event of eventsOf(job)) {
    if (event.kind === 'page') canvas = createCanvas(event.format, { letters, look });
    else if (event.kind === 'mark') canvas.mark(event.mark);
    else length += (await pngBytes(canvas.bitmap(event.height), compression)).length;
  }
  return length;
}

function toText(job: Uint8Array): number {
  let length = 0;
  let page = createTextPage();
  for (const event of eventsOf(job)) {
    if (event.kind === 'page') page = createTextPage();
    else if (event.kind === 'mark') page.mark(event.mark);
    else length += page.text().length;
  }
  return length;
}

function drawn(job: Uint8Array): Bitmap {
  const canvas = createCanvas(paper, { letters });
  for (const event of eventsOf(job)) {
    if (event.kind === 'mark') canvas.mark(event.mark);
    if (event.kind === 'page end') return canvas.bitmap(event.height);
  }
  throw new Error('the job has no page');
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

/** By fast-png, which has 8 bits for each grey alone. */
const byFastPng = ({ width, height, data }: Bitmap) => encode({ width, height, data, channels: 1 });

interface Times {
  readonly wall: number;
  /** Of all threads: what a machine that others use too says little else about. */
  readonly processor: number;
}

/** Milliseconds, medians; the first turn warms up. */
async function measure(work: () => unknown, pages = 1): Promise<Times> {
  const walls: number[] = [];
  const processors: number[] = [];
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const began = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    if (turn === 0) continue;
    walls.push((performance.now() - began) / pages);
    processors.push((user + system) / 1000 / pages);
  }
  return { wall: median(walls), processor: median(processors) };
}

const PAGES = 20;
const text = textJob(PAGES);
const raster = rasterJob();
const onePage = drawn(textJob(1));
const colours = drawn(raster);
const pictures = pictureMarks();
const rows: readonly (readonly [what: string, times: Times, target?: string])[] = [
  ['a page of text: interpreted', await measure(() => [...eventsOf(text)].length, PAGES)],
  ['a page of text: to plain text', await measure(() => toText(text), PAGES), 'at most 5'],
  ['a page of text: to PNG, 180 dpi', await measure(() => toPng(text), PAGES), 'at most 33'],
  ['a page of text: to PNG, in dots, 360 dpi', await measure(() => toPng(text, 'dots'), PAGES)],
  ['A4, 360 dpi, four inks: interpreted', await measure(() => [...eventsOf(raster)].length)],
  ['A4, 360 dpi, four inks: and drawn', await measure(() => drawn(raster))],
  ['A4, 360 dpi, four inks: and to PNG', await measure(() => toPng(raster)), 'at most 1000'],
  ['A4, 360 dpi, coloured pixels: to PNG', await measure(() => picturesToPng(pictures))],
  ['the PNG of a page of text alone', await measure(() => pngBytes(onePage, compression))],
  ['the same by fast-png, 8 bits', await measure(() => byFastPng(onePage))],
  ['the PNG of A4, 360 dpi, four inks', await measure(() => pngBytes(colours, compression))],
  ['the same by fast-png, 8 bits', await measure(() => byFastPng(colours))],
];
for (const [what, { wall, processor }, target = ''] of rows) {
  console.log(`| ${what} | ${wall.toFixed(1)} | ${processor.toFixed(1)} | ${target} |`);
}

interface ForeignJob {
  readonly name: string;
  readonly path: string;
  /** Milliseconds that Ghostscript took. */
  readonly made: number;
}
const foreign = JSON.parse(process.env['BENCH_JOBS'] ?? '[]') as readonly ForeignJob[];
for (const { name, path, made } of foreign) {
  const job = readFileSync(path);
  const { wall, processor } = await measure(() => drawn(job));
  const png = await measure(() => toPng(job));
  const peer = `Ghostscript made the job in ${made.toFixed(0)}: ${(wall / made).toFixed(2)} x`;
  console.log(`| ${name}: drawn | ${wall.toFixed(1)} | ${processor.toFixed(1)} | ${peer} |`);
  console.log(`| the same: to PNG | ${png.wall.toFixed(1)} | ${png.processor.toFixed(1)} | |`);
}
const size = async (bitmap: Bitmap) => [
  (await pngBytes(bitmap, compression)).length,
  byFastPng(bitmap).length,
];
console.log(`bytes, ours and by fast-png: ${await size(onePage)}; ${await size(colours)}`);
console.log(`memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most`);
