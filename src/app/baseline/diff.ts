/** What differs from a baseline now. */
import { DRIFT_KINDS, type Drift } from '../../survey/drift/drift.ts';
import type { Gap } from '../../survey/listener.ts';
import { SEVERITIES, VERDICT_WORDS } from '../../verdict/verdict.ts';
import type { Operation } from '../operation.ts';
import type { Listed } from '../survey/machine.ts';
import { GAPS_SCHEMA } from '../schemas.ts';
import {
  EVERYWHERE_PARAMETER,
  FILE_PARAMETER,
  LISTING_PARAMETERS,
  NAME_PARAMETER,
  readOther,
  whichBaseline,
} from './parameters.ts';
import { driftRow } from './rows.ts';
import { DESCRIPTION_SCHEMA, DRIFT_SCHEMA, LISTED_PROPERTIES } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';
import type { DriftSummary } from './summary.ts';

/** What differs now. */
export interface BaselineDiff extends Listed {
  readonly baseline: BaselineDescription;
  /** How the baseline's machine differs from the one that it is held against; absent when it does not. */
  readonly otherMachine?: string;
  /** Worst first. */
  readonly drifts: readonly Drift[];
  /** What could not be seen now. */
  readonly gaps: readonly Gap[];
  readonly summary: DriftSummary;
  /** The other network namespaces that were not compared, by name: `netns:blue`. */
  readonly leftOut: readonly string[];
}

export const baselineDiff: Operation<BaselineDiff> = {
  name: 'baseline diff',
  summary: 'what differs from a baseline now, worst first',
  description:
    'A restart is no difference. One cause is one line: new, gone, moved, reopened, another program, wider or\n' +
    'narrower. What was not looked at both times is unverified, and never called gone or new.\n' +
    'What listens in other network namespaces is left out unless it belongs to a container.',
  examples: [
    { command: 'portolan baseline diff', shows: 'since "default" was saved' },
    {
      command: 'portolan baseline diff --file portolan.baseline.json --fail-on new,wider,stranger',
      shows: 'exit 1 when there is one, for CI',
    },
  ],
  reach: 'this machine',
  parameters: [NAME_PARAMETER, FILE_PARAMETER, EVERYWHERE_PARAMETER, ...LISTING_PARAMETERS],
  findings: [...DRIFT_KINDS, ...VERDICT_WORDS, ...SEVERITIES.filter((word) => word !== 'none')],
  output: {
    type: 'object',
    required: ['baseline', 'drifts', 'gaps', 'summary', 'leftOut'],
    properties: {
      baseline: DESCRIPTION_SCHEMA,
      ...LISTED_PROPERTIES,
      otherMachine: { type: 'string' },
      drifts: { type: 'array', items: DRIFT_SCHEMA },
      gaps: GAPS_SCHEMA,
      summary: {
        type: 'object',
        required: ['sentence', 'kinds', 'unchanged'],
        properties: {
          sentence: { type: 'string' },
          kinds: { type: 'object', additionalProperties: { type: 'integer' } },
          unchanged: { type: 'integer', minimum: 0 },
        },
      },
      leftOut: { type: 'array', items: { type: 'string' } },
    },
  },
  async run(input, context) {
    const which = whichBaseline(input);
    const { differences } = await import('./differences.ts');
    const listed = readOther(input);
    const { kept, present, drifts, compared, ...more } = await differences(
      which,
      listed,
      input['everywhere'] === true,
      context,
    );
    const { summarise } = await import('./summary.ts');
    return {
      baseline: kept.description,
      ...listed,
      drifts,
      gaps: present.gaps,
      summary: summarise(drifts, compared),
      ...more,
    };
  },
  items: ({ drifts }) => drifts,
  rows: ({ drifts }) => drifts.map(driftRow),
  outcome: ({ drifts, gaps }) => ({
    found: new Set(drifts.flatMap(wordsOf)),
    partial:
      gaps.some(({ partial }) => partial) || drifts.some(({ kind }) => kind === 'unverified'),
  }),
};

/** Verdicts count where something has changed: what was accepted as it is was accepted with them. */
function wordsOf({ kind, severity, after }: Drift): string[] {
  const verdicts = kind === 'unverified' ? [] : after.flatMap((entry) => entry.verdicts ?? []);
  return [kind, severity, ...verdicts];
}
