/** What a packet filter changes in a verdict: who is kept out for certain is no danger, only a habit to better. */
import type { Perimeter } from '../atlas/claim.ts';
import type { Exposure } from '../survey/exposure/exposure.ts';
import { DISTANCES, isBeyond } from './perimeter.ts';
import { mostSevere, type JudgedListener, type Verdict } from './verdict.ts';

/**
 * The listener as it is behind its firewall: reached from no farther than the firewall certainly lets in,
 * and `exposed` only as far. A word is never taken back: without the firewall, it would hold again.
 */
export function behindFirewall(listener: JudgedListener, exposure: Exposure): JudgedListener {
  const verdicts = mostSevere(
    listener.verdicts.map((verdict) =>
      verdict.verdict === 'exposed' ? weigh(verdict, listener.reach, exposure) : verdict,
    ),
  );
  const [worst] = verdicts;
  if (worst === undefined) return { ...listener, exposure };
  const { verdict, severity, why, advice } = worst;
  return { ...listener, reach: exposure.from, verdict, severity, why, advice, verdicts, exposure };
}

function weigh(verdict: Verdict, reach: Perimeter, { keepsOut, firewall }: Exposure): Verdict {
  const meant = verdict.claims[0]?.perimeter;
  if (meant === undefined) return verdict;
  const beyond = DISTANCES.filter((far) => isBeyond(far, meant) && !isBeyond(far, reach));
  const left = beyond.filter((far) => far === 'host' || !keepsOut.includes(far));
  const why = `${verdict.why}; ${sentence(firewall)}`;
  if (left.length === 0) {
    return { ...verdict, severity: 'notice', why, advice: ADVICE[meant] };
  }
  // Only neighbours are left where strangers were: a warning, no alarm.
  const isNearer = verdict.severity === 'alert' && !left.includes('internet');
  return { ...verdict, severity: isNearer ? 'warning' : verdict.severity, why };
}

const ADVICE: Readonly<Record<Perimeter, string>> = {
  host: 'only the firewall keeps others out: bind it to 127.0.0.1 as well',
  lan: 'only the firewall keeps others out: bind it to an address of the local network as well',
  internet: 'none: it is meant for everybody',
};

function sentence({ answer, why }: Exposure['firewall']): string {
  return answer === 'not determined'
    ? `whether a firewall stops it was not determined: ${why}`
    : why;
}
