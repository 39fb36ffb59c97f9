/** What is composed is read back by the interpreter: every dot and every character, and nothing else. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inches } from '../../core/page/paper.ts';
import { UNITS_PER_INCH, type DotsMark, type TextMark } from '../../core/page/marks.ts';
import { IMAGE_RESOLUTIONS } from './composer/bit-image.ts';
import {
  PITCHES,
  PLAIN_STYLE,
  PRINTER_KINDS,
  TEXT_COLOURS,
  type ComposedDocument,
  type DotPicture,
  type PlaneInk,
  type PrinterKind,
  type Resolution,
  type StyledRun,
  type Target,
} from './composer/content.ts';
import { characterTables } from './composer/tables.ts';
import { linesThatFit, pitchWidth } from './composer/text.ts';
import { composeJob } from './composer.ts';
import { createInterpreter } from './interpreter.ts';
import type { EscpEvent, EscpReport } from './report.ts';

const TABLES = ['italic', 'pc437', 'pc437', 'pc437'] as const;

function targetOf(kind: PrinterKind): Target {
  return {
    kind,
    paper: { width: inches(8.5), height: inches(11) },
    printable: {
      left: inches(0.25),
      top: inches(0.25),
      right: inches(8.25),
      bottom: inches(10.75),
    },
    isColour: true,
    tables: TABLES,
    table: 1,
  };
}

interface Read {
  readonly events: readonly EscpEvent[];
  readonly report: EscpReport;
}

/** Plays the printer that it was written for. */
function read(target: Target, documents: readonly ComposedDocument[]): Read {
  const { kind, paper, printable, isColour } = target;
  const interpreter = createInterpreter({
    model: {
      pins: kind === '9-pin' ? 9 : 24,
      paper,
      isRoll: false,
      printable,
      autoLineFeed: false,
      tables: TABLES,
      table: 1,
      country: 0,
      isColour,
    },
  });
  const events: EscpEvent[] = [];
  const keep = (found: Iterable<EscpEvent>) => {
    for (const event of found) {
      const isDots = event.kind === 'mark' && event.mark.kind === 'dots';
      events.push(
        isDots
          ? { ...event, mark: { ...event.mark, data: (event.mark as DotsMark).data.slice() } }
          : event,
      );
    }
  };
  for (const piece of composeJob(documents, target)) keep(interpreter.take(piece));
  keep(interpreter.end());
  return { events, report: interpreter.report() };
}

const marksOf = ({ events }: Read) =>
  events.flatMap((event) => (event.kind === 'mark' ? [event.mark] : []));
const pagesOf = ({ events }: Read) => events.filter(({ kind }) => kind === 'page end').length;

function expectSound({ report: { unknown, faults } }: Read): void {
  expect(unknown).toEqual([]);
  expect(faults).toEqual([]);
}

interface Planes {
  readonly inks: readonly PlaneInk[];
  /** By row, by ink. */
  readonly rows: readonly (readonly Uint8Array[])[];
}

function pictureOf(
  { inks, rows }: Planes,
  columns: number,
  dpi: Resolution,
  target: Target,
): DotPicture {
  return {
    left: target.printable.left + UNITS_PER_INCH / 2,
    top: target.printable.top + UNITS_PER_INCH / 4,
    columns,
    rows: rows.length,
    dpi,
    inks,
    dots: () => rows,
  };
}

/** All dots, as `ink x y` in units of the page. */
function dotsRead(found: Read): string[] {
  return marksOf(found).flatMap((mark) => {
    if (mark.kind !== 'dots') return [];
    const { x, y, columns, rows, pitchX, pitchY, data, inks } = mark;
    const stride = Math.ceil(columns / 8);
    const dots: string[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if ((data[row * stride + (column >> 3)]! & (0x80 >> (column & 7))) === 0) continue;
        dots.push(...inks.map((ink) => `${ink} ${x + column * pitchX} ${y + row * pitchY}`));
      }
    }
    return dots;
  });
}

