/** Other programs' files of services: what is read of them, and that nothing in them can do harm. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/atlas/claim.ts';
import { readServicesLine, type ReferenceSource } from '../src/atlas/references/line.ts';
import { foldListings, percent } from '../src/atlas/listings.ts';
import { readServicesFile } from '../src/atlas/references/services-file.ts';
import { UsageError } from '../src/core/errors.ts';
import type { ReferenceFile } from '../src/platform/platform.ts';
import { portolan } from './support/command.ts';

const SOURCES: readonly ReferenceSource[] = ['system', 'nmap', 'wireshark'];

/** `25/tcp smtp`, ranges with both ends. */
const label = ({ from, to, transport, service }: Claim) =>
  `${from === to ? from : `${from}-${to}`}/${transport} ${service}`;

const labels = (text: string, source: ReferenceSource) =>
  readServicesFile(text, source).all().map(label);

describe('a line', () => {
  it.each<[line: string, source: ReferenceSource, claims: string]>([
    ['courier 6001/tcp', 'system', '6001/tcp courier'],
    ['  courier\t \t6001/TCP   post  mail # carries things ', 'system', '6001/tcp courier'],
    ['courier 6001/tcp\r', 'system', '6001/tcp courier'],
    ['Courier 6001/tcp#glued', 'system', '6001/tcp courier'],
    ['courier 06001/udp', 'system', '6001/udp courier'],
    ['courier 6001,tcp', 'system', '6001/tcp courier'],
    ['courier 6001/sctp', 'system', '6001/sctp courier'],
    ['courier 6001/tcp/udp # two', 'wireshark', '6001/tcp courier, 6001/udp courier'],
    ['courier 6001-6003/udp', 'wireshark', '6001-6003/udp courier'],
    [
      'courier 80,6001-6003,9/tcp',
      'wireshark',
      '80/tcp courier, 6001-6003/tcp courier, 9/tcp courier',
    ],
    ['courier 6001/tcp/quic', 'wireshark', '6001/tcp courier'],
    ['courier\t6001/tcp\t0.25\t# carries things', 'nmap', '6001/tcp courier'],
    ['courier\t6001/dccp', 'nmap', '6001/dccp courier'],
    ['unknown\t6001/tcp\t0.25', 'nmap', ''],
    ['unknown 6001/tcp', 'system', '6001/tcp unknown'],
  ])('%s', (line, source, claims) => {
    expect(labels(line, source).join(', ')).toBe(claims);
    expect(readServicesFile(line, source).skipped()).toBe(0);
  });

  it.each([
    ['no port', 'courier'],
    ['no name', '6001/tcp'],
    ['a port beyond the last', 'courier 65536/tcp'],
    ['a port of many digits', 'courier 999999999999999999999/tcp'],
    ['a range upside down', 'courier 6003-6001/tcp'],
    ['half a range', 'courier 6001-/tcp'],
    ['a negative port', 'courier -1/tcp'],
    ['no transport', 'courier 6001'],
    ['a slash and nothing', 'courier 6001/'],
    ['words alone', 'the quick brown fox'],
    ['a name without an end', `${'x'.repeat(65)} 6001/tcp`],
    ['a line without an end', `courier 6001/tcp # ${'x'.repeat(3000)}`],
    ['more ports than anybody lists', `courier ${'6001,'.repeat(40)}6001/tcp`],
    ['bytes', '\u0000\u0001\ufffd\u0000'],
  ])('with %s is counted and left out', (_, line) => {
    const file = readServicesFile(`first 1/tcp\n${line}\nlast 2/tcp\n`, 'system');
    expect(file.all().map(label)).toEqual(['1/tcp first', '2/tcp last']);
    expect(file.skipped()).toBe(1);
  });

  it.each(['', '   ', '# comment', '\t# courier 6001/tcp', 'courier 6001/ddp # AppleTalk'])(
    'without anything for us is no fault: "%s"',
    (line) => {
      const file = readServicesFile(line, 'system');
      expect([file.all(), file.skipped()]).toEqual([[], 0]);
    },
  );

  it("has one port only in nmap's file, as for its own reader", () => {
    expect(readServicesLine('courier 1-3/tcp 0.1', 'nmap').kind).toBe('fault');
  });

  it('names its service in other words too, and says what it is', () => {
    const [claim] = readServicesFile(
      'Courier 6001/tcp Post courier # carries\tthings',
      'system',
    ).all();
    expect(claim).toEqual({
      from: 6001,
      to: 6001,
      transport: 'tcp',
      service: 'courier',
      title: 'carries things',
      standing: 'listed',
      source: 'system',
      aliases: ['post'],
    });
  });

  it('is called by its name where nothing says what it is', () => {
    expect(readServicesFile('Courier 6001/tcp', 'system').all()[0]!.title).toBe('Courier');
  });

  it.each<[written: string, share: number | undefined]>([
    ['0.484143', 0.484143],
    ['0.000000', 0],
    ['1', 1],
    ['.5', 0.5],
    ['12/100', 0.12],
    ['1.000001', undefined],
    ['3/2', undefined],
    ['1/0', undefined],
    ['-0.5', undefined],
    ['often', undefined],
    ['', undefined],
    ['# 0.5', undefined],
  ])('of nmap with the frequency "%s"', (written, share) => {
    const file = readServicesFile(`courier\t6001/tcp\t${written}`, 'nmap');
    expect(file.all()[0]!.frequency).toBe(share);
    expect(file.frequencies(6001)).toEqual(
      share === undefined ? [] : [{ transport: 'tcp', share, source: 'nmap' }],
    );
  });

  it('that has no name still tells how often its port was open', () => {
    const file = readServicesFile('unknown\t6001/udp\t0.25\n', 'nmap');
    expect(file.at(6001)).toEqual([]);
    expect(file.frequencies(6001)).toEqual([{ transport: 'udp', share: 0.25, source: 'nmap' }]);
  });

  it('is read as UTF-8 or Latin-1, whichever its bytes are', () => {
    const asLatin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
    const utf8 = asLatin1(new TextEncoder().encode('courier 6001/tcp # Café 中'));
    const titles = [utf8, 'courier 6001/tcp # Café', 'courier 6001/tcp # Café 中'].map(
      (text) => readServicesFile(text, 'system').all()[0]!.title,
    );
    expect(titles).toEqual(['Café 中', 'Café', 'Café 中']);
  });
});

