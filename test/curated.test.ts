/** What we add to the registry: how much it is, what it rests on, and that it says what the registry says where it repeats it. */
import { describe, expect, it } from 'vitest';
import type { Claim, Ghost } from '../src/atlas/claim.ts';
import { isOfficial } from '../src/atlas/official.ts';
import { RegistryReader } from '../src/atlas/registry/read.ts';
import { parseLine } from '../src/atlas/table.ts';
import { shippedAtlas, shippedData } from './support/shipped.ts';
import { publishedRegistry } from './support/registry.ts';

const claimsOf = (id: string): Claim[] =>
  shippedData
    .text(`ports/${id}.tsv`)
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => parseLine(line, id));

const floor = claimsOf('iana');
const curated = claimsOf('curated');
const named = ({ from, transport, service }: Claim) => `${from}/${transport} ${service}`;
const floorNames = new Set(floor.map(named));

/** Practice on the ports that anybody may listen on, not what the registry says already. */
const practice = curated.filter(
  (claim) => claim.from >= 1024 && !isOfficial(claim) && !floorNames.has(named(claim)),
);

/** Sites that list what others said. */
const AGGREGATOR =
  /wikipedia|speedguide|adminsub|whatportis|portforward|pentest-?pad|grc\.com|auditmypc|my-addr|iana-ports|tcp-udp-ports|portsdb|hacktricks|shodan|stackoverflow|reddit/i;

const share = (claims: readonly Claim[], holds: (claim: Claim) => boolean) =>
  claims.filter(holds).length / claims.length;

const label = (claim: Claim) => `${named(claim)} (${claim.title})`;

