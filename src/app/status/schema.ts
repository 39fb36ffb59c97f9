/** What `status` answers, as JSON Schema. */
import { WITNESSES } from '../../devices/observation.ts';
import type { Schema } from '../operation.ts';
import { FINDINGS } from './findings.ts';

const TEXTS = { type: 'array', items: { type: 'string' } };
const TEXT_OR_NULL = { type: ['string', 'null'] };

const SEVERITIES = ['critical', 'warning', 'other'];

const LEVEL_SCHEMA = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: ['percent', 'words'] },
    percent: { type: 'integer', minimum: 0, maximum: 100 },
    words: { type: 'string' },
  },
};

const PRINTER_SCHEMA = {
  type: 'object',
  required: ['alerts', 'supplies', 'counters', 'covers', 'inputs', 'display', 'disputed'],
  properties: {
    state: { type: 'string' },
    alerts: {
      type: 'array',
      items: {
        type: 'object',
        required: ['severity', 'words', 'seenBy'],
        properties: {
          severity: { enum: SEVERITIES },
          reason: { type: 'string' },
          says: {
            type: 'array',
            items: {
              type: 'object',
              required: ['by', 'severity', 'words'],
              properties: { by: { enum: WITNESSES }, severity: { enum: SEVERITIES } },
            },
          },
        },
      },
    },
    supplies: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'kind', 'level', 'low', 'empty', 'by'],
        properties: {
          level: LEVEL_SCHEMA,
          also: {
            type: 'array',
            items: {
              type: 'object',
              required: ['by', 'level'],
              properties: { by: { enum: WITNESSES }, level: LEVEL_SCHEMA },
            },
          },
          lowBy: { type: 'array', items: { enum: WITNESSES } },
        },
      },
    },
    counters: { type: 'array', items: { type: 'object', required: ['name', 'count', 'by'] } },
    covers: { type: 'array', items: { type: 'object', required: ['name', 'state'] } },
    inputs: { type: 'array', items: { type: 'object', required: ['name'] } },
    display: TEXTS,
    disputed: TEXTS,
  },
};

const DEVICE_SCHEMA = {
  type: 'object',
  required:
    'host id name kinds model maker serial mac addresses seenBy services contradictions says findings'.split(
      ' ',
    ),
  properties: {
    host: { type: 'string' },
    id: { type: 'string' },
    name: TEXT_OR_NULL,
    kinds: TEXTS,
    model: TEXT_OR_NULL,
    maker: TEXT_OR_NULL,
    serial: TEXT_OR_NULL,
    mac: TEXT_OR_NULL,
    addresses: TEXTS,
    seenBy: { type: 'array', items: { enum: WITNESSES } },
    services: { type: 'array', items: { type: 'object' } },
    printer: PRINTER_SCHEMA,
    contradictions: { type: 'array', items: { type: 'object', required: ['about', 'says'] } },
    says: TEXT_OR_NULL,
    findings: { type: 'array', items: { enum: FINDINGS } },
  },
};

export const STATUS_SCHEMA: Schema = {
  type: 'object',
  required: ['devices', 'hosts', 'coverage'],
  properties: {
    devices: { type: 'array', items: DEVICE_SCHEMA },
    hosts: {
      type: 'array',
      items: {
        type: 'object',
        required: ['host', 'address', 'answered', 'asked', 'took'],
        properties: {
          host: { type: 'string' },
          address: TEXT_OR_NULL,
          answered: { type: 'boolean' },
          interrupted: { const: true },
          asked: { type: 'array', items: { type: 'object', required: ['by', 'end', 'where'] } },
          took: { type: 'integer' },
        },
      },
    },
    coverage: {
      type: 'object',
      required: ['complete', 'gaps'],
      properties: {
        complete: { type: 'boolean' },
        gaps: { type: 'array', items: { type: 'object', required: ['host', 'why', 'partial'] } },
      },
    },
  },
};
