/** What a performer tells of whoever asks it, as every door shows it: one event a line. */
import { formatEndpoint } from '../../../core/endpoint.ts';
import type { Handshake } from '../../../protocols/esro/service.ts';
import type { Row, Schema } from '../../operation.ts';

/** How an operation was answered: RESULT, ERROR, or FAILURE. */
export const CALL_OUTCOMES = ['result', 'error', 'failure'] as const;

/** Somebody asked, and was answered. */
export interface CallEvent {
  readonly event: 'call';
  /** RFC 3339. */
  readonly time: string;
  readonly from: { readonly address: string; readonly port: number };
  readonly service: string;
  readonly sap: number;
  readonly operation: number;
  /** As the service calls it; absent where it has none of this value. */
  readonly name?: string;
  /** What was asked, in words. */
  readonly asked: string;
  readonly outcome: (typeof CALL_OUTCOMES)[number];
  /** Of an error or a failure. */
  readonly value?: number;
  /** The same in words. */
  readonly means?: string;
  /** Octets of what was answered. */
  readonly octets: number;
}

/** A 3-way answer arrived, or it is not known whether it did. */
export interface AfterEvent extends Pick<
  CallEvent,
  'time' | 'from' | 'service' | 'sap' | 'operation' | 'name' | 'asked'
> {
  readonly event: 'confirmed' | 'unconfirmed';
}

/** Somebody asked at a selector that nobody performs at, and was answered FAILURE 2. */
export interface UnservedEvent extends Pick<CallEvent, 'time' | 'from' | 'sap' | 'operation'> {
  readonly event: 'unserved';
}

/** What is told one by one, as long as there is not too much of it. */
export type ToldOne = CallEvent | AfterEvent | UnservedEvent;

/** Events of a source that were too many to be told one by one. */
export interface CountedEvent {
  readonly event: 'counted';
  /** Of the first and the last of them. */
  readonly time: string;
  readonly until: string;
  /** An address; absent: several sources. */
  readonly source?: string;
  readonly count: number;
}

/** Datagrams that were not heard since that was last told: of strangers, and of those who ask too much. */
export interface UnheardEvent extends Pick<CountedEvent, 'time' | 'until'> {
  readonly event: 'unheard';
  readonly strangers: number;
  readonly limited: number;
}

export type ServeEvent = ToldOne | CountedEvent | UnheardEvent;

/** What stands, once it is open. */
export interface ServeStand {
  readonly address: string;
  readonly port: number;
  readonly isReachable: boolean;
  readonly services: readonly {
    readonly name: string;
    readonly title: string;
    readonly sap: number;
    readonly handshake: Handshake;
  }[];
  /** What whoever runs it should know, a sentence each. */
  readonly notes: readonly string[];
  /** A command that asks it for something. */
  readonly example: string;
  /** Whom it became. */
  readonly user?: string;
}

export interface ServeResult extends ServeStand {
  readonly since: string;
  readonly until: string;
  readonly results: number;
  readonly errors: number;
  readonly failures: number;
  readonly unconfirmed: number;
  /** Asked at selectors that nobody performs at. */
  readonly unserved: number;
  /** Datagrams of strangers, not heard. */
  readonly strangers: number;
  /** Datagrams of those who ask too much, not heard. */
  readonly limited: number;
  /** Addresses that were answered; counted up to 10,000. */
  readonly sources: number;
}

/** How it stands, for whoever reads events. */
export function openedWords(stand: ServeStand): readonly string[] {
  const runsAs = stand.user === undefined ? '' : `; it runs as ${stand.user} from here on`;
  return [`ESRO at udp ${formatEndpoint(stand)}${runsAs}`, ...stand.notes];
}

/** An event, flat: what some events have not is empty. */
export function serveRow(told: ServeEvent): Row {
  const { event, time } = told;
  const flat: Record<string, unknown> = { ...told };
  const from = 'from' in told ? told.from : { address: flat['source'] ?? '', port: null };
  return {
    time,
    event,
    source: String(from.address),
    sourcePort: from.port,
    service: String(flat['service'] ?? ''),
    sap: (flat['sap'] ?? null) as number | null,
    operation: (flat['operation'] ?? null) as number | null,
    name: String(flat['name'] ?? ''),
    asked: String(flat['asked'] ?? ''),
    outcome: String(flat['outcome'] ?? ''),
    value: (flat['value'] ?? null) as number | null,
    means: String(flat['means'] ?? ''),
    octets: (flat['octets'] ?? null) as number | null,
    count: countOf(told),
    until: String(flat['until'] ?? ''),
  };
}

/** How many rows, or datagrams, one of them stands for. */
function countOf(told: ServeEvent): number {
  if (told.event === 'counted') return told.count;
  return told.event === 'unheard' ? told.strangers + told.limited : 1;
}

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const SERVE_SCHEMA: Schema = {
  type: 'object',
  required: ['events', 'address', 'port', 'services', 'since', 'until', 'results', 'errors'],
  properties: {
    events: {
      type: 'array',
      items: {
        type: 'object',
        required: ['event', 'time'],
        properties: {
          event: { enum: ['call', 'confirmed', 'unconfirmed', 'unserved', 'counted', 'unheard'] },
          time: text,
          until: text,
          source: text,
          count,
          strangers: count,
          limited: count,
          from: { type: 'object', required: ['address', 'port'] },
          service: text,
          sap: count,
          operation: count,
          name: text,
          asked: text,
          outcome: { enum: CALL_OUTCOMES },
          value: count,
          means: text,
          octets: count,
        },
      },
    },
    address: text,
    port: count,
    isReachable: { type: 'boolean' },
    services: {
      type: 'array',
      items: { type: 'object', required: ['name', 'title', 'sap', 'handshake'] },
    },
    notes: { type: 'array', items: text },
    example: text,
    user: text,
    since: text,
    until: text,
    results: count,
    errors: count,
    failures: count,
    unconfirmed: count,
    unserved: count,
    strangers: count,
    limited: count,
    sources: count,
  },
};
