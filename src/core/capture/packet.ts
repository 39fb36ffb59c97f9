/**
 * IP packets around a payload, so that what a socket received can be shown to programs that read packets.
 * Headers are the plainest that the standards allow: RFC 791 and 8200 (IP), 768 (UDP), 9293 (TCP).
 */
import { Writer } from '../bytes/writer.ts';

/** One end of a packet's way. */
export interface PacketEnd {
  /** 4 bytes of IPv4 or 16 of IPv6; both ends have the same. */
  readonly address: Uint8Array;
  readonly port: number;
}

export interface PacketWay {
  readonly from: PacketEnd;
  readonly to: PacketEnd;
}

/** What a packet carries; its end may be missing. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** How long it was before its end was cut off, at most what 16 bits of length leave room for; default: as long as it is. */
  readonly length?: number;
}

/** The flags of TCP (RFC 9293, section 3.1) that a plain conversation needs. */
export const TCP_FLAGS = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

export interface Segment {
  readonly sequence: number;
  readonly acknowledgement: number;
  /** {@link TCP_FLAGS}, added up. */
  readonly flags: number;
  readonly payload: Payload;
}

const UDP = 17;
const TCP = 6;
const UDP_HEADER = 8;
const TCP_HEADER = 20;
const IPV4_HEADER = 20;
/** What most systems begin with, and what is made up here in any case. */
const HOPS = 64;
const WINDOW = 65_535;

/** The longest payload of a segment that either version of IP can carry. */
export const LONGEST_SEGMENT = 65_535 - IPV4_HEADER - TCP_HEADER;

export function udpPacket(way: PacketWay, payload: Payload): Uint8Array {
  const length = UDP_HEADER + lengthOf(payload);
  const header = (checksum: number) =>
    new Writer().u16(way.from.port).u16(way.to.port).u16(length).u16(checksum).finish();
  return ipPacket(way, UDP, length, header, payload);
}

export function tcpPacket(way: PacketWay, segment: Segment): Uint8Array {
  const { sequence, acknowledgement, flags, payload } = segment;
  const header = (checksum: number) =>
    new Writer()
      .u16(way.from.port)
      .u16(way.to.port)
      .u32(sequence >>> 0)
      .u32(acknowledgement >>> 0)
      .u8((TCP_HEADER / 4) << 4)
      .u8(flags)
      .u16(WINDOW)
      .u16(checksum)
      // No urgent data.
      .u16(0)
      .finish();
  return ipPacket(way, TCP, TCP_HEADER + lengthOf(payload), header, payload);
}

/** How long a packet was whose payload's end may be missing. */
export const packetLength = (packet: Uint8Array, { bytes, length = bytes.length }: Payload) =>
  packet.length + length - bytes.length;

const lengthOf = ({ bytes, length = bytes.length }: Payload) => Math.max(length, bytes.length);

/** @param header makes the transport's header with a checksum in it */
function ipPacket(
  way: PacketWay,
  protocol: number,
  length: number,
  header: (checksum: number) => Uint8Array,
  payload: Payload,
): Uint8Array {
  const isWhole = lengthOf(payload) === payload.bytes.length;
  const sum = isWhole
    ? transportSum(way, protocol, length, header(0), payload.bytes)
    : unknownSum(way, protocol);
  const ip =
    way.from.address.length === 4
      ? ipv4Header(way, protocol, length)
      : ipv6Header(way, protocol, length);
  return new Writer().bytes(ip).bytes(header(sum)).bytes(payload.bytes).finish();
}

/**
 * Over missing bytes there is no sum. Zero says that none was made, which UDP over IPv6 does not allow (RFC 8200,
 * section 8.1): there it is a value that nobody can verify.
 */
const unknownSum = ({ from }: PacketWay, protocol: number) =>
  protocol === UDP && from.address.length > 4 ? 0xffff : 0;

function ipv4Header({ from, to }: PacketWay, protocol: number, length: number): Uint8Array {
  const header = (checksum: number) =>
    new Writer()
      // Version 4, five words of header; no kind of service.
      .u8(0x45)
      .u8(0)
      .u16(IPV4_HEADER + length)
      // No identification, since it must not be broken into fragments.
      .u16(0)
      .u16(0x4000)
      .u8(HOPS)
      .u8(protocol)
      .u16(checksum)
      .bytes(from.address)
      .bytes(to.address)
      .finish();
  return header(checksumOf(header(0)));
}

const ipv6Header = ({ from, to }: PacketWay, protocol: number, length: number): Uint8Array =>
  new Writer()
    // Version 6; neither traffic class nor flow.
    .u32(0x60000000)
    .u16(length)
    .u8(protocol)
    .u8(HOPS)
    .bytes(from.address)
    .bytes(to.address)
    .finish();

/** The transports' checksum covers some of the IP header too, in an order of its own. */
function transportSum(
  { from, to }: PacketWay,
  protocol: number,
  length: number,
  header: Uint8Array,
  payload: Uint8Array,
): number {
  const covered = new Writer()
    .bytes(from.address)
    .bytes(to.address)
    .u32(length)
    .u32(protocol)
    .bytes(header)
    .bytes(payload)
    .finish();
  const sum = checksumOf(covered);
  // RFC 768: a sum of zero is sent as all ones, since zero means that there is none.
  return sum === 0 && protocol === UDP ? 0xffff : sum;
}

/** RFC 1071: the one's complement of the one's complement sum of all 16-bit words. */
function checksumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
