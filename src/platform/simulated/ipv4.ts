/** The IPv4 addresses of simulated hosts: which are whose, and which mean everybody. */
import { UsageError } from '../../core/errors.ts';

/** Every address of the host: what a socket binds to that wants all. */
export const EVERY_ADDRESS = '0.0.0.0';
/** Everybody on this link (RFC 919, section 7). */
export const LIMITED_BROADCAST = '255.255.255.255';
/** Where a host talks to itself when nothing else is asked. */
export const LOOPBACK = '127.0.0.1';

/** The subnet of an address that names none, as on most home networks. */
const DEFAULT_PREFIX = 24;
/** The longest prefix whose subnet has a broadcast address (RFC 3021 needs none on a /31). */
const LONGEST_PREFIX_WITH_BROADCAST = 30;

/** One address of a host and the subnet it is in. */
export interface Interface {
  readonly address: string;
  /** How many bits of it the subnet shares. */
  readonly prefix: number;
  /** The bits of the subnet, as a 32-bit number. */
  readonly network: number;
  readonly mask: number;
  /** The address that means everybody in the subnet (RFC 919, section 7); not every subnet has one. */
  readonly broadcast: string | undefined;
}

/** The address as a 32-bit number; undefined when it is not four decimal bytes. */
export function ipv4Number(address: string): number | undefined {
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1);
  if (!bytes) return undefined;
  let number = 0;
  for (const byte of bytes) {
    // No leading zeros: some systems read them as octal.
    if (Number(byte) > 255 || String(Number(byte)) !== byte) return undefined;
    number = number * 256 + Number(byte);
  }
  return number;
}

/** Whether the address stays inside the host (127.0.0.0/8). */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

/** Whether the address is a multicast group (224.0.0.0/4: RFC 5771). */
export function isGroup(address: string): boolean {
  const number = ipv4Number(address);
  return number !== undefined && number >>> 28 === 0xe;
}

/**
 * Reads `192.0.2.7/24`; without a length the subnet is a /24.
 * @throws UsageError when it is not an IPv4 address that a host can have, or the length is not 0 to 32
 */
export function parseInterface(text: string): Interface {
  const [address = '', length = String(DEFAULT_PREFIX), ...more] = text.split('/');
  const number = ipv4Number(address);
  const prefix = /^\d{1,2}$/.test(length) ? Number(length) : NaN;
  if (number === undefined || isLoopback(address) || more.length > 0 || !(prefix <= 32)) {
    throw new UsageError(`"${text}" is not an IPv4 address that a host can have (192.0.2.7/24).`);
  }
  // Shifting by 32 bits is shifting by none.
  const mask = prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0;
  const network = (number & mask) >>> 0;
  return {
    address,
    prefix,
    network,
    mask,
    broadcast:
      prefix <= LONGEST_PREFIX_WITH_BROADCAST ? formatIpv4((network | ~mask) >>> 0) : undefined,
  };
}

/** Whether `address` is in the interface's subnet. */
export function inSubnet({ network, mask }: Interface, address: string): boolean {
  const number = ipv4Number(address);
  return number !== undefined && (number & mask) >>> 0 === network;
}

function formatIpv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}
