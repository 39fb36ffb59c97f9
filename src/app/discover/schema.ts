/** A discovery's result as JSON Schema. */
import { TRANSPORTS } from '../../core/transport.ts';
import { WITNESSES } from '../../devices/observation.ts';
import { SEVERITIES, VERDICT_WORDS } from '../../verdict/verdict.ts';
import { CLAIM_SCHEMA } from '../schemas.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const maybe = { type: ['string', 'null'] };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const witnesses = { type: 'array', items: { enum: WITNESSES } };
const verdict = { enum: VERDICT_WORDS };
const severity = { enum: SEVERITIES };

const SERVICE_SCHEMA = {
  type: 'object',
  required: [
    'service',
    'transport',
    'port',
    'answered',
    'seenBy',
    'verdict',
    'severity',
    'why',
    'advice',
    'verdicts',
  ],
  properties: {
    service: text,
    transport: { enum: TRANSPORTS },
    port: count,
    path: text,
    secure: flag,
    txt: { type: 'object', additionalProperties: text },
    answered: texts,
    seenBy: witnesses,
    verdict,
    severity,
    why: text,
    advice: text,
    verdicts: {
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
    },
  },
};

const CONTRADICTION_SCHEMA = {
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

const PRINTER_SCHEMA = {
  type: 'object',
  required: ['alerts', 'supplies', 'counters', 'covers', 'inputs', 'display', 'disputed'],
  properties: {
    state: text,
    alerts: {
      type: 'array',
      items: {
        type: 'object',
        required: ['severity', 'words', 'seenBy'],
        properties: {
          severity: { enum: ['critical', 'warning', 'other'] },
          words: text,
          said: text,
          seenBy: witnesses,
        },
      },
    },
    supplies: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'kind', 'level', 'low', 'empty', 'by'],
        properties: {
          name: text,
          kind: text,
          colour: text,
          fills: flag,
          level: { type: 'object' },
          low: flag,
          empty: flag,
          by: { enum: WITNESSES },
        },
      },
    },
    counters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'count', 'by'],
        properties: { name: text, count: { type: 'integer' }, unit: text, by: { enum: WITNESSES } },
      },
    },
    covers: { type: 'array' },
    inputs: { type: 'array' },
    display: texts,
    disputed: texts,
  },
};

export const DEVICE_SCHEMA = {
  type: 'object',
  required: [
    'id',
    'title',
    'name',
    'model',
    'maker',
    'serial',
    'mac',
    'addresses',
    'seenBy',
    'services',
    'contradictions',
    'severity',
    'exposed',
    'thisMachine',
  ],
  properties: {
    id: text,
    title: text,
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
    services: { type: 'array', items: SERVICE_SCHEMA },
    printer: PRINTER_SCHEMA,
    contradictions: { type: 'array', items: CONTRADICTION_SCHEMA },
    evidence: {
      type: 'array',
      items: {
        type: 'object',
        required: ['by', 'line'],
        properties: { by: { enum: WITNESSES }, line: text },
      },
    },
    verdict,
    severity,
    exposed: flag,
    thisMachine: flag,
  },
};

const ASKED_HOST_SCHEMA = {
  type: 'object',
  required: ['address', 'answered', 'asked'],
  properties: {
    host: text,
    address: text,
    answered: flag,
    asked: {
      type: 'array',
      items: {
        type: 'object',
        required: ['by', 'end', 'where'],
        properties: {
          by: { enum: WITNESSES },
          end: { enum: ['answered', 'partly', 'refused', 'silent', 'left out'] },
          where: text,
          why: text,
        },
      },
    },
  },
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
        position: count,
        total: count,
        again: text,
      },
    },
    interrupted: flag,
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
