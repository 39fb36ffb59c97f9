/** ESC/P-R: sheets with one picture each, which comes line by line. */
import { ejectPage, emitMark, startPage } from '../paging.ts';
import type { EscpState } from '../state.ts';
import { readJob, readLine, readQuality } from './escpr-values.ts';

/** `setj`: the sheets that come. */
export function setJob(state: EscpState, parameters: Uint8Array): void {
  const job = readJob(parameters);
  if (typeof job === 'string') return state.notes.fault(job);
  state.graphics.job = job;
  state.format = job.format;
}

/** `setq`: of all that it sets, only what pixels mean is visible on a page. */
export function setQuality(state: EscpState, parameters: Uint8Array): void {
  const quality = readQuality(parameters);
  if (typeof quality === 'string') return state.notes.fault(quality);
  state.graphics.quality = quality;
}

/** `sttp`. What stood on a sheet before is a page of its own. */
export function beginPage(state: EscpState): void {
  ejectPage(state);
  startPage(state);
}

/** `dsnd`: pixels side by side. */
export function printLineOfPixels(state: EscpState, parameters: Uint8Array): void {
  const { job, quality } = state.graphics;
  if (!job) return state.notes.fault('no setj came before it: nobody knows how wide a pixel is');
  const line = readLine(parameters, quality);
  if (typeof line === 'string') return state.notes.fault(line);
  const { columns, rgb } = line;
  if (columns === 0) return;
  const x = job.left + line.x * job.pitch;
  const y = job.top + line.y * job.pitch;
  const { pitch } = job;
  emitMark(state, { kind: 'picture', x, y, columns, rows: 1, pitchX: pitch, pitchY: pitch, rgb });
}

/** `endp`. A form feed that follows is no further page. */
export function endPage(state: EscpState): void {
  ejectPage(state);
  state.isFormFeedDone = true;
}

/** `jsnd`: the picture as a JPEG. */
export function refuseJpeg(state: EscpState): void {
  state.notes.fault('pictures in JPEG are not supported: the page lacks it');
}
