import { describe, expect, it } from 'vitest';
import { inches, points } from '../../core/page/paper.ts';
import type { TextMark } from '../../core/page/marks.ts';
import { textRuns } from './text-runs.ts';

const PITCH = inches(1) / 10;
const STYLE: TextMark['style'] = {
  typeface: 'roman',
  bold: false,
  doubleStrike: false,
  italic: false,
  outline: false,
  shadow: false,
  proportional: false,
  quality: 'letter',
};

const text = (words: string, more: Partial<TextMark> = {}): TextMark => ({
  kind: 'text',
  x: inches(1),
  y: inches(2),
  text: words,
  advances: Array.from(words, () => PITCH),
  cell: PITCH,
  size: points(10),
  stretch: 1,
  style: STYLE,
  scores: [],
  inks: ['black'],
  ...more,
});

/** As DejaVu Sans Mono has it: all alike. */
const mono = () => 0.602;

describe('text as runs', () => {
  it('is one where each glyph follows the last', () => {
    const [run, ...others] = textRuns(text('Promised'), mono);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ text: 'Promised', x: 72, y: 144, size: 10, scaleY: 1 });
    // 10 to the inch are 7.2 points each.
    expect(run!.scaleX).toBeCloseTo(7.2 / 6.02);
    expect(run!.spacing).toBeCloseTo(0);
  });

  it('has room between letters that are narrower than their cells', () => {
    const [run] = textRuns(text('wide', { cell: PITCH / 2 }), mono);
    expect(run!.scaleX).toBeCloseTo(3.6 / 6.02);
    expect((6.02 + run!.spacing) * run!.scaleX).toBeCloseTo(7.2);
  });

  it('begins anew where it is spread', () => {
    const advances = [PITCH, PITCH, 3 * PITCH, PITCH, PITCH];
    const runs = textRuns(text('ab cd', { advances }), mono);
    expect(runs.map((run) => [run.text, Math.round(run.x * 10) / 10])).toEqual([
      ['ab ', 72],
      ['cd', 108],
    ]);
  });

  it('is not pushed together by widths of its own, nor drifts', () => {
    const widths: Record<string, number> = { i: 0.3, m: 0.97, ' ': 0.32 };
    const words = 'mim imi '.repeat(20);
    const advances = Array.from(words, (letter) => Math.floor(points(10) * widths[letter]!));
    const style = { ...STYLE, proportional: true };
    const runs = textRuns(text(words, { advances, cell: 0, style }), (letter) => widths[letter]!);
    expect(runs.map((run) => run.text).join('')).toBe(words);
    let place = 0;
    for (const run of runs) {
      const before = advances.slice(0, place).reduce((sum, advance) => sum + advance, inches(1));
      expect(run.x).toBeCloseTo(before / 1200, 3);
      place += run.text.length;
    }
    expect(runs.length).toBeLessThan(5);
  });

  it('leaves in their places what writers of documents would turn around or join', () => {
    const runs = textRuns(text('a\u05d0\u05d1e\u0301'), mono);
    expect(runs.map((run) => run.text)).toEqual(['a', '\u05d0', '\u05d1', 'e', '\u0301']);
  });

  it('takes a whole code point a cell', () => {
    const [run] = textRuns(text('\u{1f5a8}x', { advances: [PITCH, PITCH] }), mono);
    expect(run!.text).toBe('\u{1f5a8}x');
  });
});
