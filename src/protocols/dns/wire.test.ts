import {
  array,
  assert,
  constant,
  constantFrom,
  integer,
  oneof,
  property,
  record as fields,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { formatIpv6 } from '../../core/ipv6.ts';
import { plain } from '../../core/plain.ts';
import { mutations, unsound } from '../../core/mutations.ts';
import type { RecordData } from './data.ts';
import { encode, encodeQuery, nameFault, questionSize, record, recordSize } from './encode.ts';
import { escapeLabel } from './name.ts';
import { CLASSES, TYPES } from './vocabulary.ts';
import { decode, decodeTcp, MOST_QUESTIONS, type DnsMessage } from './wire.ts';

const read = (bytes: Uint8Array): DnsMessage => {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
};
/** Halves of pairs are no characters, and have no bytes. */
const isWellFormed = (words: string) => !/\p{Surrogate}/u.test(words);
const text = (words: string) => new TextEncoder().encode(words);

const PRINTER = String.raw`EPSON ET-2760 Series\.2._ipp._tcp.local`;
const HOST = 'EPSON000001.local';

/** One record of each kind, as a printer's answer and a name server's have them. */
const EVERY_KIND: readonly RecordData[] = [
  { kind: 'A', address: '192.0.2.7' },
  { kind: 'AAAA', address: 'fe80::200:5eff:fe00:5301' },
  { kind: 'PTR', target: PRINTER },
  { kind: 'SRV', priority: 0, weight: 0, port: 631, target: HOST },
  { kind: 'TXT', strings: [text('txtvers=1'), text('ty=EPSON ET-2760 Series')] },
  { kind: 'NS', target: 'ns.example' },
  { kind: 'CNAME', target: 'other.example' },
  { kind: 'DNAME', target: 'example' },
  { kind: 'MX', preference: 10, target: 'mail.example' },
  {
    kind: 'SOA',
    server: 'ns.example',
    mailbox: String.raw`host\.master.example`,
    serial: 2026112101,
    refresh: 7200,
    retry: 900,
    expire: 1_209_600,
    minimum: 60,
  },
  { kind: 'NSEC', next: HOST, types: [1, 28, 1234] },
];

describe('messages', () => {
  it('come back as they were written, every kind of record', () => {
    const answers = EVERY_KIND.map((data) => record(HOST, data, 120, true));
    const message = read(encode({ id: 7, response: true, authoritative: true, answers }));
    expect(message).toMatchObject({ id: 7, response: true, authoritative: true, answers });
    expect(message.answers).toHaveLength(EVERY_KIND.length);
  });

  it('have all four sections', () => {
    const [a, ptr, txt] = [EVERY_KIND[0]!, EVERY_KIND[2]!, EVERY_KIND[4]!];
    const message = read(
      encode({
        questions: [{ name: PRINTER, type: TYPES.ANY, class: CLASSES.IN, unicast: true }],
        answers: [record('_ipp._tcp.local', ptr, 4500)],
        authorities: [record(PRINTER, txt, 4500, true)],
        additionals: [record(HOST, a, 120, true)],
      }),
    );
    expect(message.questions).toEqual([{ name: PRINTER, type: 255, class: 1, unicast: true }]);
    expect(message.answers[0]).toMatchObject({ flush: false, ttl: 4500, data: ptr });
    expect(message.authorities[0]).toMatchObject({ name: PRINTER, flush: true, data: txt });
    expect(message.additionals[0]).toMatchObject({ name: HOST, data: a });
  });

  it('keep types that nobody knows here, and options', () => {
    const other = { name: HOST, type: 65_280, class: 1, flush: false, ttl: 1 };
    const answers = [{ ...other, data: { kind: 'other', bytes: fromHex('c0ff00') } as const }];
    const options = [
      { code: 4, data: fromHex('0001') },
      { code: 12, data: fromHex('') },
    ];
    const opt = { name: '.', type: TYPES.OPT, class: 1440, flush: false, ttl: 0x8000 };
    const additionals = [{ ...opt, data: { kind: 'OPT', options } as const }];
    const message = read(encode({ response: true, answers, additionals }));
    expect(message.answers).toEqual(answers);
    expect(message.additionals).toEqual(additionals);
  });

  it('have every record shown, and every byte explained', () => {
    const bytes = encode({
      response: true,
      answers: EVERY_KIND.map((data) => record(HOST, data, 120)),
    });
    const { fields } = decode(bytes);
    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
    expect(fields.filter(({ name }) => name === 'answer name')).toHaveLength(EVERY_KIND.length);
    expect(fields.find(({ name }) => name === 'target')).toMatchObject({ value: PRINTER });
    expect(fields.find(({ name }) => name === 'address')).toMatchObject({ value: '192.0.2.7' });
    expect(fields.find(({ name }) => name === 'types')).toMatchObject({ meaning: 'A AAAA' });
    expect(fields.find(({ name }) => name === 'answer type')).toMatchObject({ meaning: 'A' });
  });

  it('point to names that stood before, and are no longer than they need be', () => {
    const types = [
      '_ipp',
      '_ipps',
      '_printer',
      '_pdl-datastream',
      '_scanner',
      '_uscan',
      '_uscans',
      '_http',
    ];
    const questions = types.map((type) => ({
      name: `${type}._tcp.local`,
      type: 12,
      class: 1,
      unicast: false,
    }));
    const bytes = encode({ questions });
    expect(toHex(bytes)).toContain(`${toHex(text('_ipps'))}c011`);
    expect(bytes.length).toBeLessThan(140);
    expect(read(bytes).questions).toEqual(questions);
    expect(questions.reduce((sum, one) => sum + questionSize(one), 12)).toBeGreaterThan(
      bytes.length,
    );
  });

  it('leave the targets of SRV whole for who knows only plain DNS', () => {
    const answers = [
      record(HOST, { kind: 'SRV', priority: 0, weight: 0, port: 631, target: HOST }, 10),
    ];
    const short = encode({ response: true, answers });
    const long = encode({ response: true, answers }, { compressTargets: false });
    expect(long.length - short.length).toBe(17);
    expect(read(long).answers).toEqual(read(short).answers);
    expect(recordSize(answers[0]!)).toBe(long.length - 12);
  });

  it('of a TCP connection are read the same', () => {
    const message = encodeQuery(1, 'version.bind', TYPES.TXT, CLASSES.CH);
    const framed = Uint8Array.from([0, message.length, ...message]);
    expect(decodeTcp(framed)).toMatchObject({ ok: true, message: { questions: [{ class: 3 }] } });
  });

  it('say in a title what they are about', () => {
    expect(read(encodeQuery(1, 'version.bind', TYPES.TXT, CLASSES.CH)).title).toBe(
      'DNS query: version.bind TXT',
    );
    expect(read(encode({ response: true })).title).toBe('DNS response: no error');
  });
});

describe('any message that can be written', () => {
  const label = oneof(
    string({ minLength: 1, maxLength: 15 }),
    constantFrom('_ipp', '_tcp', 'local', 'a.b'),
  )
    .filter((words) => isWellFormed(words))
    .map(escapeLabel);
  const name = array(label, { maxLength: 4 }).map((labels) => labels.join('.') || '.');
  const kinds = oneof(
    fields({ kind: constant('PTR' as const), target: name }),
    fields({
      kind: constant('SRV' as const),
      priority: integer({ min: 0, max: 65_535 }),
      weight: constant(0),
      port: integer({ min: 0, max: 65_535 }),
      target: name,
    }),
    fields({
      kind: constant('TXT' as const),
      strings: array(uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 5 }),
    }),
    fields({
      kind: constant('AAAA' as const),
      address: uint8Array({ minLength: 16, maxLength: 16 }).map(formatIpv6),
    }),
    fields({
      kind: constant('NSEC' as const),
      next: name,
      types: array(integer({ min: 0, max: 65_535 }), { minLength: 1, maxLength: 9 }).map((types) =>
        [...new Set(types)].toSorted((a, b) => a - b),
      ),
    }),
  );

  it('is read as what it was', () => {
    assert(
      property(array(name, { maxLength: 4 }), array(kinds, { maxLength: 8 }), (names, all) => {
        const answers = all.map((data, i) =>
          record(names[i % (names.length || 1)] ?? '.', data, i, i % 2 === 0),
        );
        const questions = names.map((name) => ({ name, type: 255, class: 1, unicast: true }));
        const bytes = encode({ response: true, questions, answers });
        expect(plain(read(bytes))).toMatchObject({
          questions,
          answers: plain(answers) as object[],
        });
        const estimated = [...questions.map(questionSize), ...answers.map(recordSize)];
        expect(estimated.reduce((sum, size) => sum + size, 12)).toBeGreaterThanOrEqual(
          bytes.length,
        );
      }),
    );
  });
});

