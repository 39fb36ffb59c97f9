/** The facts in `data/`: each file in its own form, canonical, with a source for everything. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Claim, Dispute, Ghost, Source } from '../src/atlas/claim.ts';
import { FACT_FILES, auditFacts } from '../src/atlas/audit/audit.ts';
import { parseLine } from '../src/atlas/table.ts';
import type { ProgramFacts } from '../src/verdict/programs.ts';
import { shippedAtlas, shippedData } from './support/shipped.ts';

const DATA = new URL('../data/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, DATA), 'utf8');
const readJson = <T>(path: string) => JSON.parse(read(path)) as T;

const TABLES = readdirSync(new URL('ports/', DATA)).map((file) => file.replace(/\.tsv$/, ''));
const IDS = ['iana', ...TABLES].toSorted();

/** The lines of a table, without comments. */
const linesOf = (text: string) =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

const claimsOf = (id: string): Claim[] =>
  linesOf(id === 'iana' ? shippedData.text('ports/iana.tsv') : read(`ports/${id}.tsv`)).flatMap(
    (line) => parseLine(line, id),
  );

/** Sites that list what others said. */
const AGGREGATOR =
  /wikipedia|speedguide|adminsub|whatportis|portforward|pentest-?pad|grc\.com|auditmypc|ports\.my-addr/i;

describe('portolan atlas check', () => {
  const files = (base: URL, names: readonly string[]) =>
    new Map(names.map((name) => [name, readFileSync(new URL(name, base), 'utf8')]));
  const own = FACT_FILES.filter((name) => name !== 'ports/iana.tsv');

  it('finds nothing wrong in the facts as they are written', () => {
    expect(auditFacts(files(DATA, own), shippedData.text('ports/iana.tsv')).faults).toEqual([]);
  });

  it('finds nothing wrong in the facts as they are shipped', () => {
    const shipped = new Map(FACT_FILES.map((name) => [name, shippedData.text(name)]));
    const { faults, claims } = auditFacts(shipped);
    expect(faults).toEqual([]);
    expect(claims).toBeGreaterThan(13_000);
  });
});