describe('practice beyond the registry', () => {
  it('is at least 400 claims on ports 1024-65535, by number, transport and service', () => {
    expect(new Set(practice.map(named)).size).toBeGreaterThanOrEqual(400);
  });

  it('names a source for each, and none that merely lists what others said', () => {
    expect(curated.filter(({ reference }) => !reference).map(label)).toEqual([]);
    const second = curated.filter(({ reference, note }) => AGGREGATOR.test(`${reference} ${note}`));
    expect(second.map(label)).toEqual([]);
  });

  it('leads to the source itself: an address or an RFC for most', () => {
    const leads = ({ reference = '' }: Claim) => /https?:\/\/|\bRFC \d/.test(reference);
    expect(share(practice, leads)).toBeGreaterThan(0.6);
  });

  it('says for whom nearly each service is meant, and since when most', () => {
    expect(share(practice, ({ perimeter }) => perimeter !== undefined)).toBeGreaterThan(0.9);
    expect(share(practice, ({ since }) => since !== undefined)).toBeGreaterThan(0.5);
  });

  it('writes addresses that a reader can open', () => {
    const addresses = curated.flatMap(({ reference = '' }) => reference.match(/https?:\S+/g) ?? []);
    expect(addresses.length).toBeGreaterThan(400);
    const broken = addresses.filter((address) => {
      const url = URL.canParse(address) ? new URL(address) : undefined;
      if (!url?.hostname.includes('.') || /[,;.)]$/.test(address)) return true;
      // A maker's front page is no source.
      return url.hostname.startsWith('www.') && url.pathname === '/';
    });
    expect(broken).toEqual([]);
  });

  it('says nothing twice', () => {
    const keys = curated.map((claim) => `${claim.from}-${claim.to}/${named(claim)}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('gives years in which there was a network', () => {
    const odd = curated.filter(({ since = '2000' }) => since < '1969' || since > '2027');
    expect(odd.map(label)).toEqual([]);
  });

  it('takes no trojan for something that a program may be expected to be', () => {
    const trojans = /trojan|worm\b|back door/i;
    const trusted = curated.filter(
      ({ title, standing }) => trojans.test(title) && standing !== 'historic',
    );
    expect(trusted.map(label)).toEqual([]);
    expect(curated.filter(({ title }) => trojans.test(title)).length).toBeGreaterThan(5);
  });

  it.each([
    ['databases', '16010/tcp hbase-master-web'],
    ['brokers', '61613/tcp stomp'],
    ['development servers', '5173/tcp vite'],
    ['dashboards', '9000/tcp portainer'],
    ['containers and clusters', '10250/tcp kubelet'],
    ['printers', '9400/tcp lexmark-raw'],
    ['scanners', '9290/tcp hp-scan'],
    ['cameras', '37777/tcp dahua'],
    ['games', '27015/udp steam-game'],
    ['remote support', '5938/tcp teamviewer'],
    ['malware', '27374/tcp subseven'],
    ['Apple', '62078/tcp lockdownd'],
    ['Microsoft', '1688/tcp kms'],
    ['Epson', '8043/tcp epos-print-ssl'],
    ['tunnels', '51820/udp wireguard'],
    ['media', '9981/tcp tvheadend'],
    ['industry', '11740/tcp codesys-v3'],
    ['monitoring', '9100/tcp node-exporter'],
    ['chains', '8333/tcp bitcoin'],
  ])('covers %s: %s', (_, name) => {
    expect(practice.map(named)).toContain(name);
  });
});

const atlas = shippedAtlas();
const services = (port: number, transport: Claim['transport']) =>
  atlas.claims(port, transport).map(({ service }) => service);

describe('holes of the floor', () => {
  it.each<[port: number, transport: Claim['transport'], service: string]>([
    [22, 'tcp', 'ssh'],
    [25, 'tcp', 'smtp'],
    [53, 'tcp', 'domain'],
    [53, 'udp', 'domain'],
    [80, 'tcp', 'http'],
    [110, 'tcp', 'pop3'],
    [143, 'tcp', 'imap'],
    [443, 'tcp', 'https'],
    [443, 'udp', 'https'],
    [587, 'tcp', 'submission'],
    [993, 'tcp', 'imaps'],
    [3389, 'tcp', 'ms-wbt-server'],
    [8080, 'tcp', 'http-alt'],
  ])('%i/%s is first of all %s', (port, transport, service) => {
    expect(services(port, transport)[0]).toBe(service);
  });

  it.each<[port: number, transport: Claim['transport'], both: string[]]>([
    [80, 'tcp', ['http', 'www', 'www-http']],
    [465, 'tcp', ['submissions', 'urd']],
    [631, 'tcp', ['ipp', 'ipps']],
    [2049, 'tcp', ['nfs', 'shilp']],
    [3050, 'tcp', ['gds_db', 'gds-db']],
    [3478, 'udp', ['stun', 'turn', 'stun-behavior']],
    [9100, 'tcp', ['hp-pdl-datastr', 'pdl-datastream']],
    [44_818, 'tcp', ['ethernet/ip-2', 'ethernet-ip-2']],
  ])('%i/%s keeps each of its names', (port, transport, both) => {
    expect(services(port, transport)).toEqual(expect.arrayContaining(both));
  });

  it.each<[from: number, to: number, service: string]>([
    [6000, 6063, 'x11'],
    [6665, 6669, 'ircu'],
    [27_000, 27_009, 'flex-lm'],
    [4200, 4299, 'vrml-multi-use'],
    [3367, 3371, 'satvid-datalnk'],
  ])('%i-%i is %s on each number', (from, to, service) => {
    for (let port = from; port <= to; port++) expect(services(port, 'tcp')).toContain(service);
  });
});

describe('ghosts', () => {
  const { ghosts } = JSON.parse(shippedData.text('curated.json')) as { ghosts: Ghost[] };

  it('are some sixty or more', () => {
    expect(ghosts.length).toBeGreaterThanOrEqual(60);
  });

  it.each(ghosts.map((ghost) => [ghost.service, ghost] as const))(
    '%s was promised its port by the registry',
    (service, { ports }) => {
      const promised = [...floor, ...curated].filter(
        (claim) =>
          claim.service === service &&
          (claim.standing === 'assigned' || claim.standing === 'deassigned'),
      );
      expect(promised.length).toBeGreaterThan(0);
      for (const port of ports ?? []) {
        expect(promised.some(({ from, to }) => from <= port && port <= to)).toBe(true);
        expect(atlas.ghost(service, port)?.service).toBe(service);
      }
    },
  );

  it.each([
    ['rare', 'login', 513],
    ['rare', 'shell', 514],
    ['old', 'telnet', 23],
    ['old', 'tftp', 69],
    ['old', 'printer', 515],
    ['old', 'netbios-ssn', 139],
    ['old', 'ftp', 21],
    ['of hobbyists', 'gopher', 70],
    ['on many systems still', 'smux', 199],
  ])('nothing that is %s but alive: %s', (_, service, port) => {
    expect(atlas.ghost(service, port)).toBeUndefined();
  });
});

const published = publishedRegistry('xml');
if (published === undefined) {
  console.warn('The registry is not beside the project: curated rows were not held against it.');
}

describe.skipIf(published === undefined)('held against the registry itself', () => {
  const records = () => {
    const reader = new RegistryReader();
    reader.push(published!);
    return reader.end().records.filter(({ port, service }) => port !== '' && service !== '');
  };

  it('a row that restores a name says what a record says', () => {
    const known = new Set(
      records().map(({ port, transport, service }) =>
        `${port}/${transport} ${service}`.toLowerCase(),
      ),
    );
    const invented = curated
      .filter((claim) => isOfficial(claim) && claim.standing === 'assigned')
      .filter(({ from, to, transport, service }) => {
        const ports = from === to ? `${from}` : `${from}-${to}`;
        // Some records name no transport.
        return !['', transport].some((name) => known.has(`${ports}/${name} ${service}`));
      });
    expect(invented.map(label)).toEqual([]);
  });

  it('no name is lost on ports 0-1023, and none of a range', () => {
    const lost = records().filter(({ port, transport, service }) => {
      const [from = NaN, to] = port.split('-').map(Number);
      if (from > 1023 && to === undefined) return false;
      const there = transport === '' ? 'tcp' : (transport as Claim['transport']);
      return !services(from, there).includes(service.toLowerCase());
    });
    expect(lost.map(({ port, transport, service }) => `${port}/${transport} ${service}`)).toEqual(
      [],
    );
  });

  it('practice is beyond it: 400 claims and more that no record makes', () => {
    const known = new Set(
      records().map(({ port, transport, service }) =>
        `${port}/${transport} ${service}`.toLowerCase(),
      ),
    );
    const beyond = practice.filter((claim) => !known.has(named(claim)));
    expect(new Set(beyond.map(named)).size).toBeGreaterThanOrEqual(400);
    expect(share(practice, (claim) => beyond.includes(claim))).toBeGreaterThan(0.99);
  });
});
