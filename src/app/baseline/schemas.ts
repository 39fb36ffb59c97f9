/** The shapes of what the commands give, as JSON Schema. */
import { TRANSPORTS } from '../../core/transport.ts';
import { DRIFT_KINDS } from '../../survey/drift/drift.ts';
import { SCOPES } from '../../survey/listener.ts';
import { LISTINGS } from '../../survey/reports/listings.ts';
import { DISTANCES } from '../../verdict/perimeter.ts';
import { SEVERITIES } from '../../verdict/verdict.ts';

const text = { type: 'string' };
const port = { type: 'integer', minimum: 0, maximum: 65_535 };

export const DESCRIPTION_SCHEMA = {
  type: 'object',
  required: ['host', 'coverage', 'entries'],
  properties: {
    name: text,
    file: text,
    savedAt: text,
    takenAt: text,
    how: { enum: ['saved', 'accepted'] },
    earlier: { type: 'integer', minimum: 0 },
    host: { type: 'object', properties: { name: text, system: text } },
    listedBy: { enum: LISTINGS },
    coverage: { type: 'object', required: ['looked', 'sockets', 'namespaces', 'silent'] },
    entries: { type: 'integer', minimum: 0 },
  },
};

/** What was compared instead of this machine: {@link Listed}. */
export const LISTED_PROPERTIES = { from: text, as: { enum: LISTINGS } };

export const ENTRY_SCHEMA = {
  type: 'object',
  required: ['transport', 'port', 'binds', 'programs'],
  properties: {
    place: text,
    transport: { enum: TRANSPORTS },
    port,
    binds: {
      type: 'array',
      items: {
        type: 'object',
        required: ['address', 'scope'],
        properties: {
          address: text,
          scope: { enum: SCOPES },
          v6only: { type: 'boolean' },
          device: text,
        },
      },
    },
    programs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: text,
          path: text,
          script: text,
          unit: text,
          container: text,
          image: text,
          relay: { const: true },
        },
      },
    },
    unseen: { const: true },
    state: { const: 'bound' },
    dynamic: { const: true },
    reach: { enum: DISTANCES },
    verdicts: { type: 'array', items: text },
  },
};

export const DRIFT_SCHEMA = {
  type: 'object',
  required: ['kind', 'severity', 'why', 'advice', 'before', 'after'],
  properties: {
    kind: { enum: DRIFT_KINDS },
    severity: { enum: SEVERITIES },
    why: text,
    advice: text,
    place: text,
    transport: { enum: TRANSPORTS },
    port,
    before: { type: 'array', items: ENTRY_SCHEMA },
    after: { type: 'array', items: ENTRY_SCHEMA },
    unseen: { enum: ['then', 'now'] },
  },
};
