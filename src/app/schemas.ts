/** JSON Schemas of things that several operations answer with. */
import { DISPUTE_KINDS, MARKS, PERIMETERS, STANDINGS } from '../atlas/claim.ts';
import { TRANSPORTS } from '../core/transport.ts';
import type { Schema } from './operation.ts';

const text = { type: 'string' };

export const CLAIM_SCHEMA: Schema = {
  type: 'object',
  required: ['from', 'to', 'transport', 'service', 'title', 'standing', 'source'],
  properties: {
    from: { type: 'integer' },
    to: { type: 'integer' },
    transport: { enum: TRANSPORTS },
    service: text,
    title: text,
    standing: { enum: STANDINGS },
    source: text,
    reference: text,
    since: text,
    registrant: text,
    perimeter: { enum: PERIMETERS },
    note: text,
    updated: text,
    contact: text,
    unauthorized: text,
    code: text,
    mark: { enum: MARKS },
    denied: { type: 'array', items: { enum: TRANSPORTS } },
    aliases: { type: 'array', items: text },
    frequency: { type: 'number', minimum: 0, maximum: 1 },
  },
  additionalProperties: false,
};

export const DISPUTE_SCHEMA: Schema = {
  type: 'object',
  required: ['ports', 'summary', 'foundBy'],
  properties: {
    kind: { enum: DISPUTE_KINDS },
    ports: { type: 'array', items: { type: 'integer' } },
    transports: { type: 'array', items: { enum: TRANSPORTS } },
    source: text,
    summary: text,
    supported: text,
    reason: text,
    reference: text,
    foundBy: { enum: ['hand', 'comparison'] },
  },
  additionalProperties: false,
};

export const FREQUENCY_SCHEMA: Schema = {
  type: 'object',
  required: ['transport', 'share', 'source'],
  properties: {
    transport: { enum: TRANSPORTS },
    share: { type: 'number', minimum: 0, maximum: 1 },
    source: text,
  },
  additionalProperties: false,
};
