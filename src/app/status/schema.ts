/** What `status` answers, as JSON Schema. */
import { ASKED_SCHEMA, DEVICE_PROPERTIES, DEVICE_REQUIRED } from '../devices/schema.ts';
import type { Schema } from '../operation.ts';
import { FINDINGS } from './findings.ts';

const text = { type: 'string' };
const maybe = { type: ['string', 'null'] };

const DEVICE_SCHEMA = {
  type: 'object',
  required: ['host', ...DEVICE_REQUIRED, 'says', 'findings'],
  properties: {
    host: text,
    ...DEVICE_PROPERTIES,
    says: maybe,
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
          host: text,
          address: maybe,
          answered: { type: 'boolean' },
          interrupted: { const: true },
          asked: ASKED_SCHEMA,
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
