/** The user's own word on what listens: with a label on the port, nothing there is strange to him. */
import type { Claim } from '../atlas/claim.ts';
import { LABELS } from '../atlas/labels.ts';
import type { Fit } from './fit.ts';

export const isLabel = ({ source }: Claim) => source === LABELS;

/**
 * What a label makes of the verdicts found without it. What was promised anyway stays expected; everything else,
 * a program that could not be seen included, is what the user says it is.
 * @param fits by the claims of all others
 * @param labels at least one, best first
 * @param port for the sentence: `8123/tcp`
 */
export function labelledFits(fits: readonly Fit[], labels: readonly Claim[], port: string): Fit[] {
  if (fits[0]?.verdict === 'expected') return [...fits];
  const names = labels.map(({ title, note }) => (note ? `${title} (${note})` : title)).join('; ');
  return [
    {
      verdict: 'unofficial',
      severity: 'none',
      why: `${port} has your own label: ${names}`,
      advice: 'nothing to do if that is what it is',
      claims: labels,
    },
  ];
}
