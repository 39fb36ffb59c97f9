/** iptables' matches made into questions about a packet. */
import { parseSpan, spanSet, type Family, type Span } from '../address-set.ts';
import {
  CT_STATE,
  CT_STATUS,
  PACKET_TYPES,
  PROTOCOL_NUMBERS,
  ROUTE_TYPES,
  TCP_FLAGS,
} from '../packet.ts';
import type { Field, Test } from '../rules.ts';
import type { Option } from './words.ts';

/** Never true. */
const NEVER: Test = { kind: 'any', of: [] };

const opaque = (what: string): Test => ({ kind: 'opaque', what });
const changing = (what: string): Test => ({ kind: 'changing', what });
const spans = (field: Field, of: readonly Span[]): Test => ({
  kind: 'spans',
  field,
  spans: spanSet(of),
});

/** Modules whose answer is another for each packet, and what it hangs on. */
const CHANGING: Readonly<Record<string, string>> = {
  limit: 'a rate limit',
  hashlimit: 'a rate limit for each peer',
  connlimit: 'how many connections a peer has',
  connbytes: 'how much was sent',
  recent: 'how often a peer knocked before',
  statistic: 'chance',
  quota: 'a quota',
  time: 'the time of day',
  mac: "the peer's hardware address",
  hl: "the packet's hop limit",
  ttl: "the packet's time to live",
  length: "the packet's length",
  dscp: "the packet's class of service",
  tos: "the packet's class of service",
  ecn: "the packet's congestion bits",
  tcpmss: "the packet's segment size",
};

/** Headers that a plain packet of TCP, UDP or SCTP has not. */
const OTHER_HEADERS: ReadonlySet<string> = new Set([
  'icmp',
  'icmp6',
  'rt',
  'frag',
  'ah',
  'esp',
  'dst',
  'hbh',
  'mh',
  'ipcomp',
]);

/**
 * @param module what `-m` named; empty for what iptables knows by itself
 * @param options those of the module
 * @returns what has to hold; empty when everything does
 */
export function testsOf(module: string, options: readonly Option[], family: Family): Test[] {
  if (module === 'comment' || isNoting(module, options)) return [];
  if (Object.hasOwn(CHANGING, module)) return [changing(CHANGING[module]!)];
  if (OTHER_HEADERS.has(module)) {
    return [options.some(({ negated }) => negated) ? opaque(`the match ${module}`) : NEVER];
  }
  if (module === 'rpfilter') return [reversePath(options)];
  return options.map((option) => {
    const test = testOf(module, option, family);
    return option.negated ? ({ kind: 'not', of: test } as const) : test;
  });
}

/** Writing a peer into a list of `recent` holds for every peer. */
function isNoting(module: string, options: readonly Option[]): boolean {
  return module === 'recent' && options.some(({ name, negated }) => name === '--set' && !negated);
}

function testOf(module: string, { name, values }: Option, family: Family): Test {
  const [value = '', more = ''] = values;
  switch (`${module} ${name}`) {
    case ' -s':
      return address(family, 'saddr', value);
    case ' -d':
      return address(family, 'daddr', value);
    case ' -i':
      return interfaceTest('iif', value);
    case ' -o':
      return interfaceTest('oif', value);
    case ' -p':
      return protocol(value);
    case ' -f':
      return NEVER;
    case 'tcp --dport':
    case 'udp --dport':
    case 'sctp --dport':
    case 'tcp --destination-port':
    case 'udp --destination-port':
      return ports('th.dport', value);
    case 'tcp --sport':
    case 'udp --sport':
    case 'sctp --sport':
    case 'tcp --source-port':
    case 'udp --source-port':
      return ports('th.sport', value);
    case 'tcp --syn':
      return flags('FIN,SYN,RST,ACK', 'SYN');
    case 'tcp --tcp-flags':
      return flags(value, more);
    case 'multiport --dports':
      return ports('th.dport', value);
    case 'multiport --sports':
      return ports('th.sport', value);
    case 'multiport --ports':
      return { kind: 'any', of: [ports('th.dport', value), ports('th.sport', value)] };
    case 'conntrack --ctstate':
    case 'state --state':
      return states(value);
    case 'conntrack --ctdir':
      return bitNumber('ct.direction', { ORIGINAL: 0, REPLY: 1 }, value);
    case 'conntrack --ctproto':
      return protocol(value, 'ct.l4proto');
    case 'conntrack --ctorigdstport':
      return ports('ct.dport', value);
    case 'addrtype --dst-type':
      return routeTypes('fib.daddr.type', value, family);
    case 'addrtype --src-type':
      return routeTypes('fib.saddr.type', value, family);
    case 'iprange --src-range':
      return address(family, 'saddr', value);
    case 'iprange --dst-range':
      return address(family, 'daddr', value);
    case 'pkttype --pkt-type':
      return bitNumber('pkttype', PACKET_TYPES, value);
    default:
      return opaque(`the match ${[module, name, ...values].join(' ').trim()}`);
  }
}

