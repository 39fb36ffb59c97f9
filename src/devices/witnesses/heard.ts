/** What all witnesses' words have in common: when and where they were heard, and that they are fit to be shown. */
import { heardText, LONGEST_NAME } from '../../core/heard.ts';
import type { Millis } from '../../core/units.ts';

export interface Heard {
  readonly at: Millis;
  /** The interface of this machine that it was heard on. */
  readonly link?: string | undefined;
}

/** A text of a stranger, on one line; undefined for none. */
export const shown = (text: string | undefined, most = LONGEST_NAME): string | undefined =>
  (text && heardText(text, most)) || undefined;

/** Without the keys that hold nothing. */
export function defined<T extends object>(value: {
  readonly [K in keyof T]-?: T[K] | undefined;
}): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
