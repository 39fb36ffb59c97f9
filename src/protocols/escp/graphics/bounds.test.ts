/** Graphics of a hostile job: bounded whatever it declares, and marks that hold together whatever bytes come. */
import { describe, expect, it } from 'vitest';
import { ESC, INKJET, job, LQ, marksOf, play } from '../../../../test/support/escp.ts';
import type { Mark } from '../../../core/page/marks.ts';
import { seededRandom } from '../../../core/random.ts';
import { createInterpreter } from '../interpreter.ts';

const GRAPHICS = job(ESC, '(G\x01\0\x01', ESC, '(U\x01\0\x0a');

/** Bytes that a mark holds. */
const weight = (mark: Mark): number =>
  mark.kind === 'dots' ? mark.data.length : mark.kind === 'picture' ? mark.rgb.length : 0;

describe('what is declared and never comes', () => {
  it.each([
    ['rows of 65,535 dots', job(GRAPHICS, ESC, '.', [0, 10, 10, 255, 255, 255], [0x80])],
    ['packed ones', job(GRAPHICS, ESC, '.', [1, 10, 10, 255, 255, 255], [0x81, 0xff])],
    ['65,535 rows of 65,535 bytes', job(GRAPHICS, ESC, 'i', [0, 1, 2, 255, 255, 255, 255], [0x81])],
    ['columns of 48 dots', job(ESC, '*', [73, 255, 255], [1, 2, 3])],
    ['pixels', job(ESC, '(R\x06\0\0ESCPR', ESC, 'd', [255, 255, 255, 127], 'dsnd', [0, 0])],
  ])('%s: no mark, and a word about it', (_, bytes) => {
    const played = play(bytes);
    expect(marksOf(played)).toEqual([]);
    expect(played.report.faults.length).toBeGreaterThan(0);
  });
});

describe('what comes', () => {
  it('is given away mark by mark: nobody has to hold what a piece of stream makes', () => {
    const one = job(ESC, 'K\x01\0\x80');
    const piece = new Uint8Array(one.length * 10_000);
    for (let at = 0; at < piece.length; at += one.length) piece.set(one, at);
    const interpreter = createInterpreter({ model: LQ });
    let marks = 0;
    let most = 0;
    for (const event of interpreter.take(piece)) {
      if (event.kind !== 'mark') continue;
      marks++;
      most = Math.max(most, interpreter.report().commands - marks);
    }
    expect(marks).toBe(10_000);
    expect(most).toBeLessThan(10);
  });

  it('does not blow up: a white page of run lengths is no mark at all', () => {
    const rows = Array.from({ length: 24 * 50 }, () => [0x80, 0]).flat();
    const width = 129 * 8 * 50;
    const band = job(GRAPHICS, ESC, '.', [1, 10, 10, 24, width & 255, width >> 8], rows);
    const played = play(job(...Array.from({ length: 50 }, () => band)), { model: INKJET });
    expect(marksOf(played)).toEqual([]);
    expect(played.report.faults).toEqual([]);
  });

  it('makes of a run of pixels one line at most', () => {
    const setj = [0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0];
    const run = Array.from({ length: 16_000 }, () => [0x80, 1, 2, 3]).flat();
    const dsnd = [0, 0, 0, 0, 1, run.length >> 8, run.length & 255, ...run];
    const bytes = job(
      [...job(ESC, '(R\x06\0\0ESCPR', ESC, 'j'), 22, 0, 0, 0, ...job('setj'), ...setj],
      [...job(ESC, 'd'), dsnd.length & 255, dsnd.length >> 8, 0, 0, ...job('dsnd'), ...dsnd],
    );
    const [mark, ...others] = marksOf(play(bytes));
    expect(others).toEqual([]);
    expect(weight(mark!)).toBe(65_535 * 3);
  });
});

/** Commands of pictures with parameters out of a hat, and a little of what comes between them. */
function noise(random: () => number): Uint8Array {
  const byte = () => Math.floor(random() * 256);
  const some = (most: number) => Array.from({ length: Math.floor(random() * most) }, byte);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const small = () => Math.floor(random() * 12);
  const parts = [
    () => job(ESC, pick(['K', 'L', 'Y', 'Z']), [small(), 0], some(12)),
    () => job(ESC, '*', [pick([0, 6, 33, 39, 71, byte()]), small(), 0], some(60)),
    () => job(ESC, '^', [small() & 1, small(), 0], some(24)),
    () => job(ESC, '|B', [byte(), small(), 0], some(12)),
    () =>
      job(GRAPHICS, ESC, '.', [small() & 3, byte(), byte(), small(), byte(), small()], some(90)),
    () => job(ESC, 'i', [pick([0, 1, 2, 4, 16, byte()]), small() & 1, pick([1, 2, byte()])]),
    () => job([small(), 0, small(), 0], some(90)),
    () => job(ESC, '(D\x04\0', some(5), ESC, '(r\x02\0', [small() & 1, small()]),
    () => job([0x22, 0x00, byte()], [0x61], [0x80 | small(), 0xe1, 0xe3]),
    () => job(ESC, pick(['@', '$', '\\', 'J', '(V\x02\0', '(v\x02\0']), some(4)),
    () => job(pick(['\r', '\n', '\f', 'text'])),
  ];
  return job(...Array.from({ length: 40 }, () => pick(parts)()));
}

it('marks hold together, whatever comes', () => {
  const random = seededRandom(9);
  let marks = 0;
  for (let round = 0; round < 300; round++) {
    for (const mark of marksOf(play(noise(random), { model: round % 2 ? LQ : INKJET }))) {
      if (mark.kind !== 'dots') continue;
      marks++;
      const { x, y, columns, rows, bits, pitchX, pitchY, data } = mark;
      expect(data.length).toBe(rows * Math.ceil((columns * bits) / 8));
      expect([x, y].every(Number.isFinite) && columns > 0 && rows > 0).toBe(true);
      expect(Math.min(pitchX, pitchY)).toBeGreaterThan(0);
    }
  }
  expect(marks).toBeGreaterThan(1000);
});

/** Dots of a job that comes in pieces of so many bytes; a mark may be used anew, so it is copied at once. */
function dotsOf(bytes: Uint8Array, size: () => number): Mark[] {
  const interpreter = createInterpreter({ model: LQ });
  const marks: Mark[] = [];
  const keep = (events: ReturnType<typeof interpreter.take>) => {
    for (const event of events) {
      if (event.kind === 'mark' && event.mark.kind === 'dots') {
        marks.push(structuredClone(event.mark));
      }
    }
  };
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = at + size();
    keep(interpreter.take(bytes.subarray(at, end)));
  }
  keep(interpreter.end());
  return marks;
}

it('marks are the same however the stream is cut', () => {
  const random = seededRandom(10);
  for (let round = 0; round < 60; round++) {
    const bytes = noise(random);
    const pieces = dotsOf(bytes, () => 1 + Math.floor(random() * 40));
    expect(pieces).toEqual(dotsOf(bytes, () => bytes.length));
  }
});
