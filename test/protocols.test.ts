/**
 * Walks the one list of protocols: whatever is on it has a page that says what it can and cannot do,
 * vectors that say where they come from, and a decoder that no bytes can harm.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert, constantFrom, oneof, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../src/core/bytes/hex.ts';
import { joinBytes } from '../src/core/bytes/join.ts';
import { mutations, unsound } from '../src/core/mutations.ts';
import { plain } from '../src/core/plain.ts';
import { isTransport, MAX_PORT } from '../src/core/transport.ts';
import { LONGEST_NAME } from '../src/core/heard.ts';
import { encodeProbe } from '../src/protocols/enpc/wire.ts';
import { PROTOCOLS } from '../src/protocols/index.ts';
import { PROTOCOL_NAMES } from '../src/protocols/names.ts';
import type { Protocol, Recognition, Vector } from '../src/protocols/protocol.ts';

const root = fileURLToPath(new URL('../src/protocols/', import.meta.url));

function vectorsOf(name: string): Vector[] {
  const folder = `${root}${name}/vectors`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Vector[]);
}

describe('the list', () => {
  it('names each protocol once, and every folder is on it', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(PROTOCOLS.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  });

  it('has the names that others list', () => {
    expect(PROTOCOL_NAMES).toEqual(PROTOCOLS.map(({ name }) => name));
  });
});

describe.each(PROTOCOLS)('$name', (protocol) => {
  const vectors = vectorsOf(protocol.name);
  const page = readFileSync(`${root}${protocol.name}/README.md`, 'utf8');

  it('has a card that makes sense', () => {
    expect(protocol.name).toMatch(/^[a-z][a-z0-9]*$/);
    expect(protocol.title).not.toBe('');
    for (const { transport, port } of protocol.ports) {
      expect(isTransport(transport)).toBe(true);
      expect(port > 0 && port <= MAX_PORT).toBe(true);
    }
  });

  it('has a page that says what is supported and what is not', () => {
    expect(page).toMatch(/^## Supported$/m);
    expect(page).toMatch(/^## Not supported$/m);
  });

  it.each(['wire.ts', 'client.ts', 'server.ts', 'probe.ts'])('has %s, or says that not', (file) => {
    const missing = !existsSync(`${root}${protocol.name}/${file}`);
    const notSupported = page.slice(page.search(/^## Not supported$/m));
    expect(!missing || notSupported.includes(`\`${file}\``)).toBe(true);
  });

  it('has vectors, each with a name of its own, a source and an expectation', () => {
    expect(vectors.length).toBeGreaterThan(0);
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    for (const vector of vectors) {
      expect(vector.source).toMatch(/\S/);
      const says = [vector.message, vector.rejects, vector.framed].filter(
        (key) => key !== undefined,
      );
      expect(says).toHaveLength(1);
    }
  });

  it.each(vectors.filter(({ framed }) => !framed))(
    'decodes as its vector says: $name',
    (vector) => {
      const decoded = protocol.decode(fromHex(vector.hex));
      const seen = decoded.ok ? plain(decoded.message) : decoded.error;
      expect(seen).toMatchObject((vector.message ?? vector.rejects) as object);
    },
  );

  it('survives every prefix and bit flip of every vector', () => {
    for (const vector of vectors) {
      for (const bytes of mutations(fromHex(vector.hex))) {
        const fault = unsound(protocol.decode(bytes), bytes);
        if (fault !== undefined) throw new Error(`${vector.name}: ${fault}`);
      }
    }
    expect(vectors.length).toBeGreaterThan(0);
  });

  it('refuses other protocols', () => {
    const http = new TextEncoder().encode('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n');
    const foreign = protocol.name === 'http' ? encodeProbe('pos') : http;
    expect(protocol.decode(foreign)).toMatchObject({ ok: false });
    expect(protocol.decode(new Uint8Array(0)).ok).toBe(false);
    expect(protocol.decode(new Uint8Array(1 << 20)).fields.length).toBeLessThan(100_000);
  });
});

/** What a protocol's probes make of an answer: the first of them that knows it. */
const recognize = ({ probes = [] }: Protocol, bytes: Uint8Array, asked: string | undefined) =>
  probes.map((probe) => probe.judge(bytes, asked)).find((found) => found !== undefined);

