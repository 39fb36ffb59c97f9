/** What a performer tells of whoever asks it, as every door shows it: one event a line. */
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

export type ServeEvent = CallEvent | AfterEvent;

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
  /** Datagrams of strangers, not heard. */
  readonly strangers: number;
  /** Datagrams of those who ask too much, not heard. */
  readonly limited: number;
  /** Addresses that were answered; counted up to 10,000. */
  readonly sources: number;
}

/** An event, flat. */
export const serveRow = (told: ServeEvent): Row => ({
  time: told.time,
  event: told.event,
  source: told.from.address,
  sourcePort: told.from.port,
  service: told.service,
  sap: told.sap,
  operation: told.operation,
  name: told.name ?? '',
  asked: told.asked,
  outcome: told.event === 'call' ? told.outcome : '',
  value: told.event === 'call' ? (told.value ?? null) : null,
  means: told.event === 'call' ? (told.means ?? '') : '',
  octets: told.event === 'call' ? told.octets : null,
});

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
        required: ['event', 'time', 'from', 'service', 'sap', 'operation', 'asked'],
        properties: {
          event: { enum: ['call', 'confirmed', 'unconfirmed'] },
          time: text,
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
    strangers: count,
    limited: count,
    sources: count,
  },
};
