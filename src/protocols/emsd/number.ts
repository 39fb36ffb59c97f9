/** Subscribers' numbers as people write them: `401.001`, as the old implementation shows 401001. */
import { MOST_DIGITS } from './vocabulary.ts';

/** Three digits behind the dot, at least three before it. */
export function numberText(digits: string): string {
  return `${digits.slice(0, -3).padStart(3, '0')}.${digits.slice(-3).padStart(3, '0')}`;
}

/** The digits that `401.001` or `401001` says; zeros at its beginning say nothing. Undefined where it is no number. */
export function readNumber(text: string): string | undefined {
  const digits = /^\d+\.\d{3}$/.test(text) ? text.replace('.', '') : text;
  if (!/^\d+$/.test(digits)) return undefined;
  const bare = digits.replace(/^0+(?=\d)/, '');
  return bare.length <= MOST_DIGITS ? bare : undefined;
}

/** Who is meant by a subscriber's digits or by a mail address, as people write it. */
export const whoText = (who: string): string => (/^\d+$/.test(who) ? numberText(who) : who);
