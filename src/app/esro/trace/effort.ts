/** How long a story may become: everything that is sent is kept until it is told. */
import { grouped } from '../../../core/count.ts';
import { UsageError } from '../../../core/errors.ts';
import { SEGMENT_HEADERS } from '../../../protocols/esro/vocabulary.ts';
import { timersFrom } from '../../../protocols/esro/timers.ts';
import type { Simulation } from './simulate.ts';

/** What the invoker may send at the worst. With answers and copies it takes some 200 MB to tell. */
const MOST_DATAGRAMS = 2000;
const MOST_OCTETS = 2_000_000;

/** @throws UsageError when it would take too much memory to tell */
export function checkEffort({ operations, size, largest, timers }: Simulation): void {
  const times = operations * (1 + timersFrom(timers).retransmissions);
  const segments = largest === undefined ? 1 : Math.ceil(size / (largest - SEGMENT_HEADERS.invoke));
  const check = (most: number, many: number, what: string) => {
    if (many <= most) return;
    throw new UsageError(
      `too long a story: at the worst ${grouped(many)} ${what} would be sent, and ${grouped(most)} are told. Ask for fewer operations, a smaller size, larger datagrams or fewer retransmissions`,
    );
  };
  check(MOST_DATAGRAMS, times * Math.max(segments, 1), 'datagrams');
  check(MOST_OCTETS, times * size, 'octets');
}