describe.each(TABLES)('ports/%s.tsv', (id) => {
  const text = read(`ports/${id}.tsv`);
  const lines = linesOf(text);

  it('has a claim in every line', () => {
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(parseLine(line, id).length).toBeGreaterThan(0);
  });

  it('is sorted by first port, last port, transports, service, title; no row twice', () => {
    const keys = lines.map((line) => {
      const [ports = '', transports, service, title] = line.split('\t');
      const [from, to = from] = ports.split('-').map((port) => port.padStart(5, '0'));
      return `${from} ${to} ${transports}\t${service}\t${title}`;
    });
    expect(keys).toEqual(keys.toSorted());
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('is canonical text: no blanks at the ends of fields, no empty fields at the end', () => {
    expect(text.endsWith('\n')).toBe(true);
    for (const line of lines) {
      const fields = line.split('\t');
      expect(fields).toEqual(fields.map((field) => field.trim().replaceAll(/ {2,}/g, ' ')));
      expect(fields.at(-1)).not.toBe('');
      expect(fields.length).toBeLessThanOrEqual(15);
      const transports = fields[1]!.split(' ');
      const order = ['tcp', 'udp', 'sctp', 'dccp'];
      expect(transports).toEqual(order.filter((name) => transports.includes(name)));
      expect(fields[2]).toBe(fields[2]!.toLowerCase());
    }
  });

  it('says where each claim is written', () => {
    for (const claim of claimsOf(id)) {
      expect(claim.title, `${claim.from} ${claim.service}`).not.toBe('');
      expect(claim.reference, `${claim.from} ${claim.service}`).toBeTruthy();
      expect(`${claim.reference} ${claim.note}`).not.toMatch(AGGREGATOR);
      expect(claim.since ?? '2002').toMatch(/^\d{4}(-\d\d(-\d\d)?)?$/);
    }
  });
});

describe('the table of ports 0-1023', () => {
  const lines = linesOf(read('ports/documents.tsv'))
    .map((line) => line.split('\t'))
    .filter(([, , , , , reference = '']) => reference.startsWith('table of ports 0-1023'));
  const claims = claimsOf('documents').filter(({ reference }) => reference?.startsWith('table of'));

  const count = (words: readonly string[]) => {
    const counts: Record<string, number> = {};
    for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
  };

  it('is there with every row: 246 for 226 numbers', () => {
    // One more line: the row of 953 has its udp reserved and its tcp in use.
    expect(lines).toHaveLength(246 + 1);
    expect(new Set(lines.map(([ports]) => ports)).size).toBe(226);
    const [first, last] = [claims.map(({ from }) => from), claims.map(({ to }) => to)];
    expect([Math.min(...first), Math.max(...last)]).toEqual([0, 1023]);
  });

  it('keeps what is official apart from what is not: 211 rows and 35', () => {
    const unofficial = lines.filter(
      ([, , , , standing, , , , , note = '']) =>
        standing === 'unofficial' || (standing === 'historic' && note.includes('unofficial')),
    );
    expect(unofficial).toHaveLength(35);
    const official = lines.filter(([, , , , standing]) => /^(assigned|reserved)$/.test(standing!));
    expect(official).toHaveLength(211 + 1);
  });

  it('has the marks of every cell', () => {
    const marks = (transport: string) =>
      count(
        lines.flatMap(([, , , , , , , , , , cells = '']) =>
          cells.split(' ').flatMap((cell) => {
            const [of, mark = ''] = cell.split(':');
            return of === transport ? [mark] : [];
          }),
        ),
      );
    // Counted in the document; what is missing to 246 are empty cells, which say nothing.
    expect(marks('tcp')).toEqual({
      yes: 198,
      assigned: 13,
      reserved: 9,
      no: 4,
      inapplicable: 1,
      moved: 1,
      maybe: 1,
    });
    expect(marks('udp')).toEqual({
      yes: 144,
      assigned: 42,
      reserved: 10,
      no: 5,
      inapplicable: 1,
      unknown: 1,
      maybe: 1,
    });
    expect(marks('sctp')).toEqual({ yes: 7 });
    expect(marks('dccp')).toEqual({});
    expect(lines.filter(([, , , , , , , , , , cells]) => !cells)).toEqual([]);
  });

  it('calls reserved what it marks so, and only that', () => {
    for (const { from, transport, standing, mark } of claims) {
      expect(standing === 'reserved', `${from}/${transport}`).toBe(mark === 'reserved');
    }
  });

  it.each<[where: string, claims: readonly string[]]>([
    ['0/tcp', ['- reserved reserved', '- unofficial inapplicable']],
    ['9/tcp', ['discard assigned yes']],
    ['9/udp', ['discard assigned yes', 'wake-on-lan unofficial yes']],
    ['9/sctp', ['discard assigned yes']],
    ['72/udp', ['- assigned yes']],
    ['113/udp', ['auth assigned assigned']],
    ['135/tcp', ['epmap assigned yes', 'epmap assigned yes']],
    ['230/tcp', ['- reserved reserved']],
    ['465/tcp', ['submissions assigned yes', 'urd assigned yes']],
    ['465/udp', []],
    ['512/udp', ['comsat assigned yes']],
    ['514/tcp', ['shell unofficial yes']],
    ['585/tcp', ['imaps historic moved']],
    ['666/tcp', ['airserv-ng unofficial yes', 'doom assigned yes']],
    ['666/udp', ['doom assigned yes']],
    ['953/tcp', ['rndc assigned yes']],
    ['953/udp', ['- reserved reserved']],
    ['994/udp', ['- reserved reserved', 'ircs historic maybe']],
    ['1023/tcp', ['- reserved reserved', 'nfs unofficial yes']],
  ])('%s: %j', (where, expected) => {
    const [port, transport] = where.split('/');
    const there = claims.filter(
      ({ from, to, transport: on }) =>
        from <= Number(port) && Number(port) <= to && on === transport,
    );
    const words = there.map(
      ({ service, standing, mark }) => `${service || '-'} ${standing} ${mark}`,
    );
    expect(words.toSorted()).toEqual(expected);
  });

  it('remembers where it says no', () => {
    const denied = claims
      .filter((claim) => claim.denied)
      .map((claim) => `${claim.from} ${claim.service}: ${claim.denied!.join(' ')}`);
    expect([...new Set(denied)].toSorted()).toEqual([
      '113 ident: udp',
      '15 netstat: udp',
      '443 quic: tcp',
      '465 submissions: udp',
      '465 urd: udp',
      '514 syslog: tcp',
      '625 odproxy: udp',
      '80 quic: tcp',
      '9 wake-on-lan: tcp',
    ]);
  });
});

describe('disputes found by comparing what is shipped', () => {
  const atlas = shippedAtlas();
  const foundAt = (port: number) =>
    atlas.lookup(port).disputes.filter(({ foundBy }) => foundBy === 'comparison');

  it.each<[where: string, kind: Dispute['kind'], source: string | undefined, words: RegExp]>([
    ['621', 'registrant', 'documents', /escp-ip by Epson; the registry names Lai Zit Seng/],
    ['641', 'service', 'documents', /officially esro-emsdp.*registry has repcmd.*on 642/],
    ['642', 'service', 'documents', /641.*officially esro-emsdp.*esro-emsdp on 642/],
    ['259', 'service', 'documents', /641.*esro-gen.*esro-gen on 259/],
    ['3289/udp', 'standing', 'documents', /used for enpc, though not assigned/],
    ['465/udp', 'transport', 'documents', /465\/udp is not used; the registry has igmpv3lite/],
    ['831', 'standing', 'documents', /officially netconf-beep; the registry has it reserved/],
    [
      '143/udp',
      'standing',
      'documents',
      /143\/udp is officially imap; the registry has it reserved/,
    ],
    ['993/udp', 'standing', 'documents', /993\/udp is officially imaps/],
    ['9100', 'service', undefined, /hp-pdl-datastr \(.*\) and pdl-datastream \(/],
    [
      '4045',
      'service',
      'curated',
      /lockd; the registry has npp there and reports unauthorized use/,
    ],
    ['90', 'service', 'documents', /pointcast; the registry has dnsix/],
    ['514/tcp', 'standing', 'documents', /used for shell, though not assigned/],
    ['564/tcp', 'standing', 'documents', /used for 9pfs, though not assigned/],
    ['654/tcp', 'service', 'documents', /officially mmp; the registry has aodv/],
  ])('%s: %s', (where, kind, source, words) => {
    const [port, transport] = where.split('/');
    const disputes = foundAt(Number(port)).filter((dispute) => dispute.kind === kind);
    expect(disputes).toHaveLength(1);
    const [dispute] = disputes;
    expect(dispute!.source).toBe(source);
    expect(dispute!.summary).toMatch(words);
    expect(dispute!.ports).toContain(Number(port));
    expect(dispute!.transports).toEqual(transport ? [transport] : ['tcp', 'udp']);
  });

  it('one of a kind and source, and few: rows that agree make none', () => {
    const ports = Array.from({ length: 65_536 }, (_, port) => port);
    const disputed = ports.filter((port) => foundAt(port).length > 0);
    expect(disputed.length).toBeGreaterThan(20);
    expect(disputed.length).toBeLessThan(60);
    for (const port of disputed) {
      const keys = foundAt(port).map(({ kind, source, ports }) => `${kind} ${source} ${ports[0]}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

describe('sources.json', () => {
  const sources = readJson<Source[]>('sources.json');

  it('names every table, what is found on the machine itself, and nothing else', () => {
    const local = ['labels', 'nmap', 'system', 'wireshark'];
    expect(sources.map(({ id }) => id).toSorted()).toEqual([...IDS, ...local].toSorted());
  });

  it('says of each what it is, and of which date where it is an edition', () => {
    for (const { title, address, licence, date } of sources) {
      expect(title).not.toBe('');
      expect(() => new URL(address ?? 'https://example.org')).not.toThrow();
      // What is somebody else's has a licence that lets us ship it.
      expect(Boolean(licence)).toBe(address !== undefined || licence !== undefined);
      expect(date ?? '2026-01-01').toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});

describe('curated.json', () => {
  const { disputes, ghosts } = readJson<{ disputes: Dispute[]; ghosts: Ghost[] }>('curated.json');
  const all = IDS.flatMap(claimsOf);

  it.each(disputes.map((dispute) => [dispute.ports.join(' '), dispute.summary, dispute] as const))(
    'the dispute on %s: %s',
    (_, __, { ports, summary, supported, reason, reference }) => {
      expect(ports.length).toBeGreaterThan(0);
      expect(ports.every((port) => Number.isInteger(port) && port >= 0 && port < 65_536)).toBe(
        true,
      );
      expect(summary).toMatch(/[.!?]$/);
      expect(reason).toBeTruthy();
      expect(reference).toBeTruthy();
      expect(`${reference}`).not.toMatch(AGGREGATOR);
      expect(IDS).toContain(supported);
      const claimed = all.some((claim) => ports.some((p) => claim.from <= p && p <= claim.to));
      expect(claimed).toBe(true);
    },
  );

  it('ghosts are services that some table names, once each, with their evidence', () => {
    const named = new Set(all.map(({ service }) => service));
    expect(ghosts.filter(({ service }) => !named.has(service))).toEqual([]);
    const names = ghosts.map(({ service }) => service);
    expect(names).toEqual([...new Set(names)].toSorted());
    for (const { evidence, reference } of ghosts) {
      expect(evidence).toMatch(/[.!?]$/);
      expect(reference).toBeTruthy();
      expect(reference).not.toMatch(AGGREGATOR);
    }
  });
});

describe('programs.json', () => {
  const { programs, same } = readJson<ProgramFacts>('programs.json');
  const services = new Set(IDS.flatMap(claimsOf).map(({ service }) => service));

  it('is sorted by name, byte by byte', () => {
    const names = programs.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].toSorted());
  });

  it('gives no name to two programs, and no name that a process cannot have', () => {
    const names = programs.flatMap(({ match }) => match);
    const scripts = programs.flatMap((program) => program.scripts ?? []);
    for (const set of [names, scripts]) {
      expect(set.filter((name, i) => set.indexOf(name) !== i)).toEqual([]);
    }
    expect(names.filter((name) => name !== name.toLowerCase() || /^\s*$|\//.test(name))).toEqual(
      [],
    );
  });

  it('speaks only services that some table names', () => {
    const unknown = programs.flatMap(({ name, speaks }) =>
      speaks.filter((service) => !services.has(service)).map((service) => `${name}: ${service}`),
    );
    expect(unknown).toEqual([]);
  });

  it('says of each program what it speaks, or that it can speak anything', () => {
    const silent = programs.filter(
      ({ general, relay, speaks }) => !general && !relay && !speaks[0],
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('has each name that means the same in one group, and each is a service', () => {
    const names = Object.entries(same).flatMap(([name, others]) => [name, ...others]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !services.has(name))).toEqual([]);
    for (const others of Object.values(same)) expect(others).toEqual(others.toSorted());
  });
});
