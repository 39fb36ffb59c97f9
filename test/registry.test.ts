/**
 * The whole registry, in, out and answering: a made one of 15,000 records always, and the real one where it
 * stands beside the project. What was read is held against counts taken from the raw text by other means.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openAtlas } from '../src/app/atlas.ts';
import type { Atlas } from '../src/atlas/atlas.ts';
import { readRegistryText } from '../src/atlas/registry/read.ts';
import { FIELDS, type Registry, type RegistryRecord } from '../src/atlas/registry/record.ts';
import { MAX_PORT, TRANSPORTS } from '../src/core/transport.ts';
import type { Folders } from '../src/platform/platform.ts';
import { simulatedFolders } from '../src/platform/simulated/folders.ts';
import { machine, portolan } from './support/command.ts';
import { makeRegistry, publishedPath, publishedRegistry } from './support/registry.ts';

const made = makeRegistry(15_000);
const published = { xml: publishedRegistry('xml'), csv: publishedRegistry('csv') };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

if (!published.xml || !published.csv) {
  console.log(`LEFT OUT: the published registry, because ${publishedPath('xml')} is not there`);
}

/** What regular expressions see in the XML's text. */
function rawCounts(xml: string) {
  const records = [...xml.matchAll(/<record\b[^>]*>([\s\S]*?)<\/record>/g)];
  const count = (has: RegExp) => records.filter(([whole]) => has.test(whole)).length;
  // References inside of other elements are part of their text.
  const outermost = records.map(([, inside = '']) =>
    inside.replaceAll(/<(note|assignee|contact|description|unauthorized)>[\s\S]*?<\/\1>/g, ''),
  );
  return {
    records: xml.split(/<record\b/).length - 1,
    people: xml.split('<person ').length - 1,
    // Some are known by an address alone.
    named: [...xml.matchAll(/<person [\s\S]*?<\/person>/g)].filter(([whole]) =>
      /<(?:name|org)>[^<]/.test(whole),
    ).length,
    names: count(/<name>/),
    ranges: count(/<number>\d+-\d+</),
    portless: records.length - count(/<number>/),
    transports: count(/<protocol>/),
    descriptions: count(/<description>(?!\s*<\/description>)/),
    notes: count(/<note>/),
    unauthorized: count(/<unauthorized>/),
    codes: count(/<sc>/),
    registered: count(/^<record\b[^>]* date="/),
    modified: count(/^<record\b[^>]* updated="/),
    references: outermost.filter((inside) => /<xref type="(?!person)/.test(inside)).length,
  };
}

function readCounts({ records, people }: Registry): ReturnType<typeof rawCounts> {
  const count = (field: keyof RegistryRecord) =>
    records.filter((record) => record[field] !== '').length;
  return {
    records: records.length,
    people: people.length,
    named: people.filter(({ name }) => name !== '').length,
    names: count('service'),
    ranges: records.filter(({ port }) => port.includes('-')).length,
    portless: records.filter(({ port }) => port === '').length,
    transports: count('transport'),
    descriptions: count('description'),
    notes: count('note'),
    unauthorized: count('unauthorized'),
    codes: count('code'),
    registered: count('registered'),
    modified: count('modified'),
    references: count('reference'),
  };
}

/** A line for each is compared faster than twelve fields. */
const asLines = (records: readonly RegistryRecord[]) => records.map((one) => JSON.stringify(one));

/** Blanks and line breaks are the layout's. */
const tidied = (record: RegistryRecord) =>
  FIELDS.map((field) => record[field].replaceAll(/\s+/g, ' ').trim()).join('\t');

async function imported(name: string, bytes: Uint8Array, folders: Folders) {
  const ending = await portolan(['registry', 'import', name, '--json'], {
    folders,
    files: { [name]: bytes },
  });
  expect(ending).toMatchObject({ code: 0, err: '' });
  return JSON.parse(ending.out) as { edition: Record<string, unknown>; changes: object[] };
}

async function exported(folders: Folders) {
  const { out, code, err } = await portolan(['registry', 'export'], { folders });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

it('both forms of the made registry are read as it was made', () => {
  expect(asLines(readRegistryText(made.xml).records)).toEqual(asLines(made.records));
  expect(asLines(readRegistryText(made.csv).records)).toEqual(asLines(made.records));
});

describe.each([
  {
    what: 'a made registry of 15,000 records',
    xml: new TextEncoder().encode(made.xml),
    least: 15_000,
  },
  ...(published.xml ? [{ what: 'the published registry', xml: published.xml, least: 14_533 }] : []),
])('$what', ({ xml, least }) => {
  let registry: Registry;
  let folders: Folders;
  let edition: Record<string, unknown>;
  let csv: string;
  let atlas: Atlas;
  beforeAll(async () => {
    registry = readRegistryText(text(xml));
    folders = simulatedFolders();
    ({ edition } = await imported('registry.xml', xml, folders));
    csv = await exported(folders);
    atlas = openAtlas(machine({ folders }));
  });

  it('is read whole: nothing that its text has is missing', () => {
    const counts = rawCounts(text(xml));
    expect(counts.records).toBe(least);
    expect(readCounts(registry)).toEqual(counts);
    expect(registry.unread).toEqual({});
    expect(edition).toMatchObject({ records: least, unread: {}, updated: registry.updated });
  });

  it('comes out as it was read', () => {
    expect(asLines(readRegistryText(csv).records)).toEqual(asLines(registry.records));
  });

  it('goes in again as it came out', async () => {
    const again = simulatedFolders();
    const { changes } = await imported('ports.csv', new TextEncoder().encode(csv), again);
    expect(changes).toEqual([]);
    expect(await exported(again)).toBe(csv);
  });

  it('names everybody whom a record names', () => {
    const ids = new Set(registry.people.map(({ id }) => id));
    const named = registry.records.flatMap(({ assignee, contact }) =>
      [...`${assignee}${contact}`.matchAll(/\[([^\]]+)\]/g)].map(([, id]) => id!),
    );
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('answers for each of its records', () => {
    const silent = registry.records.filter((record) => !isAnswered(record, atlas));
    expect(silent).toEqual([]);
  });

  it('answers for all ports and transports, by itself and in place of the floor', () => {
    const wrong: number[] = [];
    let claims = 0;
    for (let port = 0; port <= MAX_PORT; port++) {
      const byTransport = TRANSPORTS.flatMap((transport) => atlas.claims(port, transport));
      // Comparing all sources takes its time: at every sixteenth port.
      const entry = port % 16 === 0 ? atlas.lookup(port) : undefined;
      if (entry && byTransport.length !== entry.claims.length) wrong.push(port);
      claims += byTransport.filter(({ source }) => source === 'iana').length;
    }
    expect(wrong).toEqual([]);
    expect(claims).toBeGreaterThan(least / 2);
    expect(atlas.source('iana')).toMatchObject({ date: registry.updated });
    expect(atlas.source('iana')!.edition).toContain('the whole registry');
  });

  it('is the same edition when it is imported again', async () => {
    const before = folderTexts(folders, edition);
    const { changes, edition: second } = await imported('registry.xml', xml, folders);
    expect(changes).toEqual([]);
    const { folder: _, previous, ...same } = second;
    expect(edition).toMatchObject(same);
    expect(previous).toBe(edition['folder']);
    expect(folderTexts(folders, second)).toEqual(before);
  });
});

const FILES = ['ports.tsv', 'names.tsv', 'records.csv', 'about.json', 'search.txt'];
const folderTexts = (folders: Folders, edition: Record<string, unknown>) =>
  FILES.map((file) => folders.data.text(`registry/${edition['folder'] as string}/${file}`));

/** Whether the atlas says of both ends of a record, or of its name, what the record says. */
function isAnswered(record: RegistryRecord, atlas: Atlas): boolean {
  const service = record.service.toLowerCase();
  const isIt = (claim: { service: string; source: string; since?: string }) =>
    claim.source === 'iana' &&
    claim.service === service &&
    (claim.since ?? '') === record.registered;
  if (record.port === '') return atlas.portless(service).some(isIt);
  const [from = 0, to = from] = record.port.split('-').map(Number);
  const transports = TRANSPORTS.filter((name) =>
    ['', name].includes(record.transport.toLowerCase()),
  );
  const isClaimed = (port: number) =>
    transports.some((transport) => atlas.claims(port, transport).some(isIt));
  const nobody =
    record.unauthorized === '' ? /^\(?unassigned\)?$/i : /^(?:unassigned|de-registered)$/i;
  const isNobody = service === '' && nobody.test(record.description);
  if (!isNobody) return isClaimed(from) && isClaimed(to);
  // Of what is nobody's, a claim is made where somebody uses it, or when more is said of it.
  const ports = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return record.note + record.unauthorized === '' || ports.some(isClaimed);
}

describe.skipIf(!published.xml || !published.csv)('the published editions', () => {
  const read = () => ({
    now: readRegistryText(text(published.xml!)).records,
    before: readRegistryText(text(published.csv!)).records,
  });

  it('are read alike from XML and CSV: all records that IANA did not touch between them are the same', () => {
    const { now, before } = read();
    const known = new Map<string, number>();
    for (const record of before) {
      known.set(tidied(record), (known.get(tidied(record)) ?? 0) + 1);
    }
    const same = now.filter((record) => {
      const left = known.get(tidied(record)) ?? 0;
      known.set(tidied(record), left - 1);
      return left > 0;
    });
    expect(same.length).toBeGreaterThanOrEqual(14_384);
  });

  it('come out as they went in, and differ in what was changed between them', async () => {
    const folders = simulatedFolders();
    await imported('new.xml', published.xml!, folders);
    await saysWhatEverybodyKnows(folders);
    const { changes } = await imported('old.csv', published.csv!, folders);
    // Its own form comes out as it was, but for the ends of lines.
    expect(await exported(folders)).toBe(text(published.csv!).replaceAll('\r\n', '\n'));
    const { now, before } = read();
    const count = (kind: string) =>
      (changes as { change: string }[]).filter(({ change }) => change === kind).length;
    expect(count('added') - count('removed')).toBe(before.length - now.length);
    expect(count('changed')).toBeGreaterThan(0);
    // What changed without a date are people and documents that got another name.
    const undated = (changes as { fields?: { field: string }[] }[])
      .map(({ fields = [] }) => fields.map(({ field }) => field))
      .filter((fields) => fields.length > 0)
      .filter((fields) => !fields.includes('modified') && !fields.includes('registered'));
    expect([...new Set(undated.flat())].toSorted()).toEqual(['assignee', 'contact', 'reference']);
    expect(undated.length).toBeLessThan(20);
  });

  async function saysWhatEverybodyKnows(folders: Folders): Promise<void> {
    const { out } = await portolan(['80', '631', '6010', '6667', '8080', '--json'], { folders });
    const { ports } = JSON.parse(out) as {
      ports: { port: number; claims: { source: string; transport: string; service: string }[] }[];
    };
    const official = ports.map(({ claims }) =>
      claims
        .filter(({ source, transport }) => source === 'iana' && transport === 'tcp')
        .map(({ service }) => service),
    );
    expect(official).toMatchObject([
      expect.arrayContaining(['http', 'www', 'www-http']) as string[],
      expect.arrayContaining(['ipp', 'ipps']) as string[],
      ['x11'],
      ['ircu'],
      ['http-alt'],
    ]);
  }
});
