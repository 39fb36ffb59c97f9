import { describe, expect, it } from 'vitest';
import { UNITS_PER_INCH, type TextMark } from '../core/page/marks.ts';
import { inches, points } from '../core/page/paper.ts';
import { createTextPage } from './plain-text.ts';

const STYLE = {
  typeface: 'roman',
  bold: false,
  doubleStrike: false,
  italic: false,
  outline: false,
  shadow: false,
  proportional: false,
  quality: 'letter',
} as const;

/** @param x in tenths, `y` in sixths of an inch */
function at(
  x: number,
  y: number,
  text: string,
  mark: Partial<TextMark> & { cpi?: number } = {},
): TextMark {
  const { cpi = 10, ...rest } = mark;
  const cell = UNITS_PER_INCH / cpi;
  const place = {
    x: inches(x / 10),
    y: inches(y / 6) + inches(0.1),
    cell,
    advances: Array.from(text, () => cell),
  };
  const look = {
    size: points(10.5),
    stretch: 1,
    style: STYLE,
    scores: [],
    inks: ['black'],
  } as const;
  return { kind: 'text', text, ...place, ...look, ...rest };
}

function textOf(...marks: TextMark[]): string {
  const page = createTextPage();
  for (const mark of marks) page.mark(mark);
  return page.text();
}

describe('plain text of a page', () => {
  it('has lines by baselines and columns by the pitch', () => {
    expect(textOf(at(0, 0, 'one'), at(4, 0, 'two'), at(2, 1, 'three'), at(0, 3, 'four'))).toBe(
      'one two\n  three\n\nfour\n',
    );
  });

  it('takes marks in any order', () => {
    expect(textOf(at(4, 1, 'c'), at(0, 1, 'b'), at(0, 0, 'a'))).toBe('a\nb   c\n');
  });

  it('has nothing where nothing is', () => {
    expect(textOf()).toBe('');
    expect(textOf(at(0, 0, '   '))).toBe('');
  });

  it('begins where the origin is', () => {
    const page = createTextPage({ x: inches(0.3), y: inches(0.5) });
    page.mark(at(3, 3, 'first'));
    page.mark(at(3, 5, 'third'));
    expect(page.text()).toBe('first\n\nthird\n');
  });

  it('keeps empty lines between lines that are close', () => {
    const lines = [0, 1, 2, 5].map((n) => at(0, (n * 6) / 8, `line ${n}`));
    expect(textOf(...lines)).toBe('line 0\nline 1\nline 2\n\n\nline 5\n');
  });

  it('counts double spacing as empty lines', () => {
    expect(textOf(at(0, 0, 'a'), at(0, 2, 'b'), at(0, 4, 'c'))).toBe('a\n\nb\n\nc\n');
  });

  it('keeps words together, whatever their pitch', () => {
    const wide = at(0, 0, 'Wide title', { cpi: 5 });
    const narrow = at(0, 1, 'condensed words', { cpi: 120 / 7 });
    expect(textOf(wide, narrow)).toBe('Wide title\ncondensed words\n');
    const letter = at(0, 0, 'This is a letter.');
    const note = at(0, 1, '1) this', { cpi: 20 });
    expect(textOf(letter, note)).toBe('This is a letter.\n1) this\n');
  });

  it('keeps spaces as they were written, in a style of their own too', () => {
    const title = [at(0, 0, 'A  wide ', { cpi: 5 }), at(16, 0, 'and a '), at(22, 0, ' word')];
    expect(textOf(...title)).toBe('A  wide and a  word\n');
    expect(textOf(at(0, 0, 'left'), at(20, 0, 'moved to'))).toBe('left                moved to\n');
  });

  it('keeps columns of a table under each other', () => {
    const rows = ['Apples', 'Pears'].flatMap((name, n) => [
      at(0, n + 1, name, { cpi: 12 }),
      at(30, n + 1, `${n + 7}.50`, { cpi: 12 }),
    ]);
    const [first, second] = textOf(at(0, 0, 'Fruit'), ...rows)
      .split('\n')
      .slice(1);
    expect(first!.indexOf('7.50')).toBe(second!.indexOf('8.50'));
  });

  it('has super- and subscripts on their line', () => {
    const small = { size: points(7) };
    const marks = [
      at(0, 1, 'H'),
      { ...at(1, 1, '2', small), y: inches(1 / 6 + 0.1) + points(1.6) },
      at(2, 1, 'O'),
      { ...at(3, 1, '1', small), y: inches(1 / 6 + 0.1) - points(3.7) },
      at(0, 2, 'next'),
    ];
    expect(textOf(...marks)).toBe('\nH2O1\nnext\n');
  });

  it('reads what is printed over each other', () => {
    const over = (first: string, second: string) => textOf(at(0, 0, `${first}x`), at(0, 0, second));
    expect(over('a', 'a')).toBe('ax\n');
    expect(over('a', '_')).toBe('ax\n');
    expect(over('_', 'a')).toBe('ax\n');
    expect(over('e', "'")).toBe('éx\n');
    expect(over('"', 'o')).toBe('öx\n');
    expect(over('0', '/')).toBe('/x\n');
  });

  it('reads bold that was struck a little further', () => {
    const again = { ...at(0, 0, 'bold'), x: UNITS_PER_INCH / 120 };
    expect(textOf(at(0, 0, 'bold'), again)).toBe('bold\n');
  });

  it('reads proportional type as words', () => {
    const advances = [9, 3, 6, 4, 9, 3].map((n) => points(n));
    const style = { ...STYLE, proportional: true };
    expect(textOf(at(0, 0, 'Wim Wi', { cell: 0, advances, style }))).toBe('Wim Wi\n');
  });

  it('stays small, wherever a mark is', () => {
    const far = { ...at(0, 0, 'far'), x: inches(40_000), y: inches(40_000) };
    expect(textOf(far).length).toBeLessThan(12_000);
    expect(textOf({ ...at(0, 0, 'near'), x: -inches(3), y: -inches(3) })).toBe('near\n');
  });

  it('keeps fewer marks the less text they have: a million of one letter each would be a gigabyte', () => {
    const marks = Array.from({ length: 200_000 }, (_, n) => at(n % 80, Math.floor(n / 80), 'x'));
    const page = createTextPage();
    for (const mark of marks) page.mark(mark);
    const { length } = page.text().replaceAll(/\s/g, '');
    expect(length).toBeGreaterThan(50_000);
    expect(length).toBeLessThan(100_000);
  });
});
