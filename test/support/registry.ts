/**
 * A registry that was never published: seeded records in both of the forms that IANA publishes. For tests
 * that need size, or what the real one does not have today.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FIELDS, type RegistryRecord } from '../../src/atlas/registry/record.ts';
import { writeCsv } from '../../src/atlas/registry/write-csv.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';

export interface MadeRegistry {
  readonly records: readonly RegistryRecord[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly xml: string;
  readonly csv: string;
}

/** A record that says nothing but what is given. */
export const record = (fields: Partial<RegistryRecord>): RegistryRecord => ({
  ...(Object.fromEntries(FIELDS.map((field) => [field, ''])) as RegistryRecord),
  ...fields,
});

/** As large as the real one, and as varied: ranges, several names for a number, names without any. */
export function makeRegistry(count = 15_000, seed = 1): MadeRegistry {
  const random = seededRandom(seed);
  const people = Array.from({ length: Math.ceil(count / 3) }, (_, i) => ({
    id: `Person_${i}`,
    name: `${pick(random, GIVEN)} ${pick(random, FAMILY)}`,
  }));
  const records: RegistryRecord[] = [];
  for (let i = 0; i < count; i++) {
    // Most services have a record for tcp and the same for udp.
    const last = records.at(-1);
    const isTwin = i % 2 === 1 && last?.transport === 'tcp' && random() < 0.8;
    records.push(isTwin ? { ...last, transport: 'udp' } : makeRecord(random, i, people));
  }
  return { records, people, xml: registryXml(records, people), csv: writeCsv(records) };
}

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)]!;

const GIVEN = ['Ada', 'Boris', 'Chaim', 'Dalia', 'Ève', 'Farid', 'Grete', 'Huong'];
const FAMILY = ['Miller', 'Nowak', 'Okafor', 'Peters', 'Qureshi', 'Reed', '鈴木', "O'Neil"];
/** Few are not ASCII, as in the real one. */
const WORDS =
  'relay of port control data service protocol remote management network system server for the "quoted" things, R&D <x> über'.split(
    ' ',
  );
const FREE = ['Unassigned', 'Unassigned', 'Unassigned', 'Reserved', 'De-registered'];
const TRANSPORT = ['tcp', 'tcp', 'tcp', 'tcp', 'tcp', 'tcp', 'udp', 'sctp', 'dccp', 'TCP', ''];

function makeRecord(random: Random, i: number, people: MadeRegistry['people']): RegistryRecord {
  const words = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(random, WORDS)).join(' ');
  const sometimes = (share: number, text: () => string) => (random() < share ? text() : '');
  // Ports come in order; a few are ranges, mostly of nobody, and a few are none.
  const port = Math.floor(i * 3.2) + 1;
  const isPortless = random() < 0.07;
  const isRange = !isPortless && random() < 0.05;
  const isFree = isRange ? random() < 0.95 : random() < 0.02;
  const person = () => (isFree ? '' : `[${pick(random, people).id}]`);
  const contact = person();
  return record({
    service:
      (!isFree && sometimes(0.94, () => `made-${i % 9000}`)) || (isPortless ? `bare-${i}` : ''),
    port: isPortless ? '' : isRange ? `${port}-${port + 40}` : String(port),
    transport: pick(random, TRANSPORT),
    description: isFree ? pick(random, FREE) : words(6),
    // Few are assigned to somebody else than their contact.
    assignee: random() < 0.1 ? person() : contact,
    contact,
    registered: sometimes(
      0.33,
      () => `20${10 + Math.floor(random() * 16)}-0${1 + Math.floor(random() * 9)}`,
    ),
    modified: sometimes(0.1, () => `2025-0${1 + Math.floor(random() * 9)}-11`),
    reference: sometimes(0.1, () => `[RFC${1000 + Math.floor(random() * 8000)}]`),
    code: sometimes(0.01, () => String(Math.floor(random() * 1e9))),
    unauthorized: sometimes(
      isFree ? 0.01 : 0.02,
      () => `Unauthorized use by ${words(3)} on port ${port}`,
    ),
    note: sometimes(isFree ? 0.02 : 0.1, () => `${words(8)}\n${words(4)}`),
  });
}

/** The records in the XML form. A line break inside a field is an element there, as in the real one. */
export function registryXml(
  records: readonly RegistryRecord[],
  people: MadeRegistry['people'] = [],
): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>A registry that was never published</title>
  <updated>2026-05-04</updated>
  <note>Made for tests, see <xref type="rfc" data="rfc6335"/>.</note>
${records.map(recordXml).join('')}  <people>
${people.map(({ id, name }) => `    <person id="${id}"><name>${escaped(name)}</name><uri>mailto:x&amp;y@example.org</uri><updated>2020-02</updated></person>\n`).join('')}  </people>
</registry>
`;
}

function recordXml(made: RegistryRecord): string {
  const element = (name: string, text: string) =>
    text === '' ? '' : `    <${name}>${escaped(text).replaceAll('\n', '<br/>')}</${name}>\n`;
  const attribute = (name: string, text: string) => (text === '' ? '' : ` ${name}="${text}"`);
  const [, rfc] = /^\[RFC(\d+)\]$/.exec(made.reference) ?? [];
  const person = (brackets: string) => `<xref type="person" data="${brackets.slice(1, -1)}"/>`;
  return [
    `  <record${attribute('date', made.registered)}${attribute('updated', made.modified)}>\n`,
    element('name', made.service),
    element('protocol', made.transport),
    made.assignee === made.contact
      ? ''
      : `    <assignee>\n      ${person(made.assignee)}\n    </assignee>\n`,
    element('description', made.description),
    element('number', made.port),
    element('sc', made.code),
    element('unauthorized', made.unauthorized),
    element('note', made.note),
    rfc ? `    <xref type="rfc" data="rfc${rfc}"/>\n` : '',
    made.contact && `    ${person(made.contact)}\n`,
    '  </record>\n',
  ].join('');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The real registry, where it stands beside the project; it is not part of it. */
export function publishedRegistry(form: 'xml' | 'csv'): Uint8Array | undefined {
  const path = publishedPath(form);
  return existsSync(path) ? readFileSync(path) : undefined;
}

export const publishedPath = (form: 'xml' | 'csv'): string =>
  fileURLToPath(
    new URL(`../../../shared/data/iana-service-names-port-numbers.${form}`, import.meta.url),
  );
