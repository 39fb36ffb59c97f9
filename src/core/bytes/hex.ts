import { UsageError } from '../errors.ts';

const SEPARATORS = /0x|[\s:,_-]/gi;

/** Lower-case hexadecimal, two digits a byte, with `separator` between bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (const byte of bytes) {
    if (text !== '') text += separator;
    text += byte.toString(16).padStart(2, '0');
  }
  return text;
}

/** Whether a text is made of hexadecimal digits and the separators that people put between bytes. */
export function looksLikeHex(text: string): boolean {
  const digits = text.replace(SEPARATORS, '');
  return digits !== '' && /^[0-9a-f]+$/i.test(digits);
}

/**
 * Reads hexadecimal as people paste it: `45 50`, `4550`, `45:50`, `0x45,0x50`, over several lines. A digit that stands
 * alone is a byte where nothing else can be meant: `0x45,0,0`, `4f 0 0`.
 * @throws UsageError when a character is not a hexadecimal digit, a digit is left over, or the numbers may be decimal
 */
export function fromHex(text: string): Uint8Array {
  const wrong = /[^0-9a-f]/i.exec(text.replace(SEPARATORS, ''));
  if (wrong) throw new UsageError(`"${wrong[0]}" is not a hexadecimal digit`);
  const bytes: number[] = [];
  const isHex = isSurelyHex(text);
  for (const { 1: mark, 2: digits = '', index } of text.matchAll(GROUP)) {
    if (digits.length === 1 && text.trim() !== digits) {
      if (mark === undefined && !isHex) throw new UsageError(alone(digits, index));
      bytes.push(parseInt(digits, 16));
      continue;
    }
    if (digits.length % 2 === 1) throw new UsageError(leftOver(text, digits, index));
    for (let i = 0; i < digits.length; i += 2) bytes.push(parseInt(digits.slice(i, i + 2), 16));
  }
  return Uint8Array.from(bytes);
}

/** Digits that belong together, with the mark before them. */
const GROUP = /(0x)?((?:(?!0x)[0-9a-f])+)/gi;

/** Whether one at least of the numbers cannot be decimal. */
const isSurelyHex = (text: string) => /0x|[a-f]/i.test(text);

const leftOver = (text: string, digits: string, index: number): string => {
  const where = text.trim() === digits ? '' : ` at character ${index + 1} ("${digits}")`;
  return `${digits.length} hexadecimal digits${where} make no whole number of bytes`;
};

const alone = (digit: string, index: number): string =>
  `"${digit}" at character ${index + 1} stands alone, and nothing says whether these numbers are hexadecimal or ` +
  `decimal: write two digits a byte (0${digit}), or 0x${digit}`;