/** What makes a recognition unfit to be shown; undefined when nothing does. */
function unfit({ service, product, version, evidence }: Recognition): string | undefined {
  const texts = [service, product ?? '', version ?? '', evidence];
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (texts.some((text) => /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f]/.test(text))) {
    return 'a control character';
  }
  if (evidence === '') return 'no evidence';
  return evidence.length > 160 || (product ?? '').length > LONGEST_NAME ? 'too long' : undefined;
}

const PROBED = PROTOCOLS.filter(({ probes = [] }) => probes.length > 0);

describe.each(PROBED)('the probes of $name', (protocol) => {
  const vectors = vectorsOf(protocol.name);
  const judged = vectors.flatMap(({ recognized, ...vector }) =>
    recognized ? [{ ...vector, recognized }] : [],
  );

  it('have vectors: some that they know', () => {
    expect(judged.some(({ recognized }) => recognized.as !== null)).toBe(true);
  });

  it.each(judged)('judge as the vector says: $name', ({ hex, recognized: { asked, as } }) => {
    const found = recognize(protocol, fromHex(hex), asked);
    expect({ found: found ?? null }).toMatchObject({ found: as });
  });

  it('survive what is cut or broken, and say nothing that harms a terminal', () => {
    for (const { hex, recognized } of judged) {
      for (const bytes of mutations(fromHex(hex))) {
        for (const asked of [undefined, protocol.name, recognized.asked, 'http']) {
          const found = recognize(protocol, bytes, asked);
          const fault = found && unfit(found);
          if (fault !== undefined) throw new Error(`${fault} in ${JSON.stringify(found)}`);
        }
      }
    }
    expect(judged.length).toBeGreaterThan(0);
  });

  it('survive anything at all', () => {
    const begun = vectors.map(({ hex }) => fromHex(hex).slice(0, 24));
    const noise = oneof(
      uint8Array({ maxLength: 600 }),
      // What begins as it should, and goes on as it likes, gets further in.
      tuple(constantFrom(...begun), uint8Array({ maxLength: 300 })).map(joinBytes),
    );
    assert(
      property(noise, constantFrom(undefined, protocol.name, 'http'), (bytes, asked) => {
        expect(unsound(protocol.decode(bytes), bytes)).toBeUndefined();
        const found = recognize(protocol, bytes, asked);
        expect(found && unfit(found)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('know none of what the others are known by, at its own question', () => {
    for (const other of PROBED.filter(({ name }) => name !== protocol.name)) {
      for (const { hex, name, recognized } of vectorsOf(other.name)) {
        if (!recognized?.as || recognized.as.likely) continue;
        const found = recognize(protocol, fromHex(hex), recognized.asked);
        // A service by another name, or a hint that leads to the right question, is no mistake.
        if (found && !found.likely) {
          throw new Error(`"${name}" of ${other.name} is taken for ${found.service}`);
        }
      }
    }
    expect(PROBED.length).toBeGreaterThan(15);
  });

  it('take no echo for an answer', () => {
    for (const { hello } of PROBED.flatMap(({ probes = [] }) => probes)) {
      const words = hello?.({ agent: 'x/0' });
      const heard = words && recognize(protocol, words, protocol.name);
      expect(heard).toBeUndefined();
    }
  });

  it('say hello in few words', () => {
    const hellos = (protocol.probes ?? []).flatMap(({ hello }) => hello?.({ agent: 'x/0' }) ?? []);
    for (const { length } of hellos) expect(length > 0 && length < 512).toBe(true);
  });
});

/** Whose `decode` reads what clients say as well, as UDP carries it. */
describe.each(['enpc', 'dns', 'ntp', 'sunrpc', 'snmp'])('%s', (wanted) => {
  it('reads the hello of its own probe', () => {
    const protocol = PROTOCOLS.find(({ name }) => name === wanted)!;
    const hello = protocol.probes?.find(({ transport }) => transport === 'udp')?.hello;
    expect(protocol.decode(hello!({ agent: 'x/0' }))).toMatchObject({ ok: true });
  });
});