describe('a file', () => {
  const FILE = [
    '# constructed',
    'alpha\t13289/tcp\tbeta # see 3289/tcp',
    'gamma 3289/udp # first',
    'delta 3289/tcp',
    'epsilon 3000-4000,9/udp',
    'zeta 89/tcp',
    'eta 3289,tcp',
    '',
  ];

  it.each(['\n', '\r\n'])('answers for one port without being read whole (%j)', (end) => {
    const file = readServicesFile(FILE.join(end), 'wireshark');
    expect(file.at(3289).map(label)).toEqual([
      '3289/udp gamma',
      '3289/tcp delta',
      '3000-4000/udp epsilon',
      '3289/tcp eta',
    ]);
    expect(file.at(9).map(label)).toEqual(['9/udp epsilon']);
    expect(file.at(89).map(label)).toEqual(['89/tcp zeta']);
    expect(file.at(1)).toEqual([]);
  });

  it('finds a service by its name or another of its names, whatever the case there', () => {
    const file = readServicesFile('SMTP 25/tcp Mail\nmailer 26/tcp\n', 'system');
    expect(file.named('smtp').map(label)).toEqual(['25/tcp smtp']);
    expect(file.named('mail').map(label)).toEqual(['25/tcp smtp']);
    expect(file.named('')).toEqual([]);
  });

  it('finds its lines again by their numbers', () => {
    const file = readServicesFile(FILE.join('\n'), 'wireshark');
    for (const { id, claims } of file.lines()) expect(file.line(id)).toEqual(claims);
    expect([...file.lines()].flatMap(({ claims }) => claims)).toEqual(file.all());
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(65_535), (text, port) => {
        for (const source of SOURCES) {
          const file = readServicesFile(text, source);
          expect(file.all().length).toBeGreaterThanOrEqual(file.at(port).length);
          expect(file.frequencies(port).every(({ share }) => share >= 0 && share <= 1)).toBe(true);
          expect(file.skipped()).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
    );
  });

  const blank = fc.constantFrom(' ', '\t', '  \t', '\u000b', '\r');
  const port = fc.oneof(fc.nat(20), fc.nat(70_000));
  const ports = fc.oneof(
    port.map(String),
    port.map((n) => `0${n}`),
    fc.tuple(port, port).map(([a, b]) => `${a}-${b}`),
    fc.array(port, { minLength: 1, maxLength: 3 }).map((list) => list.join(',')),
  );
  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('', ' ', '#'),
        fc.constantFrom('a', 'B', 'unknown', 'x-1', '1/tcp'),
        blank,
        ports,
        fc.constantFrom('/', ','),
        fc.constantFrom('tcp', 'UDP', 'tcp/udp', 'ddp', ''),
        blank,
        fc.constantFrom('', '0.5', 'A c', '# 3-way 7/tcp', '7/udp'),
      )
      .map((parts) => parts.join('')),
    fc.string({ maxLength: 30 }),
  );
  const anyFile = fc
    .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('\n', '\r\n', '\r'))
    .map(([lines, end]) => lines.join(end));

  it('says the same of a port as all of it does, however often it is asked', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom(...SOURCES), (text, source) => {
        const file = readServicesFile(text, source);
        const all = file.all();
        // More ports than it looks through the text for: the second half is answered from notes.
        for (const asked of [...Array(25).keys(), 65_535, ...Array(25).keys()]) {
          const covering = all.filter(({ from, to }) => from <= asked && asked <= to);
          expect(file.at(asked)).toEqual(covering);
        }
      }),
    );
  });

  it('says the same of a name as all of it does', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom(...SOURCES), (text, source) => {
        const file = readServicesFile(text, source);
        for (const name of ['a', 'b', 'c', 'x-1', 'unknown']) {
          expect(file.named(name)).toEqual(
            file.all().filter((claim) => claim.service === name || claim.aliases?.includes(name)),
          );
        }
      }),
    );
  });
});

