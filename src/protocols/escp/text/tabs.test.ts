import { describe, expect, it } from 'vitest';
import { ESC, job, pagesOf, placed, play } from '../../../../test/support/escp.ts';

describe('horizontal tabs', () => {
  it('are at every eighth column of 10 to the inch', () => {
    expect(placed(job('a\tb\tc'))).toEqual(['a 1: 0.25 0', 'b 1: 1.05 0', 'c 1: 1.85 0']);
    expect(placed(job('12345678\tb'))[8]).toBe('b 1: 1.85 0');
    expect(placed(job(`${ESC}l\x0a\tb`))).toEqual(['b 1: 2.05 0']);
  });

  it('are where they are set, in columns of the pitch that was, and stay there', () => {
    const set = `${ESC}M${ESC}D\x0c\x18\0${ESC}P`;
    expect(placed(job(set, 'a\tb\tc\td'))).toEqual([
      'a 1: 0.25 0',
      'b 1: 1.25 0',
      'c 1: 2.25 0',
      'd 1: 2.35 0', // no stop is left: nothing
    ]);
    expect(placed(job(`${ESC}D\0a\tb`))[1]).toBe('b 1: 0.35 0');
    // Of proportional type columns are of 10 to the inch.
    const set12 = job(`${ESC}M${ESC}p1${ESC}D\x0a\0\ta`);
    expect(placed(set12, { widths: () => 0.5 })).toEqual(['a 1: 1.25 0']);
    // A list ends where it does not ascend.
    expect(placed(job(`${ESC}D\x0a\x05\x14\0\ta\tb`))).toEqual(['a 1: 1.25 0', 'b 1: 1.35 0']);
    expect(placed(job(`${ESC}D\x0a\0${ESC}@\ta`))).toEqual(['a 1: 1.05 0']);
  });

  it('do nothing beyond the right margin', () => {
    expect(placed(job(`${ESC}Q\x0a\ta\tb`))).toEqual(['a 1: 1.05 0', 'b 1: 1.15 0']);
  });

  it('come at steps by ESC e, and spaces and lines by ESC f', () => {
    expect(placed(job(`${ESC}e\0\x05\ta\tb`))).toEqual(['a 1: 0.75 0', 'b 1: 1.25 0']);
    expect(placed(job(`${ESC}e1\x03\va\vb`))).toEqual(['a 1: 0.25 0.5', 'b 1: 0.25 1']);
    expect(placed(job(`a${ESC}f\0\x0ab${ESC}f1\x06c`))).toEqual([
      'a 1: 0.25 0',
      'b 1: 1.35 0',
      'c 1: 0.25 1',
    ]);
  });
});

describe('vertical tabs', () => {
  it('are line feeds where none was ever set, and carriage returns once they are cancelled', () => {
    expect(placed(job('a\vb'))[1]).toBe('b 1: 0.25 0.16667');
    expect(placed(job(`${ESC}B\0aa\vb`))[2]).toBe('b 1: 0.25 0');
  });

  it('go to the next stop, below the last one to the next page', () => {
    const set = `${ESC}B\x06\x0c\0${ESC}0`; // at 1 and 2 inches, whatever the spacing is later
    expect(placed(job(set, 'a\vb\vc\vd'))).toEqual([
      'a 1: 0.25 0',
      'b 1: 0.25 1',
      'c 1: 0.25 2',
      'd 2: 0.25 0',
    ]);
  });

  it('have eight channels', () => {
    const set = `${ESC}b\x02\x06\0${ESC}b\x07\x0c\0`;
    expect(placed(job(set, `a${ESC}/\x02\vb`))[1]).toBe('b 1: 0.25 1');
    expect(placed(job(set, `a${ESC}/\x07\vb`))[1]).toBe('b 1: 0.25 2');
    const { report } = play(job(`${ESC}/\x08${ESC}b\x08\x06\0`));
    expect(report.faults.map(({ name }) => name)).toEqual(['ESC /', 'ESC b']);
  });

  it('and skips make four pages at once at most', () => {
    expect(pagesOf(job(`${ESC}f1\xff`))).toHaveLength(3);
    expect(pagesOf(job(`${ESC}C\x01${ESC}f1\xff`))).toHaveLength(4);
  });

  it('cost what they say, not more', () => {
    // 66 lines a page; on the last one nothing stands.
    const pages = pagesOf(job(`${ESC}e1\x01`, '\v'.repeat(10_000)));
    expect(pages).toHaveLength(Math.floor(10_000 / 66));
  });
});
