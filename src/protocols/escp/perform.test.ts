import { describe, expect, it } from 'vitest';
import { PAPER_SIZES, inches } from '../../core/page/paper.ts';
import type { EscpModel } from './model.ts';
import { perform, performEnd, reportOf } from './perform.ts';
import { createState } from './state.ts';
import type { EscpToken } from './tokens.ts';

const MODEL: EscpModel = {
  pins: 24,
  paper: PAPER_SIZES['fanfold'] as EscpModel['paper'],
  isRoll: false,
  printable: { left: inches(0.25), top: 0, right: inches(8.25), bottom: inches(12) },
  autoLineFeed: false,
  tables: ['italic', 'pc437', 'pc850', 'pc852'],
  table: 1,
  country: 0,
  isColour: false,
};

const characters = (text: string): EscpToken => ({
  kind: 'characters',
  offset: 0,
  bytes: Uint8Array.from(text, (c) => c.charCodeAt(0)),
});
const control = (code: number): EscpToken => ({ kind: 'control', offset: 0, code });

describe('tokens become marks', () => {
  it('a line is a run; a page comes out once, at its end', () => {
    const state = createState(MODEL, undefined, {});
    const tokens = [characters('ab'), characters('cd'), control(13), control(10), characters('e')];
    const events = tokens.flatMap((token) => [...perform(state, token)]);
    events.push(...performEnd(state));
    expect(events.map((event) => event.kind)).toEqual(['page', 'mark', 'mark', 'page end']);
    expect(events[1]).toMatchObject({
      mark: { text: 'abcd', x: 21_600, y: 9600, advances: [8640, 8640, 8640, 8640] },
    });
    expect(events[2]).toMatchObject({ mark: { text: 'e', x: 21_600, y: 24_000 } });
    expect(reportOf(state).pages).toBe(1);
  });

  it('tells what nobody knows, and what was not done', () => {
    const state = createState(MODEL, undefined, {});
    const parameters = Uint8Array.of(9);
    const tokens: EscpToken[] = [
      { kind: 'unknown', offset: 7, length: 2, name: 'ESC 0x8f', bytes: Uint8Array.of(0x8f) },
      { kind: 'command', offset: 9, length: 3, name: 'ESC t', parameters },
      { kind: 'command', offset: 12, length: 3, name: 'ESC t', parameters },
    ];
    expect(tokens.flatMap((token) => [...perform(state, token)])).toEqual([]);
    expect(reportOf(state)).toMatchObject({
      commands: 2,
      unknown: [{ name: 'ESC 0x8f', offset: 7, count: 1 }],
      faults: [{ name: 'ESC t', offset: 9, count: 2, says: 'there are four tables: ignored' }],
    });
  });
});
