/** How a sentinel stands: which doors, as whom, and where what it sees is kept. */
import type { Place, SentinelTransport } from './wanted.ts';
import type { Refused } from '../refusals.ts';

/** A port that the sentinel has. */
export interface OpenDoor extends Place {
  readonly address: string;
  /** What the port is for, in one word. */
  readonly promised?: string;
}

/** What the sentinel stands on, told once. */
export interface Stand {
  readonly opened: readonly OpenDoor[];
  readonly refused: readonly Refused[];
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
  /** Whom the process became when it gave up the administrator's rights. */
  readonly user?: string;
  /** Where it is kept; absent: nowhere. */
  readonly store?: string;
  /** The packet capture. */
  readonly capture?: string;
}

/** How it stood, and what came of it. */
export interface SentinelResult extends Stand {
  /** RFC 3339. */
  readonly since: string;
  readonly until: string;
  /** Knocks that were told one by one. */
  readonly knocks: number;
  /** Knocks that were only counted. */
  readonly counted: number;
  /** Different sources of the former. */
  readonly sources: number;
  /** Entries that could not be kept. */
  readonly lost: number;
}

/** Doors by port and transport, whatever the address. */
export function placesOf(opened: readonly OpenDoor[]): readonly OpenDoor[] {
  const places = new Map<string, OpenDoor>();
  for (const door of opened) {
    const key = `${door.port}/${door.transport}`;
    if (!places.has(key)) places.set(key, door);
  }
  return [...places.values()];
}

/** `udp/3289`. */
export const placeName = (transport: SentinelTransport, port: number) => `${transport}/${port}`;
