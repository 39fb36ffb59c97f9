/**
 * Ghostscript judges how we read ESC/P: its drivers write a page, and its bitmap devices draw the same page at the same
 * resolution and with the same margins. Every dot of both is compared. The outcome is the table of `escp.md`.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Pins } from '../../src/protocols/escp/model.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { isInstalled, tool } from '../support/namespace.ts';
import {
  bitmapAs,
  blackMixed,
  compose,
  difference,
  plainModel,
  readJob,
  writtenBy,
} from './escp-ground.ts';
import { program, type PageKind } from './escp-pages.ts';

interface Writer {
  readonly device: string;
  /** Dots to the inch, across and down. */
  readonly dpi: readonly [number, number];
  readonly pins: Pins;
  readonly options?: readonly string[];
  readonly colours?: 'red, green and blue' | 'four inks';
  readonly pages: readonly PageKind[];
}

const WRITERS: readonly Writer[] = [
  { device: 'epson', dpi: [60, 60], pins: 24, pages: ['text', 'photo'] },
  { device: 'epson', dpi: [60, 72], pins: 9, pages: ['lines'] },
  { device: 'epson', dpi: [120, 60], pins: 24, pages: ['text', 'photo'] },
  { device: 'epson', dpi: [120, 72], pins: 9, pages: ['text', 'photo'] },
  { device: 'epson', dpi: [240, 60], pins: 24, pages: ['lines', 'photo'] },
  { device: 'epson', dpi: [240, 72], pins: 9, pages: ['text', 'lines', 'photo'] },
  { device: 'epson', dpi: [180, 180], pins: 24, pages: ['lines', 'photo'] },
  { device: 'epson', dpi: [360, 180], pins: 24, pages: ['text'] },
  { device: 'eps9high', dpi: [240, 216], pins: 9, pages: ['text', 'photo'] },
  { device: 'eps9mid', dpi: [240, 216], pins: 9, pages: ['text', 'photo'] },
  { device: 'lq850', dpi: [180, 180], pins: 24, pages: ['text'] },
  { device: 'lq850', dpi: [360, 180], pins: 24, pages: ['text', 'photo'] },
  {
    device: 'epsonc',
    dpi: [180, 180],
    pins: 24,
    colours: 'red, green and blue',
    pages: ['photo', 'colours'],
  },
  { device: 'st800', dpi: [360, 360], pins: 24, pages: ['text', 'photo'] },
  { device: 'ap3250', dpi: [360, 360], pins: 24, pages: ['lines'] },
  {
    device: 'stcolor',
    dpi: [360, 360],
    pins: 24,
    colours: 'four inks',
    pages: ['lines', 'colours'],
  },
  {
    device: 'stcolor',
    dpi: [360, 360],
    pins: 24,
    options: ['-sOutputCode=deltarow'],
    colours: 'four inks',
    pages: ['colours'],
  },
  {
    device: 'stcolor',
    dpi: [180, 180],
    pins: 24,
    options: ['-sOutputCode=plain'],
    colours: 'four inks',
    pages: ['photo'],
  },
  { device: 'escp', dpi: [360, 360], pins: 24, pages: ['text'] },
];

/** Of `escp`: what it leaves in front of its jobs is PCL, and is listed as what nobody knows in ESC/P. */
const PCL = ['ESC *r', 'ESC *t'];

const version = isInstalled('gs') ? tool('gs', '--version').trim() : undefined;
const can = unlessLeftOut(
  version !== undefined,
  'jury Ghostscript on ESC/P',
  'gs is not installed',
);
const report = readFileSync(new URL('escp.md', import.meta.url), 'utf8');
const isHeld = report.includes(`Ghostscript ${version}`);

/** Another version draws other dots: of its rows only what differs, and whether something does, has to be the same. */
function comparable(row: string): string {
  if (isHeld) return row;
  const cells = row.split('|').map((cell) => cell.trim());
  return [...cells.slice(1, 4), ...cells.slice(6, 9).map((cell) => cell === '0')].join(' ');
}

const promised = report.split('\n').map(comparable);

/** A row of the table: writer, resolution, page, offset, dots, missing, added, of another ink. */
function judged({ device, dpi, pins, options = [], colours }: Writer, kind: PageKind): string {
  const page = program([kind]);
  const words = [`-sDEVICE=${device}`, `-r${dpi.join('x')}`, ...options];
  const read = readJob(writtenBy(words, page), plainModel(pins));
  expect(read.report.unknown.map(({ name }) => name)).toEqual(device === 'escp' ? PCL : []);
  expect(read.pages).toHaveLength(1);
  const drawn = compose(read.pages[0]!, ...dpi);
  const bitmap = bitmapAs(words, colours ?? 'black', page);
  const { dx, dy, missing, added, otherwise, dots } = colours
    ? difference(blackMixed(drawn), blackMixed(bitmap))
    : difference(drawn, bitmap);
  const writer = [device, ...options.map((option) => option.split('=')[1])].join(' ');
  const cells = [writer, dpi.join(' x '), kind, `${dx}, ${dy}`, dots, missing, added, otherwise];
  return `| ${cells.join(' | ')} |`;
}

describe.runIf(can)('dots of what Ghostscript writes', () => {
  it.each(WRITERS.flatMap((writer) => writer.pages.map((kind) => ({ writer, kind }))))(
    '$writer.device, $writer.dpi, $kind',
    ({ writer, kind }) => {
      const row = judged(writer, kind);
      // How the table is made anew.
      if (process.env['ESCP_TABLE']) console.log(`ROW ${row}`);
      expect(promised).toContain(comparable(row));
    },
  );

  it('says that a laser printer’s ESC/Page is another language, and prints none of it', () => {
    const job = writtenBy(['-sDEVICE=escpage'], program(['text']));
    const { report: said, pages } = readJob(job, plainModel(24));
    expect(said.faults.map(({ says }) => says).join()).toContain('ESC/PAGE');
    expect(pages).toEqual([]);
  });
});
