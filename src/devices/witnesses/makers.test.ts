/**
 * Printers that are not Epson's, as the Printer MIB lets their makers tell of themselves. The numbers are constructed
 * after RFC 3805 and RFC 2790: levels and capacities that are none, supplies without colorants, sleep, several trays.
 */
import { describe, expect, it } from 'vitest';
import { reading, type Reading } from '../../../test/support/said-by-snmp.ts';
import { EMPTY_REPORT } from '../../core/printer-report.ts';
import { mergeObservations } from '../merge.ts';
import { alertsToTell, conditionWords, inputWords, mediaWords, supplyWords } from '../words.ts';
import { snmpObservation } from './snmp.ts';

const deviceOf = (said: Reading) =>
  mergeObservations([snmpObservation(reading(said), { at: 0 })])[0]!;
const conditionOf = (said: Reading) => deviceOf(said).printer!;

describe('a laser with percents, as HP tells them', () => {
  const printer = conditionOf({
    deviceState: 2,
    state: 1,
    supplies: [
      ['Black Cartridge HP CF410X', 3, 21, 19, 100, 62, 'black'],
      ['Cyan Cartridge HP CF411X', 3, 21, 19, 100, 9, 'cyan'],
      ['Fuser Kit HP 110V-B5L35A', 3, 15, 7, 150_000, 120_000],
      ['Document Feeder Kit', 3, 1, 19, -2, -2],
      ['Toner Collection Unit HP B5L37A', 4, 4, 19, 100, 7],
    ],
    alerts: [[4, 5, 23, 'Sleep mode on']],
    inputs: [
      ['Tray 1', 'na_letter_8.5x11in', 50, 0],
      ['Tray 2', 'iso_a4_210x297mm', 250, 200],
      ['Tray 3', 'iso_a3_297x420mm', 500, -3],
    ],
  });

  it('sleeps, and wants nothing for it', () => {
    expect(printer.state).toBe('sleeping');
    expect(printer.alerts).toMatchObject([{ severity: 'other', words: 'printer: saving power' }]);
  });

  it('has supplies in percent, of pages too, and room in what fills', () => {
    expect(printer.supplies.map(supplyWords)).toEqual([
      'Black Cartridge HP CF410X: 62 %',
      'Cyan Cartridge HP CF411X: 9 %, low',
      'Fuser Kit HP 110V-B5L35A: 80 %',
      'Document Feeder Kit: unknown',
      'Toner Collection Unit HP B5L37A: 7 % room left, nearly full',
    ]);
  });

  it('has trays, one of them empty', () => {
    expect(printer.inputs.map(inputWords)).toEqual([
      'Tray 1: letter, empty',
      'Tray 2: A4, 80 %',
      'Tray 3: A3, some left',
    ]);
  });
});

describe('a laser without numbers or colorants, as Brother tells them', () => {
  const said: Reading = {
    deviceState: 3,
    errorBits: [0x20],
    supplies: [
      ['Black Toner Cartridge', 3, 21, 13, -2, -3],
      ['Drum Unit', 3, 9, 7, 12_000, 11_000],
      ['Waste Toner Box', 4, 4, 2, -2, -3],
    ],
    alerts: [[4, 11, 1104, 'Toner Low: BK']],
    inputs: [['MP Tray', '', -2, -2]],
  };
  const printer = conditionOf(said);

  it('has some left, and some room', () => {
    expect(printer.supplies.map(supplyWords)).toEqual([
      'Black Toner Cartridge: some left',
      'Drum Unit: 92 %',
      'Waste Toner Box: some room left',
    ]);
  });

  it('tells by an alert what no level says', () => {
    expect(alertsToTell(printer)).toMatchObject([
      { severity: 'warning', reason: 'toner-low', said: 'Toner Low: BK' },
    ]);
    expect(conditionWords(deviceOf(said))).toBe('idle; 1 warning');
  });

  it('has a tray of which nothing is known', () => {
    expect(printer.inputs.map(inputWords)).toEqual(['MP Tray']);
  });

  it('has an ink whose colour is in its name, for another witness to know it by', () => {
    const toner = { kind: 'toner', colour: 'black', name: 'BK' };
    const ipp = {
      witness: 'ipp' as const,
      at: 0,
      from: { address: '192.0.2.10', port: 631 },
      direct: true,
      evidence: [],
      printer: {
        ...EMPTY_REPORT,
        supplies: [{ ...toner, level: { kind: 'percent' as const, percent: 4 } }],
      },
    };
    const [device] = mergeObservations([snmpObservation(reading(said), { at: 0 }), ipp]);
    expect(device!.printer!.supplies[0]).toMatchObject({ low: true, lowBy: ['ipp'] });
  });
});

describe('a copier that counts in pages, as Kyocera tells them', () => {
  const printer = conditionOf({
    deviceState: 5,
    state: 1,
    errorBits: [0x50],
    supplies: [
      ['TK-5240K', 3, 3, 7, 4000, 400, 'black'],
      ['TK-5240C', 3, 3, 7, 3000, 0, 'cyan'],
      ['TK-5240M', 3, 3, 7, 3000, 3500, 'magenta'],
      ['TK-5240Y', 3, 3, 7, -1, -1, 'yellow'],
      ['WT-5191', 4, 4, 15, -3, -3],
    ],
    alerts: [
      [3, 11, 1101, 'Replace toner [C]'],
      [3, 8, 13, 'Cassette 1 empty'],
      [5, 6, 4, 'Front cover closed'],
    ],
  });

  it('is down, and why', () => {
    expect(printer.state).toBe('down');
    expect(alertsToTell(printer).map(({ severity, words }) => `${severity} ${words}`)).toEqual([
      'critical input: empty',
      'other cover: cover closed',
    ]);
    // The bits say the same as the alerts, and nothing twice.
    expect(printer.alerts).toHaveLength(3);
  });

  it('has supplies, however they are counted', () => {
    expect(printer.supplies.map(supplyWords)).toEqual([
      'TK-5240K (black): 10 %, low',
      'TK-5240C (cyan): 0 %, empty',
      'TK-5240M (magenta): 100 %',
      'TK-5240Y (yellow): no limit',
      'WT-5191: some room left',
    ]);
  });
});

describe('paper', () => {
  it.each([
    ['iso_a4_210x297mm', 'A4'],
    ['iso_a3_297x420mm', 'A3'],
    ['iso-a4-white', 'A4 white'],
    ['na-letter-white', 'letter white'],
    ['na_legal_8.5x14in', 'legal'],
    ['jis_b5_182x257mm', 'B5'],
    ['Plain', 'Plain'],
    ['custom_100x200mm', 'custom_100x200mm'],
    ['A4', 'A4'],
    ['', ''],
  ])('called %s is %s', (media, words) => {
    expect(mediaWords(media)).toBe(words);
  });
});
