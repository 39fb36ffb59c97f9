import { describe, expect, it } from 'vitest';
import type { DeliverArgument } from '../operations.ts';
import { Parts } from './parts.ts';

const part = (message: number, sequence: number, number: number, length: number) =>
  ({
    messageId: { kind: 'local', submissionTime: 1000, messageNumber: message },
    deliveryTime: 2000,
    part: { first: false, sequence, number },
    contentType: 32,
    content: new Uint8Array(length),
  }) satisfies DeliverArgument;

describe('parts of a delivery', () => {
  it('have no more octets together than a content may, whatever is left of another message', () => {
    const parts = new Parts([]);
    parts.take(part(1, 1, 1, 60_000));
    expect(parts.hasRoomFor(part(1, 1, 2, 10_000))).toBe(false);
    expect(parts.hasRoomFor(part(1, 1, 1, 60_000))).toBe(true);
    expect(parts.hasRoomFor(part(2, 2, 1, 10_000))).toBe(true);
    // Sent again from the beginning, in a sequence of its own.
    expect(parts.hasRoomFor(part(1, 2, 2, 10_000))).toBe(true);
  });

  it('of another message make those of the one before forgotten', () => {
    const parts = new Parts([]);
    parts.take(part(1, 1, 3, 10));
    const changes = parts.take(part(2, 2, 1, 10));
    expect(changes).toMatchObject([
      { kind: 'remove', of: { kind: 'part', key: '3' } },
      { kind: 'put', record: { kind: 'part', key: '1' } },
    ]);
  });
});
