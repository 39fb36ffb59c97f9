/**
 * Addresses as wire formats carry them (raw bytes) and as people write them (text), both ways.
 */
import { UsageError } from './errors.ts';

/** Six bytes as `00:00:5e:00:53:01`. */
export function formatMac(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/**
 * Takes `00:00:5e:00:53:01` or `00-00-5E-00-53-01`, gives six bytes.
 * @throws UsageError when the text is no MAC address
 */
export function parseMac(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) {
    throw new UsageError(`"${text}" is not a MAC address such as 00:00:5e:00:53:01`);
  }
  return Uint8Array.from(text.split(/[:-]/), (pair) => parseInt(pair, 16));
}

/** Four bytes as `192.0.2.1`. */
export function formatIpv4(bytes: Uint8Array): string {
  return Array.from(bytes).join('.');
}

/**
 * Takes `192.0.2.1`, gives four bytes. Leading zeros are refused: some read them as octal.
 * @throws UsageError when the text is no IPv4 address
 */
export function parseIpv4(text: string): Uint8Array {
  const parts = text.split('.');
  const numbers = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  if (parts.length !== 4 || numbers.some((number) => number > 255)) {
    throw new UsageError(`"${text}" is not an IPv4 address such as 192.0.2.1`);
  }
  return Uint8Array.from(numbers);
}
