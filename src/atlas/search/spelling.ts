/** How far two words are apart in spelling, and how far they may be to pass for a slip. */
import { isLiteral } from './words.ts';

/** Longer words are taken as they are: no service name or title has one, and comparing them costs. */
export const LONGEST_CORRECTED = 40;

/** How many slips a word may have: none in short ones, in numbers and in RFCs; one from 4 letters on, two from 8. */
export function slipsAllowed(word: string): number {
  if (word.length < 4 || word.length > LONGEST_CORRECTED || isLiteral(word)) return 0;
  return word.length < 8 ? 1 : 2;
}

/**
 * Slips between two words: a letter too much, too few, another one, or two neighbours changed places
 * (optimal string alignment).
 * @param most more than this need not be told apart: the result is then `most + 1`
 */
export function slips(a: string, b: string, most: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = above;
    above = row;
  }
  return Math.min(above[b.length]!, most + 1);
}
