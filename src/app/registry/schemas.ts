/** JSON Schemas of what the registry's commands answer with. */
import type { Schema } from '../operation.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };

export const EDITION_SCHEMA: Schema = {
  type: 'object',
  required: ['updated', 'imported', 'from', 'checksum', 'records', 'ports', 'names'],
  properties: {
    format: { enum: ['xml', 'csv'] },
    updated: text,
    imported: text,
    from: text,
    checksum: text,
    bytes: count,
    records: count,
    ports: count,
    names: count,
    unread: { type: 'object', additionalProperties: count },
  },
};

export const CHANGES_SCHEMA: Schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['change', 'service', 'port', 'transport', 'description'],
    properties: {
      change: { enum: ['added', 'removed', 'changed'] },
      service: text,
      port: text,
      transport: text,
      description: text,
      fields: {
        type: 'array',
        items: {
          type: 'object',
          required: ['field', 'was', 'is'],
          properties: { field: text, was: text, is: text },
        },
      },
    },
    additionalProperties: false,
  },
};
