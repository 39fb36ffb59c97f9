/** Full text over claims: every word must be found; where it is found decides the order. */
import type { Claim } from './claim.ts';

/** How well one word fits one claim: 0 is not at all. */
function fit(claim: Claim, word: string): number {
  const service = claim.service.toLowerCase();
  if (service === word) return 100;
  if (service.startsWith(word)) return 60;
  const title = claim.title.toLowerCase();
  if (wholeWord(title, word)) return 50;
  if (service.includes(word)) return 40;
  if (title.includes(word)) return 30;
  if (claim.registrant?.toLowerCase().includes(word)) return 20;
  if (claim.note?.toLowerCase().includes(word)) return 10;
  if (claim.reference?.toLowerCase().includes(word)) return 5;
  return 0;
}

function wholeWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  if (at < 0) return false;
  const letter = /[\p{L}\p{N}]/u;
  return !letter.test(text[at - 1] ?? ' ') && !letter.test(text[at + word.length] ?? ' ');
}

/** Splits what a person typed into the words to look for, lower case. */
export function searchWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A claim's score for all words together; 0 when any word is missing. */
export function score(claim: Claim, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    const points = fit(claim, word);
    if (points === 0) return 0;
    total += points;
  }
  return total;
}
