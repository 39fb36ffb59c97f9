/** The words that nftables prints instead of numbers. */
import {
  CT_STATE,
  CT_STATUS,
  ETHERTYPES,
  NFPROTOS,
  PACKET_TYPES,
  PROTOCOL_NUMBERS,
  ROUTE_TYPES,
  TCP_FLAGS,
} from '../packet.ts';
import type { Field } from '../rules.ts';

type Words = Readonly<Record<string, number>>;

const DIRECTIONS: Words = { original: 0, reply: 1 };

/**
 * Ports that older versions print as names are not here: `nft -j` prints numbers. What is no number
 * and no word is not understood.
 */
const WORDS: Partial<Record<Field, Words>> = {
  nfproto: NFPROTOS,
  ethertype: ETHERTYPES,
  l4proto: PROTOCOL_NUMBERS,
  'ip.protocol': PROTOCOL_NUMBERS,
  'ip6.nexthdr': PROTOCOL_NUMBERS,
  'ct.l4proto': PROTOCOL_NUMBERS,
  'ct.state': CT_STATE,
  'ct.status': CT_STATUS,
  'ct.direction': DIRECTIONS,
  'tcp.flags': TCP_FLAGS,
  pkttype: PACKET_TYPES,
  'fib.saddr.type': ROUTE_TYPES,
  'fib.daddr.type': ROUTE_TYPES,
};

/** The number that a word, or a number, stands for in a field; undefined when we do not know it. */
export function numberOf(value: unknown, field: Field): bigint | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value !== 'string') return undefined;
  if (/^(?:0x[\da-f]{1,16}|\d{1,19})$/i.test(value)) return BigInt(value);
  const word = WORDS[field];
  return word && Object.hasOwn(word, value) ? BigInt(word[value]!) : undefined;
}
