/** The facts in `data/`: each file in its own form, canonical, with a source for everything. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Claim, Dispute, Ghost, Source } from '../src/atlas/claim.ts';
import { parseLine } from '../src/atlas/table.ts';
import type { ProgramFacts } from '../src/verdict/programs.ts';
import { shippedData } from './support/shipped.ts';

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

describe('sources.json', () => {
  const sources = readJson<Source[]>('sources.json');

  it('names every table and nothing else', () => {
    expect(sources.map(({ id }) => id).toSorted()).toEqual(IDS);
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
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
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
