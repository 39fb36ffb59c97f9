/** What sentinels have seen: who came, how often, and what they said. */
import type { Atlas } from '../../atlas/atlas.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Operation } from '../operation.ts';
import type { Caller } from './callers.ts';
import {
  EVENT_SCHEMA,
  eventRow,
  type KnockEvent,
  type Promised,
  type CountedEvent,
} from './event.ts';
import { readSince } from './since.ts';

/** What a sentinel kept, and who they were. */
export interface SentinelLogResult {
  /** The latest ones, oldest first. */
  readonly events: readonly (KnockEvent | CountedEvent)[];
  /** Of all entries that were asked for, the busiest first. */
  readonly callers: readonly Caller[];
  /** Entries that were asked for, of which `events` has the latest. */
  readonly total: number;
  /** RFC 3339; absent: all that are kept. */
  readonly since?: string;
  /** Where they are kept. */
  readonly store: string;
  /** Who else has some perhaps: a sentinel that was started with `sudo` keeps them with who called it. */
  readonly caller?: string;
}

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const sentinelLog: Operation<SentinelLogResult> = {
  name: 'sentinel log',
  summary: 'what sentinels have seen: who knocked, how often, what they said',
  description:
    "Shows the knocks that portolan sentinel has kept in this user's store: by who came, and the latest one by one.",
  examples: [
    { command: 'portolan sentinel log', shows: 'everybody, and the latest knocks' },
    { command: 'portolan sentinel log --since 2h', shows: 'of the last two hours' },
    { command: 'portolan sentinel log --limit 1000 --csv', shows: 'a thousand for a spreadsheet' },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'since',
      summary: '30m, 2h, 7d ago, or a date: what came later',
      type: 'text',
      placeholder: 'TIME',
    },
    {
      name: 'limit',
      summary: 'how many of the latest are shown one by one',
      type: 'integer',
      minimum: 0,
      maximum: 1_000_000,
      default: 20,
      placeholder: 'N',
    },
  ],
  output: {
    type: 'object',
    required: ['events', 'callers', 'total', 'store'],
    properties: {
      events: { type: 'array', items: EVENT_SCHEMA },
      callers: {
        type: 'array',
        items: {
          type: 'object',
          required: ['source', 'knocks', 'counted', 'first', 'last', 'places', 'isSweep', 'said'],
          properties: {
            source: text,
            knocks: count,
            counted: count,
            first: text,
            last: text,
            places: { type: 'array', items: text },
            isSweep: { type: 'boolean' },
            said: { type: 'array', items: text },
          },
        },
      },
      total: count,
      since: text,
      store: text,
      caller: text,
    },
  },

  async run(input, { atlas, platform, emit }) {
    const said = input['since'] as string | undefined;
    const limit = input['limit'] as number;
    const since = said === undefined ? undefined : readSince(said, platform.clock.wallTime());
    const query = since === undefined ? {} : { since };
    const entries = await platform.stores.knocks.entries(query);
    const { callersOf } = await import('./callers.ts');
    const { carefully } = await import('./careful.ts');
    const { PROTOCOLS } = await import('../../protocols/index.ts');
    const { entryEvent, instant } = await import('./events.ts');
    const latest = limit === 0 ? [] : entries.slice(-limit);
    const promised = promisedBy(atlas);
    const cards = carefully(PROTOCOLS, (text) => emit({ kind: 'note', text }));
    const caller = entries.length === 0 ? callerOf(platform) : undefined;
    return {
      events: latest.map((entry) => entryEvent(entry, promised, cards)),
      callers: callersOf(entries, cards),
      total: entries.length,
      ...(since !== undefined && { since: instant(since) }),
      store: platform.stores.path,
      ...(caller !== undefined && { caller }),
    };
  },
  items: ({ events }) => events,
  rows: ({ events }) => events.map(eventRow),
};

function callerOf({ privileges }: Platform): string | undefined {
  if (!privileges.isElevated()) return undefined;
  const { name, home } = privileges.heir();
  return home === undefined ? undefined : name;
}

/** The service of a port's best claim. */
const promisedBy =
  (atlas: Atlas): Promised =>
  (port, transport) =>
    atlas.claims(port, transport).find(({ service }) => service !== '-')?.service;
