/** Puts rows of dots on the page. */
import type { DotsMark } from '../../../core/page/marks.ts';
import { emitMark } from '../paging.ts';
import type { EscpState } from '../state.ts';

/** Where nothing is struck, or varnish alone, there is no mark: most rows of most pages are white. */
export function printDots(state: EscpState, dots: Omit<DotsMark, 'kind'>): void {
  if (dots.inks.length === 0 || isBlank(dots.data)) return;
  const { x, y, columns, rows, pitchX, pitchY, bits, data, inks } = dots;
  emitMark(state, { kind: 'dots', x, y, columns, rows, pitchX, pitchY, bits, data, inks });
}

/** A loop, and no function for each byte: rows of dots are most of what jobs are made of. */
function isBlank(data: Uint8Array): boolean {
  for (let at = 0; at < data.length; at++) if (data[at] !== 0) return false;
  return true;
}
