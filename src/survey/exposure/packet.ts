/**
 * The packet that a rule is asked about. One end is ours: an address, a port, an interface. The other
 * end, the peer, is a set of addresses and never a single one.
 */
import type { Transport } from '../../core/transport.ts';
import type { Family, SpanSet } from './address-set.ts';
import type { Base, Field } from './rules.ts';

/** `first`: opens a conversation. `answer`: our reply to it. `next`: what the peer sends after that. */
export type Moment = 'first' | 'answer' | 'next';

/** One packet of a conversation, as rules see it. What the sender may choose is left open. */
export interface Packet {
  readonly family: Family;
  readonly transport: Transport;
  readonly moment: Moment;
  /** Our end: one address, or those of the groups and broadcasts that a socket may hear. */
  readonly own: SpanSet;
  readonly ownPort: number;
  /** What our address is to the routing table. */
  readonly cast: 'local' | 'unicast' | 'group';
  /** The port that the first packet was sent to, before anything changed it. */
  readonly sentTo: number;
  /** Whether address or port were changed on the way (destination NAT). */
  readonly diverted: boolean;
  /** Where it comes in; empty for what starts here. */
  readonly in: string;
  /** Where it goes out; empty for what ends here. */
  readonly out: string;
}

/** Whether connection tracking knows the packet; `unclear` when that hangs on what we cannot tell. */
export type Tracking = 'tracked' | 'untracked' | 'unclear';

/** What a field of the packet holds. */
export type Value =
  /** A number; where `known` is given, only those of its bits are certain. */
  | { readonly kind: 'number'; readonly value: bigint; readonly known?: bigint }
  | { readonly kind: 'name'; readonly name: string }
  /** The peer's address. */
  | { readonly kind: 'peer' }
  /** One of these, another for each packet. */
  | { readonly kind: 'within'; readonly spans: SpanSet; readonly what: string }
  /** The packet has no such field: a rule that asks for it does not apply, however it asks. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly what: string };

const ABSENT: Value = { kind: 'absent' };
const number = (value: number): Value => ({ kind: 'number', value: BigInt(value) });

/** Numbers that protocols and the kernel's interfaces gave to these words. */
export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  dccp: 33,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  'ipv6-icmp': 58,
  ospf: 89,
  comp: 108,
  vrrp: 112,
  sctp: 132,
  udplite: 136,
};

/** Bits of `ct state`, as nftables counts them. */
export const CT_STATE = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 } as const;
/** Bits of `ct status` (the kernel's `ip_conntrack_status`). */
export const CT_STATUS = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  dying: 512,
} as const;
/** Bits of TCP's flags (RFC 9293, section 3.1). */
export const TCP_FLAGS = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
} as const;
/** `enum rtn_type` of linux/rtnetlink.h. */
export const ROUTE_TYPES = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
} as const;
/** `linux/if_packet.h`. */
export const PACKET_TYPES = { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 } as const;
/** What frames carry (IEEE 802 numbers). */
export const ETHERTYPES = { ip: 0x800, ip6: 0x86dd, arp: 0x806, vlan: 0x8100 } as const;
/** The kernel's numbers of `meta nfproto`. */
export const NFPROTOS = { ipv4: 2, ipv6: 10 } as const;

/** Connection tracking looks at packets at this priority of prerouting and output. */
const CONNTRACK_PRIORITY = -200;
/** PSH and ECN's bits are the sender's choice; the others follow from the moment. */
const CERTAIN_FLAGS = 0b0011_0111n;
const FLAGS: Record<Moment, number> = {
  first: TCP_FLAGS.syn,
  answer: TCP_FLAGS.syn | TCP_FLAGS.ack,
  next: TCP_FLAGS.ack,
};
const ANY_PORT: SpanSet = [{ from: 0n, to: 65_535n }];
const GROUP_TYPES: SpanSet = [
  { from: 3n, to: 3n },
  { from: 5n, to: 5n },
];
const GROUP_PACKETS: SpanSet = [{ from: 1n, to: 2n }];

