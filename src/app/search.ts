/** Full text over everything the atlas knows. */
import type { Claim } from '../atlas/claim.ts';
import type { RegisteredName } from '../atlas/names.ts';
import { FIELDS, type Findings, type Match } from '../atlas/search/findings.ts';
import { portsOf } from '../atlas/uses.ts';
import { NotFoundError } from '../core/errors.ts';
import { CLAIM_SCHEMA } from './schemas.ts';
import type { Operation, Row, Schema } from './operation.ts';

/** How something was found, where that cannot be read off its number, name and title. */
interface Found {
  readonly matched?: readonly Match[];
}
export type FoundClaim = Claim & Found;
export type FoundName = RegisteredName & Found;

export interface SearchResult {
  readonly query: string;
  /** Best first. */
  readonly claims: readonly FoundClaim[];
  /** What is registered without a port, best first. */
  readonly names: readonly FoundName[];
  /** Whether there was more than the limit. */
  readonly more: boolean;
  /** Where nothing has all that was asked for, and `claims` are what comes nearest: a sentence on that. */
  readonly missing?: string;
  /** The words that nothing has; empty when each is somewhere, but not together. */
  readonly unknown?: readonly string[];
}

const MATCHED_SCHEMA: Schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['word', 'found', 'field', 'nearly'],
    properties: {
      word: { type: 'string' },
      found: { type: 'string' },
      field: { enum: FIELDS },
      nearly: { type: 'boolean' },
    },
    additionalProperties: false,
  },
};

const { from: _, to: __, transport, ...described } = CLAIM_SCHEMA['properties'] as Schema;

const FOUND_CLAIM_SCHEMA: Schema = {
  ...CLAIM_SCHEMA,
  properties: { ...(CLAIM_SCHEMA['properties'] as Schema), matched: MATCHED_SCHEMA },
};

const FOUND_NAME_SCHEMA: Schema = {
  type: 'object',
  required: ['transports', 'service', 'title', 'standing', 'source'],
  properties: {
    transports: { type: 'array', items: transport },
    ...described,
    matched: MATCHED_SCHEMA,
  },
  additionalProperties: false,
};

const how = (matched: readonly Match[]) => (matched.length > 0 ? { matched } : {});

/** One sentence on what the hits lack; undefined when they have everything. */
function whatIsMissing({ isComplete, unknown }: Findings): string | undefined {
  if (isComplete) return undefined;
  return unknown.length > 0
    ? `nothing has ${unknown.map((word) => `"${word}"`).join(' or ')}; here is what has the other words`
    : 'nothing has all of these words together; here is what comes nearest';
}

export const search: Operation<SearchResult> = {
  name: 'search',
  summary: 'find ports by number, name, title, vendor, RFC, registrant or note',
  description:
    'Every word must be found; beside other words, tcp and udp choose a transport. Best first: the number, the service ' +
    'name itself, names that begin so, whole words of titles, other names of a service and of the programs that speak ' +
    'it, then registrants, references and notes; among equals what is better known. Words that nothing has are taken ' +
    'for slips of spelling: one letter from four letters on, two from eight.',
  examples: [
    { command: 'portolan search epson', shows: 'everything about Epson' },
    { command: 'portolan search epson printers', shows: 'claims that have both words' },
    { command: 'portolan search RFC 2188', shows: 'what an RFC is given as the reference of' },
    { command: 'portolan search postgress', shows: 'what is spelled nearly so' },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'words',
      summary: 'words that must all occur, numbers, ranges',
      type: 'texts',
      positional: true,
      required: true,
      placeholder: 'WORD',
    },
    {
      name: 'limit',
      summary: 'how many to show at most',
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 50,
      placeholder: 'N',
    },
  ],
  output: {
    type: 'object',
    required: ['query', 'claims', 'names', 'more'],
    properties: {
      query: { type: 'string' },
      claims: { type: 'array', items: FOUND_CLAIM_SCHEMA },
      names: { type: 'array', items: FOUND_NAME_SCHEMA },
      more: { type: 'boolean' },
      missing: { type: 'string' },
      unknown: { type: 'array', items: { type: 'string' } },
    },
  },
  async run(input, { atlas }) {
    const query = (input['words'] as readonly string[]).join(' ');
    const limit = input['limit'] as number;
    const findings = await atlas.search(query, limit + 1);
    const claims = findings.hits.map(({ claim, matched }) => ({ ...claim, ...how(matched) }));
    const names = findings.names.map(({ name, matched }) => ({ ...name, ...how(matched) }));
    if (claims.length + names.length === 0) {
      const near = atlas.near(query);
      throw new NotFoundError(
        `nothing has "${query}"${near.length > 0 ? `; spelled nearly so: ${near.join(', ')}` : ''}`,
      );
    }
    const missing = whatIsMissing(findings);
    return {
      query,
      claims: claims.slice(0, limit),
      names: names.slice(0, limit),
      more: Math.max(claims.length, names.length) > limit,
      ...(missing !== undefined && { missing, unknown: findings.unknown }),
    };
  },
  outcome: ({ missing }) => (missing === undefined ? {} : { missing: [missing] }),
  items: ({ claims, names }) => [...claims, ...names],
  rows: ({ claims, names }) => [
    ...claims.map((claim) => row(portsOf(claim), claim.transport, claim)),
    ...names.map((name) => row('', name.transports.join(' '), name)),
  ],
};

const row = (ports: string, transport: string, found: FoundName | FoundClaim): Row => ({
  ports,
  transport,
  service: found.service,
  title: found.title,
  standing: found.standing,
  source: found.source,
  reference: found.reference ?? '',
});
