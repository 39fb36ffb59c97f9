/** Puts rows of dots on the page. */
import type { DotsMark } from '../../../core/page/marks.ts';
import { emitMark } from '../paging.ts';
import type { EscpState } from '../state.ts';

/** Where nothing is struck there is no mark: most rows of most pages are white. */
export function printDots(state: EscpState, dots: Omit<DotsMark, 'kind'>): void {
  if (dots.data.every((byte) => byte === 0)) return;
  const { x, y, columns, rows, pitchX, pitchY, bits, data, inks } = dots;
  emitMark(state, { kind: 'dots', x, y, columns, rows, pitchX, pitchY, bits, data, inks });
}
