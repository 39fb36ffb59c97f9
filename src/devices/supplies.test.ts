/** One ink, told by several witnesses who do not agree. */
import { describe, expect, it } from 'vitest';
import { deviceWith, ink } from '../../test/support/said.ts';
import type { Supply } from '../core/printer-report.ts';
import { judgeSupply } from './supplies.ts';
import { conditionWords, supplyWords } from './words.ts';

const toner = (colour: string, level: number | string, kind = 'toner'): Supply =>
  ink(colour, level, { kind });

describe('levels that contradict each other', () => {
  const device = deviceWith({
    ipp: { supplies: [toner('Black', 9)] },
    snmp: { supplies: [toner('black', 30), toner('cyan', 80)] },
  });
  const [black] = device.printer!.supplies;

  it('warn when any witness says that it is low, and say who', () => {
    expect(black).toEqual({
      ...toner('black', 30),
      by: 'snmp',
      also: [{ by: 'ipp', level: { kind: 'percent', percent: 9 } }],
      low: true,
      lowBy: ['ipp'],
      empty: false,
    });
    expect(supplyWords(black!)).toBe('black toner: 30 %, low by IPP (9 %)');
    expect(conditionWords(device)).toBe('black toner is low by IPP (9 %)');
  });

  it('are doubted', () => {
    expect(device.printer!.disputed).toEqual(['black: 9 % by IPP, 30 % by SNMP']);
  });

  it('are judged anew where another threshold is wanted', () => {
    const again = (low: number) => judgeSupply(black!, 'snmp', low);
    expect(again(8)).toMatchObject({ low: false });
    expect(again(8)).not.toHaveProperty('lowBy');
    expect(again(40)).toMatchObject({ low: true, lowBy: ['snmp', 'ipp'] });
    expect(supplyWords(again(40))).toBe('black toner: 30 %, low');
  });

  it('may be words against a number', () => {
    const { printer } = deviceWith({
      ipp: { supplies: [toner('black', 'empty')] },
      snmp: { supplies: [toner('black', 30)] },
    });
    expect(printer!.supplies.map(supplyWords)).toEqual(['black toner: 30 %, empty by IPP (empty)']);
    expect(printer!.disputed).toEqual([]);
  });
});

describe('two lists of supplies', () => {
  it.each<[what: string, ipp: Supply[], snmp: Supply[]]>([
    ['agree as far as rounding goes', [toner('black', 20)], [toner('black', 25)]],
    ['speak of different colours', [toner('black', 20)], [toner('cyan', 90)]],
    [
      'have two of it',
      [toner('black', 20)],
      [toner('black', 20), toner('black', 90, 'toner cartridge')],
    ],
    ['speak of a drum', [toner('black', 20, 'drum')], [toner('black', 90)]],
    [
      'speak of a container that fills',
      [{ ...toner('black', 5), fills: true }],
      [toner('black', 90)],
    ],
    [
      'have words where the other has a number',
      [toner('black', 'some left')],
      [toner('black', 90)],
    ],
  ])('do not contradict each other where they %s', (_, ipp, snmp) => {
    const { printer } = deviceWith({ ipp: { supplies: ipp }, snmp: { supplies: snmp } });
    expect(printer!.disputed).toEqual([]);
    expect(printer!.supplies.some(({ lowBy }) => lowBy !== undefined)).toBe(false);
  });
});
