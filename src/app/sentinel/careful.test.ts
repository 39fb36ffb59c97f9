/** What our own bug in a card does to a sentinel and to its log: nothing but a sentence. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { datagram, watch, world } from '../../../test/support/guard.ts';
import { never } from '../../core/signal.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { enpc } from '../../protocols/enpc/index.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { carefully } from './careful.ts';
import { sentinelLog } from './log.ts';
import { sayingOf } from './saying.ts';

const QUERY = '4550534f4e510300000000000000';

/** No card is known to do this, so one is made to. */
function plant(): void {
  vi.spyOn(enpc, 'decode').mockImplementation(() => {
    throw new RangeError('planted');
  });
}
afterEach(() => vi.restoreAllMocks());

describe('a card that throws', () => {
  it('is told of once, with the bytes, and all others are asked', () => {
    plant();
    const told: string[] = [];
    const cards = carefully(PROTOCOLS, (words) => told.push(words));
    expect(sayingOf(fromHex(QUERY), 'udp', 3289, cards)).toBeUndefined();
    const greeting = new TextEncoder().encode('220 mail.example ESMTP\r\n');
    expect(sayingOf(greeting, 'tcp', 25, cards)).toMatchObject({ protocol: 'smtp' });
    expect(told).toEqual([
      expect.stringMatching(
        /^this is a bug in Portolan.* enpc failed \(RangeError: planted\).*4550534f4e510300000000000000$/,
      ),
    ]);
  });

  it('ends no sentinel: the knock is kept and told as it is, and so are those after it', async () => {
    plant();
    const place = world();
    const story = await watch(place, { ports: ['3289/udp'] }, async () => {
      await datagram(place.knocker, 3289, fromHex(QUERY));
      await datagram(place.knocker, 3289, fromHex('00'));
    });
    expect(story.events).toMatchObject([{ hex: QUERY }, { hex: '00' }]);
    expect(story.events[0]).not.toHaveProperty('said');
    expect(story.notes.filter((text) => text.includes('a bug in Portolan'))).toHaveLength(1);
  });

  it('spoils no log', async () => {
    const place = world();
    await watch(place, { ports: ['3289/udp'] }, async () => {
      await datagram(place.knocker, 3289, fromHex(QUERY));
    });
    plant();
    const notes: unknown[] = [];
    const result = await sentinelLog.run(
      { limit: 20 },
      {
        platform: place.guard,
        atlas: shippedAtlas(),
        signal: never,
        emit: (emission) => notes.push(emission),
      },
    );
    expect(result).toMatchObject({ total: 1, callers: [{ said: ['unknown'] }] });
    expect(notes).toMatchObject([{ kind: 'note' }]);
  });
});
