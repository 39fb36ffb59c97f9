import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVcards } from './vcard.ts';

const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

describe('cards', () => {
  it('of version 4.0, folded, with groups and escapes', () => {
    const text = card(
      'VERSION:4.0',
      'FN:Ada Love',
      ' lace',
      'ORG:Analytical\\; Engines;Office',
      'item1.TEL;VALUE=uri;TYPE="voice,work":tel:+44-20-555-0100',
      'EMAIL;TYPE=home:ada\\,l@example.org',
    );
    expect(readVcards(text)).toEqual([
      {
        name: 'Ada Lovelace',
        organization: 'Analytical; Engines',
        ways: [
          { kind: 'phone', label: 'work', value: '+44-20-555-0100' },
          { kind: 'mail', label: 'home', value: 'ada,l@example.org' },
        ],
      },
    ]);
  });

  it('of version 3.0, by the structured name, its empty fields left out', () => {
    const text = card('VERSION:3.0', 'N:Hopper;Grace;;Adm.;', 'TEL;type=CELL;type=pref:555 0101');
    expect(readVcards(text)).toEqual([
      {
        name: 'Adm. Grace Hopper',
        organization: '',
        ways: [{ kind: 'phone', label: 'cell', value: '555 0101' }],
      },
    ]);
  });

  it.each([
    ['UTF-8', 'Zo=C3=AB =\r\nM=C3=BCller', 'Zoë Müller'],
    ['ISO-8859-1', 'Zo=EB M=FCller', 'Zoë Müller'],
  ])('of version 2.1, quoted-printable in %s', (charset, value, name) => {
    const text = card(
      'VERSION:2.1',
      `FN;CHARSET=${charset};QUOTED-PRINTABLE:${value}`,
      'TEL;WORK;VOICE:1',
    );
    expect(readVcards(text)).toEqual([
      { name, organization: '', ways: [{ kind: 'phone', label: 'work', value: '1' }] },
    ]);
  });

  it('without a name are known by their organization, or left out', () => {
    expect(readVcards(card('ORG:Fire brigade', 'TEL:112') + card('TEL:1'))).toEqual([
      {
        name: 'Fire brigade',
        organization: '',
        ways: [{ kind: 'phone', label: '', value: '112' }],
      },
    ]);
  });

  it('that stand in others are passed over', () => {
    const text = card('FN:Outer', 'AGENT:', 'BEGIN:VCARD', 'FN:Inner', 'END:VCARD', 'TEL:1');
    expect(readVcards(text)).toMatchObject([{ name: 'Outer', ways: [{ value: '1' }] }]);
  });

  it('that never end are refused', () => {
    expect(() => readVcards('BEGIN:VCARD\nFN:X')).toThrow('never ends');
  });
});

/** None where the text is refused for what it may be refused for. */
function peopleOf(text: string) {
  try {
    return readVcards(text);
  } catch (problem) {
    if (!String(problem).includes('never ends')) throw problem;
    return [];
  }
}

describe('any text', () => {
  it('is read or refused, and names stay short and on one line', () => {
    const piece = fc.constantFrom(
      'BEGIN:VCARD\n',
      'END:VCARD\n',
      'FN',
      'TEL;WORK',
      ';ENCODING=QUOTED-PRINTABLE',
      ':=C3=',
      '\n',
      '\n ',
      '\\n',
      '"',
      ':',
      'x'.repeat(300),
      '\u{1f4de}',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const people = peopleOf(pieces.join(''));
        for (const { name, ways } of people) {
          expect(name.length).toBeLessThanOrEqual(3 * 120);
          expect(name).not.toMatch(/[\r\n]/);
          for (const { value } of ways) expect(value.length).toBeLessThanOrEqual(120);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
