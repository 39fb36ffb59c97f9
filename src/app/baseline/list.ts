/** Which baselines there are. */
import type { Operation } from '../operation.ts';
import { DESCRIPTION_SCHEMA } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** All baselines in the store. */
export interface BaselineList {
  /** By name. */
  readonly baselines: readonly BaselineDescription[];
  /** Where they are kept. */
  readonly store: string;
}

export const baselineList: Operation<BaselineList> = {
  name: 'baseline list',
  summary: 'which baselines are kept',
  examples: [{ command: 'portolan baseline', shows: 'the same' }],
  reach: 'nothing',
  parameters: [],
  output: {
    type: 'object',
    required: ['baselines', 'store'],
    properties: {
      baselines: { type: 'array', items: DESCRIPTION_SCHEMA },
      store: { type: 'string' },
    },
  },
  async run(_, { platform }) {
    const { keptOf } = await import('./shelf.ts');
    const kept = await platform.stores.baselines.list();
    return {
      baselines: kept.map((baseline) => keptOf(baseline).description),
      store: platform.stores.path,
    };
  },
  items: ({ baselines }) => baselines,
  rows: ({ baselines }) =>
    baselines.map(({ name = '', savedAt = '', takenAt = '', how = '', entries, earlier = 0 }) => ({
      name,
      savedAt,
      takenAt,
      how,
      entries,
      earlier,
    })),
};
