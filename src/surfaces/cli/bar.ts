/** How much there is of something, drawn. */

/**
 * A bar of `columns` characters, as the progress line has them. Something is never drawn as nothing, nor nearly all
 * as all.
 * @param percent 0 to 100
 */
export function bar(percent: number, columns: number): string {
  const exact = Math.round((percent / 100) * columns);
  const full = Math.min(
    percent >= 100 ? columns : columns - 1,
    Math.max(percent > 0 ? 1 : 0, exact),
  );
  return `${'█'.repeat(full)}${'·'.repeat(columns - full)}`;
}
