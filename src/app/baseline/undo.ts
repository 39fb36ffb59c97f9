/** Goes back to the version of a baseline before the last save or accept. */
import { NotFoundError } from '../../core/errors.ts';
import type { Entry } from '../../survey/drift/snapshot.ts';
import type { Operation } from '../operation.ts';
import { NAME_PARAMETER, whichBaseline } from './parameters.ts';
import { entryRow } from './rows.ts';
import { DESCRIPTION_SCHEMA, ENTRY_SCHEMA } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** The baseline as it is again. */
export interface BaselineUndone {
  readonly baseline: BaselineDescription;
  readonly entries: readonly Entry[];
}

export const baselineUndo: Operation<BaselineUndone> = {
  name: 'baseline undo',
  summary: 'go back to the version of a baseline before the last save or accept',
  examples: [{ command: 'portolan baseline undo', shows: 'the version before' }],
  reach: 'nothing',
  changes: true,
  parameters: [NAME_PARAMETER],
  output: {
    type: 'object',
    required: ['baseline', 'entries'],
    properties: { baseline: DESCRIPTION_SCHEMA, entries: { type: 'array', items: ENTRY_SCHEMA } },
  },
  async run(input, { platform }) {
    const which = whichBaseline(input);
    const { keptOf, shelfOf } = await import('./shelf.ts');
    // Says what to do when there is none at all.
    await shelfOf(which, platform).load();
    const name = which.kind === 'name' ? which.name : '';
    const kept = await platform.stores.baselines.undo(name);
    if (kept === undefined) {
      throw new NotFoundError(`there is no earlier version of the baseline "${name}"`);
    }
    const { description, snapshot } = keptOf(kept);
    return { baseline: description, entries: snapshot.entries };
  },
  items: ({ entries }) => entries,
  rows: ({ entries }) => entries.map(entryRow),
};
