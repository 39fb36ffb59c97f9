/** Kept entries by who came: how often, where, and what was said most. */
import { groupBy } from '../../core/group.ts';
import type { Knock, KnockEntry } from '../../survey/knock.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { instant } from './events.ts';
import { sayingOf } from './saying.ts';
import { sourceOf } from './hearing/source.ts';
import { placeName } from './stand.ts';

/** One source, with all that it did. */
export interface Caller {
  /** An address, or an IPv6 prefix; '' for many that were counted together. */
  readonly source: string;
  /** Knocks that are kept. */
  readonly knocks: number;
  /** Knocks beyond these. */
  readonly counted: number;
  /** RFC 3339. */
  readonly first: string;
  readonly last: string;
  /** Where it knocked: `udp/3289`; by port. */
  readonly places: readonly string[];
  /** It went from port to port. */
  readonly isSweep: boolean;
  /** What it said, most often first: `enpc: Probe`. */
  readonly said: readonly string[];
}

/** As many different ports make a sweep here, however slowly they were tried. */
const SWEEP_PORTS = 3;
const MOST_SAID = 5;

/** The busiest first. */
export function callersOf(entries: readonly KnockEntry[], cards: readonly Protocol[]): Caller[] {
  const bySource = groupBy(entries, (entry) =>
    entry.kind === 'knock' ? sourceOf(entry.source.address) : (entry.source ?? ''),
  );
  return [...bySource]
    .map(([source, own]) => callerOf(source, own, cards))
    .toSorted((a, b) => b.knocks + b.counted - (a.knocks + a.counted));
}

function callerOf(
  source: string,
  entries: readonly KnockEntry[],
  cards: readonly Protocol[],
): Caller {
  const knocks = entries.filter((entry) => entry.kind === 'knock');
  const counted = entries.filter((entry) => entry.kind === 'counted');
  const ports = new Set([
    ...knocks.map(({ local }) => local.port),
    ...counted.flatMap((entry) => entry.ports),
  ]);
  const first = entries.reduce((earliest, { time }) => Math.min(earliest, time), Infinity);
  const last = entries.reduce(
    (latest, entry) => Math.max(latest, entry.kind === 'counted' ? entry.until : entry.time),
    first,
  );
  return {
    source,
    knocks: knocks.length,
    counted: counted.reduce((sum, { count }) => sum + count, 0),
    first: instant(first),
    last: instant(last),
    places: placesIn(knocks, ports),
    isSweep: source !== '' && ports.size >= SWEEP_PORTS,
    said: mostSaid(knocks, cards),
  };
}

/** Of what was only counted the transport is not known. */
function placesIn(knocks: readonly Knock[], ports: ReadonlySet<number>): string[] {
  const known = new Map<string, number>();
  for (const { transport, local } of knocks)
    known.set(placeName(transport, local.port), local.port);
  const seen = new Set(known.values());
  for (const port of ports) if (!seen.has(port)) known.set(String(port), port);
  return [...known].toSorted(([, a], [, b]) => a - b).map(([name]) => name);
}

function mostSaid(knocks: readonly Knock[], cards: readonly Protocol[]): string[] {
  const counts = new Map<string, number>();
  for (const { bytes, transport, local } of knocks) {
    const said = sayingOf(bytes, transport, local.port, cards);
    const words = said
      ? `${said.protocol}: ${said.message}`
      : bytes.length > 0
        ? 'unknown'
        : 'nothing';
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_SAID)
    .map(([words]) => words);
}
