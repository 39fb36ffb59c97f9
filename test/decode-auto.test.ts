/** `decode auto` on every vector of every protocol: each is taken for what it is, or the list says why it cannot be. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { guess, Recognizer, type Way } from '../src/app/decode/recognize.ts';
import { fromHex } from '../src/core/bytes/hex.ts';
import { mutations } from '../src/core/mutations.ts';
import { seededRandom } from '../src/core/random.ts';
import { PROTOCOLS } from '../src/protocols/index.ts';
import type { Vector } from '../src/protocols/protocol.ts';

const root = fileURLToPath(new URL('../src/protocols/', import.meta.url));

const vectorsOf = (name: string): Vector[] =>
  readdirSync(`${root}${name}/vectors`)
    .filter((file) => file.endsWith('.json'))
    .flatMap(
      (file) => JSON.parse(readFileSync(`${root}${name}/vectors/${file}`, 'utf8')) as Vector[],
    );

const WHOLE = PROTOCOLS.flatMap((protocol) =>
  vectorsOf(protocol.name)
    .filter(({ message, framed }) => message !== undefined && !framed)
    .map(({ name, hex }) => ({ protocol, name, bytes: fromHex(hex) })),
);

/** Vectors that nobody can tell from another protocol's messages without a port: what they are taken for, and why. */
const TAKEN: Readonly<Record<string, readonly [taken: string, why: string]>> = {
  'dns: a question of multicast DNS with an answer that is known': ['dnssd', 'it is one'],
  'dns: an answer of multicast DNS: five records of five types': ['dnssd', 'it is one'],
  'ftp: a greeting that does not say FTP': ['smtp', 'all three greet with 220 or 200 and words'],
  'nntp: a greeting that does not say news': ['smtp', 'all three greet with 220 or 200 and words'],
  "redis: a mail server's +OK is no sign": ['pop3', 'the same letters'],
  'redis: words of another protocol': ['pop3', 'both complain with a minus sign'],
  'emsd: a protocol violation (M12)': ['esro', 'nothing in it is of EMSD alone'],
  'emsd: a protocol violation that says its number again (M12)': [
    'esro',
    'nothing in it is of EMSD alone',
  ],
  'emsd: a protocol violation with NULL (M12)': ['esro', 'nothing in it is of EMSD alone'],
  'emsd: a security error (M12)': ['esro', 'nothing in it is of EMSD alone'],
  "emsd: a segment of ESRO's, which cannot be read alone": [
    'esro',
    'nothing in it is of EMSD alone',
  ],
  'emsd: no octets for a NULL': ['esro', 'nothing in it is of EMSD alone'],
  'emsd: one of two together that is no EMSD': ['esro', 'nothing in it is of EMSD alone'],
  'emsd: the acknowledgement (M3)': ['esro', 'nothing in it is of EMSD alone'],
  'emsd: the empty result of a delivery (M7)': ['esro', 'nothing in it is of EMSD alone'],
};

/** What is told from everything else by its bytes alone, wherever it is seen. */
const MARKED = 'enpc entp snmp ssh http wsd rfb rsync nats svn imap'.split(' ');

const way = (transport: string, from: number, to: number) =>
  ({
    transport,
    from: { address: '192.0.2.1', port: from },
    to: { address: '192.0.2.2', port: to },
  }) as Way;

const seenAt = (bytes: Uint8Array, where: Way) =>
  new Recognizer(PROTOCOLS).recognize(bytes, where)?.protocol.name;

describe('bytes alone', () => {
  it('are guessed as what they are, but for a list', () => {
    const wrong = WHOLE.flatMap(({ protocol, name, bytes }) => {
      const taken = guess(bytes, PROTOCOLS)?.protocol.name;
      return taken === protocol.name ? [] : [[`${protocol.name}: ${name}`, taken] as const];
    });
    const listed = Object.entries(TAKEN).map(([name, [taken]]) => [name, taken]);
    expect(wrong.toSorted()).toEqual(listed.toSorted());
    expect(WHOLE.length).toBeGreaterThan(150);
  });
});

describe('at its own port, either way,', () => {
  const homes = WHOLE.flatMap((vector) =>
    vector.protocol.ports.map((home) => ({ ...vector, ...home })),
  );

  it('each is what it is, without exception', () => {
    for (const { protocol, name, bytes, transport, port } of homes) {
      for (const where of [way(transport, port, 50_000), way(transport, 50_000, port)]) {
        expect([name, seenAt(bytes, where)]).toEqual([name, protocol.name]);
      }
    }
    expect(homes.length).toBeGreaterThan(150);
  });
});

describe('between ports that say nothing', () => {
  const strange = WHOLE.flatMap((vector) => {
    const [home] = vector.protocol.ports;
    return home ? [{ ...vector, where: way(home.transport, 50_001, 50_000) }] : [];
  });

  it('nothing is taken for another protocol, but for what is listed', () => {
    for (const { protocol, name, bytes, where } of strange) {
      const taken = seenAt(bytes, where) ?? protocol.name;
      const listed = TAKEN[`${protocol.name}: ${name}`]?.[0];
      expect([name, [protocol.name, listed].includes(taken)]).toEqual([name, true]);
    }
  });

  it.each(MARKED)('%s is known all the same', (wanted) => {
    const own = strange.filter(({ protocol }) => protocol.name === wanted);
    for (const { name, bytes, where } of own) {
      expect([name, seenAt(bytes, where)]).toEqual([name, wanted]);
    }
    expect(own.length).toBeGreaterThan(0);
  });

  it('noise is nothing', () => {
    const random = seededRandom(3289);
    for (let i = 0; i < 2000; i++) {
      const length = Math.floor(random() * 200);
      const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
      for (const transport of ['udp', 'tcp']) {
        expect([bytes, seenAt(bytes, way(transport, 50_001, 50_000))]).toEqual([bytes, undefined]);
      }
    }
  });

  it('who was understood once is understood again, wherever the answer comes from', () => {
    const recognizer = new Recognizer(PROTOCOLS);
    const { bytes } = WHOLE.find(
      ({ protocol, name }) => `${protocol.name} ${name}` === 'dns a query',
    )!;
    const seen = (where: Way) => recognizer.recognize(bytes, where)?.protocol.name;
    const back = (where: Way): Way => ({ ...where, from: where.to, to: where.from });
    expect(seen(back(way('udp', 50_000, 4000)))).toBeUndefined();
    expect(seen(way('udp', 50_000, 53))).toBe('dns');
    expect(seen(back(way('udp', 50_000, 4000)))).toBe('dns');
    expect(seen(back(way('tcp', 50_000, 4000)))).toBeUndefined();
    expect(seen(back(way('udp', 50_001, 4001)))).toBeUndefined();
  });
});

describe.each(PROTOCOLS.filter(({ frame }) => frame))('in a stream $name', (protocol) => {
  it('says where a message ends, whatever the bytes, and never beyond them', () => {
    let framed = 0;
    for (const { hex } of vectorsOf(protocol.name)) {
      for (const bytes of mutations(fromHex(hex))) {
        const found = protocol.frame!(bytes);
        if (!found) continue;
        framed += 1;
        expect(found.prefix + found.length).toBeLessThanOrEqual(bytes.length);
        expect(found.prefix + found.length).toBeGreaterThan(0);
      }
    }
    expect(framed).toBeGreaterThan(0);
  });
});
