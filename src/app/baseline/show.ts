/** What stands in a baseline. */
import type { Entry } from '../../survey/drift/snapshot.ts';
import type { Operation } from '../operation.ts';
import { FILE_PARAMETER, NAME_PARAMETER, whichBaseline } from './parameters.ts';
import { entryRow } from './rows.ts';
import { DESCRIPTION_SCHEMA, ENTRY_SCHEMA } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** What stands in a baseline. */
export interface BaselineShown {
  readonly baseline: BaselineDescription;
  readonly entries: readonly Entry[];
}

export const baselineShow: Operation<BaselineShown> = {
  name: 'baseline show',
  summary: 'what a baseline says: ports, addresses, programs',
  examples: [
    { command: 'portolan baseline show', shows: 'the one that needs no naming' },
    { command: 'portolan baseline show --file portolan.baseline.json', shows: 'a file' },
  ],
  reach: 'nothing',
  parameters: [NAME_PARAMETER, FILE_PARAMETER],
  output: {
    type: 'object',
    required: ['baseline', 'entries'],
    properties: {
      baseline: DESCRIPTION_SCHEMA,
      entries: { type: 'array', items: ENTRY_SCHEMA },
    },
  },
  async run(input, { platform }) {
    const which = whichBaseline(input);
    const { shelfOf } = await import('./shelf.ts');
    const { description, snapshot } = await shelfOf(which, platform).load();
    return { baseline: description, entries: snapshot.entries };
  },
  items: ({ entries }) => entries,
  rows: ({ entries }) => entries.map(entryRow),
};
