/** What is wrong with the printer, said once: each protocol has a code of its own for it. */
import type { PrinterDevice } from './device.ts';

export type TroubleKind = 'paper low' | 'paper out' | 'ink low' | 'ink out';

export interface Trouble {
  readonly kind: TroubleKind;
  /** Nothing prints until it is seen to. */
  readonly stops: boolean;
  /** What its alert says: `Replace the black ink cartridge.` */
  readonly says: string;
}

/** Up to this much is little, in percent. */
export const LOW_INK = 10;

/** What stops it first. */
export function troublesOf({ paper, inks }: PrinterDevice): readonly Trouble[] {
  const troubles: Trouble[] = [];
  if (paper === 'out') troubles.push({ kind: 'paper out', stops: true, says: 'Load paper.' });
  for (const { colour, level } of inks) {
    if (level > 0) continue;
    troubles.push({ kind: 'ink out', stops: true, says: `Replace the ${colour} ink cartridge.` });
  }
  if (paper === 'low') {
    troubles.push({ kind: 'paper low', stops: false, says: 'Paper is nearly used up.' });
  }
  for (const { colour, level } of inks) {
    if (level === 0 || level > LOW_INK) continue;
    const says = `The ${colour} ink cartridge is nearly used up.`;
    troubles.push({ kind: 'ink low', stops: false, says });
  }
  return troubles;
}
