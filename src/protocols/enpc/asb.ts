/**
 * ESC/POS automatic status back (ASB): the four bytes in which a receipt printer says how it is. That
 * the status reply of ENPC carries them is INFERRED: both recorded printers send the same four bytes
 * there and on TCP 9100 (wes4m, kitchen). The bits are those of Epson's ESC/POS command GS a.
 */

/** What the sensors of a receipt printer say. */
export interface AutomaticStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperFeeding: boolean;
  /** It went offline and waits until it may print again. */
  readonly waitingForRecovery: boolean;
  /** Somebody holds the paper feed button down. */
  readonly feedButton: boolean;
  readonly paperNearEnd: boolean;
  readonly paperEnd: boolean;
  /** Mechanical, cutter, unrecoverable or self-healing: what the printer stopped for. */
  readonly errors: readonly ('mechanical' | 'cutter' | 'unrecoverable' | 'recovering')[];
  /** Level of the cash drawer connector's pin 3; which level means open depends on the drawer. */
  readonly drawerPinHigh: boolean;
}

/**
 * Bits that every ASB has alike, by which Epson's programs tell it from other answers: in the first byte bit 4 is set
 * and bits 0, 1 and 7 are clear, in the other three bits 4 and 7 are clear.
 */
const FIRST_FIXED_MASK = 0x93;
const FIRST_FIXED_BITS = 0x10;
const OTHERS_FIXED_MASK = 0x90;

const ERRORS = [
  [0x04, 'mechanical'],
  [0x08, 'cutter'],
  [0x20, 'unrecoverable'],
  [0x40, 'recovering'],
] as const;

/** Takes four bytes; undefined when their fixed bits say that they are no ASB. */
export function readAutomaticStatus(asb: Uint8Array): AutomaticStatus | undefined {
  const [printer = 0, faults = 0, paper = 0] = asb;
  if (asb.length !== 4 || (printer & FIRST_FIXED_MASK) !== FIRST_FIXED_BITS) return undefined;
  if (asb.subarray(1).some((byte) => (byte & OTHERS_FIXED_MASK) !== 0)) return undefined;
  return {
    offline: (printer & 0x08) !== 0,
    coverOpen: (printer & 0x20) !== 0,
    paperFeeding: (printer & 0x40) !== 0,
    waitingForRecovery: (faults & 0x01) !== 0,
    feedButton: (faults & 0x02) !== 0,
    paperNearEnd: (paper & 0x03) !== 0,
    paperEnd: (paper & 0x0c) !== 0,
    errors: ERRORS.filter(([bit]) => (faults & bit) !== 0).map(([, name]) => name),
    drawerPinHigh: (printer & 0x04) !== 0,
  };
}