describe('what cannot be written', () => {
  it.each([
    ['a label of 64 bytes', `${'a'.repeat(64)}.local`],
    ['a name of 256 bytes', Array(51).fill('abcd').join('.')],
  ])('%s', (_, name) => {
    expect(nameFault(name)).toBeDefined();
    expect(() => encodeQuery(1, name, 1, 1)).toThrow(RangeError);
  });

  it('a name that fits has no fault', () => {
    expect(nameFault(PRINTER)).toBeUndefined();
    expect(nameFault(`${'a'.repeat(63)}.local`)).toBeUndefined();
    expect(nameFault('.')).toBeUndefined();
  });
});

describe('hostile messages', () => {
  const header = (counts: string) => fromHex(`0000 8400 ${counts}`);

  it('that claim 100,000 records end where their bytes do, at once', () => {
    const claims = fromHex('0000 8400 0000 8000 8000 8000');
    expect(decode(claims)).toMatchObject({
      ok: false,
      error: { kind: 'length', field: 'number of answer records' },
    });
    const most = header('0000 1744 0000 0000');
    expect(decode(most)).toMatchObject({ ok: false, error: { kind: 'truncated' } });
  });

  it('of 64 KiB are read within their limits', () => {
    // 5,956 records of 11 bytes, and as many whose names all lead to the longest name there can be.
    const repeated = (count: number, hex: string) => fromHex(hex.repeat(count));
    const small = joinBytes([
      header('0000 1744 0000 0000'),
      repeated(5956, '00 ff00 0001 00000000 0000'),
    ]);
    expect(decode(small)).toMatchObject({ ok: true });
    const name = `${'0161'.repeat(126)}00`;
    const many = joinBytes([
      header('0000 1389 0000 0000'),
      fromHex(`${name} ff00 0001 00000000 0000`),
      repeated(5000, 'c00c ff00 0001 00000000 0000'),
    ]);
    const began = process.cpuUsage().user;
    expect(decode(many)).toMatchObject({ ok: true });
    expect(process.cpuUsage().user - began).toBeLessThan(3_000_000);
  });

  it('longer than 64 KiB are none', () => {
    const long = new Uint8Array(65_536);
    long.set(header('0000 0001 0000 0000'));
    expect(decode(long)).toMatchObject({ ok: false, error: { kind: 'length', field: 'message' } });
  });

  it('that ask more than a datagram can is none', () => {
    const counts = (MOST_QUESTIONS + 1).toString(16).padStart(4, '0');
    expect(decode(fromHex(`0000 0000 ${counts} 0000 0000 0000`))).toMatchObject({
      error: { kind: 'magic' },
    });
  });

  it.each([
    ['an address of three bytes', '00 0001 0001 00000000 0003 c0000200', 'length', 'data length'],
    [
      'data that goes on after its name',
      '00 000c 0001 00000000 0002 0000',
      'length',
      'data length',
    ],
    [
      'a text that is longer than its record',
      '00 0010 0001 00000000 0002 0561',
      'length',
      'text length',
    ],
    [
      'a block of types without a byte',
      '00 002f 0001 00000000 0003 00 0000',
      'length',
      'length of the block',
    ],
    ['a block of 33 bytes', '00 002f 0001 00000000 0003 00 0021', 'length', 'length of the block'],
    [
      'an option that is longer than its record',
      '00 0029 0001 00000000 0004 00040001',
      'length',
      'option length',
    ],
    ['data that is not there', '00 ff00 0001 00000000 0009 00', 'truncated', 'data'],
  ])('%s is refused', (_, hex, kind, field) => {
    const bytes = Uint8Array.from([...header('0000 0001 0000 0000'), ...fromHex(hex)]);
    expect(decode(bytes)).toMatchObject({ ok: false, error: { kind, field } });
  });

  it('survive every prefix and bit flip of every kind of record', () => {
    const whole = encode({
      response: true,
      answers: EVERY_KIND.map((data) => record(HOST, data, 120)),
    });
    for (const bytes of mutations(whole)) expect(unsound(decode(bytes), bytes)).toBeUndefined();
  });
});
