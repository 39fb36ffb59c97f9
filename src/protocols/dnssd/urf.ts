/**
 * The `URF` key: what AirPrint may use of a printer, as tokens with commas between them. The same tokens are the IPP
 * attribute `urf-supported`.
 */

/** Tokens that stand for themselves, as colour spaces with the bits of a pixel do. */
const WHOLE: Readonly<Record<string, string>> = {
  NONE: 'nothing',
  W8: 'grey of 8 bits',
  W16: 'grey of 16 bits',
  W8H16: 'grey of 8 or 16 bits',
  SRGB24: 'sRGB of 24 bits',
  'ADOBERGB24-48': 'Adobe RGB of 24 or 48 bits',
  ADOBERGB24: 'Adobe RGB of 24 bits',
  ADOBERGB48: 'Adobe RGB of 48 bits',
  DEVW8: "the device's own grey of 8 bits",
  DEVW16: "the device's own grey of 16 bits",
  'DEVW8-16': "the device's own grey of 8 or 16 bits",
  DEVRGB24: "the device's own RGB of 24 bits",
  DEVRGB48: "the device's own RGB of 48 bits",
  'DEVRGB24-48': "the device's own RGB of 24 or 48 bits",
  DEVCMYK32: "the device's own CMYK of 32 bits",
  DEVCMYK64: "the device's own CMYK of 64 bits",
  'DEVCMYK32-64': "the device's own CMYK of 32 or 64 bits",
};

const QUALITIES: Readonly<Record<string, string>> = { '3': 'draft', '4': 'normal', '5': 'high' };

/** Tokens that begin with letters and go on with numbers; a hyphen stands between several. */
const NUMBERED: Readonly<Record<string, (numbers: readonly string[]) => string | undefined>> = {
  V: ([version]) => version && `version ${version}`,
  CP: ([most]) => most && (most === '1' ? 'one copy at a time' : `up to ${most} copies`),
  RS: (numbers) => (numbers.length > 0 ? `${numbers.join(' or ')} dots an inch` : undefined),
  DM: () => 'both sides',
  PQ: (numbers) => {
    const words = numbers.map((number) => QUALITIES[number]);
    return words.every(Boolean) ? `${words.join(', ')} quality` : undefined;
  },
};

/** Each token in words; one that we do not know stays as it is. Undefined where none is known. */
export function urfWords(value: string): string | undefined {
  const tokens = value.split(',').map((token) => token.trim());
  const words = tokens.map(tokenWords);
  if (words.every((word) => word === undefined)) return undefined;
  return tokens.map((token, i) => words[i] ?? token).join(', ');
}

function tokenWords(token: string): string | undefined {
  const upper = token.toUpperCase();
  if (Object.hasOwn(WHOLE, upper)) return WHOLE[upper];
  const [, letters = '', numbers = ''] = /^([A-Z]+)([\d.-]*)$/.exec(upper) ?? [];
  if (!Object.hasOwn(NUMBERED, letters)) return undefined;
  return NUMBERED[letters]!(numbers.split('-').filter(Boolean));
}
