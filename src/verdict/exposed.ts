/** Is a listener reachable from further away than what it serves is meant to be? */
import type { Claim, Perimeter } from '../atlas/claim.ts';
import type { Listener } from '../survey/listener.ts';
import type { Fit } from './fit.ts';
import { DISTANCES, PERIMETER_WORDS, isBeyond } from './perimeter.ts';
import { promise } from './promise.ts';
import type { Verdict } from './verdict.ts';

/** At most one verdict, `exposed`. */
export function exposure(
  listener: Listener,
  { verdict, claims }: Fit,
  reach: Perimeter,
  { label, isGuess }: ExposureQuestion,
): Verdict[] {
  // What a stranger on the port is meant for, the claims of others do not tell.
  if (verdict === 'stranger') return [];
  const meant = widest(claims);
  if (meant?.perimeter === undefined || !isBeyond(reach, meant.perimeter)) return [];
  const where =
    listener.scope === 'any' ? 'on every address' : `on ${listener.address} (${listener.scope})`;
  const within = PERIMETER_WORDS[meant.perimeter];
  const uses = new Set(claims.map(({ service, title }) => service || title));
  const isOneOfMany = isGuess && uses.size > 1;
  return [
    {
      verdict: 'exposed',
      // A runtime may be none of what the port is known for: that is worth a look, and no alarm.
      severity: reach === 'internet' && !isGuess ? 'alert' : 'warning',
      why: isOneOfMany
        ? `${label} listens ${where}, but nothing that it is known for (${promise(claims)} …) is meant for more than ${within}`
        : `${label} listens ${where}, but ${meant.service || meant.title} is meant for ${within}`,
      advice:
        meant.perimeter === 'host'
          ? 'bind it to 127.0.0.1, or let a firewall keep others out'
          : 'let a firewall keep everybody outside the local network out',
      claims: isOneOfMany ? claims : [meant],
    },
  ];
}

interface ExposureQuestion {
  readonly label: string;
  /** A runtime answers, and which of the uses it is put to cannot be seen. */
  readonly isGuess: boolean;
}

/** Which of several uses it is may be open: only what is beyond all of them is beyond doubt. */
function widest(claims: readonly Claim[]): Claim | undefined {
  return claims
    .filter((claim) => claim.perimeter !== undefined)
    .toSorted((a, b) => DISTANCES.indexOf(b.perimeter!) - DISTANCES.indexOf(a.perimeter!))[0];
}