const DAY = Date.UTC(2026, 1, 3);
const file = (kind: ReferenceSource, text: string | Error): ReferenceFile => ({
  kind,
  path: `/there/${kind}`,
  modified: DAY,
  text() {
    if (text instanceof Error) throw text;
    return text;
  },
});
const ALL = [
  file('system', 'smtp 25/tcp mail # Mail\nipp 631/tcp\nletters 27099/tcp post\nwrong 465/udp\n'),
  file('nmap', 'smtp\t25/tcp\t0.131314\nsmtp\t25/udp\t0.001285\nunknown\t4/tcp\t0.000477\n'),
  file('wireshark', 'smtp 25/tcp/udp # Simple\nletters 27099/tcp # Letters\n'),
];

interface Answer {
  readonly ports: readonly {
    readonly port: number;
    readonly claims: readonly Claim[];
    readonly disputes: readonly unknown[];
    readonly frequencies?: readonly unknown[];
  }[];
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    readonly date?: string;
  }[];
}

async function ask(word: string, references: readonly ReferenceFile[]) {
  const { code, out, err } = await portolan(['port', word, '--json'], { references });
  return { code, err, ...(out === '' ? {} : (JSON.parse(out) as Answer)) } as Answer & {
    code: number;
    err: string;
  };
}

const view = async (word: string, references: readonly ReferenceFile[]) =>
  (await portolan(['port', word], { references })).out.replaceAll(/\s+/g, ' ');

