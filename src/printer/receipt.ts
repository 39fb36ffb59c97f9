/** What the sensors of a receipt printer say, by ENPC and on its print ports alike. */
import type { Paper } from './kinds.ts';

/**
 * Automatic status as in `protocols/enpc/asb.ts`. Idle as recorded (kitchen, wes4m); the paper's sensors and offline
 * by the bits of ESC/POS.
 */
const AUTOMATIC: Readonly<Record<Paper, Uint8Array>> = {
  there: Uint8Array.of(0x14, 0x00, 0x00, 0x0f),
  low: Uint8Array.of(0x14, 0x00, 0x03, 0x0f),
  out: Uint8Array.of(0x1c, 0x00, 0x0f, 0x0f),
};

export const automaticStatus = (paper: Paper): Uint8Array => AUTOMATIC[paper];
