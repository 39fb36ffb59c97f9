/** IP packets of both versions (RFC 791, RFC 8200): who, to whom, and what they carry. */
import { formatIpv4 } from '../core/addresses.ts';
import { formatIpv6 } from '../core/ipv6.ts';
import { Numbers } from './queue.ts';

export interface IpPacket {
  readonly from: string;
  readonly to: string;
  /** The protocol number of what it carries. */
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** Bytes of the payload that were not captured. */
  readonly missing: number;
  readonly fragment?: Fragment;
}

/** A part of a packet that did not fit its link. */
export interface Fragment {
  /** The same for all fragments of one packet, and no others of its time. */
  readonly key: string;
  /** Where it belongs, in bytes. */
  readonly offset: number;
  readonly isLast: boolean;
}

export type IpRead = { readonly packet: IpPacket } | { readonly skipped: string };

const CUT: IpRead = { skipped: 'cut in the IP header' };

export function readIp(bytes: Uint8Array): IpRead {
  const version = (bytes[0] ?? 0) >>> 4;
  if (version === 4) return readIpv4(bytes);
  if (version === 6) return readIpv6(bytes);
  return bytes.length === 0 ? CUT : { skipped: 'not IP' };
}

function readIpv4(bytes: Uint8Array): IpRead {
  if (bytes.length < 20) return CUT;
  const numbers = new Numbers(bytes, false);
  const header = (bytes[0]! & 0x0f) * 4;
  // Zero: the length that a network card was still to fill in (segmentation offload).
  const total = numbers.u16(2) || bytes.length;
  if (header < 20 || total < header) return { skipped: 'a broken IP header' };
  if (bytes.length < header) return CUT;
  const from = formatIpv4(bytes.subarray(12, 16));
  const to = formatIpv4(bytes.subarray(16, 20));
  const protocol = bytes[9]!;
  const place = numbers.u16(6);
  const offset = (place & 0x1fff) * 8;
  const isLast = (place & 0x2000) === 0;
  const isPart = offset > 0 || !isLast;
  const key = `${from} ${to} ${protocol} ${numbers.u16(4)}`;
  return {
    packet: {
      from,
      to,
      protocol,
      // What follows is filling of the link.
      payload: bytes.subarray(header, total),
      missing: Math.max(0, total - bytes.length),
      ...(isPart && { fragment: { key, offset, isLast } }),
    },
  };
}

const FRAGMENT = 44;
const AUTHENTICATION = 51;
/**
 * Hop-by-hop options, routing, destination options, mobility, HIP, Shim6: all give their length in the second byte, in
 * units of eight bytes beyond the first (RFC 6564).
 */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
/** More than any packet has. */
const MOST_EXTENSIONS = 16;

function readIpv6(bytes: Uint8Array): IpRead {
  if (bytes.length < 40) return CUT;
  const numbers = new Numbers(bytes, false);
  const from = formatIpv6(bytes.subarray(8, 24));
  const to = formatIpv6(bytes.subarray(24, 40));
  // Zero: a jumbo packet (RFC 2675), or segmentation offload.
  const total = numbers.u16(4) === 0 ? bytes.length : 40 + numbers.u16(4);
  const found = passExtensions(bytes.subarray(0, total), bytes[6]!, 40);
  if (!found) return CUT;
  const { protocol, at, fragment } = found;
  const missing = Math.max(0, total - bytes.length);
  const packet = { from, to, protocol, payload: bytes.subarray(at, total), missing };
  if (!fragment) return { packet };
  const key = `${from} ${to} ${fragment.identification}`;
  return { packet: { ...packet, fragment: { ...fragment, key } } };
}

interface Passed {
  readonly protocol: number;
  readonly at: number;
  readonly fragment?: Omit<Fragment, 'key'> & { readonly identification: number };
}

/**
 * Over the extension headers of IPv6, as far as a fragment: what follows its header belongs to the whole packet.
 * @returns undefined when the bytes end in one
 */
export function passExtensions(bytes: Uint8Array, next: number, at: number): Passed | undefined {
  const numbers = new Numbers(bytes, false);
  let protocol = next;
  for (let count = 0; count < MOST_EXTENSIONS; count++) {
    const isKnown = EXTENSIONS.has(protocol) || protocol === AUTHENTICATION;
    if (protocol !== FRAGMENT && !isKnown) break;
    if (at + 8 > bytes.length) return undefined;
    const following = bytes[at]!;
    if (protocol === FRAGMENT) {
      const place = numbers.u16(at + 2);
      const [offset, isLast] = [place & 0xfff8, (place & 1) === 0];
      const identification = numbers.u32(at + 4);
      // RFC 6946: one that is whole all the same.
      if (offset > 0 || !isLast) {
        return { protocol: following, at: at + 8, fragment: { offset, isLast, identification } };
      }
      at += 8;
    } else {
      const units = bytes[at + 1]!;
      // RFC 4302, section 2.2: counted in words of four bytes, less two.
      at += protocol === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
      if (at > bytes.length) return undefined;
    }
    protocol = following;
  }
  return { protocol, at };
}