/** @param base the chain from which the rule was reached */
export function valueOf(field: Field, packet: Packet, base: Base, tracking: Tracking): Value {
  const isAnswer = packet.moment === 'answer';
  const protocol = PROTOCOL_NUMBERS[packet.transport] ?? 0;
  switch (field) {
    case 'nfproto':
      return number(NFPROTOS[packet.family]);
    case 'ethertype':
      return number(packet.family === 'ipv4' ? ETHERTYPES.ip : ETHERTYPES.ip6);
    case 'l4proto':
      return number(protocol);
    case 'ip.protocol':
      return packet.family === 'ipv4' ? number(protocol) : ABSENT;
    case 'ip6.nexthdr':
      return packet.family === 'ipv6' ? number(protocol) : ABSENT;
    case 'ip.saddr':
      return packet.family === 'ipv4' ? addressOf(packet, !isAnswer) : ABSENT;
    case 'ip.daddr':
      return packet.family === 'ipv4' ? addressOf(packet, isAnswer) : ABSENT;
    case 'ip6.saddr':
      return packet.family === 'ipv6' ? addressOf(packet, !isAnswer) : ABSENT;
    case 'ip6.daddr':
      return packet.family === 'ipv6' ? addressOf(packet, isAnswer) : ABSENT;
    case 'ip.fragment':
      return packet.family === 'ipv4' ? number(0) : ABSENT;
    case 'th.sport':
      return portOf(packet, !isAnswer);
    case 'th.dport':
      return portOf(packet, isAnswer);
    case 'tcp.sport':
    case 'udp.sport':
    case 'sctp.sport':
      return field.startsWith(packet.transport) ? portOf(packet, !isAnswer) : ABSENT;
    case 'tcp.dport':
    case 'udp.dport':
    case 'sctp.dport':
      return field.startsWith(packet.transport) ? portOf(packet, isAnswer) : ABSENT;
    case 'tcp.flags':
      if (packet.transport !== 'tcp') return ABSENT;
      return { kind: 'number', value: BigInt(FLAGS[packet.moment]), known: CERTAIN_FLAGS };
    case 'iif':
      return { kind: 'name', name: packet.in };
    case 'oif':
      // Before routing nobody knows it, and after it nothing that stays here has one.
      return { kind: 'name', name: isRouted(base) ? packet.out : '' };
    case 'pkttype':
      if (packet.cast !== 'group' || isAnswer) return number(PACKET_TYPES.host);
      return { kind: 'within', spans: GROUP_PACKETS, what: 'broadcast or multicast' };
    case 'fib.saddr.type':
      return number(isAnswer && packet.cast === 'local' ? ROUTE_TYPES.local : ROUTE_TYPES.unicast);
    case 'fib.daddr.type':
      if (isAnswer) return number(ROUTE_TYPES.unicast);
      if (packet.cast === 'group') {
        return { kind: 'within', spans: GROUP_TYPES, what: 'broadcast or multicast' };
      }
      return number(ROUTE_TYPES[packet.cast]);
    case 'reverse-path':
      // Who cannot be answered by the way he came has no conversation with us anyhow.
      return number(1);
    case 'icmp':
      return ABSENT;
    case 'ct.state':
      return stateOf(packet, base, tracking);
    case 'ct.direction':
    case 'ct.status':
    case 'ct.l4proto':
    case 'ct.dport':
      return connectionOf(field, packet, base, tracking);
    case 'other':
      return { kind: 'unknown', what: 'something that was not understood' };
  }
}

function addressOf(packet: Packet, isPeer: boolean): Value {
  if (isPeer) return { kind: 'peer' };
  const [first, ...more] = packet.own;
  if (first && more.length === 0 && first.from === first.to) {
    return { kind: 'number', value: first.from };
  }
  return { kind: 'within', spans: packet.own, what: 'the group it is sent to' };
}

/** A peer may speak from any port. */
function portOf(packet: Packet, isPeer: boolean): Value {
  if (isPeer) return { kind: 'within', spans: ANY_PORT, what: "the peer's port" };
  return number(packet.ownPort);
}

function isRouted({ hook }: Base): boolean {
  return hook === 'forward' || hook === 'output' || hook === 'postrouting';
}

/** Whether connection tracking has seen the packet when the chain does. */
export function isSeen({ hook, priority }: Base): boolean | 'unclear' {
  if (hook === 'ingress') return false;
  if (hook !== 'prerouting' && hook !== 'output') return true;
  return priority === CONNTRACK_PRIORITY ? 'unclear' : priority > CONNTRACK_PRIORITY;
}

const UNCLEAR: Value = { kind: 'unknown', what: 'the state of its connection' };

function stateOf({ moment }: Packet, base: Base, tracking: Tracking): Value {
  const seen = isSeen(base);
  if (tracking === 'untracked') return number(CT_STATE.untracked);
  if (seen === 'unclear' || tracking === 'unclear') return UNCLEAR;
  // What it has not seen yet, the kernel calls invalid.
  if (!seen) return number(CT_STATE.invalid);
  return number(moment === 'first' ? CT_STATE.new : CT_STATE.established);
}

function connectionOf(field: Field, packet: Packet, base: Base, tracking: Tracking): Value {
  const seen = isSeen(base);
  if (seen === 'unclear' || tracking === 'unclear') return UNCLEAR;
  if (tracking === 'untracked' || !seen) return ABSENT;
  if (field === 'ct.direction') return number(packet.moment === 'answer' ? 1 : 0);
  if (field === 'ct.l4proto') return number(PROTOCOL_NUMBERS[packet.transport] ?? 0);
  if (field === 'ct.dport') return number(packet.sentTo);
  return {
    kind: 'number',
    value: BigInt(packet.diverted ? CT_STATUS.dnat : 0),
    known: BigInt(CT_STATUS.dnat | CT_STATUS.snat),
  };
}
