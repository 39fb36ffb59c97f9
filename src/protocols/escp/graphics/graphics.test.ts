import { describe, expect, it } from 'vitest';
import { UNITS_PER_INCH, type DotsMark, type PictureMark } from '../../../core/page/marks.ts';
import { PAPER_SIZES } from '../../../core/page/paper.ts';
import { createInterpreter } from '../interpreter.ts';
import type { EscpModel, Pins } from '../model.ts';
import type { EscpEvent } from '../report.ts';

const A4 = PAPER_SIZES['a4']!;
const model = (pins: Pins, isColour = true): EscpModel => ({
  pins,
  paper: A4,
  isRoll: false,
  printable: { left: 0, top: 0, right: A4.width, bottom: A4.height },
  autoLineFeed: false,
  tables: ['italic', 'pc437', 'pc437', 'pc437'],
  table: 0,
  country: 0,
  isColour,
});

/** Bytes, and texts as theirs. */
const job = (...parts: (number | string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? [...part].map((sign) => sign.charCodeAt(0)) : part,
    ),
  );

const ESC = '\x1b';

function printed(bytes: Uint8Array, pins: Pins = 24, isColour = true) {
  const interpreter = createInterpreter({ model: model(pins, isColour) });
  const events: EscpEvent[] = [];
  for (const event of interpreter.take(bytes)) events.push(structuredClone(event));
  for (const event of interpreter.end()) events.push(structuredClone(event));
  const marks = events.flatMap((event) => (event.kind === 'mark' ? [event.mark] : []));
  return { events, marks, report: interpreter.report() };
}

const dots = (bytes: Uint8Array, pins: Pins = 24, isColour = true): DotsMark[] =>
  printed(bytes, pins, isColour).marks.filter((mark) => mark.kind === 'dots');

/** Where a mark is, in dots of so many to the inch. */
const at = ({ x, y }: DotsMark | PictureMark, dpi: number) => [
  (x * dpi) / UNITS_PER_INCH,
  (y * dpi) / UNITS_PER_INCH,
];

describe('bit images', () => {
  it('leave the head behind their last column', () => {
    const two = dots(job(ESC, 'K', [3, 0], [1, 2, 3], ESC, 'L', [2, 0], [4, 5]), 9);
    expect(two.map((mark) => [at(mark, 120), mark.columns, mark.rows, mark.pitchY])).toEqual([
      [[0, 0], 3, 8, 1200],
      [[6, 0], 2, 8, 1200],
    ]);
  });

  it('count their width where nothing is struck, too', () => {
    const [only] = dots(
      job(
        ESC,
        'K',
        [10, 0],
        Array.from({ length: 10 }, () => 0),
        ESC,
        'K\x01\0\xff',
      ),
    );
    expect(at(only!, 60)).toEqual([10, 0]);
  });

  it('are what ESC ? made of them, until ESC @', () => {
    const image = job(ESC, '?K\x03', ESC, 'K\x01\0\x80', ESC, '@', ESC, 'K\x01\0\x80');
    expect(dots(image).map(({ pitchX }) => pitchX)).toEqual([360, 1440]);
    // Columns of 24 dots have three bytes.
    const fine = dots(job(ESC, '?L', [39], ESC, 'L\x02\0\xff\xff\xff\0\0\x01', ESC, 'K\x01\0\x80'));
    expect(fine.map(({ rows, columns, pitchX }) => [rows, columns, pitchX])).toEqual([
      [24, 2, 480],
      [8, 1, 1440],
    ]);
    const { report } = printed(job(ESC, '?K', [20], ESC, '?Q\x01', ESC, 'K\x01\0\x80'));
    expect(report.faults.map(({ says }) => says)).toEqual([
      expect.stringContaining('mode 20'),
      expect.stringContaining('Q is none of'),
    ]);
    expect(report.unknown).toEqual([]);
  });

  it('of 9 pins have one pin more in a second byte', () => {
    const [mark] = dots(job(ESC, '^', [1, 1, 0], [0, 0x80]), 9);
    expect([mark!.rows, mark!.columns, mark!.data.at(8)]).toEqual([9, 1, 0x80]);
  });

  it('of no known mode are passed over, and told', () => {
    const { marks, report } = printed(job(ESC, '*', [20, 2, 0], 'AB', ESC, 'K\x01\0\x80'));
    expect(marks).toHaveLength(1);
    expect(report.faults).toHaveLength(1);
    expect(report.faults[0]!.says).toContain('20');
  });
});

