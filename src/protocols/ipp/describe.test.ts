import { describe, expect, it } from 'vitest';
import { attribute } from './encode.ts';
import { printerOf } from './describe.ts';
import { stateReason } from './reasons.ts';
import type { IppValue } from './values.ts';

const text = (words: string): IppValue => ({ kind: 'text', text: words });
const keyword = (words: string): IppValue => ({ kind: 'keyword', text: words });
const integer = (value: number): IppValue => ({ kind: 'integer', value });
const octets = (words: string): IppValue => ({
  kind: 'octetString',
  bytes: new TextEncoder().encode(words),
});

describe('a printer', () => {
  it('that tells much is a record in words', () => {
    const printer = printerOf([
      attribute('printer-make-and-model', text('EPSON ET-2760 Series')),
      attribute('printer-info', {
        kind: 'textWithLanguage',
        language: 'de',
        text: 'Drucker \u001b[31mim\u001b[0m Flur',
      }),
      attribute('printer-device-id', text('MFG:EPSON;MDL:ET-2760 Series;SN:X1YZ000000;')),
      attribute('printer-uuid', {
        kind: 'uri',
        text: 'urn:uuid:CFE92100-67C4-11D4-A45F-00005E005301',
      }),
      attribute('printer-state', { kind: 'enum', value: 5 }),
      attribute(
        'printer-state-reasons',
        keyword('media-empty-error'),
        keyword('marker-supply-low-warning'),
      ),
      attribute('printer-is-accepting-jobs', { kind: 'boolean', value: true }),
      attribute('printer-impressions-completed', integer(4711)),
      attribute('printer-alert', octets('code=coverOpen;severity=critical;')),
      attribute('printer-alert-description', text('')),
      attribute(
        'printer-uri-supported',
        { kind: 'uri', text: 'ipps://p.local:631/ipp/print' },
        { kind: 'uri', text: 'ipp://p.local:631/ipp/print' },
      ),
      attribute('uri-security-supported', keyword('tls'), keyword('none')),
    ]);
    expect(printer).toEqual({
      makeAndModel: 'EPSON ET-2760 Series',
      name: 'Drucker im Flur',
      maker: 'EPSON',
      model: 'ET-2760 Series',
      serial: 'X1YZ000000',
      deviceId: 'MFG:EPSON;MDL:ET-2760 Series;SN:X1YZ000000;',
      uuid: 'urn:uuid:cfe92100-67c4-11d4-a45f-00005e005301',
      state: 'stopped',
      reasons: [
        { keyword: 'media-empty', severity: 'error', words: 'out of paper' },
        { keyword: 'marker-supply-low', severity: 'warning', words: 'ink or toner is low' },
      ],
      acceptsJobs: true,
      supplies: [],
      alerts: [
        { code: 'coverOpen', severity: 'critical', words: 'cover open', reason: 'cover-open' },
      ],
      counters: { impressions: 4711 },
      uris: [
        { uri: 'ipps://p.local:631/ipp/print', security: 'tls' },
        { uri: 'ipp://p.local:631/ipp/print', security: 'none' },
      ],
      formats: [],
      versions: [],
      features: [],
    });
  });

  it('that tells nothing, or everything in the wrong kind, is empty', () => {
    const empty = printerOf([]);
    expect(empty).toMatchObject({ supplies: [], reasons: [], counters: {} });
    const names = [
      'printer-state',
      'printer-info',
      'printer-supply',
      'marker-colors',
      'printer-up-time',
    ];
    const none = names.map((name) => attribute(name, { kind: 'none', why: 'unknown' }));
    expect(printerOf(none)).toEqual(empty);
  });
});

describe('supplies', () => {
  it('of printer-supply', () => {
    const { supplies } = printerOf([
      attribute(
        'printer-supply',
        octets(
          'index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=25;colorantname=unknown;',
        ),
        octets(
          'class=supplyThatIsConsumed;type=inkCartridge;unit=impressions;maxcapacity=400;level=300;colorantname=black;',
        ),
        octets('type=inkCartridge;maxcapacity=-2;level=-3;colorantname=cyan'),
        octets('type=fuser;maxcapacity=-2;level=17'),
      ),
      attribute('printer-supply-description', text('Waste Tank'), text('Black Ink')),
    ]);
    expect(supplies).toEqual([
      { name: 'Waste Tank', kind: 'waste toner', receptacle: true, percent: 25, level: '25 %' },
      {
        name: 'Black Ink',
        colour: 'black',
        kind: 'ink cartridge',
        receptacle: false,
        percent: 75,
        level: '75 %',
      },
      {
        name: 'inkCartridge',
        colour: 'cyan',
        kind: 'ink cartridge',
        receptacle: false,
        level: 'some left',
      },
      { name: 'fuser', kind: 'fuser', receptacle: false, level: '17, of how much it does not say' },
    ]);
  });

  it('of markers, where there is nothing else', () => {
    const name = (words: string): IppValue => ({ kind: 'name', text: words });
    const { supplies } = printerOf([
      attribute('marker-names', name('Black'), name('Colour'), name('Waste')),
      attribute('marker-colors', name('#000000'), name('#00FFFF#FF00FF#FFFF00'), name('none')),
      attribute('marker-types', keyword('ink'), keyword('ink-cartridge'), keyword('waste-ink')),
      attribute('marker-levels', integer(63), integer(-2), integer(105)),
    ]);
    expect(supplies).toEqual([
      {
        name: 'Black',
        colour: 'black',
        kind: 'ink',
        receptacle: false,
        percent: 63,
        level: '63 %',
      },
      {
        name: 'Colour',
        colour: 'cyan, magenta, yellow',
        kind: 'ink cartridge',
        receptacle: false,
        level: 'unknown',
      },
      { name: 'Waste', kind: 'waste ink', receptacle: true, percent: 100, level: '100 %' },
    ]);
  });
});

describe('reasons', () => {
  it.each([
    ['none', undefined],
    ['paused', { keyword: 'paused', severity: 'report', words: 'paused' }],
    ['toner-low-report', { keyword: 'toner-low', severity: 'report', words: 'toner is low' }],
    [
      'epson-odd-thing-error',
      { keyword: 'epson-odd-thing', severity: 'error', words: 'epson odd thing' },
    ],
  ])('%s', (keyword, reason) => {
    expect(stateReason(keyword)).toEqual(reason);
  });
});
