/** What a port is about: its claims put together by service, whoever makes them. */
import type { Claim, Ghost, Perimeter } from '../../atlas/claim.ts';
import { isOfficial } from '../../atlas/official.ts';
import { LABELS } from '../../atlas/rank.ts';
import { TRANSPORTS, type Transport } from '../../core/transport.ts';

/** How firmly a service holds its port, by the best claim for it. */
export type Hold =
  /** The user called it so. */
  | 'labelled'
  /** The registry promises it. */
  | 'assigned'
  /** People use it so, and nobody promised it. */
  | 'practice'
  /** Another source calls it official, and the registry does not. */
  | 'claimed'
  | 'historic'
  /** A file of another program gives the port this name, and says no more. */
  | 'listed';

/** One service that claims name on a port. */
export interface Subject {
  /** Empty where no claim gives a name; then the title tells subjects apart. */
  readonly service: string;
  /** The best claim's. */
  readonly title: string;
  readonly hold: Hold;
  /** Those on which it holds the port so. */
  readonly transports: readonly Transport[];
  /** The source of the best claim. */
  readonly source: string;
  readonly perimeter?: Perimeter;
  readonly ghost?: Ghost;
}

const HOLDS: readonly Hold[] = [
  'labelled',
  'assigned',
  'practice',
  'claimed',
  'historic',
  'listed',
];

/** Registry rows that promise nothing to anybody are no use of a port. */
function holdOf(claim: Claim): Hold | undefined {
  if (claim.source === LABELS) return 'labelled';
  switch (claim.standing) {
    case 'assigned':
      return isOfficial(claim) ? 'assigned' : 'claimed';
    case 'unofficial':
      // A remark that somebody uses an unassigned number names nobody.
      return claim.service === '' && isOfficial(claim) ? undefined : 'practice';
    case 'historic':
    case 'listed':
      return claim.standing;
    case 'reserved':
    case 'deassigned':
      return undefined;
  }
}

/**
 * The services of a port, the best held first.
 * @param claims best first
 */
export function subjectsOf(claims: readonly Claim[], ghosts: readonly Ghost[]): Subject[] {
  const groups = new Map<string, { claim: Claim; hold: Hold }[]>();
  for (const claim of claims) {
    const hold = holdOf(claim);
    if (hold === undefined) continue;
    const name = claim.service || claim.title;
    groups.set(name, [...(groups.get(name) ?? []), { claim, hold }]);
  }
  return [...groups.values()]
    .map((group) => subjectOf(group, ghosts))
    .toSorted((a, b) => HOLDS.indexOf(a.hold) - HOLDS.indexOf(b.hold));
}

function subjectOf(
  group: readonly { readonly claim: Claim; readonly hold: Hold }[],
  ghosts: readonly Ghost[],
): Subject {
  const hold = HOLDS.find((one) => group.some((member) => member.hold === one))!;
  const held = group.filter((member) => member.hold === hold).map(({ claim }) => claim);
  const { service, title, source } = held[0]!;
  const perimeter = group.find(({ claim }) => claim.perimeter)?.claim.perimeter;
  const ghost = ghosts.find((one) => one.service === service);
  return {
    service,
    title,
    hold,
    transports: TRANSPORTS.filter((transport) =>
      held.some((claim) => claim.transport === transport),
    ),
    source,
    ...(perimeter && { perimeter }),
    ...(ghost && { ghost }),
  };
}
