/**
 * The jury on DNS messages: Wireshark's dissector reads what we read and what we write, record by record: the vectors'
 * messages, a device's answers, and thousands of messages that were made up by chance.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { captureStart, packetBlock } from '../../src/core/capture/pcapng.ts';
import { udpPacket } from '../../src/core/capture/packet.ts';
import { fromHex } from '../../src/core/bytes/hex.ts';
import { joinBytes } from '../../src/core/bytes/join.ts';
import { seededRandom } from '../../src/core/random.ts';
import type { RecordData } from '../../src/protocols/dns/data.ts';
import { encode, record } from '../../src/protocols/dns/encode.ts';
import { labelsOf, labelWords } from '../../src/protocols/dns/name.ts';
import { decode, type DnsMessage } from '../../src/protocols/dns/wire.ts';
import type { Vector } from '../../src/protocols/protocol.ts';
import { isInstalled } from '../support/namespace.ts';

const reason = isInstalled('tshark') ? undefined : 'tshark is not installed';
if (reason) console.log(`LEFT OUT: jury tshark on DNS: ${reason}`);

const FIELDS = [
  'id',
  'flags.response',
  'qry.name',
  'resp.name',
  'resp.type',
  'resp.ttl',
  'a',
  'aaaa',
  'srv.port',
  'srv.target',
  'ptr.domain_name',
  'txt',
];

/** What Wireshark makes of messages, a list of values for each of {@link FIELDS}; and whether it finds them broken. */
function dissect(messages: readonly Uint8Array[]): { broken: boolean; values: string[][] }[] {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-dns-'));
  const file = join(folder, 'dns.pcapng');
  const end = (last: number) => ({ address: Uint8Array.of(192, 0, 2, last), port: 5353 });
  const packets = messages.map((bytes, time) => {
    const packet = udpPacket({ from: end(7), to: end(1) }, { bytes });
    return packetBlock({ time, bytes: packet, length: packet.length });
  });
  const start = captureStart({ comment: 'made up', program: 'a test', interfaceName: 'none' });
  writeFileSync(file, joinBytes([start, ...packets]));
  const fields = [...FIELDS.map((name) => `dns.${name}`), '_ws.malformed'].flatMap((name) => [
    '-e',
    name,
  ]);
  const words = [
    '-r',
    file,
    '-T',
    'fields',
    '-E',
    'separator=/t',
    '-E',
    'aggregator=\u0001',
    ...fields,
  ];
  const { stdout, status, stderr } = spawnSync('tshark', words, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const columns = line
        .split('\t')
        .map((column) => (column === '' ? [] : column.split('\u0001')));
      return { broken: columns.at(-1)!.length > 0, values: columns.slice(0, -1) };
    });
}

/** A name as Wireshark shows it: it does not tell a dot in a label from one between labels. */
const shown = (name: string): string => labelsOf(name).map(labelWords).join('.') || '<Root>';

/** The same values, as we read them. */
function own(bytes: Uint8Array): string[][] {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  const message: DnsMessage = decoded.message;
  const records = [...message.answers, ...message.authorities, ...message.additionals];
  const ofKind = <K extends RecordData['kind']>(
    kind: K,
    value: (data: Extract<RecordData, { kind: K }>) => string[],
  ) =>
    records.flatMap(({ data }) =>
      data.kind === kind ? value(data as Extract<RecordData, { kind: K }>) : [],
    );
  return [
    [`0x${message.id.toString(16).padStart(4, '0')}`],
    [message.response ? '1' : '0'],
    message.questions.map(({ name }) => shown(name)),
    // The name of an SRV record it shows in parts.
    records.flatMap(({ name, data }) => (data.kind === 'SRV' ? [] : [shown(name)])),
    // The types that an NSEC record lists it shows as types too.
    records.flatMap(({ type, data }) =>
      [type, ...(data.kind === 'NSEC' ? data.types : [])].map(String),
    ),
    records.map(({ ttl }) => `${ttl}`),
    ofKind('A', ({ address }) => [address]),
    ofKind('AAAA', ({ address }) => [address]),
    ofKind('SRV', ({ port }) => [`${port}`]),
    ofKind('SRV', ({ target }) => [shown(target)]),
    ofKind('PTR', ({ target }) => [shown(target)]),
    ofKind('TXT', ({ strings }) => strings.map((one) => new TextDecoder().decode(one))),
  ];
}

const vectors = ['dns', 'dnssd'].flatMap((name) => {
  const folder = fileURLToPath(new URL(`../../src/protocols/${name}/vectors/`, import.meta.url));
  return readdirSync(folder).flatMap(
    (file) => JSON.parse(readFileSync(folder + file, 'utf8')) as Vector[],
  );
});

/** A message of records that share the ends of their names, so that pointers are needed. */
function madeUp(random: () => number): Uint8Array {
  const pick = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)]!;
  const name = () => {
    const type = pick(['_ipp._tcp', '_http._tcp', '_print._sub._ipp._tcp']);
    return pick([
      `${type}.local`,
      `Printer ${Math.floor(random() * 9)}.${type}.local`,
      `host${Math.floor(random() * 9)}.local`,
    ]);
  };
  const text = () =>
    new TextEncoder().encode('ty=EPSON'.padEnd(3 + Math.floor(random() * 200), 'x'));
  const data = (): RecordData =>
    pick<() => RecordData>([
      () => ({ kind: 'PTR', target: name() }),
      () => ({
        kind: 'SRV',
        priority: 0,
        weight: 0,
        port: Math.floor(random() * 65_536),
        target: name(),
      }),
      () => ({ kind: 'TXT', strings: Array.from({ length: 1 + Math.floor(random() * 4) }, text) }),
      () => ({ kind: 'A', address: `192.0.2.${Math.floor(random() * 256)}` }),
      () => ({ kind: 'AAAA', address: `2001:db8::${Math.floor(random() * 9)}` }),
      () => ({ kind: 'NSEC', next: name(), types: [1, 28, 33, 300] }),
    ])();
  const records = () =>
    Array.from({ length: Math.floor(random() * 6) }, () =>
      record(name(), data(), Math.floor(random() * 5000), random() < 0.5),
    );
  const questions = Array.from({ length: Math.floor(random() * 4) }, () => ({
    name: name(),
    type: 255,
    class: 1,
    unicast: random() < 0.5,
  }));
  return encode(
    {
      id: Math.floor(random() * 65_536),
      response: true,
      questions,
      answers: records(),
      authorities: records(),
      additionals: records(),
    },
    { compressTargets: random() < 0.5 },
  );
}

describe.skipIf(reason)('Wireshark', () => {
  it('reads in the vectors what we read', () => {
    // Others than of class IN are of no interest on port 5353.
    const read = vectors.filter(
      ({ message, framed, name }) => message && !framed && !/version|refused|BIND/.test(name),
    );
    const messages = read.map(({ hex }) => fromHex(hex));
    const judged = dissect(messages);
    expect(judged.map(({ values }) => values)).toEqual(messages.map(own));
    expect(judged.some(({ broken }) => broken)).toBe(false);
    expect(messages.length).toBeGreaterThan(5);
  });

  it('reads what we write', () => {
    const random = seededRandom(1035);
    const messages = Array.from({ length: 3000 }, () => madeUp(random));
    const judged = dissect(messages);
    expect(judged.filter(({ broken }) => broken)).toEqual([]);
    expect(judged.map(({ values }) => values)).toEqual(messages.map(own));
  });
});