function dotsMeant({ left, top, columns, dpi, inks, dots }: DotPicture): string[] {
  return [...dots()].flatMap((planes, row) =>
    inks.flatMap((ink, plane) =>
      Array.from({ length: columns }, (_, column) => column)
        .filter((column) => (planes[plane]![column >> 3]! & (0x80 >> (column & 7))) !== 0)
        .map(
          (column) =>
            `${ink} ${left + (column * UNITS_PER_INCH) / dpi.x} ${top + (row * UNITS_PER_INCH) / dpi.y}`,
        ),
    ),
  );
}

const RESOLUTIONS: readonly (readonly [PrinterKind, Resolution])[] = [
  ...IMAGE_RESOLUTIONS['9-pin'].map((dpi) => ['9-pin', dpi] as const),
  ...IMAGE_RESOLUTIONS['24-pin'].map((dpi) => ['24-pin', dpi] as const),
  ...[180, 360, 720].flatMap((x) => [180, 360, 720].map((y) => ['inkjet', { x, y }] as const)),
];

/** Mostly white, as paper is. */
const octets = (length: number) =>
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 255 })), {
    minLength: length,
    maxLength: length,
  });

/** @param columns dots beyond them are none */
const planesOf = (columns: number): fc.Arbitrary<Planes> =>
  fc.subarray<PlaneInk>(['yellow', 'magenta', 'cyan', 'black'], { minLength: 1 }).chain((inks) =>
    fc.record({
      inks: fc.constant(inks),
      rows: fc.array(
        fc.tuple(...inks.map(() => octets(Math.ceil(columns / 8)))).map((planes) =>
          planes.map((plane) => {
            const row = Uint8Array.from(plane);
            if (columns % 8 > 0) row[row.length - 1]! &= 0xff << (8 - (columns % 8));
            return row;
          }),
        ),
        { minLength: 1, maxLength: 60 },
      ),
    }),
  );

describe('a picture that is composed', () => {
  it.each(RESOLUTIONS)('comes back dot for dot: %s, %o', (kind, dpi) => {
    const target = targetOf(kind);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 70 })
          .chain((columns) => fc.tuple(fc.constant(columns), planesOf(columns))),
        ([columns, planes]) => {
          const picture = pictureOf(planes, columns, dpi, target);
          const found = read(target, [{ kind: 'picture', picture }]);
          expectSound(found);
          expect(pagesOf(found)).toBe(1);
          expect(dotsRead(found).toSorted()).toEqual(dotsMeant(picture).toSorted());
        },
      ),
      { seed: 20_261_121, numRuns: 12 },
    );
  });

  it('takes the memory of a row of pins, not of a page', () => {
    const target = targetOf('24-pin');
    const octetsOfRow = new Uint8Array(180).fill(0x55);
    let asked = 0;
    const picture: DotPicture = {
      ...pictureOf({ inks: ['black'], rows: [] }, 1440, { x: 180, y: 180 }, target),
      rows: 1800,
      *dots() {
        for (; asked < 1800; asked++) yield [octetsOfRow];
      },
    };
    const [first] = composeJob([{ kind: 'picture', picture }], target);
    expect(first!.length).toBeGreaterThan(1000);
    expect(asked).toBeLessThan(200);
  });
});

