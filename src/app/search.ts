/** Full text over everything the atlas knows. */
import type { Claim } from '../atlas/claim.ts';
import { NotFoundError } from '../core/errors.ts';
import { CLAIM_SCHEMA } from './schemas.ts';
import type { Operation } from './operation.ts';

export interface SearchResult {
  readonly query: string;
  /** Best first. */
  readonly claims: readonly Claim[];
  /** Whether there was more than the limit. */
  readonly more: boolean;
}

export const search: Operation<SearchResult> = {
  name: 'search',
  summary: 'full text over service names, titles, registrants and notes',
  examples: [
    { command: 'portolan search epson', shows: 'everything about Epson' },
    { command: 'portolan search epson printers', shows: 'claims that have both words' },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'words',
      summary: 'words that must all occur',
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
    required: ['query', 'claims', 'more'],
    properties: {
      query: { type: 'string' },
      claims: { type: 'array', items: CLAIM_SCHEMA },
      more: { type: 'boolean' },
    },
  },
  async run(input, { atlas }) {
    const query = (input['words'] as readonly string[]).join(' ');
    const limit = input['limit'] as number;
    const claims = atlas.search(query, limit + 1);
    if (claims.length === 0) {
      const near = atlas.near(query);
      throw new NotFoundError(
        `nothing has "${query}"${near.length > 0 ? `; spelled nearly so: ${near.join(', ')}` : ''}`,
      );
    }
    return { query, claims: claims.slice(0, limit), more: claims.length > limit };
  },
  items: ({ claims }) => claims,
  rows: ({ claims }) =>
    claims.map((claim) => ({
      ports: claim.from === claim.to ? `${claim.from}` : `${claim.from}-${claim.to}`,
      transport: claim.transport,
      service: claim.service,
      title: claim.title,
      standing: claim.standing,
      source: claim.source,
      reference: claim.reference ?? '',
    })),
};
