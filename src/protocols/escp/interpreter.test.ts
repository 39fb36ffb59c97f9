import { readdirSync, readFileSync } from 'node:fs';
import { assert, array, constantFrom, integer, oneof, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ESC, extended, job, LQ, low, play, FX, ROLL, textOf } from '../../../test/support/escp.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { mutations } from '../../core/mutations.ts';
import { createInterpreter } from './interpreter.ts';
import type { EscpEvent } from './report.ts';

/** Plays it in pieces that end where `cuts` say, and keeps copies, since octets may be used anew. */
function playInPieces(bytes: Uint8Array, cuts: readonly number[], model = LQ): EscpEvent[] {
  const interpreter = createInterpreter({ model });
  const events: EscpEvent[] = [];
  const keep = (list: Iterable<EscpEvent>) => {
    for (const event of list) events.push(structuredClone(event));
  };
  let from = 0;
  for (const cut of [...cuts.map((n) => n % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  )) {
    keep(interpreter.take(bytes.subarray(from, cut)));
    from = cut;
  }
  keep(interpreter.end());
  return events;
}

/** Pieces of jobs: most of them do something. */
const piece = oneof(
  constantFrom(
    ...['Hello', '\r\n', '\n', '\f', '\t', '\v', '\b', '\x0e', '\x0f', '\x12', '\x14', '\x18'].map(
      (text) => job(text),
    ),
    ...[
      '@',
      'E',
      'F',
      'M',
      'P',
      'g',
      'p1',
      'p0',
      'W1',
      'w1',
      'S0',
      'T',
      'a3',
      'a1',
      'a2',
      '-1',
    ].map((text) => job(`${ESC}${text}`)),
    job(`${ESC}!\xff`),
    job(`${ESC}&\0AA`, [1, 2, 1], [1, 2, 3, 4, 5, 6], `${ESC}%1A`),
    job(`${ESC}D\x05\x0a\0`, `${ESC}B\x05\0`),
    job(`${ESC}C\x05`, `${ESC}N\x01`),
    extended('U', 10),
    extended('c', ...low(10), ...low(900)),
    extended('v', ...low(-20 & 0xffff)),
    job(`${ESC}$`, low(100)),
    job(`${ESC}K\x03\0\xff\xff\xff`),
  ),
  uint8Array({ maxLength: 12 }),
  array(integer({ min: 32, max: 255 }), { maxLength: 100 }).map((codes) => Uint8Array.from(codes)),
);
const anyJob = array(piece, { maxLength: 40 }).map((pieces) => job(...pieces));
const cuts = array(integer({ min: 0, max: 5000 }), { maxLength: 6 });

describe('a job', () => {
  it('means the same however it is cut', () => {
    assert(
      property(anyJob, cuts, constantFrom(LQ, FX, ROLL), (bytes, where, model) => {
        expect(playInPieces(bytes, where, model)).toEqual(playInPieces(bytes, [], model));
      }),
      { numRuns: 300, seed: 621 },
    );
  });

  it('gives pages that begin, have marks, and end; numbers that are numbers', () => {
    assert(
      property(anyJob, constantFrom(LQ, FX, ROLL), (bytes, model) => {
        const { events, report } = play(bytes, { model, widths: () => 0.4 });
        const kinds = events.map(
          ({ kind }) => ({ page: '(', mark: '.', 'page end': ')', reply: '' })[kind],
        );
        expect(kinds.join('')).toMatch(/^(\(\.*\))*$/);
        for (const event of events) {
          if (event.kind !== 'mark' || event.mark.kind !== 'text') continue;
          expect(Number.isInteger(event.mark.y)).toBe(true);
          const { text, advances, x } = event.mark;
          expect([...text]).toHaveLength(advances.length);
          expect([x, ...advances].every((n) => Number.isInteger(n))).toBe(true);
        }
        expect(report.pages).toBe(events.filter(({ kind }) => kind === 'page end').length);
      }),
      { numRuns: 300, seed: 9100 },
    );
  });

  it('loses no character, whatever moves stand between', () => {
    const text = array(
      oneof(integer({ min: 0x21, max: 0x7e }), constantFrom(0x20, 9, 10, 11, 12, 13)),
      {
        maxLength: 600,
      },
    );
    assert(
      property(text, constantFrom(0, 1, 2, 3), constantFrom(LQ, FX, ROLL), (codes, mode, model) => {
        const narrow = `${ESC}Q\x0a${ESC}a${mode}`;
        const read = textOf(play(job(narrow, codes), { model })).map((mark) => mark.text);
        const inOrder = read.join('').replaceAll(' ', '');
        expect(inOrder).toBe(String.fromCharCode(...codes.filter((code) => code > 0x20)));
      }),
      { numRuns: 200, seed: 24 },
    );
  });
});

describe('a broken job', () => {
  /** Bytes; a longer one would take longer than it tells. */
  const SHORT = 40;
  const FOLDER = new URL('vectors/', import.meta.url);
  const jobs = readdirSync(FOLDER).flatMap(
    (file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as { hex: string }[],
  );

  it('is pages all the same: cut anywhere, or with any bit flipped', () => {
    const unsound = jobs
      .map(({ hex }) => fromHex(hex))
      .filter(({ length }) => length <= SHORT)
      .flatMap((bytes) => [...mutations(bytes)])
      .filter((bytes) => !play(bytes).events.every(isSound));
    expect(unsound).toEqual([]);
    expect(jobs.length).toBeGreaterThan(10);
  });
});

/** Marks have as many octets as they say, and stand somewhere. */
function isSound(event: EscpEvent): boolean {
  if (event.kind !== 'mark') return true;
  const { mark } = event;
  const isPlaced = Number.isFinite(mark.x) && Number.isFinite(mark.y);
  if (mark.kind === 'text') return isPlaced && [...mark.text].length === mark.advances.length;
  const stride =
    mark.kind === 'dots' ? Math.ceil((mark.columns * mark.bits) / 8) : mark.columns * 3;
  const octets = mark.kind === 'dots' ? mark.data.length : mark.rgb.length;
  return isPlaced && mark.pitchX > 0 && mark.pitchY > 0 && octets === stride * mark.rows;
}

describe('what may come without end', () => {
  it('is a line at most: characters on one place', () => {
    const interpreter = createInterpreter({ model: LQ });
    const codes = new Uint8Array(50_000).fill(0x61);
    let most = 0;
    for (const event of interpreter.take(job(`${ESC}c\0\0`, codes))) {
      if (event.kind === 'mark' && event.mark.kind === 'text') {
        most = Math.max(most, event.mark.text.length);
      }
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(5000);
  });

  it('is a list of 64 kinds of notes: the rest is counted', () => {
    const { report } = play(
      job(...Array.from({ length: 256 }, (_, n) => `${ESC}t0${String.fromCharCode(n)}`)),
    );
    expect(report.faults.length).toBeLessThanOrEqual(64);
    const odd = Array.from({ length: 200 }, (_, n) =>
      extended(String.fromCharCode(0x80 + (n % 100)), n),
    );
    const many = play(job(...odd)).report;
    expect(many.unknown).toHaveLength(64);
    expect(many.more).toBe(200 - 64 - many.unknown.reduce((sum, { count }) => sum + count - 1, 0));
  });
});
