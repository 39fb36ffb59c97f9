/** What people search for, and what the shipped atlas finds: best first. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim } from '../src/atlas/claim.ts';
import type { Hit } from '../src/atlas/search/findings.ts';
import { MOST_WORDS } from '../src/atlas/search/query.ts';
import { TRANSPORTS } from '../src/core/transport.ts';
import { shippedAtlas, shippedData } from './support/shipped.ts';

const atlas = shippedAtlas();

const ports = ({ from, to }: Claim) => (from === to ? `${from}` : `${from}-${to}`);

/** The uses found, each once: `3289 enpc`. */
const uses = (hits: readonly Hit[]) => [
  ...new Set(hits.map(({ claim }) => `${ports(claim)} ${claim.service || '-'}`)),
];

const found = async (text: string) => uses((await atlas.search(text)).hits);

describe('what comes first', () => {
  it.each<[text: string, first: string[]]>([
    // Numbers and ranges.
    ['3289', ['3289 enpc']],
    [':8080', ['8080 http-alt']],
    ['udp/53', ['53 domain']],
    ['what is port 631', ['631 ipp']],
    // Very names, before all that only have them in a title.
    ['enpc', ['3289 enpc']],
    ['http', ['80 http', '443 https']],
    ['ssh', ['22 ssh']],
    ['ftp', ['21 ftp', '20 ftp-data']],
    ['telnet', ['23 telnet']],
    ['mysql', ['3306 mysql']],
    ['X11', ['6000-6063 x11']],
    ['esro emsdp', ['642 esro-emsdp', '641 esro-emsdp']],
    ['ms sql s', ['1433 ms-sql-s']],
    ['postgre sql', ['5432 postgresql']],
    // Beginnings of names.
    ['postg', ['5432 postgresql']],
    ['kube-api', ['6443 kube-apiserver']],
    // Words of titles.
    ['internet printing', ['631 ipp']],
    ['remote desktop protocol', ['3389 ms-wbt-server']],
    ['x window', ['6000-6063 x11']],
    // Other names: sayings, programs, kin.
    ['dns', ['53 domain']],
    ['postgres', ['5432 postgresql']],
    ['mariadb', ['3306 mysql']],
    ['rdp', ['3389 ms-wbt-server']],
    ['vnc', ['5900 rfb']],
    ['samba', ['139 netbios-ssn', '445 microsoft-ds']],
    ['nginx', ['80 http']],
    ['whois', ['63 whois++', '43 nicname']],
    ['lpd', ['515 printer']],
    // Vendors, registrants, RFCs.
    ['rfc2188', ['259 esro-gen']],
    ['RFC 2188', ['259 esro-gen']],
    ['rfc-02188', ['259 esro-gen']],
    // Slips of spelling.
    ['postgress', ['5432 postgresql']],
    ['htttp', ['80 http']],
    ['elasticsaerch', ['9200 elasticsearch']],
    ['kuberntes', ['6443 kube-apiserver']],
    ['jetdirekt', ['9100 jetdirect']],
    ['minecarft', ['25565 minecraft']],
    // A transport beside words chooses among them.
    ['printer tcp', ['515 printer']],
    ['enpc/udp', ['3289 enpc']],
  ])('%s: %j', async (text, first) => {
    expect((await found(text)).slice(0, first.length)).toEqual(first);
  });

  it.each<[text: string, among: string[]]>([
    ['epson', ['621 escp-ip', '2291 eapsp', '3289 enpc', '3259 epncdp2']],
    ['espon', ['621 escp-ip', '2291 eapsp', '3289 enpc', '3259 epncdp2']],
    ['epson printer', ['2291 eapsp', '3289 enpc']],
    ['seiko epson', ['3289 enpc']],
    ['sql', ['1433 ms-sql-s', '3306 mysql', '5432 postgresql']],
    ['bonjour', ['5353 mdns']],
    ['itunes', ['3689 daap']],
  ])('%s, among others: %j', async (text, among) => {
    expect(await found(text)).toEqual(expect.arrayContaining(among));
  });
});

describe('numbers and ranges', () => {
  it('a range lists its ports in order, and nothing beside it', async () => {
    const { hits } = await atlas.search('620-642', 500);
    const numbers = hits.map(({ claim }) => claim.from);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(620);
    expect(Math.max(...numbers)).toBe(642);
    const services = hits.map(({ claim }) => claim.service);
    expect(services).toEqual(expect.arrayContaining(['escp-ip', 'repcmd', 'esro-emsdp']));
  });

  it('finds for each number what a lookup finds, in its order', async () => {
    for (const port of [0, 22, 80, 641, 3289, 6000, 6031, 9100, 65_535]) {
      const { claims } = atlas.lookup(port);
      const { hits } = await atlas.search(`${port}`, 1000);
      expect(hits.slice(0, claims.length).map(({ claim }) => claim)).toEqual(claims);
    }
  });

  it('a range of claims that reaches into what was asked is there once', async () => {
    const { hits } = await atlas.search('6010-6020', 1000);
    const claims = hits.map(({ claim }) => JSON.stringify(claim));
    expect(claims.length).toBeGreaterThan(0);
    expect(new Set(claims).size).toBe(claims.length);
  });

  it('beside words, a number says where', async () => {
    expect(await found('epson 3289')).toEqual(['3289 enpc']);
    expect(await found('printer 9100-9102')).toEqual(
      expect.arrayContaining(['9100 pdl-datastream']),
    );
    for (const use of await found('printer 600-650')) {
      expect(Number.parseInt(use, 10)).toBeGreaterThanOrEqual(600);
      expect(Number.parseInt(use, 10)).toBeLessThanOrEqual(650);
    }
  });
});