function address(family: Family, end: 'saddr' | 'daddr', text: string): Test {
  const span = parseSpan(text);
  if (span?.family !== family) return opaque(`the address ${text}`);
  const field: Field = family === 'ipv4' ? `ip.${end}` : `ip6.${end}`;
  return spans(field, [{ from: span.from, to: span.to }]);
}

/** `eth+` is every interface that begins with `eth`; `+` alone is every interface. */
function interfaceTest(field: 'iif' | 'oif', name: string): Test {
  return { kind: 'names', field, names: [name.replace(/\+$/, '*')] };
}

function protocol(name: string, field: Field = 'l4proto'): Test {
  if (name === 'all' || name === '0') return { kind: 'all', of: [] };
  const known = Object.hasOwn(PROTOCOL_NUMBERS, name) ? PROTOCOL_NUMBERS[name] : undefined;
  const number = known ?? (/^\d{1,3}$/.test(name) ? Number(name) : undefined);
  if (number === undefined) return opaque(`the protocol ${name}`);
  return spans(field, [{ from: BigInt(number), to: BigInt(number) }]);
}

/** `22`, `1000:2000`, `:1023`, `22,80,1000:2000`; names of services are not printed by iptables-save. */
function ports(field: Field, text: string): Test {
  const found: Span[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{0,5})(:(\d{0,5}))?$/.exec(part);
    if (range === null || part === '') return opaque(`the ports ${text}`);
    const [, from = '', colon, to = ''] = range;
    const first = from === '' ? 0n : BigInt(from);
    const last = colon === undefined ? first : to === '' ? 65_535n : BigInt(to);
    found.push({ from: first, to: last });
  }
  return spans(field, found);
}

function flags(mask: string, wanted: string): Test {
  const bits = flagBits(mask);
  const set = flagBits(wanted);
  if (bits === undefined || set === undefined) return opaque(`the flags ${mask} ${wanted}`);
  return { kind: 'spans', field: 'tcp.flags', mask: bits, spans: [{ from: set, to: set }] };
}

function flagBits(text: string): bigint | undefined {
  if (text === 'NONE') return 0n;
  if (text === 'ALL') return 0b11_1111n;
  return bitsIn(text, TCP_FLAGS);
}

function bitsIn(text: string, words: Readonly<Record<string, number>>): bigint | undefined {
  let bits = 0n;
  for (const word of text.toLowerCase().split(',')) {
    if (!Object.hasOwn(words, word)) return undefined;
    bits |= BigInt(words[word]!);
  }
  return bits;
}

/** Two of the words are no states: they tell whether the connection was translated. */
function states(text: string): Test {
  const words = text.split(',');
  const translated = words.filter((word) => word === 'SNAT' || word === 'DNAT');
  const plain = words.filter((word) => word !== 'SNAT' && word !== 'DNAT');
  const state = plain.length === 0 ? 0n : bitsIn(plain.join(','), CT_STATE);
  const status = translated.length === 0 ? 0n : bitsIn(translated.join(','), CT_STATUS);
  if (state === undefined || status === undefined) return opaque(`the states ${text}`);
  const isState: Test = { kind: 'bits', field: 'ct.state', any: state };
  if (status === 0n) return isState;
  return { kind: 'any', of: [isState, { kind: 'bits', field: 'ct.status', any: status }] };
}

function routeTypes(field: Field, text: string, family: Family): Test {
  const words = text.split(',');
  // Over IPv6 all of several types have to hold, and an address of our own is unicast as well.
  if (family === 'ipv6' && words.length > 1) return opaque(`the address types ${text}`);
  if (family === 'ipv6' && text === 'UNICAST') {
    return spans(field, [{ from: BigInt(ROUTE_TYPES.unicast), to: BigInt(ROUTE_TYPES.local) }]);
  }
  const found: Span[] = [];
  for (const word of words.map((one) => one.toLowerCase())) {
    if (!Object.hasOwn(ROUTE_TYPES, word)) return opaque(`the address type ${text}`);
    const type = BigInt(ROUTE_TYPES[word as keyof typeof ROUTE_TYPES]);
    found.push({ from: type, to: type });
  }
  return spans(field, found);
}

function bitNumber(field: Field, words: Readonly<Record<string, number>>, word: string): Test {
  const number = Object.hasOwn(words, word) ? words[word] : undefined;
  if (number === undefined) return opaque(word);
  return spans(field, [{ from: BigInt(number), to: BigInt(number) }]);
}

/** Whether the peer is answered by the way it came; `--invert` asks for the others. */
function reversePath(options: readonly Option[]): Test {
  const inverted = options.some(({ name }) => name === '--invert');
  const test: Test = { kind: 'spans', field: 'reverse-path', spans: [{ from: 1n, to: 1n }] };
  return inverted ? { kind: 'not', of: test } : test;
}
