/**
 * The words of Epson's status replies, each as its sources give it; tables only. Where sources contradict each
 * other both readings stand here, and the second names who gives it. Source names are those of this folder's README.
 */

/** What one code means. */
export interface Meaning {
  readonly words: string;
  /** Another reading, and whose: the sources disagree, and no printer was asked. */
  readonly disputed?: string;
}
type Table = Readonly<Record<number, Meaning>>;

const table = (words: Readonly<Record<number, string>>, disputed: Table = {}): Table => ({
  ...Object.fromEntries(Object.entries(words).map(([code, text]) => [code, { words: text }])),
  ...disputed,
});

/** Field 01. */
export const STATES: Table = table(
  {
    0x00: 'error',
    0x01: 'printing a page of its own',
    0x02: 'busy',
    0x03: 'waiting',
    0x04: 'idle',
    0x05: 'paused',
    0x07: 'cleaning',
    0x08: 'as it left the factory',
    0x09: 'sleeping',
    0x0a: 'shutting down',
    0x0c: 'preparing paper',
    0x11: 'charging ink',
  },
  {
    0x0d: { words: 'changing the black ink', disputed: 'busy, says escpr' },
    0x0f: { words: 'checking nozzles', disputed: 'preparing ink, says gp' },
  },
);

/** Field 02. Several depend on the model (escpr). */
export const ERRORS: Table = table({
  0x00: 'fatal error',
  0x01: 'another interface is selected',
  0x02: 'cover open',
  0x04: 'paper jam',
  0x05: 'ink out',
  0x06: 'paper out',
  0x09: 'CD guide open',
  0x0a: 'wrong paper size, type or path',
  0x0c: 'wrong paper size, type or path',
  0x10: 'waste ink full, or service needed',
  0x11: 'waiting for paper to be torn off',
  0x12: 'two sheets fed at once',
  0x17: 'wrong paper size, type or path',
  0x1a: 'ink cover open',
  0x1c: 'fatal cutter error',
  0x1d: 'cutter jam',
  0x22: 'no maintenance box',
  0x25: 'rear cover open',
  0x29: 'CD tray',
  0x2a: 'loading a card',
  0x2b: 'tray cover',
  0x2c: 'cartridge overflow',
  0x2d: 'second maintenance box',
  0x2e: 'second maintenance box',
  0x2f: 'battery voltage',
  0x30: 'battery temperature',
  0x31: 'battery empty',
  0x32: 'shut off',
  0x33: 'ink cannot be filled for the first time',
  0x34: 'print pack used up',
  0x36: 'maintenance cover open',
  0x37: 'scanner or front cover open',
  0x38: 'CD or tray, depending on the model',
  0x40: 'strip bin',
  0x41: 'maintenance requested',
  0x44: 'CD guide',
  0x45: 'tray closed',
  0x46: 'tray closed',
  0x47: 'printing disabled, or ink out',
  0x4a: 'maintenance box nearly full',
  0x4b: 'driver does not match',
  0x4c: 'paper out',
  0x4d: 'CD',
  0x4e: 'feeder closed',
  0x55: 'paper',
  0x56: 'interrupted: ink out',
  0x57: 'paper out',
  0x5d: 'battery',
  0x5e: 'battery',
  0x5f: 'battery',
  0x60: 'battery',
  0x61: 'battery',
});

/**
 * What is the same in IPP's words (RFC 8011, section 5.4.12; PWG 5100.9). Errors whose meaning depends on the model, or of which
 * sources name the part alone, have none.
 */
export const ERROR_REASONS: Readonly<Record<number, string>> = {
  0x02: 'cover-open',
  0x04: 'media-jam',
  0x05: 'marker-supply-empty',
  0x06: 'media-empty',
  0x1a: 'cover-open',
  0x22: 'marker-waste-missing',
  0x25: 'cover-open',
  0x36: 'cover-open',
  0x37: 'cover-open',
  0x4a: 'marker-waste-almost-full',
  0x4c: 'media-empty',
  0x56: 'marker-supply-empty',
  0x57: 'media-empty',
};

/** Field 04. Which ink stands where depends on the model (et7750: two models, two orders). */
export function warningWords(code: number): string {
  if (code >= 0x10 && code <= 0x1a) return `ink low, position ${code - 0x0f}`;
  if (code >= 0x71 && code <= 0x7a) return `ink low, position ${code - 0x70}`;
  if (code >= 0x51 && code <= 0x5a) return `cleaning disabled, position ${code - 0x50}`;
  if (code === 0x20 || code === 0x21) return 'maintenance due soon';
  if (code === 0x44) return 'printing with black only';
  return `unknown warning ${hex(code)}`;
}

/** The same in IPP's words. */
export const warningReason = (code: number): string | undefined =>
  warningWords(code).startsWith('ink low') ? 'marker-supply-low' : undefined;

/** Field 06: two bytes as one number. */
export const PAPER_PATHS: Table = table({
  0x0100: 'rear',
  0x0101: 'front 1',
  0x0102: 'front 2',
  0x01ff: 'chosen by the printer',
  0x0201: 'CD',
  0x0301: 'roll',
});

