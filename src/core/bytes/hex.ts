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
 * Reads hexadecimal as people paste it: `45 50`, `4550`, `45:50`, `0x45,0x50`, over several lines.
 * @throws UsageError when a character is not a hexadecimal digit, or a digit is left over
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(SEPARATORS, '');
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong) throw new UsageError(`"${wrong[0]}" is not a hexadecimal digit`);
  if (digits.length % 2 === 1) {
    throw new UsageError(`${digits.length} hexadecimal digits make no whole number of bytes`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
