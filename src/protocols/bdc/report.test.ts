import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { unsound } from '../../core/mutations.ts';
import { bdcReport } from './report.ts';
import status from './vectors/status.json' with { type: 'json' };
import texts from './vectors/texts.json' with { type: 'json' };
import { decode, firmwareDate } from './wire.ts';

const reportOf = (name: string) => {
  const { hex } = [...status, ...texts].find((vector) => vector.name === name)!;
  const decoded = decode(fromHex(hex));
  return bdcReport(decoded.ok ? decoded.message : (undefined as never));
};

describe('what a printer says, in words', () => {
  it('of the XP-432: no ink of 105 percent', () => {
    const report = reportOf('status of an XP-432 over SNMP');
    expect(report).toMatchObject({
      state: 'error',
      serial: 'X1YZ000000',
      errors: [{ words: 'waste ink full, or service needed' }],
      disputed: [],
    });
    const unread = { kind: 'words', words: 'inserted, not read' };
    const full = { kind: 'words', words: 'full' };
    expect(report.supplies).toMatchObject([
      { name: 'black', kind: 'ink', level: unread },
      { name: 'yellow', level: unread },
      { name: 'magenta', level: unread },
      { name: 'cyan', level: unread },
      { name: 'maintenance box 1', fills: true, level: full },
      { name: 'maintenance box 2', fills: true, level: { kind: 'words', words: 'not full' } },
    ]);
  });

  it('levels up to 100 as percent, states as words', () => {
    const { supplies } = reportOf('every ink state, and two percentages');
    expect(supplies.map(({ level }) => level)).toEqual([
      { kind: 'percent', percent: 0 },
      { kind: 'percent', percent: 100 },
      ...[
        'inserted, not read',
        'no cartridge',
        'cannot be read',
        'cannot be written',
        'not available',
        'does not fit this printer',
      ].map((words) => ({ kind: 'words', words })),
    ]);
  });

  it('disputed readings by their names', () => {
    const { disputed, supplies } = reportOf('disputed colours, a disputed state');
    expect(disputed).toEqual([
      'checking nozzles (disputed: preparing ink, says gp)',
      'light yellow (disputed: dark yellow, says epc)',
      'dark yellow (disputed: grey, says epc)',
    ]);
    expect(supplies.map(({ name }) => name)).toEqual(['light yellow', 'dark yellow']);
  });

  it('warnings, counters, and a box whose percent nobody explains', () => {
    const report = reportOf('warnings, a maintenance box, counters, cleaning');
    expect(report.alerts.map(({ words }) => words)).toEqual([
      'ink low, position 1',
      'cleaning disabled, position 5',
      'ink low, position 7',
    ]);
    expect(report.counters[1]).toEqual({ name: 'pages', count: 1000 });
    expect(report.supplies).toMatchObject([{ level: { kind: 'words', words: '40 %' } }]);
    expect(report.disputed).toHaveLength(1);
  });

  it('counters that nobody has named by their number', () => {
    const { counters } = reportOf('eight counters, as an ET-2850 has them');
    expect(counters.at(-1)).toEqual({ name: 'counter 8', count: 8 });
  });

  it('of the older reply the same', () => {
    expect(reportOf('the older status')).toMatchObject({
      state: 'idle',
      errors: [],
      supplies: [
        { name: 'black', level: { kind: 'percent', percent: 75 } },
        { name: 'cyan', level: { kind: 'percent', percent: 50 } },
        { name: 'magenta', level: { kind: 'words', words: 'no cartridge' } },
        { name: 'yellow', level: { kind: 'words', words: 'inserted, not read' } },
      ],
    });
  });

  it('model and firmware', () => {
    const report = reportOf('a device id over SNMP');
    expect(report).toMatchObject({ maker: 'EPSON', model: 'L6460 Series' });
    expect(reportOf('a firmware of 23 June 2017').firmware).toBe('ME23H6 (2017-06-23)');
    expect(firmwareDate('ME99H6')).toBeUndefined();
    expect(reportOf('a busy printer').supplies).toEqual([]);
  });
});

describe('any status', () => {
  const field = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 40 }))
    .map(([type, value]) => Uint8Array.of(type, value.length, ...value));

  it('is read whole, keeps every byte, and says no percentage above 100', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const body = joinBytes(fields);
        const head = fromHex('40 42 44 43 20 53 54 32 0d 0a');
        const bytes = joinBytes([head, Uint8Array.of(body.length & 255, body.length >> 8), body]);
        const decoded = decode(bytes);
        expect(unsound(decoded, bytes)).toBeUndefined();
        expect(decoded.ok).toBe(true);
        expect(decoded.fields.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
        const { supplies } = bdcReport(decoded.ok ? decoded.message : (undefined as never));
        const percents = supplies.flatMap(({ level }) =>
          level.kind === 'percent' ? [level.percent] : [],
        );
        expect(percents.every((percent) => percent <= 100)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
