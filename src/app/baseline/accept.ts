/** Takes what differs now over into a baseline, all of it or what is named. */
import { parsePortQueries } from '../../atlas/query.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import type { Drift } from '../../survey/drift/drift.ts';
import type { Input, Operation } from '../operation.ts';
import type { Listed } from '../survey/machine.ts';
import {
  EVERYWHERE_PARAMETER,
  FILE_PARAMETER,
  LISTING_PARAMETERS,
  isName,
  leftOutSentence,
  readOther,
  whichBaseline,
  wordsFor,
} from './parameters.ts';
import { driftRow } from './rows.ts';
import { DESCRIPTION_SCHEMA, DRIFT_SCHEMA, LISTED_PROPERTIES } from './schemas.ts';
import type { BaselineDescription } from './shelf.ts';

/** What was taken over. */
export interface BaselineAccepted extends Listed {
  /** As it is now. */
  readonly baseline: BaselineDescription;
  readonly accepted: readonly Drift[];
  /** What still differs. */
  readonly left: readonly Drift[];
  /** The other network namespaces that were left as they were kept, by name: `netns:blue`. */
  readonly leftOut: readonly string[];
  /** How the baseline's machine differs from the one that it is held against; absent when it does not. */
  readonly otherMachine?: string;
}

export const baselineAccept: Operation<BaselineAccepted> = {
  name: 'baseline accept',
  summary: 'take what differs now over into a baseline, all or by port',
  description:
    'Without ports everything that differs is accepted; what could not be seen now stays as it was kept. The\n' +
    'version before is kept: "portolan baseline undo" brings it back.',
  examples: [
    { command: 'portolan baseline accept 8080', shows: 'what differs on that port' },
    { command: 'portolan baseline accept', shows: 'all that "baseline diff" shows' },
    { command: 'portolan baseline accept --file portolan.baseline.json', shows: 'into a file' },
  ],
  reach: 'this machine',
  changes: true,
  parameters: [
    {
      name: 'what',
      summary: 'which baseline, then which ports; without ports everything',
      type: 'texts',
      positional: true,
      placeholder: 'NAME|PORT',
    },
    FILE_PARAMETER,
    EVERYWHERE_PARAMETER,
    ...LISTING_PARAMETERS,
  ],
  output: {
    type: 'object',
    required: ['baseline', 'accepted', 'left', 'leftOut'],
    properties: {
      baseline: DESCRIPTION_SCHEMA,
      ...LISTED_PROPERTIES,
      otherMachine: { type: 'string' },
      accepted: { type: 'array', items: DRIFT_SCHEMA },
      left: { type: 'array', items: DRIFT_SCHEMA },
      leftOut: { type: 'array', items: { type: 'string' } },
    },
  },
  async run(input, context) {
    const { which, ports } = readWhat(input);
    const { platform } = context;
    const [{ compareWithin, differences }, { shelfOf, timeNow }, { accept }] = await Promise.all([
      import('./differences.ts'),
      import('./shelf.ts'),
      import('../../survey/drift/accept.ts'),
    ]);
    const everywhere = input['everywhere'] === true;
    const listed = readOther(input);
    const { kept, present, drifts, leftOut, otherMachine } = await differences(
      which,
      listed,
      everywhere,
      context,
    );
    const more = { leftOut, ...(otherMachine !== undefined && { otherMachine }) };
    const isAccepted = chosen(ports, drifts, leftOut);
    const accepted = drifts.filter(isAccepted);
    const left = drifts.filter((drift) => !isAccepted(drift));
    if (accepted.length === 0) {
      return { baseline: kept.description, ...listed, accepted, left, ...more };
    }
    const { description } = await shelfOf(which, platform).accept((baseline) => {
      // It may have been changed since it was shown: what is accepted is what differs from it now.
      const again = compareWithin(everywhere, baseline, present.snapshot).filter(isAccepted);
      return accept(baseline, present.snapshot, again, ports.length === 0);
    });
    const at = timeNow(platform);
    if (listed.from === undefined) {
      await platform.stores.history.add(accepted.map((drift) => ({ at, drift })));
    }
    return { baseline: description, ...listed, accepted, left, ...more };
  },
  items: ({ accepted }) => accepted,
  rows: ({ accepted }) => accepted.map(driftRow),
};

/** The first word may be a name: no port looks like one. */
function readWhat(input: Input) {
  const words = (input['what'] ?? []) as readonly string[];
  const [first] = words;
  const hasName = first !== undefined && isName(first);
  const which = whichBaseline({ ...(hasName && { name: first }), file: input['file'] });
  const ports = words.slice(hasName ? 1 : 0).map((word) => {
    const [query, ...more] = parsePortQueries(word);
    if (query?.kind !== 'numbers' || more.length > 0) {
      throw new UsageError(
        `"${word.slice(0, 80)}" is no port: write 8080, udp/53 or 8000-8010, after the name of the baseline${wordsFor(which)}`,
      );
    }
    return { word, ...query };
  });
  return { which, ports };
}

type Ports = ReturnType<typeof readWhat>['ports'][number];

/**
 * What is accepted. What could not be seen now is never: not to see a thing is no ground to forget it.
 * @throws NotFoundError when nothing differs on a port that is named
 */
function chosen(
  ports: readonly Ports[],
  drifts: readonly Drift[],
  leftOut: readonly string[],
): (drift: Drift) => boolean {
  if (ports.length === 0) return ({ unseen }) => unseen !== 'now';
  const isOn = ({ from, to, transport }: Ports, { before, after }: Drift) =>
    [...before, ...after].some(
      (entry) =>
        from <= entry.port &&
        entry.port <= to &&
        (transport === undefined || transport === entry.transport),
    );
  const changes = drifts.filter(({ kind }) => kind !== 'unverified');
  for (const place of ports) {
    if (changes.some((drift) => isOn(place, drift))) continue;
    const more = leftOut.length === 0 ? '' : ` (${leftOutSentence(leftOut)})`;
    throw new NotFoundError(`nothing differs on ${place.word}, so nothing was accepted${more}`);
  }
  return (drift) => drift.kind !== 'unverified' && ports.some((place) => isOn(place, drift));
}
