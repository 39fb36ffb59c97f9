import { describe, expect, it } from 'vitest';
import { ESC, extended, FX, job, long, low, placed, play } from '../../../../test/support/escp.ts';

const across = (command: string, n: number) => job(`${ESC}${command}`, low(n & 0xffff));

describe('across', () => {
  it('ESC $ counts 1/60 inch from the left margin, or the unit of ESC (U', () => {
    expect(placed(job(across('$', 60), 'a'))).toEqual(['a 1: 1.25 0']);
    expect(placed(job(`${ESC}l\x0a`, across('$', 60), 'a'))).toEqual(['a 1: 2.25 0']);
    expect(placed(job(extended('U', 10), across('$', 360), 'a'))).toEqual(['a 1: 1.25 0']);
  });

  it('ESC $ does nothing past the right margin', () => {
    const { report } = play(job('ab', across('$', 481), 'c'));
    expect(report.faults).toMatchObject([{ name: 'ESC $', offset: 2 }]);
    expect(placed(job('ab', across('$', 481), 'c'))[2]).toBe('c 1: 0.45 0');
    expect(placed(job('ab', across('$', 474), 'c'))[2]).toBe('c 1: 8.15 0');
  });

  it('ESC \\ counts 1/180 inch in letter quality, 1/120 in draft, both ways', () => {
    expect(placed(job('a', across('\\', 180), 'b'))[1]).toBe('b 1: 1.35 0');
    expect(placed(job(`${ESC}x0a`, across('\\', 120), 'b'))[1]).toBe('b 1: 1.35 0');
    expect(placed(job('a', across('\\', 120), 'b'), { model: FX })[1]).toBe('b 1: 1.35 0');
    expect(placed(job('abc', across('\\', -18), 'd'))[3]).toBe('d 1: 0.45 0');
    expect(placed(job(extended('U', 5), 'a', across('\\', 720), 'b'))[1]).toBe('b 1: 1.35 0');
    // To the left of the margin: nothing.
    expect(placed(job('a', across('\\', -180), 'b'))[1]).toBe('b 1: 0.35 0');
  });

  it('ESC ($, (/ and (\\ reach where graphics begin', () => {
    const unit = extended('U', 1, 1, 4, ...low(1440)); // 1/1440, 1/1440 and 1/360 inch
    expect(placed(job(unit, extended('$', ...long(360)), 'a'))).toEqual(['a 1: 1.25 0']);
    expect(placed(job(unit, 'a', extended('/', ...long(-36)), 'b'))[1]).toBe('b 1: 0.25 0');
    expect(placed(job('a', extended('\\', ...low(1440), ...low(720)), 'b'))[1]).toBe('b 1: 0.85 0');
    expect(play(job(extended('\\', 0, 0, 1, 0), 'a')).report.faults).toHaveLength(1);
  });

  it('backspace goes a character to the left, not past the margin', () => {
    expect(placed(job('\bab\b\b\b\bc'))).toEqual(['a 1: 0.25 0', 'b 1: 0.35 0', 'c 1: 0.25 0']);
    expect(placed(job(`${ESC}c`, low(90), 'a\bb'))).toEqual(['a 1: 0.25 0', 'b 1: 0.25 0']);
  });

  it('moves add up without error, whatever the unit', () => {
    // 1/5760 inch, ten thousand times, in steps that no decimal holds.
    const unit = extended('U', 1, 1, 1, ...low(5760));
    const steps = Array.from({ length: 5760 }, () => extended('/', ...long(1)));
    expect(placed(job(unit, ...steps, 'a'))).toEqual(['a 1: 1.25 0']);
  });
});

describe('down', () => {
  it('ESC (V counts from the top margin, ESC (v from here', () => {
    const margins = extended('c', ...low(360), ...low(3600));
    expect(placed(job(margins, extended('V', ...low(720)), 'a'))).toEqual(['a 1: 0.25 3']);
    expect(placed(job(margins, extended('v', ...low(720)), 'a'))).toEqual(['a 1: 0.25 3']);
    expect(placed(job(margins, extended('V', ...long(720)), 'a'))).toEqual(['a 1: 0.25 3']);
    const unit = extended('U', 20);
    expect(placed(job(unit, extended('V', ...low(180)), 'a'))).toEqual(['a 1: 0.25 1']);
  });

  it('goes up no further than 179/360 inch', () => {
    const down = extended('V', ...low(720));
    const up = (n: number) => extended('v', ...low(-n & 0xffff));
    expect(placed(job(down, up(179), 'a'))).toEqual(['a 1: 0.25 1.50278']);
    expect(placed(job(down, up(180), 'a'))).toEqual(['a 1: 0.25 2']);
    expect(placed(job(down, extended('V', ...low(100)), 'a'))).toEqual(['a 1: 0.25 2']);
    const margins = extended('c', ...low(360), ...low(3600));
    expect(placed(job(margins, extended('v', ...low(50)), up(100), 'a'))).toEqual([
      'a 1: 0.25 1.13889',
    ]);
    expect(play(job(up(100), 'a')).report.faults).toMatchObject([{ name: 'ESC (v' }]);
  });

  it('below the bottom margin it is the next page', () => {
    const margins = extended('c', ...low(360), ...low(3600));
    expect(placed(job(margins, 'a', extended('v', ...low(3400)), 'b'))).toEqual([
      'a 1: 0.25 1',
      'b 2: 0.35 1',
    ]);
    expect(placed(job(margins, 'a', extended('V', ...long(0x7fffffff)), 'b'))[1]).toBe(
      'b 2: 0.35 1',
    );
  });

  it('ESC J feeds 1/180 inch, or 1/216 of nine pins, and stays in its column', () => {
    expect(placed(job(`a${ESC}J\xb4b`))[1]).toBe('b 1: 0.35 1');
    expect(placed(job(`a${ESC}J\xd8b`), { model: FX })[1]).toBe('b 1: 0.35 1');
  });

  it('ESC j feeds back, never off the page', () => {
    expect(placed(job(`\n\na${ESC}j\x24b`))[1]).toBe('b 1: 0.35 0.16667');
    expect(placed(job(`\na${ESC}j\xffb`))[1]).toBe('b 1: 0.35 0');
  });
});
