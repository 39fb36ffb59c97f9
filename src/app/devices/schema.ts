/** A device as JSON Schema, as operations tell of it; each adds what is its own. */
import { TRANSPORTS } from '../../core/transport.ts';
import { WITNESSES } from '../../devices/observation.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const maybe = { type: ['string', 'null'] };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const witness = { enum: WITNESSES };
const witnesses = { type: 'array', items: witness };
const alertSeverity = { enum: ['critical', 'warning', 'other'] };

const LEVEL = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: ['percent', 'words'] },
    percent: { type: 'integer', minimum: 0, maximum: 100 },
    words: text,
  },
};

const ALERT = {
  type: 'object',
  required: ['severity', 'words', 'seenBy'],
  properties: {
    severity: alertSeverity,
    words: text,
    said: text,
    reason: text,
    seenBy: witnesses,
    says: {
      type: 'array',
      items: {
        type: 'object',
        required: ['by', 'severity', 'words'],
        properties: { by: witness, severity: alertSeverity, words: text },
      },
    },
  },
};

const SUPPLY = {
  type: 'object',
  required: ['name', 'kind', 'level', 'low', 'empty', 'by'],
  properties: {
    name: text,
    kind: text,
    colour: text,
    fills: flag,
    level: LEVEL,
    low: flag,
    empty: flag,
    by: witness,
    also: {
      type: 'array',
      items: {
        type: 'object',
        required: ['by', 'level'],
        properties: { by: witness, level: LEVEL },
      },
    },
    lowBy: witnesses,
  },
};

const PRINTER = {
  type: 'object',
  required: ['alerts', 'supplies', 'counters', 'covers', 'inputs', 'display', 'disputed'],
  properties: {
    state: text,
    alerts: { type: 'array', items: ALERT },
    supplies: { type: 'array', items: SUPPLY },
    counters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'count', 'by'],
        properties: { name: text, count: { type: 'integer' }, unit: text, by: witness },
      },
    },
    covers: { type: 'array', items: { type: 'object', required: ['name', 'state'] } },
    inputs: { type: 'array', items: { type: 'object', required: ['name'] } },
    display: texts,
    disputed: texts,
  },
};

const CONTRADICTION = {
  type: 'object',
  required: ['about', 'kind', 'says', 'values'],
  properties: {
    about: text,
    kind: { enum: ['values', 'shared'] },
    says: text,
    values: {
      type: 'array',
      items: {
        type: 'object',
        required: ['value', 'by'],
        properties: { value: text, by: witnesses },
      },
    },
  },
};

/** A service that a device offers. */
export const SERVICE_PROPERTIES = {
  service: text,
  transport: { enum: TRANSPORTS },
  port: count,
  path: text,
  secure: flag,
  txt: { type: 'object', additionalProperties: text },
  answered: texts,
  seenBy: witnesses,
};
export const SERVICE_REQUIRED = ['service', 'transport', 'port', 'answered', 'seenBy'] as const;

/** What every operation tells of a device. */
export const DEVICE_PROPERTIES = {
  id: text,
  name: maybe,
  kinds: texts,
  model: maybe,
  maker: maybe,
  serial: maybe,
  mac: maybe,
  macs: texts,
  uuids: texts,
  addresses: texts,
  hosts: texts,
  links: texts,
  location: maybe,
  notes: texts,
  firmware: maybe,
  deviceId: maybe,
  seenBy: witnesses,
  firstSeen: { type: 'number' },
  lastSeen: { type: 'number' },
  services: {
    type: 'array',
    items: { type: 'object', required: SERVICE_REQUIRED, properties: SERVICE_PROPERTIES },
  },
  printer: PRINTER,
  contradictions: { type: 'array', items: CONTRADICTION },
  evidence: {
    type: 'array',
    items: {
      type: 'object',
      required: ['by', 'line'],
      properties: { by: witness, line: text },
    },
  },
};
export const DEVICE_REQUIRED = [
  'id',
  'name',
  'kinds',
  'model',
  'maker',
  'serial',
  'mac',
  'addresses',
  'seenBy',
  'services',
  'contradictions',
] as const;

/** How each witness of a host that was asked by itself fared. */
export const ASKED_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['by', 'end', 'where'],
    properties: {
      by: witness,
      end: { enum: ['answered', 'partly', 'refused', 'silent', 'left out'] },
      where: text,
      why: text,
      adjust: { enum: ['community'] },
    },
  },
};
