/** Lines that are longer than the paper is wide. */
import type { Cell } from './lines.ts';

export const WRAPS = ['words', 'characters', 'off'] as const;
/** `off`: what goes over the edge is not printed, and is counted. */
export type Wrap = (typeof WRAPS)[number];

/** At least one part, each `columns` long at most. */
export function wrapLine(
  cells: readonly Cell[],
  columns: number,
  wrap: Wrap,
): readonly (readonly Cell[])[] {
  const whole = withoutBlanks(cells);
  if (whole.length <= columns) return [whole];
  if (wrap === 'off') return [withoutBlanks(whole.slice(0, columns))];
  const parts: (readonly Cell[])[] = [];
  let rest = whole;
  while (rest.length > columns) {
    const at = wrap === 'words' ? breakAt(rest, columns) : columns;
    parts.push(withoutBlanks(rest.slice(0, at)));
    rest = wrap === 'words' ? rest.slice(firstInk(rest, at)) : rest.slice(at);
  }
  return [...parts, rest];
}

const isBlank = (cell: Cell | undefined): boolean =>
  cell?.character === ' ' && !cell.style.underline;

/** After the last blank, or hyphen, that leaves a line that fits; where there is none, at its edge. */
function breakAt(cells: readonly Cell[], columns: number): number {
  for (let at = columns; at > 0; at--) {
    if (isBlank(cells[at])) return at;
    const isHyphen = cells[at - 1]!.character === '-' && at > 1;
    if (isHyphen && /[\p{L}\p{N}]/u.test(cells[at]?.character ?? '')) return at;
  }
  return columns;
}

function firstInk(cells: readonly Cell[], from: number): number {
  let at = from;
  while (isBlank(cells[at])) at++;
  return at;
}

/** Without those at its end. */
function withoutBlanks(cells: readonly Cell[]): readonly Cell[] {
  let end = cells.length;
  while (end > 0 && isBlank(cells[end - 1])) end--;
  return end === cells.length ? cells : cells.slice(0, end);
}
