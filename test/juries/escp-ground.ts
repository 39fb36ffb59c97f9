/** Jobs that other programs write, our pages of them, and the bitmaps that the same programs make of the same page. */
import { spawnSync } from 'node:child_process';
import { UNITS_PER_INCH, type Ink, type Mark } from '../../src/core/page/marks.ts';
import { PAPER_SIZES } from '../../src/core/page/paper.ts';
import { createInterpreter } from '../../src/protocols/escp/interpreter.ts';
import type { EscpModel, Pins } from '../../src/protocols/escp/model.ts';
import type { EscpReport } from '../../src/protocols/escp/report.ts';

const A4 = PAPER_SIZES['a4']!;

/** A printer that prints to the edges of A4, so that nothing depends on where its margins are. */
export const plainModel = (pins: Pins): EscpModel => ({
  pins,
  paper: A4,
  isRoll: false,
  printable: { left: 0, top: 0, right: A4.width, bottom: A4.height },
  autoLineFeed: false,
  tables: ['italic', 'pc437', 'pc437', 'pc437'],
  table: 0,
  country: 0,
  isColour: true,
});

/** A bitmap: a byte for each pixel, whose bits are the inks that are there. */
export interface Inked {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const INK: Readonly<Record<Ink, number>> = {
  black: 1,
  cyan: 2,
  magenta: 4,
  yellow: 8,
  'light cyan': 16,
  'light magenta': 32,
  'light black': 64,
};

export interface ReadPage {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export interface ReadJob {
  readonly pages: readonly ReadPage[];
  readonly report: EscpReport;
  /** How long it took us, in milliseconds. */
  readonly took: number;
}

/** Bytes at a time, as a network would bring them. */
const PIECE = 65_536;

export function readJob(job: Uint8Array, model: EscpModel): ReadJob {
  const interpreter = createInterpreter({ model });
  const pages: ReadPage[] = [];
  let marks: Mark[] = [];
  let format = { width: 0, height: 0 };
  const began = performance.now();
  const follow = (events: ReturnType<typeof interpreter.take>) => {
    for (const event of events) {
      if (event.kind === 'page') {
        marks = [];
        format = event.format;
      } else if (event.kind === 'mark') {
        marks.push(structuredClone(event.mark));
      } else if (event.kind === 'page end') {
        pages.push({ width: format.width, height: event.height, marks });
      }
    }
  };
  for (let at = 0; at < job.length; at += PIECE) {
    follow(interpreter.take(job.subarray(at, at + PIECE)));
  }
  follow(interpreter.end());
  return { pages, report: interpreter.report(), took: performance.now() - began };
}

/** The dots of a page, each in the pixel of its upper left corner. */
export function compose(page: ReadPage, dpiX: number, dpiY: number): Inked {
  const width = Math.ceil((page.width / UNITS_PER_INCH) * dpiX);
  const height = Math.ceil((page.height / UNITS_PER_INCH) * dpiY);
  const pixels = new Uint8Array(width * height);
  for (const mark of page.marks) {
    if (mark.kind !== 'dots') continue;
    const ink = mark.inks.reduce((bits, name) => bits | INK[name], 0);
    const stride = Math.ceil((mark.columns * mark.bits) / 8);
    const most = mark.bits === 1 ? 1 : 3;
    for (let row = 0; row < mark.rows; row++) {
      const y = Math.round(((mark.y + row * mark.pitchY) / UNITS_PER_INCH) * dpiY);
      if (y < 0 || y >= height) continue;
      for (let column = 0; column < mark.columns; column++) {
        const bit = column * mark.bits;
        const byte = mark.data[row * stride + (bit >> 3)]!;
        if (((byte >> (8 - mark.bits - (bit & 7))) & most) === 0) continue;
        const x = Math.round(((mark.x + column * mark.pitchX) / UNITS_PER_INCH) * dpiX);
        if (x >= 0 && x < width) pixels[y * width + x]! |= ink;
      }
    }
  }
  return { width, height, pixels };
}

export interface Difference {
  /** Where their picture has to be moved to lie on ours. */
  readonly dx: number;
  readonly dy: number;
  /** Dots that they have and we have not. */
  readonly missing: number;
  /** Dots that we have and they have not. */
  readonly added: number;
  /** Dots that both have, of other inks. */
  readonly otherwise: number;
  /** Dots of theirs. */
  readonly dots: number;
}

/** The first column and row with a dot. */
function corner({ width, height, pixels }: Inked): { x: number; y: number } {
  let x = width;
  let y = height;
  for (let row = height - 1; row >= 0; row--) {
    const line = pixels.subarray(row * width, (row + 1) * width);
    const first = line.findIndex((pixel) => pixel !== 0);
    if (first < 0) continue;
    x = Math.min(x, first);
    y = row;
  }
  return { x, y };
}

/** Compares at the best of the offsets around that of the first dots, and stops where nothing differs. */
export function difference(ours: Inked, theirs: Inked, around = 1): Difference {
  const [a, b] = [corner(ours), corner(theirs)];
  const [left, top] = [a.x - b.x, a.y - b.y];
  const offsets: [number, number][] = [];
  for (let dy = -around; dy <= around; dy++) {
    for (let dx = -around; dx <= around; dx++) offsets.push([left + dx, top + dy]);
  }
  const distance = ([dx, dy]: [number, number]) => Math.abs(dx - left) + Math.abs(dy - top);
  let best: Difference | undefined;
  for (const [dx, dy] of offsets.toSorted((one, other) => distance(one) - distance(other))) {
    const found = differenceAt(ours, theirs, dx, dy);
    if (!best || sum(found) < sum(best)) best = found;
    if (sum(best) === 0) break;
  }
  return best!;
}

const sum = ({ missing, added, otherwise }: Difference): number => missing + added + otherwise;

function differenceAt(ours: Inked, theirs: Inked, dx: number, dy: number): Difference {
  let [missing, otherwise, dots, shared] = [0, 0, 0, 0];
  for (let y = 0; y < theirs.height; y++) {
    const isInside = y + dy >= 0 && y + dy < ours.height;
    const from = (y + dy) * ours.width + dx;
    for (let x = 0; x < theirs.width; x++) {
      const their = theirs.pixels[y * theirs.width + x]!;
      if (their === 0) continue;
      dots++;
      const our = isInside && x + dx >= 0 && x + dx < ours.width ? ours.pixels[from + x]! : 0;
      if (our === 0) missing++;
      else shared++;
      if (our !== 0 && our !== their) otherwise++;
    }
  }
  let all = 0;
  for (const pixel of ours.pixels) if (pixel !== 0) all++;
  return { dx, dy, missing, added: all - shared, otherwise, dots };
}

/** Runs Ghostscript with a program on A4. @returns its standard output */
export function ghostscript(program: string, options: readonly string[]): Uint8Array {
  const words = ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-sPAPERSIZE=a4', ...options, '-'];
  const { stdout, stderr, status } = spawnSync('gs', words, {
    input: program,
    maxBuffer: 256 << 20,
  });
  if (status !== 0) throw new Error(`gs ${options.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const TO_STDOUT = '-sOutputFile=-';

export const writtenBy = (device: readonly string[], program: string): Uint8Array =>
  ghostscript(program, [...device, TO_STDOUT]);

/**
 * A bitmap of a page, by a device of Ghostscript's that has the size and margins of another: the same pixels are covered
 * then, and shades are woven of dots in the same places. Of one page: on later ones the margins are the bitmap's own.
 * @param device `-sDEVICE=…` and `-r…` of the writer
 * @param colours what the writer's dots are: the bitmap has as many bits for each
 */
export function bitmapAs(
  device: readonly string[],
  colours: keyof typeof BITMAPS,
  program: string,
): Inked {
  const { margins, offset, size } = sheetOf(device);
  const same = `<< /.HWMargins ${margins} /Margins ${offset} >> setpagedevice\n`;
  const resolution = device.filter((word) => word.startsWith('-r'));
  const { options, bits, inks } = BITMAPS[colours];
  const bytes = ghostscript(same + program, [...options, ...resolution, TO_STDOUT]);
  const [width = 0, height = 0] = size.match(/\d+/g)!.map(Number);
  const stride = Math.ceil((width * bits) / 8);
  const pixels = new Uint8Array(width * height);
  if (bytes.length !== stride * height) throw new Error(`${bytes.length} bytes are no ${size}`);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      const byte = bytes[y * stride + (bit >> 3)]!;
      pixels[y * width + x] = inks((byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1));
    }
  }
  return { width, height, pixels };
}

interface Sheet {
  /** As PostScript writes them. */
  readonly margins: string;
  readonly offset: string;
  readonly size: string;
}

const sheets = new Map<string, Sheet>();

/** Where a device's page lies on its sheet. */
function sheetOf(device: readonly string[]): Sheet {
  const known = sheets.get(device.join(' '));
  if (known) return known;
  const ask = 'currentpagedevice dup /.HWMargins get == dup /Margins get == /HWSize get == quit';
  const answer = ghostscript(ask, [...device, '-sOutputFile=/dev/null']);
  const [margins = '', offset = '', size = ''] = new TextDecoder().decode(answer).split('\n');
  sheets.set(device.join(' '), { margins, offset, size });
  return { margins, offset, size };
}

/** Ghostscript's bitmaps without a head, one bit for each colour. */
const BITMAPS = {
  black: {
    options: ['-sDEVICE=bit'],
    bits: 1,
    inks: (value: number) => value,
  },
  'red, green and blue': {
    options: ['-sDEVICE=bitrgb', '-dGrayValues=2'],
    bits: 4,
    inks: (value: number) =>
      (value & 4 ? 0 : INK.cyan) | (value & 2 ? 0 : INK.magenta) | (value & 1 ? 0 : INK.yellow),
  },
  'four inks': {
    options: ['-sDEVICE=bitcmyk', '-dGrayValues=2'],
    bits: 4,
    inks: (value: number) =>
      (value & 8 ? INK.cyan : 0) |
      (value & 4 ? INK.magenta : 0) |
      (value & 2 ? INK.yellow : 0) |
      (value & 1 ? INK.black : 0),
  },
};

/** Black as three inks over each other, which is what some writers make of it, and others the other way round. */
export const blackMixed = ({ width, height, pixels }: Inked): Inked => {
  const mixed = INK.cyan | INK.magenta | INK.yellow;
  const isBlack = (inks: number) => (inks & INK.black) !== 0 || (inks & mixed) === mixed;
  return { width, height, pixels: pixels.map((inks) => (isBlack(inks) ? mixed : inks)) };
};
