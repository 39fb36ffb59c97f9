/** What the shipped atlas answers: every port, the mission's own port, and what people expect to find. */
import { describe, expect, it } from 'vitest';
import { STANDINGS, type Claim } from '../src/atlas/claim.ts';
import { parsePortQueries } from '../src/atlas/query.ts';
import { standingOf } from '../src/atlas/standing.ts';
import { MAX_PORT, TRANSPORTS } from '../src/core/transport.ts';
import { machine } from './support/command.ts';
import { port as portOperation } from '../src/app/port.ts';
import { never } from '../src/core/signal.ts';
import { shippedAtlas } from './support/shipped.ts';

const atlas = shippedAtlas();
const ask = (...ports: string[]) =>
  portOperation.run({ ports }, { platform: machine(), atlas, signal: never, emit() {} });

const brief = ({ transport, service, standing, source }: Claim) =>
  `${source}: ${service || '-'}/${transport} ${standing}`;

describe('every port', () => {
  it('has an answer on all four transports', () => {
    const ids = new Set(atlas.sources().map(({ id }) => id));
    const words = new Set<string>([...STANDINGS, 'unassigned', 'dynamic']);
    const faults: string[] = [];
    for (let port = 0; port <= MAX_PORT; port++) {
      const { range, claims, disputes } = atlas.lookup(port);
      const sound =
        range === (port < 1024 ? 'system' : port < 49_152 ? 'user' : 'dynamic') &&
        claims.every(({ from, to, source }) => from <= port && port <= to && ids.has(source)) &&
        disputes.every(({ ports }) => ports.includes(port)) &&
        TRANSPORTS.every((transport) => words.has(standingOf(port, transport, claims)));
      if (!sound) faults.push(`${port}`);
    }
    expect(faults).toEqual([]);
  });

  it('of the whole registry is there: thousands of names', () => {
    const assigned = new Set<string>();
    for (let port = 0; port <= MAX_PORT; port++) {
      for (const claim of atlas.lookup(port).claims) {
        if (claim.source === 'iana' && claim.standing === 'assigned') {
          assigned.add(`${port}/${claim.transport}`);
        }
      }
    }
    expect(assigned.size).toBeGreaterThan(10_000);
  });

  it('nothing is assigned in the dynamic range', () => {
    for (let port = 49_152; port <= MAX_PORT; port++) {
      const official = atlas.lookup(port).claims.filter(({ source }) => source === 'iana');
      expect(official.filter(({ standing }) => standing === 'assigned')).toEqual([]);
    }
  });

  it('can be asked for by each of its names', () => {
    const names = new Set<string>();
    for (let port = 0; port <= MAX_PORT; port++) {
      for (const { service } of atlas.lookup(port).claims) if (service) names.add(service);
    }
    const lost = [...names].filter((name) => {
      const [query] = safely(name);
      return query?.kind !== 'name' || atlas.named(query.name).length === 0;
    });
    expect(lost).toEqual([]);
  });
});

const safely = (text: string) => {
  try {
    return parsePortQueries(text);
  } catch {
    return [];
  }
};

describe('port 641', () => {
  it('the registry says repcmd; a document says ESRO-EMSDP, which has 642', () => {
    const claims = atlas.lookup(641).claims.map(brief);
    for (const transport of ['tcp', 'udp']) {
      expect(claims).toContain(`iana: repcmd/${transport} assigned`);
      expect(claims).toContain(`documents: esro-emsdp/${transport} assigned`);
    }
    expect(claims[0]).toBe('iana: repcmd/tcp assigned');
    const next = atlas.lookup(642).claims.map(brief);
    expect(next).toContain('iana: esro-emsdp/udp assigned');
    expect(next).toContain('curated: esro-emsdp/udp assigned');
  });

  it('the disagreement is told, with RFC 2524 on the side of the registry', () => {
    for (const port of [641, 642]) {
      const dispute = atlas
        .lookup(port)
        .disputes.find(({ summary }) => /repcmd/.test(summary) && /642/.test(summary));
      expect(dispute).toMatchObject({ supported: 'iana', ports: [641, 642] });
      expect(dispute?.reason).toMatch(/RFC 2524.*642/);
      expect(dispute?.reference).toMatch(/RFC 2524/);
    }
  });

  it('every other use that people report is there, each with where it is written', () => {
    const others = atlas
      .lookup(641)
      .claims.filter(({ standing }) => standing !== 'assigned' && standing !== 'reserved');
    expect(others.map(brief)).toEqual(
      expect.arrayContaining([
        'documents: nexus-rcp/tcp unofficial',
        'documents: netinfo/tcp unofficial',
        'documents: netinfo/udp unofficial',
        'documents: print-server/tcp unofficial',
      ]),
    );
    for (const { reference } of others) expect(reference).toBeTruthy();
  });

  it('the operation gives the page that scripts rely on', async () => {
    const { ports } = await ask('641');
    expect(ports).toHaveLength(1);
    expect(ports[0]).toMatchObject({
      port: 641,
      range: 'system',
      standing: { tcp: 'assigned', udp: 'assigned', sctp: 'unassigned', dccp: 'unassigned' },
      check: {
        linux: expect.arrayContaining([expect.stringContaining('641')]) as string[],
        macos: expect.arrayContaining([expect.stringContaining('641')]) as string[],
        windows: expect.arrayContaining([expect.stringContaining('641')]) as string[],
      },
    });
    expect(ports[0]!.disputes.length).toBeGreaterThanOrEqual(2);
  });
});

