/** Ink, toner and waste containers, put together from everyone who told of them, and judged. */
import type { Level, Supply } from '../core/printer-report.ts';
import type { Said } from './alerts.ts';
import type { DeviceSupply, SupplyLevel } from './device.ts';
import { WITNESS_NAMES, WITNESSES, type Witness } from './observation.ts';

/**
 * Percent. Printers estimate, and most warn of their own somewhere between 20 and 5; ten leaves time to buy ink, and
 * does not nag for half a cartridge.
 */
export const LOW_PERCENT = 10;
/** Percent. Levels are rounded: what is left below one is what a printer cannot use. */
export const EMPTY_PERCENT = 0;
/** Percent by which two witnesses may differ: printers round, and prints go on between two questions. */
export const TOLERANCE = 5;

/** Kinds that an ink may be told of as; of others there may be several of one colour, as a drum and its toner. */
const COLOURED = /\b(?:ink|toner)/i;

/** How much a list of supplies tells: a number three times what words do, and `unknown` nothing. */
export const told = (supplies: readonly Supply[]): number =>
  supplies.reduce(
    (sum, { level }) =>
      sum +
      (level.kind === 'percent' ? 3 : level.words === '' || level.words === 'unknown' ? 0 : 1),
    0,
  );

/**
 * One witness's list, never a mixture: the same ink has another name in each. Whoever tells most of it is heard; what
 * others say of the same colour stands beside each.
 */
export function suppliesOf(said: readonly Said[]): DeviceSupply[] {
  const [best, ...rest] = said.toSorted(
    ({ condition: a }, { condition: b }) =>
      told(b.supplies) - told(a.supplies) || b.supplies.length - a.supplies.length,
  );
  const { witness, condition } = best!;
  const own = new Set(byColour(condition.supplies).values());
  const others = rest.map((one) => [one.witness, byColour(one.condition.supplies)] as const);
  return condition.supplies.map((supply) => {
    const also = others.flatMap(([by, supplies]): SupplyLevel[] => {
      const same = own.has(supply) ? supplies.get(colourOf(supply)!) : undefined;
      return same === undefined ? [] : [{ by, level: same.level }];
    });
    return judgeSupply({ ...supply, ...(also.length > 0 && { also }) }, witness);
  });
}

/**
 * Whether a supply wants a person's hand, by the named thresholds or by the printer's own words. Where witnesses
 * differ it does when any of them says so: an ink that is looked at in vain costs less than a print that stops.
 * @param lowPercent percent at which it is low
 */
export function judgeSupply(
  supply: Supply & Pick<DeviceSupply, 'also' | 'lowBy'>,
  by: Witness,
  lowPercent = LOW_PERCENT,
): DeviceSupply {
  const { also = [], lowBy: _, ...rest } = supply;
  const judged = [{ by, level: supply.level }, ...also].map((one) => ({
    by: one.by,
    ...judgeLevel(one.level, lowPercent),
  }));
  const lowBy = judged.filter(({ low }) => low).map((one) => one.by);
  return {
    ...rest,
    low: lowBy.length > 0,
    empty: judged.some(({ empty }) => empty),
    by,
    ...(also.length > 0 && { also }),
    ...(also.length > 0 && lowBy.length > 0 && { lowBy }),
  };
}

/** The same of one level alone. */
function judgeLevel(level: Level, lowPercent: number): Pick<DeviceSupply, 'low' | 'empty'> {
  if (level.kind === 'percent') {
    return { low: level.percent <= lowPercent, empty: level.percent <= EMPTY_PERCENT };
  }
  const empty = /^(?:empty|used up|full|out|no cartridge)\b/i.test(level.words);
  return { low: empty || /\b(?:low|near)/i.test(level.words), empty };
}

/** Sentences where witnesses do not tell the same of one ink or toner: `cyan: 6 % by SNMP, 58 % by IPP`. */
export function levelDisputes(supplies: readonly DeviceSupply[]): string[] {
  return supplies.flatMap((supply) => {
    const { by, level, also = [] } = supply;
    const levels = [{ by, level }, ...also].flatMap((one) =>
      one.level.kind === 'percent' ? [{ by: one.by, percent: one.level.percent }] : [],
    );
    const percents = levels.map(({ percent }) => percent);
    if (Math.max(...percents) - Math.min(...percents) <= TOLERANCE) return [];
    const inOrder = WITNESSES.flatMap((witness) => levels.filter((one) => one.by === witness));
    const said = inOrder.map((one) => `${one.percent} % by ${WITNESS_NAMES[one.by]}`);
    return [`${inkColour(supply)?.toLowerCase()}: ${said.join(', ')}`];
  });
}

const COLOUR_WORDS = /\b(?:black|cyan|magenta|yellow)\b/gi;

/** Its colour; of a printer that tells none the one that the supply is called by: `Black Toner Cartridge`. */
export function inkColour({ colour, name }: Pick<Supply, 'colour' | 'name'>): string | undefined {
  if (colour !== undefined) return colour;
  const words = new Set(name.toLowerCase().match(COLOUR_WORDS));
  return words.size === 1 ? [...words][0] : undefined;
}

/** Supplies of which a list has one alone of that colour: the same in every witness's list. */
function byColour(supplies: readonly Supply[]): Map<string, Supply> {
  const found = new Map<string, Supply>();
  const several = new Set<string>();
  for (const supply of supplies) {
    const colour = colourOf(supply);
    if (colour === undefined) continue;
    if (found.has(colour)) several.add(colour);
    found.set(colour, supply);
  }
  for (const colour of several) found.delete(colour);
  return found;
}

const colourOf = (supply: Supply): string | undefined =>
  supply.fills || !COLOURED.test(supply.kind) ? undefined : inkColour(supply)?.toLowerCase();
