/** Where two witnesses tell of the same ink or toner, and not the same of it. */
import type { Supply } from '../../core/printer-report.ts';
import { WITNESS_NAMES, type Observation, type Witness } from '../../devices/observation.ts';

/** Percent: printers round, and prints go on between two questions. */
export const TOLERANCE = 5;

/** Kinds that an ink may be told of as; of others there may be several of one colour, as a drum and its toner. */
const COLOURED = /\b(?:ink|toner)/i;

/**
 * Sentences: `cyan: 6 % by SNMP, 58 % by IPP`. Supplies are the same where both lists have one alone of that colour.
 * @param observations of one device
 */
export function levelDisputes(observations: readonly Observation[]): string[] {
  const told = new Map<string, Map<Witness, number>>();
  for (const { witness, printer } of observations) {
    for (const [colour, percent] of byColour(printer?.supplies ?? [])) {
      const levels = told.get(colour) ?? new Map<Witness, number>();
      told.set(colour, levels.set(witness, percent));
    }
  }
  return [...told].flatMap(([colour, levels]) => {
    const percents = [...levels.values()];
    if (Math.max(...percents) - Math.min(...percents) <= TOLERANCE) return [];
    const said = [...levels].map(([by, percent]) => `${percent} % by ${WITNESS_NAMES[by]}`);
    return [`${colour}: ${said.join(', ')}`];
  });
}

function byColour(supplies: readonly Supply[]): Map<string, number> {
  const found = new Map<string, number>();
  const several = new Set<string>();
  for (const { colour, kind, fills, level } of supplies) {
    if (colour === undefined || fills || !COLOURED.test(kind) || level.kind !== 'percent') continue;
    const key = colour.toLowerCase();
    if (found.has(key)) several.add(key);
    found.set(key, level.percent);
  }
  for (const key of several) found.delete(key);
  return found;
}
