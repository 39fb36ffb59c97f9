import { assert, property, uint8Array, array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainTxt, MAX_ENTRIES, readTxt, txtValue, type TxtEntry } from './txt.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (...strings: readonly string[]): TxtEntry[] => readTxt(strings.map(bytes));

describe('the strings of a TXT record (RFC 6763, section 6)', () => {
  it('are keys with values, empty values, and keys alone', () => {
    expect(read('ty=a=b', 'note=', 'air', '', '=lost', 'Küche=ü')).toEqual([
      { key: 'ty', value: 'a=b' },
      { key: 'note', value: '' },
      { key: 'air' },
      { key: 'Küche', value: 'ü' },
    ]);
  });

  it('have each key once, in whatever case: the first stands', () => {
    expect(read('Color=T', 'COLOR=F', 'color')).toEqual([{ key: 'Color', value: 'T' }]);
    expect(txtValue(read('Color=T'), 'cOLOR')).toBe('T');
    expect(txtValue(read('air'), 'air')).toBeUndefined();
  });

  it('may be anything', () => {
    expect(read('__proto__=x', 'constructor=y').map(({ key }) => key)).toEqual([
      '__proto__',
      'constructor',
    ]);
    assert(
      property(array(uint8Array({ maxLength: 20 }), { maxLength: 300 }), (strings) => {
        const entries = readTxt(strings);
        expect(entries.length).toBeLessThanOrEqual(Math.min(strings.length, MAX_ENTRIES));
        expect(explainTxt(entries, '_ipp._tcp')).toHaveLength(entries.length);
      }),
    );
    expect(read(...Array.from({ length: 300 }, (_, i) => `k${i}=`))).toHaveLength(MAX_ENTRIES);
  });
});

describe('what real devices say, in words', () => {
  const words = (type: string, ...strings: readonly string[]) =>
    explainTxt(read(...strings), type).map(({ key, meaning, words }) => [key, meaning, words]);

  it('an ET-2760 by IPP (public source)', () => {
    expect(
      words(
        '_ipp._tcp',
        'rp=ipp/print',
        'Color=T',
        'Fax=F',
        'PaperMax=legal-A4',
        'priority=30',
        'mopria-certified=1.3',
        'URF=CP1,RS360-720,W8,SRGB24,DM3,PQ3-4-5,IS1,V1.4',
      ),
    ).toEqual([
      ['rp', 'the queue, or the path, that jobs go to', undefined],
      ['Color', 'prints in colour', 'yes'],
      ['Fax', 'faxes', 'no'],
      ['PaperMax', 'largest paper', 'up to legal and A4'],
      ['priority', 'whether this service is to be preferred', 'before most others'],
      ['mopria-certified', 'version of Mopria that it was certified for', undefined],
      [
        'URF',
        'what AirPrint may use',
        'one copy at a time, 360 or 720 dots an inch, grey of 8 bits, sRGB of 24 bits, both sides, draft, normal, high quality, IS1, version 1.4',
      ],
    ]);
  });

  it('a WP-4530 by LPD (public source)', () => {
    expect(words('_printer._tcp', 'pdl=raw', 'rp=auto', 'priority=50')).toEqual([
      ['pdl', 'formats that it takes', undefined],
      ['rp', 'the queue, or the path, that jobs go to', undefined],
      ['priority', 'whether this service is to be preferred', 'as most'],
    ]);
  });

  it('a queue of CUPS', () => {
    expect(
      words('_ipp._tcp', 'printer-type=0x80901C', 'printer-state=4', 'air=username,password'),
    ).toEqual([
      [
        'printer-type',
        'what it can do, as bits of CUPS',
        'black and white, colour, both sides, paper up to legal and A4, paper of any size',
      ],
      ['printer-state', 'what it does now', 'printing'],
      ['air', 'what AirPrint must show to be let in', 'a name and a password'],
    ]);
  });

  it('a key means what it means for its type, and nothing where nobody says', () => {
    expect(words('_uscan._tcp', 'Duplex=T')).toEqual([['Duplex', 'scans both sides', 'yes']]);
    expect(words('_ipp._tcp', 'Duplex=T')).toEqual([['Duplex', 'prints on both sides', 'yes']]);
    expect(words('_airplay._tcp', 'Duplex=T')).toEqual([['Duplex', undefined, undefined]]);
    expect(
      words('_ipp._tcp', 'constructor=x', 'Color=maybe', 'URF=xyz', 'printer-type=0x0'),
    ).toEqual([
      ['constructor', undefined, undefined],
      ['Color', 'prints in colour', undefined],
      ['URF', 'what AirPrint may use', undefined],
      ['printer-type', 'what it can do, as bits of CUPS', undefined],
    ]);
  });
});
