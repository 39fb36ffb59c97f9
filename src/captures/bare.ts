/** Whether bytes without a capture around them are a packet: what `tcpdump -x` prints, and what Wireshark copies. */
import type { Frame } from './capture.ts';
import { openLink } from './link.ts';
import { Numbers } from './queue.ts';

const ETHERNET = 1;
const RAW_IP = 101;

/**
 * The packet that bytes are, of Ethernet or of IP. Strict: lengths must be right, and for IPv4 the checksum too, unless
 * the length is exact.
 */
export function bareFrame(bytes: Uint8Array, number: number): Frame | undefined {
  const link = [RAW_IP, ETHERNET].find((one) => {
    const inside = bytes.length > 20 ? openLink(one, bytes) : { skipped: '' };
    return 'at' in inside && isIp(bytes.subarray(inside.at));
  });
  return link === undefined ? undefined : { number, link, bytes, length: bytes.length };
}

const CARRIED: ReadonlySet<number> = new Set([0, 1, 2, 6, 17, 43, 44, 58, 60]);

function isIp(bytes: Uint8Array): boolean {
  const version = (bytes[0] ?? 0) >>> 4;
  const numbers = new Numbers(bytes, false);
  if (version === 6) {
    return bytes.length >= 40 && CARRIED.has(bytes[6]!) && 40 + numbers.u16(4) <= bytes.length;
  }
  if (version !== 4 || bytes.length < 20) return false;
  const [header, total] = [(bytes[0]! & 0x0f) * 4, numbers.u16(2)];
  const isFitting = header >= 20 && total > header && total <= bytes.length;
  return isFitting && (total === bytes.length || sumOf(bytes.subarray(0, header)) === 0xffff);
}

/** RFC 1071: all ones when the checksum in it is right. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
