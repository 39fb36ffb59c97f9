/**
 * Walks the one list of protocols: whatever is on it has a page that says what it can and cannot do,
 * vectors that say where they come from, and a decoder that no bytes can harm.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../src/core/bytes/hex.ts';
import { mutations, unsound } from '../src/core/mutations.ts';
import { plain } from '../src/core/plain.ts';
import { isTransport, MAX_PORT } from '../src/core/transport.ts';
import { PROTOCOLS } from '../src/protocols/index.ts';
import type { Vector } from '../src/protocols/protocol.ts';

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
      expect((vector.message === undefined) !== (vector.rejects === undefined)).toBe(true);
    }
  });

  it.each(vectors)('decodes as its vector says: $name', (vector) => {
    const decoded = protocol.decode(fromHex(vector.hex));
    const seen = decoded.ok ? plain(decoded.message) : decoded.error;
    expect(seen).toMatchObject((vector.message ?? vector.rejects) as object);
  });

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
    expect(protocol.decode(http)).toMatchObject({ ok: false });
    expect(protocol.decode(new Uint8Array(0)).ok).toBe(false);
    expect(protocol.decode(new Uint8Array(1 << 20)).fields.length).toBeLessThan(100_000);
  });
});
