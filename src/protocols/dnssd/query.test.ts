import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { record } from '../dns/encode.ts';
import { TYPES } from '../dns/vocabulary.ts';
import { decode, type DnsMessage } from '../dns/wire.ts';
import { groups, packQueries, plainQueries, question } from './query.ts';
import { DEVICE_TYPES, ONE_FRAME } from './vocabulary.ts';

function read(bytes: Uint8Array): DnsMessage {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

const ask = (...names: readonly string[]) => names.map((name) => question(name, TYPES.PTR, false));
const known = (type: string, count: number) =>
  Array.from({ length: count }, (_, i) =>
    record(`${type}.local`, { kind: 'PTR', target: `Printer number ${i}.${type}.local` }, 4500),
  );

describe('questions', () => {
  it('go in one datagram, with what is known of them and of nothing else', () => {
    const answers = [...known('_ipp._tcp', 3), ...known('_ssh._tcp', 3)];
    const datagrams = packQueries(ask(...DEVICE_TYPES.map((type) => `${type}.local`)), answers);
    expect(datagrams.map(read)).toMatchObject([
      { id: 0, truncated: false, questions: { length: 8 }, answers: { length: 3 } },
    ]);
  });

  it('whose answers are many go on in further datagrams, and say so (RFC 6762, section 7.2)', () => {
    const datagrams = packQueries(ask('_ipp._tcp.local'), known('_ipp._tcp', 100));
    const messages = datagrams.map(read);
    expect(datagrams.every(({ length }) => length <= ONE_FRAME)).toBe(true);
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.map(({ questions }) => questions.length)).toEqual(
      messages.map((_, i) => (i === 0 ? 1 : 0)),
    );
    expect(messages.map(({ truncated }) => truncated)).toEqual(
      messages.map((_, i) => i < messages.length - 1),
    );
    expect(messages.flatMap(({ answers }) => answers)).toHaveLength(100);
  });

  it('that are too many go in several datagrams, each with its own answers', () => {
    const names = Array.from({ length: 200 }, (_, i) => `_type-number-${i}._tcp.local`);
    const datagrams = packQueries(ask(...names), known('_type-number-199._tcp', 1));
    const messages = datagrams.map(read);
    expect(datagrams.every(({ length }) => length <= ONE_FRAME)).toBe(true);
    expect(messages.flatMap(({ questions }) => questions)).toHaveLength(200);
    expect(messages.map(({ answers }) => answers.length)).toEqual(
      messages.map((_, i) => (i === messages.length - 1 ? 1 : 0)),
    );
  });

  it('as plain DNS asks them go one by one, with the number to repeat', () => {
    const messages = plainQueries(ask('_ipp._tcp.local', '_http._tcp.local'), 4711).map(read);
    expect(messages).toMatchObject([
      { id: 4711, questions: { length: 1 }, answers: [] },
      { id: 4711, questions: { length: 1 }, answers: [] },
    ]);
  });
});

describe('groups', () => {
  it('hold all things in order, and no more than fits where it fits at all', () => {
    const sizes = array(integer({ min: 1, max: 30 }), { maxLength: 40 });
    assert(
      property(
        sizes,
        integer({ min: 1, max: 50 }),
        integer({ min: 0, max: 50 }),
        (things, room, first) => {
          const firstRoom = Math.min(first, room);
          const made = groups(things, (size) => size, room, firstRoom);
          expect(made.flat()).toEqual(things);
          made.forEach((group, i) => {
            const sum = group.reduce((total, size) => total + size, 0);
            expect(sum <= (i === 0 ? firstRoom : room) || group.length === 1).toBe(true);
          });
          expect(made.slice(1).every(({ length }) => length > 0)).toBe(true);
        },
      ),
    );
  });
});