describe('why something was found', () => {
  const why = async (text: string, service: string) => {
    const { hits } = await atlas.search(text);
    return hits.find(({ claim }) => claim.service === service)?.matched;
  };

  it('is not said where the reader sees it', async () => {
    expect(await why('enpc', 'enpc')).toEqual([]);
    expect(await why('internet printing', 'ipp')).toEqual([]);
    expect(await why('3289', 'enpc')).toEqual([]);
  });

  it('is said of other names, registrants, references, and of slips', async () => {
    expect(await why('mariadb', 'mysql')).toMatchObject([{ field: 'alias', nearly: false }]);
    expect(await why('rfc2188', 'esro-gen')).toMatchObject([{ field: 'reference' }]);
    expect(await why('htttp', 'http')).toEqual([
      { word: 'htttp', found: 'http', field: 'name', nearly: true },
    ]);
    const { hits } = await atlas.search('seiko');
    expect(hits.length).toBeGreaterThan(0);
    for (const { matched } of hits) expect(matched.map(({ field }) => field)).toHaveLength(1);
  });
});

describe('what nothing has', () => {
  it.each(['qqqqqqqq', 'rfc9999', '\u202eqqqqq', 'הדפסה', 'constructor99', 'q'.repeat(100_000)])(
    '%.20s: nothing',
    async (text) => {
      const { hits, unknown } = await atlas.search(text);
      expect(hits).toEqual([]);
      expect(unknown).toHaveLength(1);
    },
  );

  it('one word of several: what has the others comes instead, and it is said', async () => {
    const findings = await atlas.search('enpc flurbl');
    expect(findings).toMatchObject({ isComplete: false, unknown: ['flurbl'] });
    expect(uses(findings.hits)[0]).toBe('3289 enpc');
  });

  it('words that are never together: what has most of them', async () => {
    const findings = await atlas.search('minecraft rfc2188');
    expect(findings).toMatchObject({ isComplete: false, unknown: [] });
    expect(uses(findings.hits)).toEqual(
      expect.arrayContaining(['25565 minecraft', '259 esro-gen']),
    );
  });

  it('a number is never corrected', async () => {
    const { hits } = await atlas.search('31337 flurbl');
    expect(hits.every(({ claim }) => claim.from <= 31_337 && 31_337 <= claim.to)).toBe(true);
  });
});

describe('any query', () => {
  it('has an answer or is the caller’s slip', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('epson', 'tcp', '3289', '620-642', 'rfc2188', '.*', '\\', '(', '"', '%s'),
      fc.constantFrom('__proto__', 'toString', '\u0000', '\u202e', '🖨️', '٣٢٨٩', '-', '/tcp'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: MOST_WORDS }), async (pieces) => {
        const hits = await atlas.search(pieces.join(' '), 5).then(
          (findings) => findings.hits.length,
          (error: Error) => error.name,
        );
        expect([0, 1, 2, 3, 4, 5, 'UsageError']).toContain(hits);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same whatever the case, the order of its words and the blanks between', async () => {
    const word = fc.constantFrom('epson', 'printer', 'remote', 'server', 'mail', 'secure', 'sql');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), async (words) => {
        const plain = await found(words.join(' '));
        expect(await found(words.map((one) => one.toUpperCase()).join('\t '))).toEqual(plain);
        const other = await atlas.search(words.toReversed().join(' '), 1000);
        const same = await atlas.search(words.join(' '), 1000);
        expect(new Set(uses(other.hits))).toEqual(new Set(uses(same.hits)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('every service', () => {
  const services = new Set<string>();
  for (let port = 0; port < 65_536; port++) {
    for (const { service } of atlas.lookup(port).claims) services.add(service);
  }
  // A name that is a number or a transport is first of all that.
  const names = [...services].filter(
    (name) => /[a-z]/.test(name) && !TRANSPORTS.some((transport) => name === transport),
  );

  it(
    'is found by its name, before all that is called otherwise',
    { timeout: 120_000 },
    async () => {
      const key = (name: string) => name.replaceAll(/[^a-z0-9]/g, '');
      const faults: string[] = [];
      for (const name of names) {
        const { hits } = await atlas.search(name, 1);
        if (hits.length === 0 || key(hits[0]!.claim.service) !== key(name)) faults.push(name);
      }
      expect(names.length).toBeGreaterThan(5000);
      expect(faults).toEqual([]);
    },
  );
});

describe('the names that people say', () => {
  it('are each of a service that there is, and lead to it', async () => {
    const said = JSON.parse(shippedData.text('aliases.json')) as Record<string, string[]>;
    expect(Object.keys(said)).toEqual(Object.keys(said).toSorted());
    const lost: string[] = [];
    for (const [service, names] of Object.entries(said)) {
      expect(names).toEqual([...new Set(names)].toSorted());
      for (const name of names) {
        const { hits } = await atlas.search(name, 200);
        if (!hits.some(({ claim }) => claim.service === service)) lost.push(`${name}: ${service}`);
      }
    }
    expect(lost).toEqual([]);
  });
});
