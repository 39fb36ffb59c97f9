/**
 * A whole number as people read it: `14,533`. The engine's own formatting would do the same and take nine
 * milliseconds to wake up, as long as a whole answer takes.
 */
export const grouped = (count: number): string =>
  String(count).replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');

/** A number of things, whose plural takes an `s`: `1 line`, `12 lines`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