describe('what people expect to find', () => {
  it.each<[where: string, service: string]>([
    ['7/tcp', 'echo'],
    ['20/tcp', 'ftp-data'],
    ['21/tcp', 'ftp'],
    ['22/tcp', 'ssh'],
    ['23/tcp', 'telnet'],
    ['25/tcp', 'smtp'],
    ['53/tcp', 'domain'],
    ['53/udp', 'domain'],
    ['67/udp', 'bootps'],
    ['69/udp', 'tftp'],
    ['80/tcp', 'http'],
    ['88/tcp', 'kerberos'],
    ['110/tcp', 'pop3'],
    ['111/tcp', 'sunrpc'],
    ['123/udp', 'ntp'],
    ['143/tcp', 'imap'],
    ['161/udp', 'snmp'],
    ['179/tcp', 'bgp'],
    ['389/tcp', 'ldap'],
    ['443/tcp', 'https'],
    ['445/tcp', 'microsoft-ds'],
    ['465/tcp', 'submissions'],
    ['514/udp', 'syslog'],
    ['515/tcp', 'printer'],
    ['587/tcp', 'submission'],
    ['631/tcp', 'ipp'],
    ['631/tcp', 'ipps'],
    ['631/udp', 'ipp'],
    ['636/tcp', 'ldaps'],
    ['853/tcp', 'domain-s'],
    ['993/tcp', 'imaps'],
    ['995/tcp', 'pop3s'],
    ['1194/udp', 'openvpn'],
    ['1433/tcp', 'ms-sql-s'],
    ['1883/tcp', 'mqtt'],
    ['2049/tcp', 'nfs'],
    ['3000/tcp', 'dev-server'],
    ['3000/tcp', 'grafana'],
    ['3289/udp', 'enpc'],
    ['3306/tcp', 'mysql'],
    ['3389/tcp', 'ms-wbt-server'],
    ['5353/udp', 'mdns'],
    ['5432/tcp', 'postgresql'],
    ['5672/tcp', 'amqp'],
    ['6379/tcp', 'redis'],
    ['6667/tcp', 'ircu'],
    ['8080/tcp', 'http-alt'],
    ['9100/tcp', 'pdl-datastream'],
    ['9200/tcp', 'elasticsearch'],
    ['11211/tcp', 'memcache'],
    ['27017/tcp', 'mongodb'],
    ['51820/udp', 'wireguard'],
  ])('%s: %s', (where, service) => {
    const [port, transport] = where.split('/');
    const claims = atlas.claims(Number(port), transport as Claim['transport']);
    expect(claims.map((claim) => claim.service)).toContain(service);
  });

  it('an X display on each of 6000 to 6063', () => {
    for (let port = 6000; port <= 6063; port++) {
      expect(atlas.claims(port, 'tcp').map(({ service }) => service)).toContain('x11');
    }
    expect(atlas.claims(6064, 'tcp').map(({ service }) => service)).not.toContain('x11');
  });

  it.each(['epson', 'printer', 'seiko', 'postgres', 'x window', 'internet printing'])(
    'search %s finds something',
    async (words) => {
      expect((await atlas.search(words)).hits.length).toBeGreaterThan(0);
    },
  );

  it('no dispute with the registry over a name that its floor edition lost', () => {
    const named = (port: number) =>
      atlas.lookup(port).disputes.filter(({ foundBy }) => foundBy === 'comparison');
    for (const port of [22, 25, 53, 80, 110, 443, 515, 631, 6000]) expect(named(port)).toEqual([]);
  });
});

describe('what is asked amiss', () => {
  it.each<[words: string[], sentence: string]>([
    [['udp/abc'], '"abc" is neither a number nor a service known on udp'],
    [['tcp/enpcx'], '; spelled nearly so: '],
    [['70000'], '70000 is no port'],
    [['642-620'], 'is upside down'],
    [['80', '1-2-3'], '"1-2-3" is not a port'],
    [[''], 'name a port, a range or a service'],
    [[','], 'name a port, a range or a service'],
    [['nonesuch-at-all'], 'no service is called "nonesuch-at-all"'],
  ])('%s', async (words, sentence) => {
    await expect(ask(...words)).rejects.toThrow(sentence);
  });

  it('a name on one transport asks for that transport alone', async () => {
    const { ports } = await ask('enpc/udp');
    expect(ports.map(({ port, standing }) => [port, Object.keys(standing)])).toEqual([
      [3289, ['udp']],
    ]);
  });

  it('the same port asked twice is one page, with both transports', async () => {
    const { ports } = await ask('udp/53', '53/tcp', '53-53/tcp');
    expect(ports.map(({ port, standing }) => [port, Object.keys(standing)])).toEqual([
      [53, ['tcp', 'udp']],
    ]);
  });
});
