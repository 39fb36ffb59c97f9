/** Makes a baseline of what listens now. */
import type { Gap } from '../../survey/listener.ts';
import type { Entry } from '../../survey/drift/snapshot.ts';
import type { Operation } from '../operation.ts';
import type { Listed } from '../survey/machine.ts';
import { GAPS_SCHEMA } from '../schemas.ts';
import {
  FILE_PARAMETER,
  LISTING_PARAMETERS,
  NAME_PARAMETER,
  readOther,
  whichBaseline,
} from './parameters.ts';
import { entryRow } from './rows.ts';
import { DESCRIPTION_SCHEMA, ENTRY_SCHEMA, LISTED_PROPERTIES } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** What was kept. */
export interface BaselineSaved extends Listed {
  readonly baseline: BaselineDescription;
  /** Whether there was one of that name; it can be had back by `baseline undo`, unless it was a file. */
  readonly replaced: boolean;
  readonly entries: readonly Entry[];
  /** What could not be seen, and so cannot be compared later. */
  readonly gaps: readonly Gap[];
}

export const baselineSave: Operation<BaselineSaved> = {
  name: 'baseline save',
  summary: 'keep what listens now, to compare with later',
  description:
    'Keeps which ports are open, to whom, and for which programs; nothing that changes when a program is started\n' +
    'again. With --file it is written to a file that reviews well and fits in a repository.',
  examples: [
    { command: 'portolan baseline save', shows: 'keeps it as "default"' },
    { command: 'portolan baseline save before-upgrade', shows: 'under a name' },
    { command: 'portolan baseline save --file portolan.baseline.json', shows: 'in a file' },
    {
      command: 'portolan baseline save web1 --from web1.txt',
      shows: 'what ss listed on another machine',
    },
  ],
  reach: 'this machine',
  changes: true,
  parameters: [
    NAME_PARAMETER,
    FILE_PARAMETER,
    ...LISTING_PARAMETERS,
    { name: 'replace', summary: 'when there is one already, begin anew', type: 'flag' },
  ],
  output: {
    type: 'object',
    required: ['baseline', 'replaced', 'entries', 'gaps'],
    properties: {
      baseline: DESCRIPTION_SCHEMA,
      ...LISTED_PROPERTIES,
      replaced: { type: 'boolean' },
      entries: { type: 'array', items: ENTRY_SCHEMA },
      gaps: GAPS_SCHEMA,
    },
  },
  async run(input, context) {
    const which = whichBaseline(input);
    const [{ shelfOf }, { lookNow }] = await Promise.all([
      import('./shelf.ts'),
      import('./present.ts'),
    ]);
    const listed = readOther(input);
    const { snapshot, gaps } = await lookNow(context, listed);
    const { description, replaced } = await shelfOf(which, context.platform).save(
      snapshot,
      input['replace'] === true,
    );
    return { baseline: description, ...listed, replaced, entries: snapshot.entries, gaps };
  },
  items: ({ entries }) => entries,
  rows: ({ entries }) => entries.map(entryRow),
  outcome: ({ gaps }) => ({ partial: gaps.some(({ partial }) => partial) }),
};
