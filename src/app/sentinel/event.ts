/** What a sentinel tells, as every door shows it: one event a line. */
import type { Millis } from '../../core/units.ts';
import { KNOCK_ENDS, type KnockEnd } from '../../survey/knock.ts';
import type { Row, Schema } from '../operation.ts';
import type { Saying } from './saying.ts';
import { SENTINEL_TRANSPORTS, type SentinelTransport } from './wanted.ts';

/** Somebody knocked. */
export interface KnockEvent {
  readonly event: 'knock';
  /** RFC 3339. */
  readonly time: string;
  readonly transport: SentinelTransport;
  /** Address and port; an address of '' had broken off before it could be asked. */
  readonly source: { readonly address: string; readonly port: number };
  readonly local: { readonly address: string; readonly port: number };
  /** Bytes that came, of which the first are kept. */
  readonly length: number;
  readonly hex: string;
  /** The same as text: what is no printable ASCII is a dot. */
  readonly text: string;
  readonly said?: Saying;
  /** What the port is for, in one word: the service of its best claim. */
  readonly promised?: string;
  readonly stayed?: Millis;
  readonly ended?: KnockEnd;
}

/** There were too many to keep each. */
export interface CountedEvent {
  readonly event: 'counted';
  readonly time: string;
  readonly until: string;
  /** Absent: many sources. */
  readonly source?: string;
  readonly count: number;
  readonly ports: readonly number[];
}

/** One source came to many ports. */
export interface SweepEvent {
  readonly event: 'sweep';
  readonly time: string;
  readonly source: string;
  readonly ports: readonly number[];
}

export type SentinelEvent = KnockEvent | CountedEvent | SweepEvent;

/** What a port is for, in one word; undefined when nobody says. */
export type Promised = (port: number, transport: SentinelTransport) => string | undefined;

/** An event, flat. */
export function eventRow(told: SentinelEvent): Row {
  const base = { time: told.time, event: told.event };
  if (told.event !== 'knock') {
    return {
      ...base,
      transport: '',
      source: told.source ?? '',
      sourcePort: null,
      address: '',
      port: told.ports.join(' '),
      promised: '',
      count: told.event === 'counted' ? told.count : null,
      length: null,
      stayed: null,
      ended: '',
      protocol: '',
      message: '',
      text: '',
      hex: '',
    };
  }
  return {
    ...base,
    transport: told.transport,
    source: told.source.address,
    sourcePort: told.source.port,
    address: told.local.address,
    port: told.local.port,
    promised: told.promised ?? '',
    count: 1,
    length: told.length,
    stayed: told.stayed ?? null,
    ended: told.ended ?? '',
    protocol: told.said?.protocol ?? '',
    message: told.said?.message ?? '',
    text: told.text,
    hex: told.hex,
  };
}

const text = { type: 'string' };
const port = { type: 'integer', minimum: 0, maximum: 65_535 };
const endpoint = {
  type: 'object',
  required: ['address', 'port'],
  properties: { address: text, port },
};

export const EVENT_SCHEMA: Schema = {
  type: 'object',
  required: ['event', 'time'],
  properties: {
    event: { enum: ['knock', 'counted', 'sweep'] },
    time: text,
    until: text,
    transport: { enum: SENTINEL_TRANSPORTS },
    source: { anyOf: [endpoint, text] },
    local: endpoint,
    length: { type: 'integer', minimum: 0 },
    hex: { type: 'string', pattern: '^(?:[0-9a-f]{2})*$' },
    text,
    said: {
      type: 'object',
      required: ['protocol', 'message'],
      properties: { protocol: text, message: text, error: text },
    },
    promised: text,
    stayed: { type: 'integer', minimum: 0 },
    ended: { enum: KNOCK_ENDS },
    count: { type: 'integer', minimum: 1 },
    ports: { type: 'array', items: port },
  },
};
