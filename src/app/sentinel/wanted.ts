/** Which doors a sentinel is to stand behind, from the words in which people name ports. */
import type { Atlas } from '../../atlas/atlas.ts';
import { parsePortQueries, type PortQuery } from '../../atlas/query.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';

/** The transports whose sockets anybody may open. */
export const SENTINEL_TRANSPORTS = ['tcp', 'udp'] as const;
export type SentinelTransport = (typeof SENTINEL_TRANSPORTS)[number];

/** A port that is watched, on any address. */
export interface Place {
  readonly transport: SentinelTransport;
  readonly port: number;
}

/**
 * The ports that our source documents are about: ESRO, ESC/P over IP, repcmd, EMSD, and Epson's two. Hardly
 * anything uses them any more, so whoever knocks there is worth knowing.
 */
export const FORGOTTEN_PORTS: readonly number[] = [259, 621, 641, 642, 3259, 3289];

/** Each takes up to four sockets; whoever wants to see more wants a packet filter's log. */
export const MOST_PORTS = 64;

/**
 * The doors that the words mean, by port, each once; without a transport both. No words: the forgotten ones.
 * @throws UsageError for what is no port, has no sockets, or is too much
 * @throws NotFoundError for a name that nobody knows
 */
export function wantedPlaces(words: readonly string[], atlas: Pick<Atlas, 'named'>): Place[] {
  const queries = words.flatMap((word) => parsePortQueries(word));
  const places =
    queries.length === 0
      ? FORGOTTEN_PORTS.flatMap((port) => onTransports(port, SENTINEL_TRANSPORTS))
      : queries.flatMap((query) => placesOf(query, atlas));
  const byName = new Map(places.map((place) => [`${place.port}/${place.transport}`, place]));
  const ports = new Set(places.map(({ port }) => port));
  if (ports.size > MOST_PORTS) {
    throw new UsageError(
      `a sentinel takes ${MOST_PORTS} ports at most, not ${ports.size}: name fewer, or run several`,
    );
  }
  if (ports.has(0)) throw new UsageError('port 0 is no port that anybody could knock at');
  return [...byName.values()].toSorted(
    (a, b) => a.port - b.port || a.transport.localeCompare(b.transport),
  );
}

const onTransports = (port: number, transports: readonly SentinelTransport[]): Place[] =>
  transports.map((transport) => ({ transport, port }));

function placesOf(query: PortQuery, atlas: Pick<Atlas, 'named'>): Place[] {
  const transports = transportsOf(query);
  if (query.kind === 'numbers') {
    if (query.to - query.from >= MOST_PORTS) {
      throw new UsageError(
        `${query.from}-${query.to} is too much: a sentinel takes ${MOST_PORTS} ports at most`,
      );
    }
    const ports = Array.from({ length: query.to - query.from + 1 }, (_, i) => query.from + i);
    return ports.flatMap((port) => onTransports(port, transports));
  }
  const claims = atlas.named(query.name);
  if (claims.length === 0) throw new NotFoundError(`no service is called "${query.name}"`);
  const known = claims.filter(({ transport }) => isOneOf(transport, transports));
  if (known.length === 0) {
    throw new UsageError(`"${query.name}" is known on neither ${transports.join(' nor ')}`);
  }
  const places = known.flatMap(({ from, to, transport }) =>
    placesOf({ kind: 'numbers', from, to, transport }, atlas),
  );
  return places;
}

const isOneOf = (word: string, transports: readonly SentinelTransport[]) =>
  (transports as readonly string[]).includes(word);

function transportsOf({ transport }: PortQuery): readonly SentinelTransport[] {
  if (transport === undefined) return SENTINEL_TRANSPORTS;
  if (transport === 'tcp' || transport === 'udp') return [transport];
  throw new UsageError(`a sentinel listens on tcp and udp, not on ${transport}`);
}
