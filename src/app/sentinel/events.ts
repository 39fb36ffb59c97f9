/** Makes events of what was seen, with what was said in words. */
import { toHex } from '../../core/bytes/hex.ts';
import type { Knock, KnockEntry, Counted } from '../../survey/knock.ts';
import type { KnockEvent, Promised, SweepEvent, CountedEvent } from './event.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { asciiOf, sayingOf } from './saying.ts';
import type { Sweep } from './hearing/tally.ts';

/** Times of day as people and programs read them. */
export const instant = (time: number) => new Date(time).toISOString();

/** A kept entry as it is told. */
export function entryEvent(
  entry: KnockEntry,
  promised: Promised,
  cards: readonly Protocol[],
): KnockEvent | CountedEvent {
  return entry.kind === 'knock' ? knockEvent(entry, promised, cards) : countedEvent(entry);
}

function knockEvent(knock: Knock, promised: Promised, cards: readonly Protocol[]): KnockEvent {
  const { time, transport, source, local, bytes, length, stayed, ended } = knock;
  const said = sayingOf(bytes, transport, local.port, cards);
  const service = promised(local.port, transport);
  return {
    event: 'knock',
    time: instant(time),
    transport,
    source,
    local,
    length,
    hex: toHex(bytes),
    text: asciiOf(bytes),
    ...(said && { said }),
    ...(service !== undefined && { promised: service }),
    ...(stayed !== undefined && { stayed }),
    ...(ended !== undefined && { ended }),
  };
}

const countedEvent = ({ time, until, source, count, ports }: Counted): CountedEvent => ({
  event: 'counted',
  time: instant(time),
  until: instant(until),
  ...(source !== undefined && { source }),
  count,
  ports,
});

/** A sweep as it is told. */
export const sweepEvent = ({ time, source, ports }: Sweep): SweepEvent => ({
  event: 'sweep',
  time: instant(time),
  source,
  ports,
});