/** Lines of text by their place, their styles and inks beside them. */
function linesRead(found: Read): string[] {
  const texts = marksOf(found).filter((mark): mark is TextMark => mark.kind === 'text');
  const lines = new Map<number, TextMark[]>();
  for (const mark of texts) lines.set(mark.y, [...(lines.get(mark.y) ?? []), mark]);
  return [...lines]
    .toSorted(([a], [b]) => a - b)
    .map(([, marks]) =>
      marks
        .toSorted((a, b) => a.x - b.x)
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
}

const page = (...lines: readonly string[]): readonly (readonly StyledRun[])[] =>
  lines.map((text) => [{ text, style: PLAIN_STYLE }]);

const FORMAT = {
  pitch: 10,
  linesPerInch: 6,
  quality: 'letter',
  left: inches(0.25),
  top: inches(0.25),
} as const;

/** What every table of every kind here has, and what only some have. */
const SOME_CHARACTERS = [
  ...'aZ09~#@[]{}|\\^`'.split(''),
  'é',
  '─',
  '┼',
  '▓',
  'π',
  '■',
  'Ž',
  'Ж',
  'Ω',
  '→',
  '♥',
  '€',
];

describe('text that is composed', () => {
  it.each(PRINTER_KINDS)('comes back line for line, from whatever tables it takes: %s', (kind) => {
    const target = targetOf(kind);
    const tables = characterTables(target);
    const characters = SOME_CHARACTERS.filter((one) => tables.tableOf(one) !== undefined);
    expect(characters.length).toBe(kind === '9-pin' ? 22 : SOME_CHARACTERS.length);
    const line = fc
      .array(fc.constantFrom(...characters), { minLength: 1, maxLength: 80 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
        const found = read(target, [{ kind: 'text', format: FORMAT, pages: [page(...lines)] }]);
        expectSound(found);
        expect(pagesOf(found)).toBe(1);
        expect(linesRead(found)).toEqual(lines);
      }),
      { seed: 621, numRuns: 20 },
    );
  });

  it.each(PITCHES)('stands in columns of its pitch: %d to the inch', (pitch) => {
    const target = targetOf('24-pin');
    const format = { ...FORMAT, pitch, left: target.printable.left + 2 * pitchWidth(pitch) };
    const found = read(target, [{ kind: 'text', format, pages: [page('ab')] }]);
    expectSound(found);
    const [mark] = marksOf(found) as TextMark[];
    expect(mark!.x).toBe(format.left);
    expect(mark!.advances[0]).toBe(pitchWidth(pitch));
  });

  it.each(PRINTER_KINDS)('fills pages to their last line and no further: %s', (kind) => {
    const target = targetOf(kind);
    for (const linesPerInch of [4, 6, 8, 10]) {
      const lines = linesThatFit(target, 0, linesPerInch);
      const full = page(...Array.from({ length: lines }, (_, n) => `line ${n + 1}`));
      const format = { ...FORMAT, linesPerInch };
      const found = read(target, [{ kind: 'text', format, pages: [full, full, page('last')] }]);
      expectSound(found);
      expect(pagesOf(found)).toBe(3);
      expect(lines).toBe(Math.floor(10.5 * linesPerInch));
    }
  });

  it('has styles and colours, on and off again', () => {
    const styles = [
      PLAIN_STYLE,
      { ...PLAIN_STYLE, bold: true },
      { ...PLAIN_STYLE, italic: true, colour: 'red' as const },
      { ...PLAIN_STYLE, underline: true, colour: 'violet' as const },
    ];
    const runs = [...styles, PLAIN_STYLE].map((style, n) => ({ text: `${n}`, style }));
    const found = read(targetOf('24-pin'), [{ kind: 'text', format: FORMAT, pages: [[runs]] }]);
    expectSound(found);
    const texts = marksOf(found) as TextMark[];
    const told = texts.map(({ text, style: { bold, italic }, scores, inks }) => [
      text,
      bold,
      italic,
      scores.length,
      inks.toSorted().join('+'),
    ]);
    expect(told).toEqual([
      ['0', false, false, 0, 'black'],
      ['1', true, false, 0, 'black'],
      ['2', false, true, 0, 'magenta+yellow'],
      ['3', false, false, 1, 'cyan+magenta'],
      ['4', false, false, 0, 'black'],
    ]);
    expect(TEXT_COLOURS[5]).toBe('red');
  });

  it('and pictures follow each other in one job', () => {
    const target = targetOf('inkjet');
    const picture = pictureOf(
      { inks: ['black'], rows: [[Uint8Array.of(0x81)]] },
      8,
      { x: 360, y: 360 },
      target,
    );
    const text: ComposedDocument = { kind: 'text', format: FORMAT, pages: [page('after it')] };
    const found = read(target, [text, { kind: 'picture', picture }, text]);
    expectSound(found);
    expect(pagesOf(found)).toBe(3);
    expect(dotsRead(found)).toHaveLength(2);
    expect(marksOf(found).filter(({ kind }) => kind === 'text')).toHaveLength(2);
  });
});
