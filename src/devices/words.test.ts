/** What a person reads of supplies, alerts and counters, whoever told them. */
import { describe, expect, it } from 'vitest';
import { alert, deviceWith, ink } from '../../test/support/said.ts';
import type { Supply } from '../core/printer-report.ts';

import { EMPTY_PERCENT, judgeSupply, LOW_PERCENT } from './supplies.ts';
import { alertWords, conditionWords, counterWords, supplyWords, witnessWords } from './words.ts';

const box = (level: number | string) => ({
  ...ink('', level, { name: 'maintenance box', kind: 'maintenance box', fills: true }),
  colour: 'none',
});

describe('a supply', () => {
  it.each<[supply: Supply, words: string, low: boolean, empty: boolean]>([
    [ink('black', 45), 'black ink: 45 %', false, false],
    [ink('black', LOW_PERCENT + 1), 'black ink: 11 %', false, false],
    [ink('black', LOW_PERCENT), 'black ink: 10 %, low', true, false],
    [ink('black', EMPTY_PERCENT), 'black ink: 0 %, empty', true, true],
    [ink('cyan', 'inserted, not read'), 'cyan ink: inserted, not read', false, false],
    [ink('cyan', 'some left'), 'cyan ink: some left', false, false],
    [ink('cyan', 'unknown'), 'cyan ink: unknown', false, false],
    [ink('cyan', 'no cartridge'), 'cyan ink: no cartridge', true, true],
    [ink('cyan', 'empty'), 'cyan ink: empty', true, true],
    [ink('cyan', 'low'), 'cyan ink: low', true, false],
    [
      ink('black', 5, { name: 'Black Ink Cartridge' }),
      'Black Ink Cartridge: 5 %, low',
      true,
      false,
    ],
    [ink('black', 50, { name: 'T03M1' }), 'T03M1 (black): 50 %', false, false],
    [ink('black', 50, { name: 'Tank', fills: true }), 'Tank (black): 50 % room left', false, false],
    [{ ...box(0), name: 'Waste' }, 'Waste (none): 0 % room left, full', true, true],
    [{ ...box(8), name: 'Waste' }, 'Waste (none): 8 % room left, nearly full', true, false],
  ])('%j is "%s"', (supply, words, low, empty) => {
    const judged = judgeSupply(supply, 'snmp');
    expect(supplyWords(judged)).toBe(words);
    expect(judged).toMatchObject({ low, empty, by: 'snmp' });
  });

  it.each([
    ['full', true, true],
    ['nearly full', true, false],
    ['not full', false, false],
    ['not full, 45 %', false, false],
  ])('a maintenance box that is %s', (level, low, empty) => {
    const { colour: _, ...supply } = box(level);
    const judged = judgeSupply(supply, 'snmp');
    expect(judged).toMatchObject({ low, empty });
    expect(supplyWords(judged)).toBe(`maintenance box: ${level}`);
  });
});

describe('several witnesses', () => {
  it('are heard for supplies one at a time: whoever tells most', () => {
    const { printer } = deviceWith({
      ipp: { supplies: [ink('BK', 7), ink('C', 'unknown')] },
      snmp: { supplies: [ink('black', 7), ink('cyan', 50)] },
    });
    expect(printer!.supplies.map(supplyWords)).toEqual(['black ink: 7 %, low', 'cyan ink: 50 %']);
  });

  it('say an alert once, as severe as any of them says', () => {
    const { printer } = deviceWith({
      ipp: { alerts: [alert('warning', 'Paper jam'), alert('other', 'asleep')] },
      snmp: {
        alerts: [alert('critical', 'paper jam')],
        errors: [{ words: 'low toner' }, { words: 'no paper' }],
      },
    });
    expect(printer!.alerts.map(alertWords)).toEqual([
      'critical: Paper jam (by IPP and SNMP; IPP says warning)',
      'critical: no paper (by SNMP)',
      'warning: low toner (by SNMP)',
      'asleep (by IPP)',
    ]);
  });

  it('are believed when one of them says that it has stopped', () => {
    expect(deviceWith({ enpc: { state: 'idle' }, ipp: { state: 'stopped' } }).printer!.state).toBe(
      'stopped',
    );
    expect(deviceWith({ enpc: { state: 'unknown' }, ipp: { state: 'idle' } }).printer!.state).toBe(
      'idle',
    );
  });

  it('count on: of two readings the larger is the later', () => {
    const { printer } = deviceWith({
      ipp: { counters: [{ name: 'pages', count: 1234 }] },
      snmp: {
        counters: [
          { name: 'pages', count: 12_345 },
          { name: 'colour pages', count: 9, unit: 'sheets' },
        ],
      },
    });
    expect(printer!.counters.map(counterWords)).toEqual([
      '12,345 pages',
      '9 colour pages (sheets)',
    ]);
  });

  it('are named in one order', () => {
    expect(witnessWords(['enpc', 'snmp', 'dnssd'])).toBe('ENPC, SNMP and DNS-SD');
    expect(witnessWords(['wsd'])).toBe('WSD');
  });
});

describe('a device', () => {
  it('is told in a line, worst first', () => {
    const device = deviceWith({
      snmp: {
        state: 'idle',
        errors: [{ words: 'low toner' }],
        supplies: [ink('black', 3), ink('cyan', 0), ink('yellow', 'no cartridge')],
      },
    });
    expect(conditionWords(device)).toBe(
      'idle; 1 warning; black ink is low; cyan ink is empty; yellow ink: no cartridge',
    );
  });

  it('of which nobody said how it is has no such line', () => {
    expect(conditionWords({})).toBeUndefined();
    expect(conditionWords(deviceWith({ snmp: {} }))).toBeUndefined();
  });
});