describe('on a machine that has such files', () => {
  it('every claim of theirs is there, after all others', async () => {
    const [page] = (await ask('25', ALL)).ports;
    const sources = page!.claims.map(({ source }) => source);
    expect(sources.slice(-5)).toEqual(['system', 'nmap', 'nmap', 'wireshark', 'wireshark']);
    expect(sources.slice(0, -5)).toEqual(
      (await ask('25', [])).ports[0]!.claims.map(({ source }) => source),
    );
  });

  it('what they repeat takes one line, and how often a port is open another', async () => {
    const text = await view('25', ALL);
    expect(text).toContain("Also in /etc/services, nmap-services and Wireshark's services.");
    expect(text).toContain(
      'Open on 13% (tcp) and 0.13% (udp) of the hosts that the makers of nmap scanned.',
    );
    expect(text).not.toContain('/there/');
  });

  it('what they alone say is shown as theirs, and once', async () => {
    const text = await view('27099', ALL);
    expect(text).toContain("This machine's list of services, /there/system letters tcp listed");
    expect(text).toContain("Also in Wireshark's services.");
    expect((await ask('27099', ALL)).sources.find(({ id }) => id === 'system')?.date).toBe(
      '2026-02-03',
    );
  });

  it('a port without a name still has its frequency', async () => {
    const { ports, sources } = await ask('4', ALL);
    expect(ports[0]).toMatchObject({
      claims: [],
      frequencies: [{ transport: 'tcp', share: 0.000477, source: 'nmap' }],
    });
    expect(sources.map(({ id }) => id)).toContain('nmap');
  });

  it('a service is found by the other names that they have', async () => {
    expect((await ask('post', ALL)).ports.map(({ port }) => port)).toEqual([27_099]);
    expect((await ask('post', [])).code).toBe(3);
  });

  it.each(['25', '631', '465', '8080', '259', '641'])('%s has no other disputes', async (word) => {
    const [here] = (await ask(word, ALL)).ports;
    const [elsewhere] = (await ask(word, [])).ports;
    expect(here!.disputes).toEqual(elsewhere!.disputes);
  });

  it('sources that are not there are not named', async () => {
    const ids = (await ask('25', [])).sources.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['iana']));
    expect(ids.filter((id) => SOURCES.includes(id as ReferenceSource))).toEqual([]);
  });

  it('one that may not be read keeps nobody from an answer', async () => {
    const broken = file('system', new UsageError('"/there/system" cannot be read: nobody may'));
    expect(await ask('25', [broken])).toMatchObject({ code: 0, err: '' });
  });

  it('one whose time makes no sense has no date', async () => {
    const odd = { ...ALL[0]!, modified: Number.NaN };
    const system = (await ask('25', [odd])).sources.find(({ id }) => id === 'system');
    expect(system).toMatchObject({ title: "This machine's list of services, /there/system" });
    expect(system?.date).toBeUndefined();
  });

  it('the web page folds them too', async () => {
    const { out } = await portolan(['port', '25', '--page'], { references: ALL });
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      "The same is listed by /etc/services, nmap-services (13%), and Wireshark's services.",
    );
  });
});

describe('folding', () => {
  const claim = (source: string, service: string, more: Partial<Claim> = {}): Claim => ({
    from: 1,
    to: 1,
    transport: 'tcp',
    service,
    title: service,
    standing: 'listed',
    source,
    ...more,
  });
  const official = claim('iana', 'a-b', { standing: 'assigned' });

  it('drops no claim: each tells something, or its source repeats', () => {
    const claims = [
      official,
      claim('system', 'a.b'),
      claim('system', 'c', { aliases: ['a-b'] }),
      claim('nmap', 'a-b', { transport: 'udp' }),
      claim('wireshark', 'd'),
    ];
    const { telling, repeating } = foldListings(claims);
    expect(telling).toEqual([claims[0], claims[3], claims[4]]);
    expect(repeating).toEqual([{ source: 'system', transports: ['tcp'] }]);
  });

  it('leaves alone what has no listings', () => {
    expect(foldListings([official])).toEqual({ telling: [official], repeating: [] });
  });

  it.each([
    [0.484143, '48%'],
    [1, '100%'],
    [0.0049, '0.49%'],
    [0.000013, '0.0013%'],
    [0.000001, '0.0001%'],
    [0, '0%'],
  ])('says %s as %s', (share, words) => {
    expect(percent(share)).toBe(words);
  });
});
