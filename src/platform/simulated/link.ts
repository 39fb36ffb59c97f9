/** How good or bad the cable is between a simulated host and the rest of its network. */
import { UsageError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import type { Millis } from '../../core/units.ts';

/** A host's link. It applies to each datagram that leaves the host and to each that reaches it. */
export interface LinkQuality {
  /** The share of datagrams that never get across, 0 to 1. */
  readonly loss: number;
  /** The share of datagrams that get across twice, 0 to 1. */
  readonly duplication: number;
  /** What every crossing takes. */
  readonly delay: Millis;
  /** Up to this much more, by chance for each copy; datagrams overtake each other by it. */
  readonly jitter: Millis;
}

/** A quiet wired network: over two such links a datagram takes 1 ms and always arrives. */
export const QUIET_LINK: LinkQuality = { loss: 0, duplication: 0, delay: 0.5, jitter: 0 };

/**
 * Completes a link's quality from {@link QUIET_LINK}.
 * @throws UsageError when a share is not within 0 to 1, or a time is negative or endless
 */
export function linkQuality(given: Partial<LinkQuality> = {}): LinkQuality {
  const link = { ...QUIET_LINK, ...given };
  for (const share of ['loss', 'duplication'] as const) {
    if (!(link[share] >= 0 && link[share] <= 1)) {
      throw new UsageError(`A link's ${share} is a share from 0 to 1, not ${link[share]}.`);
    }
  }
  for (const time of ['delay', 'jitter'] as const) {
    if (!(link[time] >= 0 && link[time] < Infinity)) {
      throw new UsageError(`A link's ${time} is a number of milliseconds, not ${link[time]}.`);
    }
  }
  return link;
}

/** One datagram over one link: how long each copy takes that gets across. None: it was lost. */
export function cross(link: LinkQuality, random: Random): Millis[] {
  if (link.loss > 0 && random() < link.loss) return [];
  const crossings = [crossingTime(link, random)];
  if (link.duplication > 0 && random() < link.duplication) {
    crossings.push(crossingTime(link, random));
  }
  return crossings;
}

function crossingTime(link: LinkQuality, random: Random): Millis {
  return link.jitter > 0 ? link.delay + random() * link.jitter : link.delay;
}
