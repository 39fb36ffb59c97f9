/** A discovery's result as JSON Schema. */
import { WITNESSES } from '../../devices/observation.ts';
import { SEVERITIES, VERDICT_WORDS } from '../../verdict/verdict.ts';
import {
  ASKED_SCHEMA,
  DEVICE_PROPERTIES,
  DEVICE_REQUIRED,
  SERVICE_PROPERTIES,
  SERVICE_REQUIRED,
} from '../devices/schema.ts';
import { CLAIM_SCHEMA } from '../schemas.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const witnesses = { type: 'array', items: { enum: WITNESSES } };
const verdict = { enum: VERDICT_WORDS };
const severity = { enum: SEVERITIES };

const VERDICTS = {
  type: 'array',
  items: {
    type: 'object',
    required: ['verdict', 'severity', 'why', 'advice', 'claims'],
    properties: {
      verdict,
      severity,
      why: text,
      advice: text,
      claims: { type: 'array', items: CLAIM_SCHEMA },
    },
  },
};

const SERVICE_SCHEMA = {
  type: 'object',
  required: [...SERVICE_REQUIRED, 'verdict', 'severity', 'why', 'advice', 'verdicts'],
  properties: {
    ...SERVICE_PROPERTIES,
    verdict,
    severity,
    why: text,
    advice: text,
    verdicts: VERDICTS,
  },
};

export const DEVICE_SCHEMA = {
  type: 'object',
  required: [...DEVICE_REQUIRED, 'title', 'severity', 'exposed', 'thisMachine'],
  properties: {
    ...DEVICE_PROPERTIES,
    title: text,
    services: { type: 'array', items: SERVICE_SCHEMA },
    verdict,
    severity,
    exposed: flag,
    thisMachine: flag,
  },
};

const ASKED_HOST_SCHEMA = {
  type: 'object',
  required: ['address', 'answered', 'asked'],
  properties: { host: text, address: text, answered: flag, asked: ASKED_SCHEMA },
};

const COVERAGE_SCHEMA = {
  type: 'object',
  required: [
    'complete',
    'by',
    'interfaces',
    'unusable',
    'interrupted',
    'unreadable',
    'turnedAway',
    'gaps',
  ],
  properties: {
    complete: flag,
    by: witnesses,
    interfaces: {
      type: 'array',
      items: {
        type: 'object',
        required: ['interface', 'address', 'subnet', 'by', 'internal'],
        properties: {
          interface: text,
          address: text,
          subnet: text,
          ipv6: text,
          by: witnesses,
          internal: flag,
        },
      },
    },
    unusable: {
      type: 'array',
      items: {
        type: 'object',
        required: ['interface', 'by', 'why'],
        properties: { interface: text, by: witnesses, why: text },
      },
    },
    hosts: {
      type: 'object',
      required: ['words', 'count', 'rate'],
      properties: {
        words: texts,
        names: {
          type: 'array',
          items: {
            type: 'object',
            required: ['host', 'address'],
            properties: { host: text, address: text },
          },
        },
        count,
        each: { type: 'array', items: ASKED_HOST_SCHEMA },
        rate: count,
        paced: {
          type: 'object',
          required: ['by', 'perSecond'],
          properties: { by: { enum: ['neighbours'] }, perSecond: count },
        },
        position: count,
        total: count,
        again: text,
      },
    },
    interrupted: flag,
    refusing: texts,
    unreadable: count,
    turnedAway: count,
    gaps: {
      type: 'array',
      items: { type: 'object', required: ['what', 'why'], properties: { what: text, why: text } },
    },
  },
};

export const DISCOVER_SCHEMA = {
  type: 'object',
  required: ['devices', 'coverage', 'took'],
  properties: {
    devices: { type: 'array', items: DEVICE_SCHEMA },
    coverage: COVERAGE_SCHEMA,
    took: { type: 'number' },
    silence: {
      type: 'array',
      items: { type: 'object', required: ['says'], properties: { says: text, command: text } },
    },
  },
};
