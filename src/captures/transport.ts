/** UDP datagrams and TCP segments (RFC 768, RFC 9293). */
import type { Endpoint } from '../core/endpoint.ts';
import type { IpPacket } from './ip.ts';
import { Numbers } from './queue.ts';

/** What two ends say to each other, and what of it was not captured. */
export interface Payload {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly bytes: Uint8Array;
  /** Bytes at the end that were not captured. */
  readonly missing: number;
}

export interface Segment extends Payload {
  readonly sequence: number;
  readonly isSyn: boolean;
  /** It ends this direction: FIN or RST. */
  readonly isEnd: boolean;
}

export type TransportRead =
  | { readonly datagram: Payload }
  | { readonly segment: Segment }
  | { readonly skipped: string };

const TCP = 6;
const UDP = 17;
/** Assigned protocol numbers at IANA that captures are full of. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IP in IP'],
  [41, 'IPv6 in IP'],
  [47, 'GRE'],
  [50, 'ESP (encrypted)'],
  [58, 'ICMPv6'],
  [59, 'empty IPv6'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [103, 'PIM'],
  [112, 'VRRP'],
  [132, 'SCTP'],
]);

export function readTransport(packet: IpPacket): TransportRead {
  if (packet.protocol === UDP) return readUdp(packet);
  if (packet.protocol === TCP) return readTcp(packet);
  return { skipped: NAMES.get(packet.protocol) ?? `IP protocol ${packet.protocol}` };
}

function readUdp({ from, to, payload, missing }: IpPacket): TransportRead {
  if (payload.length < 8) return { skipped: 'cut in the UDP header' };
  const numbers = new Numbers(payload, false);
  // Zero: a jumbo datagram (RFC 2675).
  const length = numbers.u16(4) || payload.length + missing;
  if (length < 8 || length > payload.length + missing) return { skipped: 'a broken UDP header' };
  return {
    datagram: {
      from: { address: from, port: numbers.u16(0) },
      to: { address: to, port: numbers.u16(2) },
      bytes: payload.subarray(8, length),
      missing: Math.max(0, length - payload.length),
    },
  };
}

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;

function readTcp({ from, to, payload, missing }: IpPacket): TransportRead {
  if (payload.length < 20) return { skipped: 'cut in the TCP header' };
  const numbers = new Numbers(payload, false);
  const header = (payload[12]! >>> 4) * 4;
  if (header < 20) return { skipped: 'a broken TCP header' };
  if (payload.length < header) return { skipped: 'cut in the TCP header' };
  const flags = payload[13]!;
  return {
    segment: {
      from: { address: from, port: numbers.u16(0) },
      to: { address: to, port: numbers.u16(2) },
      sequence: numbers.u32(4),
      isSyn: (flags & SYN) !== 0,
      isEnd: (flags & (FIN | RST)) !== 0,
      bytes: payload.subarray(header),
      missing,
    },
  };
}
