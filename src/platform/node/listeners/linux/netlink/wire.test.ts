import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SocketRow } from '../tables.ts';
import { decodeDump, encodeRequest, STATE, type DumpRequest } from './wire.ts';

interface Recording {
  readonly devices: Readonly<Record<string, string>>;
  readonly ss: readonly string[];
  readonly dumps: readonly {
    readonly name: string;
    readonly request: DumpRequest;
    readonly reads: readonly string[];
  }[];
}

const recording = JSON.parse(
  readFileSync(new URL('../fixtures/netlink.json', import.meta.url), 'utf8'),
) as Recording;
const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** All reads of a dump. */
const dump = (name: string) => {
  const found = recording.dumps.find((one) => one.name === name);
  if (!found) throw new Error(`there is no recording "${name}"`);
  return found.reads.map((hex) => decodeDump(bytesOf(hex), found.request, true));
};
const rowsOf = (name: string) => dump(name).flatMap(({ rows }) => rows);

/** A row as ss writes it: `tcp [fe80::1]%v0:80`, `*` for an IPv6 socket that takes IPv4 too. */
function inTheWordsOfSs({ transport, family, address, port, device, v6only }: SocketRow): string {
  const dual = address === '::' && v6only === false;
  const name = dual ? '*' : family === 'ipv6' ? `[${address}]` : address;
  const zone = device === undefined || device === 0 ? '' : `%${recording.devices[device]}`;
  return `${transport} ${name}${zone}:${port}`;
}

describe('a recorded dump', () => {
  it('shows what ss saw in the same minute, interfaces and IPv4 with it', () => {
    const names = ['tcp listening', 'tcp6 listening', 'udp unconnected', 'udp6 unconnected'];
    const rows = names.flatMap(rowsOf);
    expect(rows.map(inTheWordsOfSs).toSorted()).toEqual(recording.ss.toSorted());
    expect(rows.filter(({ bound }) => bound)).toEqual([]);
  });

  it('shows who holds a port without listening', () => {
    expect([...rowsOf('tcp bound'), ...rowsOf('tcp6 bound')]).toMatchObject([
      { transport: 'tcp', address: '127.0.0.1', port: 5000, bound: true },
      { transport: 'tcp', address: '::1', port: 5001, bound: true },
    ]);
  });

  it('reads the user and the inode, and goes on until the kernel is done', () => {
    const [first, last, ...more] = dump('tcp listening');
    expect(more).toEqual([]);
    expect(first).toMatchObject({ end: 'more', interrupted: false, malformed: 0 });
    expect(last).toEqual({ rows: [], end: 'done', interrupted: false, malformed: 0 });
    for (const { uid, inode } of first?.rows ?? []) {
      expect(uid).toBe(0);
      expect(inode).toBeGreaterThan(0);
    }
  });

  it('knows a refusal by its number, in either of the kernel’s two forms', () => {
    const [ENOENT, EINVAL] = [2, 22];
    expect(dump('raw_diag missing')).toMatchObject([{ rows: [], end: ENOENT }]);
    expect(dump('unknown family')).toMatchObject([{ rows: [], end: EINVAL }]);
  });
});

const REQUEST: DumpRequest = {
  family: 'ipv6',
  transport: 'tcp',
  states: 1 << STATE.listen,
  sequence: 3,
};
const SAMPLE = bytesOf(
  recording.dumps.find(({ name }) => name === 'tcp6 listening')?.reads[0] ?? '',
);
const decode = (bytes: Uint8Array) => decodeDump(bytes, REQUEST, true);
/** The sample with a byte replaced. */
const withByte = (at: number, value: number) => SAMPLE.with(at, value);

describe('bytes that are not what they should be', () => {
  it('passes over what answers an older question', () => {
    expect(decodeDump(SAMPLE, { ...REQUEST, sequence: 4 }, true)).toEqual({
      rows: [],
      end: 'more',
      interrupted: false,
      malformed: 0,
    });
  });

  it('hears that the kernel was interrupted', () => {
    const INTERRUPTED = 0x10;
    expect(decode(withByte(6, 2 | INTERRUPTED)).interrupted).toBe(true);
  });

  it('reads every prefix, and counts what is cut off', () => {
    const whole = decode(SAMPLE).rows;
    for (let length = 0; length < SAMPLE.length; length++) {
      const { rows, malformed, end } = decode(SAMPLE.subarray(0, length));
      expect(rows).toEqual(whole.slice(0, rows.length));
      expect(end).toBe('more');
      expect(malformed).toBe(length % 132 === 0 ? 0 : 1);
    }
  });

  it('never throws and never runs on, whatever bit is turned over', () => {
    for (let bit = 0; bit < SAMPLE.length * 8; bit++) {
      const bytes = withByte(bit >> 3, (SAMPLE[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      const { rows, malformed } = decode(bytes);
      expect(rows.length + malformed).toBeLessThanOrEqual(6);
    }
  });

  it('never throws over any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, littleEndian) => {
        for (const { port, address } of decodeDump(bytes, REQUEST, littleEndian).rows) {
          expect(port).toBeLessThan(65_536);
          expect(address).not.toBe('');
        }
      }),
    );
  });

  it('does not take a connection for a listener', () => {
    const ESTABLISHED = 1;
    const { rows, malformed } = decode(withByte(17, ESTABLISHED));
    expect([rows.length, malformed]).toEqual([4, 1]);
  });

  it('leaves open what an attribute that overruns its message would have said', () => {
    const attribute = 16 + 72;
    for (const length of [0, 3, 200]) {
      const [first] = decode(withByte(attribute, length)).rows;
      expect(first).toHaveProperty('v6only', undefined);
    }
  });
});

describe('a question', () => {
  const start = (littleEndian: boolean) => {
    const request = { ...REQUEST, sequence: 0x01020304, states: 1 << STATE.boundInactive };
    const bytes = encodeRequest(request, littleEndian);
    // Behind the states, the address of one socket would stand.
    expect(bytes.subarray(24)).toEqual(new Uint8Array(48));
    return Buffer.from(bytes.subarray(0, 24)).toString('hex').replaceAll(/.{8}/g, '$& ').trim();
  };

  it('has the bytes of inet_diag_req_v2, in the order of either machine', () => {
    expect(start(true)).toBe('48000000 14000103 04030201 00000000 0a060000 00200000');
    expect(start(false)).toBe('00000048 00140301 01020304 00000000 0a060000 00002000');
  });
});
