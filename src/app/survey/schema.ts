/** The survey's result as JSON Schema. */
import { TRANSPORTS } from '../../core/transport.ts';
import { ANSWERS } from '../../survey/exposure/answer.ts';
import { SCOPES } from '../../survey/listener.ts';
import { LISTINGS } from '../../survey/reports/listings.ts';
import { DISTANCES } from '../../verdict/perimeter.ts';
import { SEVERITIES, VERDICT_WORDS } from '../../verdict/verdict.ts';
import { CLAIM_SCHEMA, GAPS_SCHEMA } from '../schemas.ts';

const text = { type: 'string' };

const FIREWALL_ANSWER = {
  answer: { enum: ANSWERS },
  by: text,
  why: text,
  rule: text,
};

const EXPOSURE_SCHEMA = {
  type: 'object',
  required: ['interfaces', 'from', 'firewall', 'keepsOut'],
  properties: {
    interfaces: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'address', 'scope'],
        properties: { name: text, address: text, scope: { enum: SCOPES } },
      },
    },
    from: { enum: DISTANCES },
    firewall: {
      type: 'object',
      required: ['answer', 'why', 'perInterface'],
      properties: {
        ...FIREWALL_ANSWER,
        perInterface: {
          type: 'array',
          items: {
            type: 'object',
            required: ['interface', 'family', 'addresses', 'answer', 'why'],
            properties: {
              interface: text,
              family: { enum: ['ipv4', 'ipv6'] },
              addresses: { type: 'array', items: text },
              ...FIREWALL_ANSWER,
            },
          },
        },
      },
    },
    keepsOut: { type: 'array', items: { enum: ['lan', 'internet'] } },
  },
};

export const LISTENER_SCHEMA = {
  type: 'object',
  required: [
    'transport',
    'family',
    'address',
    'port',
    'scope',
    'sockets',
    'processes',
    'verdict',
    'verdicts',
    'severity',
    'why',
    'advice',
    'look',
    'promised',
    'reach',
  ],
  properties: {
    transport: { enum: TRANSPORTS },
    family: { enum: ['ipv4', 'ipv6'] },
    address: text,
    port: { type: 'integer', minimum: 0, maximum: 65_535 },
    scope: { enum: SCOPES },
    state: { const: 'bound' },
    device: text,
    v6only: { type: 'boolean' },
    sockets: { type: 'integer', minimum: 1 },
    owner: text,
    processes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pid', 'name'],
        properties: {
          pid: { type: 'integer' },
          name: text,
          path: text,
          user: text,
          command: text,
          unit: text,
          container: {
            type: 'object',
            required: ['engine', 'id'],
            properties: { engine: text, id: text, name: text, image: text },
          },
        },
      },
    },
    activation: {
      type: 'object',
      required: ['socket', 'service'],
      properties: { socket: text, service: text, program: text },
    },
    publication: {
      type: 'object',
      required: ['container'],
      properties: { container: { type: 'object' }, address: text, port: { type: 'integer' } },
    },
    sighting: {
      type: 'object',
      required: ['service', 'evidence', 'how'],
      properties: {
        service: text,
        product: text,
        version: text,
        evidence: text,
        how: text,
        likely: { type: 'boolean' },
      },
    },
    exposure: EXPOSURE_SCHEMA,
    verdict: { enum: VERDICT_WORDS },
    verdicts: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['verdict', 'severity', 'why', 'advice', 'claims'],
        properties: {
          verdict: { enum: VERDICT_WORDS },
          severity: { enum: SEVERITIES },
          why: text,
          advice: text,
          claims: { type: 'array', items: CLAIM_SCHEMA },
        },
      },
    },
    severity: { enum: SEVERITIES },
    why: text,
    advice: text,
    look: text,
    stop: text,
    promised: { type: 'array', items: CLAIM_SCHEMA },
    reach: { enum: DISTANCES },
  },
};

export const SURVEY_SCHEMA = {
  type: 'object',
  required: [
    'host',
    'coverage',
    'listeners',
    'elsewhere',
    'ephemeral',
    'reserved',
    'raw',
    'summary',
  ],
  properties: {
    host: { type: 'object', properties: { name: text, system: text } },
    listedBy: { enum: LISTINGS },
    coverage: {
      type: 'object',
      required: ['complete', 'looked', 'gaps'],
      properties: {
        complete: { type: 'boolean' },
        looked: { type: 'array', items: text },
        gaps: GAPS_SCHEMA,
      },
    },
    listeners: { type: 'array', items: LISTENER_SCHEMA },
    elsewhere: { type: 'array', items: { type: 'object' } },
    ephemeral: { type: 'object', required: ['from', 'to'] },
    reserved: {
      type: 'array',
      items: {
        type: 'object',
        required: ['from', 'to', 'how', 'by', 'verdict', 'severity', 'why', 'advice'],
      },
    },
    raw: {
      type: 'array',
      items: { type: 'object', required: ['family', 'address', 'protocol', 'processes'] },
    },
    missing: { type: 'array', items: text },
    summary: {
      type: 'object',
      required: ['sentence', 'doors', 'outside', 'unpromised', 'listeners', 'held', 'verdicts'],
    },
  },
};
