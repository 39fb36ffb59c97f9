/** How one port stands on one transport, in one word: every port and transport has an answer. */
import type { Transport } from '../core/transport.ts';
import type { Claim, Standing } from './claim.ts';
import { officialClaims } from './official.ts';
import { rangeOf } from './ranges.ts';

export type PortStanding = Exclude<Standing, 'listed'> | 'unassigned' | 'dynamic';

/** What the registry says of a port on a transport: `assigned`, `reserved` …; `unassigned` when nothing. */
export function standingOf(
  port: number,
  transport: Transport,
  claims: readonly Claim[],
): PortStanding {
  const own = officialClaims(claims.filter((claim) => claim.transport === transport))[0]?.standing;
  if (own !== undefined && own !== 'listed') return own;
  return rangeOf(port).name === 'dynamic' ? 'dynamic' : 'unassigned';
}
