import { describe, expect, it } from 'vitest';
import { EMPTY_REPORT, type Supply } from '../../core/printer-report.ts';
import type { Observation, Witness } from '../../devices/observation.ts';
import { levelDisputes } from './levels.ts';

const toner = (colour: string, percent: number, kind = 'toner'): Supply => ({
  name: colour,
  kind,
  colour,
  level: { kind: 'percent', percent },
});
const heard = (witness: Witness, ...supplies: Supply[]): Observation => ({
  witness,
  at: 0,
  direct: true,
  printer: { ...EMPTY_REPORT, supplies },
  evidence: [],
});

describe('two witnesses of a toner', () => {
  it('disagree', () => {
    const one = heard('snmp', toner('black', 7), toner('cyan', 50));
    const other = heard('ipp', toner('Black', 75), toner('cyan', 48));
    expect(levelDisputes([one, other])).toEqual(['black: 7 % by SNMP, 75 % by IPP']);
  });

  it.each<[what: string, one: Supply[], other: Supply[]]>([
    ['agree as far as rounding goes', [toner('black', 10)], [toner('black', 15)]],
    ['speak of different colours', [toner('black', 10)], [toner('cyan', 90)]],
    [
      'have two of it',
      [toner('black', 10), toner('black', 90, 'toner cartridge')],
      [toner('black', 90)],
    ],
    ['speak of a drum', [toner('black', 10, 'drum')], [toner('black', 90)]],
    [
      'have words where the other has a number',
      [{ ...toner('black', 0), level: { kind: 'words', words: 'some left' } }],
      [toner('black', 90)],
    ],
  ])('do not where they %s', (_, one, other) => {
    expect(levelDisputes([heard('snmp', ...one), heard('ipp', ...other)])).toEqual([]);
  });
});
