import { describe, expect, it } from 'vitest';
import type { Dataset } from './atlas.ts';
import type { Claim, Dispute } from './claim.ts';
import { createAtlas } from './lookup.ts';
import { rank } from './rank.ts';
import { rangeOf } from './ranges.ts';
import { readTable } from './table.ts';

const TABLES = {
  iana: [
    '80\ttcp\twww-http\tWorld Wide Web HTTP\tassigned',
    '631\ttcp\tipps\tInternet Printing Protocol over HTTPS\tassigned',
    '641\ttcp udp\trepcmd\trepcmd\tassigned',
    '642\ttcp udp\tesro-emsdp\tESRO-EMSDP V1.3\tassigned',
    '1023\ttcp\t-\tReserved\treserved',
    '3289\ttcp udp\tenpc\tENPC\tassigned',
    '9100\ttcp\tpdl-datastream\tPDL Data Streaming Port\tassigned',
  ],
  curated: [
    '6000-6063\ttcp\tx11\tX Window System\tassigned\tIANA registry',
    '80\ttcp\thttp\tHypertext Transfer Protocol\tassigned\tIANA registry',
    '631\ttcp\tipp\tInternet Printing Protocol\tassigned\tIANA registry, 631',
    '9100\ttcp\tjetdirect\tEpson and other printers\tunofficial\tHP manual',
  ],
  documents: [
    '641\tudp\tesro-emsdp\tESRO-EMSDP\tassigned\tdocument',
    '631\ttcp\tipp\tPrinting\tassigned\tdocument',
    '650\ttcp\tnobody\tNobody\tassigned\tdocument',
    '3289\tudp\tepson-enpc\tEpson printers\tunofficial\tdocument\t\tSeiko Epson\t\tFound by epson.',
  ],
};

const BY_HAND: Dispute = {
  ports: [9100, 9101],
  summary: 'Two names.',
  supported: 'iana',
  foundBy: 'hand',
};

const EXPLAINED: Dispute = {
  kind: 'service',
  ports: [650],
  summary: 'Nobody is at home.',
  foundBy: 'hand',
};

/** What is asked for, counted. */
function dataset() {
  const asked: string[] = [];
  const of: Dataset = {
    sources: () => [{ id: 'iana', title: 'The registry' }],
    tables: () =>
      Object.entries(TABLES).map(([source, lines]) => ({
        source,
        open() {
          asked.push(source);
          return readTable(`${lines.join('\n')}\n`, source);
        },
      })),
    curated() {
      asked.push('disputes');
      const ghost = { service: 'esro-emsdp', evidence: 'Nobody speaks it.', reference: 'RFC 2524' };
      return { disputes: [BY_HAND, EXPLAINED], ghosts: [ghost] };
    },
  };
  return { of, asked };
}

const atlas = () => createAtlas(dataset().of);
const services = (claims: readonly Claim[]) => claims.map(({ service }) => service);

describe('an atlas', () => {
  it('reads nothing before the first question, and nothing twice', async () => {
    const { of, asked } = dataset();
    const lazy = createAtlas(of);
    expect(asked).toEqual([]);
    for (const port of [80, 80, 641]) lazy.lookup(port);
    await lazy.search('epson');
    lazy.near('enpcc');
    lazy.ghost('esro-emsdp', 642);
    expect(asked.filter((name) => name !== 'disputes')).toEqual(['iana', 'curated', 'documents']);
  });

  it('takes a ghost for one only on the ports that it is about', () => {
    const shared = {
      service: 'msp',
      ports: [18],
      evidence: 'Nobody speaks it.',
      reference: 'none',
    };
    const { of } = dataset();
    const haunted = createAtlas({ ...of, curated: () => ({ disputes: [], ghosts: [shared] }) });
    expect(haunted.ghost('msp', 18)).toEqual(shared);
    expect(haunted.ghost('msp', 2438)).toBeUndefined();
  });

  it('keeps every claim of every source', () => {
    expect(services(atlas().lookup(80).claims)).toEqual(['http', 'www-http']);
    expect(services(atlas().claims(641, 'udp'))).toEqual(['repcmd', 'esro-emsdp']);
    expect(services(atlas().claims(641, 'tcp'))).toEqual(['repcmd']);
    expect(services(atlas().claims(641, 'sctp'))).toEqual([]);
  });

  it('knows both ends of a range, and not what is beside them', () => {
    const at = (port: number) => services(atlas().lookup(port).claims);
    expect([5999, 6000, 6031, 6063, 6064].map(at)).toEqual([[], ['x11'], ['x11'], ['x11'], []]);
  });

  it.each([-1, 65_536, 1.5, NaN, Infinity])('%s is no port', (port) => {
    expect(() => atlas().lookup(port)).toThrow(RangeError);
  });

  it('finds a service by its very name', () => {
    expect(
      atlas()
        .named('ipp')
        .map(({ source }) => source),
    ).toEqual(['curated', 'documents']);
    expect(atlas().named('ip')).toEqual([]);
    expect(atlas().named('')).toEqual([]);
  });

  it('knows its ghosts and sources', () => {
    expect(atlas().ghost('esro-emsdp', 642)).toMatchObject({ evidence: 'Nobody speaks it.' });
    expect(atlas().ghost('enpc', 3289)).toBeUndefined();
    expect(atlas().source('iana')).toMatchObject({ title: 'The registry' });
    expect(atlas().source('nobody')).toBeUndefined();
  });
});