it('a setting that nobody explains is passed over by its length, and listed', () => {
  const { events, report } = printed(job(ESC, '|', [0, 9, 0], '\x80*,d\x03\x16\x11\x05$'));
  expect(events).toEqual([]);
  expect(report.unknown).toEqual([{ name: 'ESC |0x00', offset: 0, count: 1 }]);
});

describe('raster graphics', () => {
  const graphics = [ESC, '(G\x01\0\x01', ESC, '(U\x01\0\x0a'] as const;

  it('come row by row, of dots whose number ESC . says', () => {
    const image = job(...graphics, ESC, '($', [4, 0, 36, 0, 0, 0], ESC, '.', [0, 20, 10, 2, 9, 0]);
    const rows = dots(job([...image], [0xff, 0x80, 0x01, 0x00]));
    expect(rows.map((mark) => [at(mark, 360), mark.columns, mark.rows])).toEqual([
      [[36, 0], 9, 1],
      [[36, 2], 9, 1],
    ]);
    expect(rows[0]).toMatchObject({ pitchX: 240, pitchY: 480, bits: 1, inks: ['black'] });
    expect([...rows[0]!.data]).toEqual([0xff, 0x80]);
  });

  it('have three sizes of dots and inks of their own with ESC i, which counts bytes', () => {
    const resolution = [ESC, '(D\x04\0', [0x40, 0x38, 120, 40]] as const;
    const rows = [ESC, 'i', [18, 0, 2, 2, 0, 2, 0], [0xe4, 0x1b, 0, 1]] as const;
    const [first, second] = dots(job(...graphics, ...resolution, ...rows, ...rows));
    expect(first).toMatchObject({ columns: 8, bits: 2, inks: ['light cyan'], pitchX: 240 });
    expect(at(second!, 120)).toEqual([0, 1]);
  });

  it('have inks by kind: other rows of nozzles, diluted ones, varnish that leaves nothing', () => {
    const row = (ink: number) => [ESC, 'i', [ink, 0, 1, 1, 0, 1, 0], [0x80]] as const;
    const inks = (ink: number) => dots(job(...graphics, ...row(ink)))[0]?.inks.join(' + ');
    expect([0, 64, 96, 66, 68, 48, 16, 7, 8, 9].map(inks)).toEqual([
      'black',
      'black',
      'black',
      'cyan',
      'yellow',
      'light black',
      'light black',
      'magenta + yellow',
      'magenta + cyan',
      undefined,
    ]);
    const { report } = printed(job(...graphics, ...row(0x23)));
    expect(report.faults.map(({ says }) => says)).toEqual(['ink 35 is not known: printed black']);
  });

  describe.each([
    // Rows, pitch in 1/14400 inch, top in 1/720; of black, cyan, magenta and yellow where a line at 2/3 inch comes out.
    [60, 80, -480, [480, 480, 240, 0]],
    [30, 120, -360, [480, 480, 300, 120]],
    [30, 120, -366, [480, 480, 300, 120]],
    [42, 120, -430, [480, 480, 220, -40]],
    [15, 120, -198, [384, 288, 384, 480]],
    // Other tops are margins, and other rows are of other heads.
    [60, 80, -240, [240, 240, 240, 240]],
    [90, 120, -540, [-60, -60, -60, -60]],
    [59, 80, -480, [0, 0, 0, 0]],
  ])('of %i rows, %i/14400 inch apart, on a page that begins at %i', (rows, pitch, top, places) => {
    it('are put together where colours lie below each other', () => {
      const units = [
        ESC,
        '(U\x05\0',
        [4, 4, 4, 64, 11],
        ESC,
        '(D\x04\0',
        [64, 56, pitch, 40],
      ] as const;
      const page = [
        ESC,
        '(c\x08\0',
        [top & 255, (top >> 8) & 255, 255, 255],
        [0xee, 0x20, 0, 0],
      ] as const;
      const down = [ESC, '(v\x04\0', [480 & 255, 480 >> 8, 0, 0]] as const;
      const data = Array.from({ length: rows }, () => [0x80]);
      const line = (ink: number) => {
        const row = [ESC, 'i', [ink, 0, 1, 1, 0, rows, 0], ...data];
        return at(dots(job(...graphics, ...units, ...page, ...down, ...row))[0]!, 720)[1];
      };
      expect([0, 2, 1, 4].map(line)).toEqual(places);
    });
  });

  it('lie as far apart as 15 nozzles where a job at 720 dpi weaves their passes itself', () => {
    const band = (m: number) =>
      [ESC, '.', [0, 5, 5, m, 8, 0], Array.from({ length: m }, () => 0x80)] as const;
    const lines = (weave: number, m: number) =>
      dots(job(...graphics, ESC, '(i\x01\0', weave, ...band(m))).map((mark) => at(mark, 720)[1]);
    expect(lines(0, 15).slice(0, 3)).toEqual([0, 8, 16]);
    expect(lines(0, 16).slice(0, 3)).toEqual([0, 8, 16]);
    expect(lines(1, 15).slice(0, 3)).toEqual([0, 1, 2]);
    expect(lines(0, 8).slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('do not move the head with ESC i, and do with ESC .', () => {
    const i = [ESC, 'i', [1, 0, 1, 1, 0, 1, 0], [0x80]] as const;
    const dot = [ESC, '.', [0, 10, 10, 1, 16, 0], [0x80, 0]] as const;
    const found = dots(job(...graphics, ...i, ...i, ...dot, ...dot));
    expect(found.map((mark) => at(mark, 360)[0])).toEqual([0, 0, 0, 16]);
  });

  it('are black where a printer has one ribbon', () => {
    const image = job(...graphics, ESC, 'i', [2, 0, 1, 1, 0, 1, 0], [0x80]);
    expect(dots(image, 24, false)[0]!.inks).toEqual(['black']);
  });

  it('move by dots or bytes in the mode of operations, and keep the colour', () => {
    const enter = [...graphics, ESC, '.', [2, 10, 10, 1, 0, 0]] as const;
    const one = [0x45, 0x23, 0x01, 0x80, 0x01];
    const two = [0x61, 0xe4, 0x81, 0x42, 0x22, 0x00, 0x40, 0xe3];
    const found = dots(job(...enter, one, two));
    expect(found.map((mark) => [at(mark, 360), mark.inks])).toEqual([
      [[5, 0], ['black']],
      [[16, 1], ['magenta']],
    ]);
  });

  it('print the row above again where delta rows change nothing', () => {
    const enter = [...graphics, ESC, '.', [3, 10, 10, 1, 0, 0]] as const;
    const rows = [0x22, 0x00, 0xf0, 0x61, 0x61, 0x81, 0x22, 0x00, 0x0f, 0x61, 0xe1, 0x61, 0xe3];
    const found = dots(job(...enter, rows));
    expect(found.map((mark) => [at(mark, 360)[1], mark.inks[0], mark.data[0]])).toEqual([
      [0, 'black', 0xf0],
      [1, 'black', 0xf0],
      [2, 'black', 0xf0],
      [2, 'magenta', 0x0f],
      [3, 'black', 0xf0],
    ]);
  });
});

describe('ESC/P-R', () => {
  const be32 = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
  const command = (letter: string, name: string, ...parameters: number[]) =>
    [...job(ESC, letter, [parameters.length, 0, 0, 0], name)].concat(parameters);
  const sheet = [...be32(360), ...be32(720), 0, 10, 0, 20, ...be32(340), ...be32(700), 0, 0];
  const enter = [...job(ESC, '(R\x06\0\0ESCPR')];

  it('makes pages of lines of pixels', () => {
    const { events, marks } = printed(
      job(
        enter,
        command('j', 'setj', ...sheet),
        command('p', 'sttp'),
        command('d', 'dsnd', 0, 1, 0, 2, 1, 0, 4, 0xff, 9, 8, 7),
        command('p', 'endp', 0),
        command('j', 'endj'),
        [...job(ESC, '@', '\x0c')],
      ),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['page', 'mark', 'page end']);
    expect(events[0]).toMatchObject({ format: { width: 86_400, height: 172_800 } });
    expect(marks[0]).toMatchObject({
      kind: 'picture',
      columns: 2,
      rows: 1,
      rgb: Uint8Array.of(9, 8, 7, 9, 8, 7),
    });
    expect(at(marks[0] as PictureMark, 360)).toEqual([21, 12]);
  });

  it('says that JPEG is missing on a page', () => {
    const { report } = printed(job(enter, command('d', 'jsnd', 0, 1, 0xff)));
    const fault = report.faults.find(({ name }) => name === 'ESC/P-R jsnd');
    expect(fault?.says).toContain('JPEG');
  });
});
