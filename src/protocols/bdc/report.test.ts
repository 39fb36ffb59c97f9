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

/** The binary status with these fields and no others. */
function reportOfFields(fields: string) {
  const body = fromHex(fields);
  const head = fromHex('40 42 44 43 20 53 54 32 0d 0a');
  const decoded = decode(joinBytes([head, Uint8Array.of(body.length, 0), body]));
  return bdcReport(decoded.ok ? decoded.message : (undefined as never));
}

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

  it('a page of its own, cleaning, and what is not as on most days', () => {
    expect(reportOf('warnings, a maintenance box, counters, cleaning').state).toBe(
      'cleaning, 300 s',
    );
    expect(reportOfFields('01 01 01 03 01 00').state).toBe(
      'printing a page of its own, nozzle test',
    );
    const report = reportOf('power, tray, temperature, jam, interface');
    expect(report.alerts).toEqual([
      { severity: 'other', words: 'paper jam: at the rear feed', reason: 'media-jam' },
      { severity: 'other', words: 'print head: above 40 °C' },
      { severity: 'other', words: 'interface: not ready' },
    ]);
    expect(report.covers).toEqual([{ name: 'tray', state: 'open' }]);
    expect(report.supplies).toEqual([
      { name: 'battery', kind: 'battery', level: { kind: 'percent', percent: 80 } },
    ]);
  });

  it('what to replace, what is cancelled, and where the paper is', () => {
    const report = reportOfFields('0e 01 05 13 01 81 06 02 01 02');
    expect(report.alerts.map(({ words }) => words)).toEqual([
      'cartridge to replace: position 1, 3',
      'cancelling: requested',
    ]);
    expect(report.inputs).toEqual([{ name: 'front 2' }]);
    expect(reportOf('status of an XP-432 over SNMP').inputs).toEqual([
      { name: 'rear', media: 'paper type 0x00, size 0x00' },
    ]);
  });

  it.each([
    ['0x0e', '01 01 0e', { state: 'unknown state 0x0e' }],
    ['0xee', '02 01 ee', { errors: [{ words: 'unknown error 0xee' }] }],
    ['0xbb', '04 01 bb', { alerts: [{ severity: 'warning', words: 'unknown warning 0xbb' }] }],
    ['0x80', '35 01 80', { alerts: [{ words: 'paper jam: unknown place 0x80' }] }],
    ['0x65', '0d 01 65', { supplies: [{ level: { words: 'unknown level 0x65' } }] }],
    ['0x07', '37 02 01 07', { supplies: [{ level: { words: 'unknown state 0x07' } }] }],
    ['0x30', '0f 04 03 30 30 32', { supplies: [{ name: 'unknown colour 0x30' }] }],
    ['0x0777', '06 02 07 77', { inputs: [{ name: 'unknown path 0x777' }] }],
  ])('an unknown code %s by its number', (_, fields, said) => {
    expect(reportOfFields(fields)).toMatchObject(said);
  });

  it.each([
    ['idle', '01 01 04 02 01 00', []],
    ['an error', '01 01 00 02 01 00', [{ words: 'fatal error' }]],
    ['told alone', '02 01 00', [{ words: 'fatal error' }]],
    [
      'idle with an error that has a number',
      '01 01 04 02 01 06',
      [{ words: 'paper out', reason: 'media-empty' }],
    ],
  ])('error 00 where the state is %s', (_, fields, errors) => {
    expect(reportOfFields(fields).errors).toEqual(errors);
  });

  it.each([
    [0x02, 'cover-open'],
    [0x04, 'media-jam'],
    [0x05, 'marker-supply-empty'],
    [0x06, 'media-empty'],
    // Two meanings in one code, or a part without what is wrong with it: no keyword.
    [0x10, undefined],
    [0x29, undefined],
    [0x47, undefined],
  ])('error %i has in IPP the keyword %s', (code, reason) => {
    const [error] = reportOfFields(`02 01 ${code.toString(16).padStart(2, '0')}`).errors;
    expect(error!.reason).toBe(reason);
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