describe('names that are spelled nearly so', () => {
  it.each<[name: string, near: string[]]>([
    ['enbc', ['enpc']],
    ['ENPCC', ['enpc']],
    ['jetdirekt', ['jetdirect']],
    ['ip', ['ipp']],
    ['xyzzyplugh', []],
  ])('%s: %s', (name, near) => {
    expect(
      atlas()
        .near(name)
        .slice(0, near.length || undefined),
    ).toEqual(near);
  });

  it('nearest first, then by name, no more than asked for', () => {
    expect(atlas().near('ippx')).toEqual(['ipp', 'ipps']);
    expect(atlas().near('ippx', 1)).toEqual(['ipp']);
  });
});

describe('search', () => {
  const found = async (text: string) => {
    const { hits } = await atlas().search(text);
    return services(hits.map(({ claim }) => claim));
  };

  it('the very name first, then names that begin so, titles, registrants and notes', async () => {
    expect(await found('ipp')).toEqual(['ipp', 'ipp', 'ipps']);
    // The document's claim has the word in its name.
    expect(await found('epson')).toEqual(['epson-enpc', 'jetdirect']);
  });

  it.each<[text: string, found: string[]]>([
    ['EPSON Printers', ['epson-enpc', 'jetdirect']],
    ['epson enpc', ['epson-enpc']],
    ['seiko', ['epson-enpc']],
    ['manual', ['jetdirect']],
    ['9100', ['pdl-datastream', 'jetdirect']],
  ])('%j: %s', async (text, services) => {
    expect(await found(text)).toEqual(services);
  });

  it('gives at most what was asked for', async () => {
    expect((await atlas().search('printing', 1)).hits).toHaveLength(1);
  });
});

describe('disputes', () => {
  const of = (port: number) => atlas().lookup(port).disputes;

  it('a source that says "officially" against the registry, told on both ports', () => {
    const dispute = {
      kind: 'service',
      ports: [641, 642],
      transports: ['udp'],
      source: 'documents',
      summary:
        'According to the document, 641/udp is officially esro-emsdp; the registry has repcmd there, esro-emsdp on 642.',
      terms: [
        {
          port: 641,
          transports: ['udp'],
          says: 'official',
          names: ['esro-emsdp'],
          documents: ['document'],
          registry: 'assigned',
          registryNames: ['repcmd'],
          elsewhere: [{ name: 'esro-emsdp', ports: [642] }],
        },
      ],
      supported: 'iana',
      reason: 'the registry decides what is official, whatever is in use',
      foundBy: 'comparison',
    };
    expect(of(641)).toEqual([dispute]);
    expect(of(642)).toEqual([dispute]);
  });

  it('none with what the registry says and its floor edition loses', () => {
    expect(of(80)).toEqual([]);
    expect(of(631)).toEqual([]);
    expect(of(6000)).toEqual([]);
  });

  it('none about practice', () => {
    expect(of(3289)).toEqual([]);
  });

  it('what a person explained is not said a second time by comparison', () => {
    expect(of(650)).toEqual([EXPLAINED]);
    expect(of(9100)).toEqual([BY_HAND]);
    expect(of(9101)).toEqual([BY_HAND]);
  });

  it('what a person wrote of one kind hides none of another', () => {
    const { of } = dataset();
    const byHand: Dispute = { ...EXPLAINED, kind: 'standing', ports: [641] };
    const both = createAtlas({ ...of, curated: () => ({ disputes: [byHand], ghosts: [] }) });
    expect(both.lookup(641).disputes.map(({ kind }) => kind)).toEqual(['standing', 'service']);
  });
});

describe('ranking', () => {
  const claim = (source: string, standing: Claim['standing'], to = 1): Claim => ({
    from: 1,
    to,
    transport: 'tcp',
    service: 's',
    title: '',
    standing,
    source,
  });

  it('orders by standing, then range, then source; equal ones stay, and none is lost', () => {
    const best = [
      claim('iana', 'assigned'),
      claim('curated', 'assigned'),
      claim('documents', 'assigned'),
      claim('elsewhere', 'assigned'),
      claim('iana', 'assigned', 9),
      claim('iana', 'unofficial'),
      claim('iana', 'reserved'),
      claim('iana', 'historic'),
      claim('curated', 'deassigned'),
    ];
    expect(rank(best.toReversed())).toEqual(best);
    const twins = [
      claim('curated', 'unofficial'),
      { ...claim('curated', 'unofficial'), service: 'z' },
    ];
    expect(rank(twins)).toEqual(twins);
  });

  it('of several practices, the one known longest first and those of no known year last', () => {
    const practice = { ...claim('curated', 'unofficial'), since: '2004' };
    const later = { ...practice, since: '2015-04' };
    const undated = claim('curated', 'unofficial');
    const official = { ...claim('curated', 'assigned'), since: '2020' };
    expect(rank([undated, later, practice, official])).toEqual([
      official,
      practice,
      later,
      undated,
    ]);
  });
});

describe('ranges', () => {
  it.each([
    [0, 'system'],
    [1023, 'system'],
    [1024, 'user'],
    [49_151, 'user'],
    [49_152, 'dynamic'],
    [65_535, 'dynamic'],
  ])('%i is in the %s range', (port, name) => {
    expect(rangeOf(port).name).toBe(name);
  });
});
