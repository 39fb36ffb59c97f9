/** JSON Schemas of things that several operations answer with. */
import {
  DISPUTE_KINDS,
  DISPUTE_SAYINGS,
  MARKS,
  PERIMETERS,
  REGISTRY_ANSWERS,
  STANDINGS,
} from '../atlas/claim.ts';
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

/** What could not be seen. */
export const GAPS_SCHEMA: Schema = {
  type: 'array',
  items: { type: 'object', required: ['what', 'why', 'partial'] },
};

const texts = { type: 'array', items: text };

const DISPUTE_TERMS_SCHEMA: Schema = {
  type: 'object',
  required: ['port', 'transports', 'registry', 'registryNames'],
  properties: {
    port: { type: 'integer' },
    transports: { type: 'array', items: { enum: TRANSPORTS } },
    says: { enum: DISPUTE_SAYINGS },
    names: texts,
    registrants: texts,
    documents: texts,
    registry: { enum: [...REGISTRY_ANSWERS, 'twice'] },
    registryNames: texts,
    elsewhere: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'ports'],
        properties: { name: text, ports: { type: 'array', items: { type: 'integer' } } },
        additionalProperties: false,
      },
    },
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
    terms: { type: 'array', items: DISPUTE_TERMS_SCHEMA },
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
