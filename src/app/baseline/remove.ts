/** Forgets a baseline. */
import { NotFoundError } from '../../core/errors.ts';
import type { Operation } from '../operation.ts';
import { checkName, NAME_PARAMETER } from './parameters.ts';
import { DESCRIPTION_SCHEMA } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** What was forgotten. */
export interface BaselineRemoved {
  /** What is forgotten, with all its versions. */
  readonly removed: BaselineDescription;
}

export const baselineRemove: Operation<BaselineRemoved> = {
  name: 'baseline remove',
  summary: 'forget a baseline and all its versions',
  examples: [{ command: 'portolan baseline remove before-upgrade', shows: 'forgets that one' }],
  reach: 'nothing',
  changes: true,
  parameters: [{ ...NAME_PARAMETER, summary: 'which baseline', required: true }],
  output: {
    type: 'object',
    required: ['removed'],
    properties: { removed: DESCRIPTION_SCHEMA },
  },
  async run(input, { platform }) {
    const name = checkName(input['name'] as string);
    const { keptOf, thereIsNone } = await import('./shelf.ts');
    const { baselines } = platform.stores;
    const kept = await baselines.load(name);
    // Whoever wants to be rid of it does not want to make it.
    if (kept === undefined) throw new NotFoundError(await thereIsNone(name, platform));
    await baselines.remove(name);
    return { removed: keptOf(kept).description };
  },
  items: ({ removed }) => [removed],
  rows: ({ removed: { name = '', savedAt = '', entries } }) => [{ name, savedAt, entries }],
};