/** Field 13. */
export const CANCELLATIONS: Table = table({
  0x01: 'none',
  0x81: 'requested',
  0xa1: 'cancelled, preparing',
});

/** Field 18. */
export const TRAYS: Table = table({ 0x02: 'closed', 0x03: 'open' });
/** Field 1c: of the print head. */
export const TEMPERATURES: Table = table({ 0x00: 'below 40 °C', 0x01: 'above 40 °C' });
/** Field 03. */
export const SELF_PRINTS: Table = table({ 0x00: 'nozzle test' });
/** Field 35. */
export const JAMS: Table = table({
  0x00: 'none',
  0x01: 'at the exit',
  0x02: 'at the rear feed',
  0x10: 'at the CD tray',
});
/** Field 37, first byte of a box. */
export const BOX_STATES: Table = table({ 0: 'not full', 1: 'nearly full', 2: 'full' });
/** Field 3d. */
export const INTERFACES: Table = table({ 0: 'ready', 1: 'not ready' });

/** Field 0f, first byte of an ink. */
const CARTRIDGES: Readonly<Record<number, string>> = {
  0x01: 'black',
  0x03: 'cyan',
  0x04: 'magenta',
  0x05: 'yellow',
  0x06: 'light cyan',
  0x07: 'light magenta',
  0x0a: 'light black',
  0x0b: 'matte black',
  0x0f: 'light light black',
  0x10: 'orange',
  0x11: 'green',
};
/** From here on the code counts the colours of one cartridge. */
const UNIFIED = 0x40;

export function cartridgeWords(code: number): string {
  if (code >= UNIFIED) return `part ${code - UNIFIED} of one cartridge`;
  return CARTRIDGES[code] ?? `unknown cartridge ${hex(code)}`;
}

/** Field 0f, second byte of an ink. */
export const COLOURS: Table = table(
  {
    0x00: 'black',
    0x01: 'cyan',
    0x02: 'magenta',
    0x03: 'yellow',
    0x04: 'light cyan',
    0x05: 'light magenta',
    0x08: 'light black',
    0x09: 'red',
    0x0a: 'violet or blue',
    0x0b: 'clear',
    0x0c: 'light light black',
    0x0d: 'orange',
    0x0e: 'green',
    0x0f: 'white',
    0x40: 'composite',
  },
  {
    0x06: { words: 'light yellow', disputed: 'dark yellow, says epc' },
    0x07: { words: 'dark yellow', disputed: 'grey, says epc' },
  },
);

const codeOf = (words: Iterable<readonly [string, string]>, name: string): number | undefined => {
  for (const [code, said] of words) if (said === name) return Number(code);
  return undefined;
};

/** The code of a cartridge by its ink; undefined where no source has one. */
export const cartridgeCode = (ink: string): number | undefined =>
  codeOf(Object.entries(CARTRIDGES), ink);

/** The code of a colour; undefined where no source has one, or sources contradict each other. */
export const colourCode = (ink: string): number | undefined =>
  codeOf(
    Object.entries(COLOURS).flatMap(([code, { words, disputed }]) =>
      disputed === undefined ? [[code, words] as const] : [],
    ),
    ink,
  );

/** Levels above 100 are states, letters most of them (escpr, et7750). Never a percentage. */
const LEVEL_STATES: Readonly<Record<number, string>> = {
  0x67: 'not available',
  0x69: 'inserted, not read',
  0x6e: 'no cartridge',
  0x72: 'cannot be read',
  0x75: 'does not fit this printer',
  0x77: 'cannot be written',
};
export const FULL = 100;

/** `62 %`, `inserted, not read`. */
export const levelWords = (level: number): string =>
  level <= FULL ? `${level} %` : (LEVEL_STATES[level] ?? `unknown level ${hex(level)}`);

/** States of an ink in the older text reply. */
export const TEXT_LEVELS: Readonly<Record<string, string>> = {
  NA: 'no cartridge',
  RE: 'cannot be read',
  WE: 'cannot be written',
  CI: 'inserted, not read',
};

/** The order of the first inks in the older text reply. */
export const TEXT_INKS = ['black', 'cyan', 'magenta', 'yellow'] as const;

/** Field 36 where it has five counters; an ET-2850 has eight, which nobody has named. */
export const COUNTERS = [
  'pages, normal',
  'pages',
  'colour pages',
  'monochrome pages',
  'blank pages',
] as const;

/** `busy`, `unknown state 0x0e`. */
export const meaningOf = (of: Table, code: number, what: string): Meaning =>
  of[code] ?? { words: `unknown ${what} ${hex(code)}` };

/** With the other reading, if there is one: `dark yellow (disputed: grey, says epc)`. */
export const withDispute = ({ words, disputed }: Meaning): string =>
  disputed === undefined ? words : `${words} (disputed: ${disputed})`;

/** `0x0e`. */
export function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
