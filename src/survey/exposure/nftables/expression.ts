/** nftables' expressions, as its JSON has them, made into questions about a packet. */
import { addressNumber, parseSpan, spanSet, type Span } from '../address-set.ts';
import { prefixSpan } from '../address-set.ts';
import type { Field, Test } from '../rules.ts';
import { asList, asObject, asText, onlyEntry, type Json } from './json.ts';
import { numberOf } from './words.ts';

/** A named set or map of the table that a rule is in; undefined when there is none. */
export type Sets = ReadonlyMap<string, NamedSet>;

/** A set or map of a table, as the JSON has it. */
export interface NamedSet {
  readonly elements: readonly unknown[];
  /** Packets, or time, put elements in and take them out. */
  readonly isChanging: boolean;
}

/** A test that was not understood: nobody knows whom it takes. */
export const opaque = (what: string): Test => ({ kind: 'opaque', what });

/** What is looked at: a field, perhaps some of its bits. */
export interface Subject {
  readonly field: Field;
  readonly mask?: bigint;
}

/** `{"match": {op, left, right}}` */
export function matchTest(match: Json, sets: Sets): Test {
  const subjects = subjectsOf(match['left']);
  if (subjects === undefined) return otherTest(match['left']);
  const { op, right } = match;
  switch (op) {
    case '==':
      return membership(subjects, right, sets);
    case '!=':
      return { kind: 'not', of: membership(subjects, right, sets) };
    case 'in':
      return anyBit(subjects, right);
    case '!':
      return { kind: 'not', of: anyBit(subjects, right) };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(subjects, op, right);
    default:
      return opaque(`the operator ${String(op)}`);
  }
}

/** Headers that every sender fills in as it likes. */
const CHOSEN: ReadonlySet<string> = new Set([
  'ip dscp',
  'ip ecn',
  'ip ttl',
  'ip length',
  'ip id',
  'ip6 dscp',
  'ip6 ecn',
  'ip6 flowlabel',
  'ip6 hoplimit',
  'ip6 length',
  'tcp window',
  'tcp sequence',
  'tcp ackseq',
  'udp length',
  'th length',
  'ether saddr',
]);
const CLOCK: ReadonlySet<string> = new Set(['time', 'hour', 'day']);

/** What is no field of ours, and yet may be known to differ from packet to packet. */
function otherTest(left: unknown): Test {
  const [kind, value] = onlyEntry(left) ?? [];
  const about = asObject(value) ?? {};
  const header = `${String(about['protocol'])} ${String(about['field'])}`;
  if (kind === 'payload' && CHOSEN.has(header)) {
    return { kind: 'changing', what: `the packet's ${header}` };
  }
  if (kind === 'tcp option' || kind === 'ip option') {
    return { kind: 'changing', what: `the packet's ${kind}s` };
  }
  if (kind === 'meta' && CLOCK.has(String(about['key']))) {
    return { kind: 'changing', what: 'the time of day' };
  }
  if (kind === 'numgen') return { kind: 'changing', what: 'chance' };
  return opaque(describe(left));
}

/** The fields that an expression stands for: several for a concatenation, undefined when not understood. */
export function subjectsOf(expression: unknown): readonly Subject[] | undefined {
  const [kind, value] = onlyEntry(expression) ?? [];
  if (kind === 'concat') {
    const parts = asList(value)?.map(subjectOf);
    return parts && parts.length > 0 && parts.every((part) => part !== undefined)
      ? parts
      : undefined;
  }
  const subject = subjectOf(expression);
  return subject && [subject];
}

function subjectOf(expression: unknown): Subject | undefined {
  const [kind, value] = onlyEntry(expression) ?? [];
  if (kind === '&') {
    const [left, right] = asList(value) ?? [];
    const field = fieldOf(left);
    const mask = field && bitsOf(right, field);
    return field && mask !== undefined ? { field, mask } : undefined;
  }
  const field = fieldOf(expression);
  return field && { field };
}

const PAYLOADS: Readonly<Record<string, Field>> = {
  'ip saddr': 'ip.saddr',
  'ip daddr': 'ip.daddr',
  'ip protocol': 'ip.protocol',
  'ip frag-off': 'ip.fragment',
  'ip6 saddr': 'ip6.saddr',
  'ip6 daddr': 'ip6.daddr',
  'ip6 nexthdr': 'ip6.nexthdr',
  'th sport': 'th.sport',
  'th dport': 'th.dport',
  'tcp sport': 'tcp.sport',
  'tcp dport': 'tcp.dport',
  'tcp flags': 'tcp.flags',
  'udp sport': 'udp.sport',
  'udp dport': 'udp.dport',
  'sctp sport': 'sctp.sport',
  'sctp dport': 'sctp.dport',
};

const METAS: Readonly<Record<string, Field>> = {
  nfproto: 'nfproto',
  protocol: 'ethertype',
  l4proto: 'l4proto',
  iif: 'iif',
  iifname: 'iif',
  oif: 'oif',
  oifname: 'oif',
  pkttype: 'pkttype',
};

const CONNECTIONS: Readonly<Record<string, Field>> = {
  state: 'ct.state',
  direction: 'ct.direction',
  status: 'ct.status',
  protocol: 'ct.l4proto',
};

function fieldOf(expression: unknown): Field | undefined {
  const [kind, value] = onlyEntry(expression) ?? [];
  const about = asObject(value) ?? {};
  const own = (words: Readonly<Record<string, Field>>, word: string) =>
    Object.hasOwn(words, word) ? words[word] : undefined;
  switch (kind) {
    case 'payload': {
      const protocol = String(about['protocol']);
      // The conversations that we follow are of TCP, UDP and SCTP: no ICMP is ever seen here.
      if (protocol === 'icmp' || protocol === 'icmpv6' || protocol === 'igmp') return 'icmp';
      return own(PAYLOADS, `${protocol} ${String(about['field'])}`);
    }
    case 'meta':
      return own(METAS, String(about['key']));
    case 'ct':
      if (about['key'] === 'proto-dst' && about['dir'] === 'original') return 'ct.dport';
      return about['dir'] === undefined ? own(CONNECTIONS, String(about['key'])) : undefined;
    case 'fib':
      return fibField(about);
    default:
      return undefined;
  }
}

function fibField({ result, flags }: Json): Field | undefined {
  const asked = [asList(flags) ?? flags].flat().map(String).toSorted().join(' ');
  if (result === 'type') {
    if (asked === 'daddr') return 'fib.daddr.type';
    return asked === 'saddr' ? 'fib.saddr.type' : undefined;
  }
  // Whether the way back to the sender is the way that the packet came.
  return asked === 'iif saddr' || asked === 'iif mark saddr' ? 'reverse-path' : undefined;
}

const ADDRESSES: ReadonlySet<Field> = new Set<Field>([
  'ip.saddr',
  'ip.daddr',
  'ip6.saddr',
  'ip6.daddr',
]);
const NAMES: ReadonlySet<Field> = new Set<Field>(['iif', 'oif']);
/** Here a bare list of words is a set of bits, not of values. */
const FLAGS: ReadonlySet<Field> = new Set<Field>(['ct.state', 'ct.status', 'tcp.flags']);

/** Whether the subjects are what `right` says, or one of the things that it lists. */
export function membership(subjects: readonly Subject[], right: unknown, sets: Sets): Test {
  // Whatever is asked of a header that the packet lacks, the rule does not apply.
  const lacking = subjects.find(({ field }) => field === 'icmp');
  if (lacking) return { kind: 'spans', field: lacking.field, spans: [] };
  if (typeof right === 'string' && right.startsWith('@')) {
    const set = sets.get(right.slice(1));
    if (set === undefined) return opaque(`the set ${right}`);
    if (set.isChanging) return { kind: 'changing', what: `who is in the set ${right}` };
    return elementsTest(subjects, set.elements);
  }
  const set = asObject(right)?.['set'];
  if (set !== undefined) return elementsTest(subjects, asList(set) ?? [set]);
  return elementTest(subjects, right);
}

/** One of many elements. Plain numbers and addresses become one set of spans, which is quick to search. */
function elementsTest(subjects: readonly Subject[], elements: readonly unknown[]): Test {
  const [subject, ...more] = subjects;
  if (subject !== undefined && more.length === 0) {
    const spans = elements.map((element) => spanOf(bare(element), subject));
    if (spans.every((span) => span !== undefined)) {
      return { kind: 'spans', ...subject, spans: spanSet(spans) };
    }
  }
  return { kind: 'any', of: elements.map((element) => elementTest(subjects, element)) };
}

/** An element without what it carries along: a timeout, a counter, a comment. */
export function bare(element: unknown): unknown {
  const about = asObject(asObject(element)?.['elem']);
  return about === undefined ? element : about['val'];
}

/** Whether the subjects are one element of a set; `*` is any. */
export function elementTest(subjects: readonly Subject[], given: unknown): Test {
  const element = bare(given);
  if (element === '*') return { kind: 'all', of: [] };
  const [subject, ...more] = subjects;
  if (subject === undefined) return opaque('nothing at all');
  if (more.length === 0) return valueTest(subject, element);
  const parts = asList(asObject(element)?.['concat']);
  if (parts?.length !== subjects.length) return opaque(describe(element));
  return { kind: 'all', of: subjects.map((one, i) => valueTest(one, parts[i])) };
}

function valueTest(subject: Subject, value: unknown): Test {
  if (NAMES.has(subject.field)) {
    const name = asText(value);
    return name === undefined
      ? opaque(describe(value))
      : { kind: 'names', field: subject.field, names: [name] };
  }
  const span = spanOf(value, subject);
  return span ? { kind: 'spans', ...subject, spans: [span] } : opaque(describe(value));
}

function spanOf(value: unknown, { field }: Subject): Span | undefined {
  if (NAMES.has(field)) return undefined;
  if (ADDRESSES.has(field)) return addressSpan(value, field.startsWith('ip6') ? 'ipv6' : 'ipv4');
  const range = asList(asObject(value)?.['range']);
  if (range !== undefined) {
    const [from, to] = range.map((end) => numberOf(end, field));
    return from !== undefined && to !== undefined ? { from, to } : undefined;
  }
  const number = FLAGS.has(field) ? bitsOf(value, field) : numberOf(value, field);
  return number === undefined ? undefined : { from: number, to: number };
}

function addressSpan(value: unknown, family: 'ipv4' | 'ipv6'): Span | undefined {
  if (typeof value === 'string') {
    const span = parseSpan(value);
    return span?.family === family ? { from: span.from, to: span.to } : undefined;
  }
  const [kind, about] = onlyEntry(value) ?? [];
  if (kind === 'prefix') {
    const { addr, len } = asObject(about) ?? {};
    const span = prefixSpan(String(addr), typeof len === 'number' ? len : -1);
    return span?.family === family ? { from: span.from, to: span.to } : undefined;
  }
  const [from, to] = (kind === 'range' && asList(about)) || [];
  const first = addressNumber(String(from));
  const last = addressNumber(String(to));
  if (first?.family !== family || last?.family !== family) return undefined;
  return { from: first.value, to: last.value };
}

/** Words or numbers whose bits are put together: `["syn", "ack"]`, `{"|": ["syn", "ack"]}`. */
function bitsOf(value: unknown, field: Field): bigint | undefined {
  const parts = asList(value) ?? asList(asObject(value)?.['|']);
  if (parts === undefined) return numberOf(value, field);
  let bits = 0n;
  for (const part of parts) {
    const bit = bitsOf(part, field);
    if (bit === undefined) return undefined;
    bits |= bit;
  }
  return bits;
}

function anyBit(subjects: readonly Subject[], right: unknown): Test {
  const [subject, ...more] = subjects;
  if (subject === undefined || more.length > 0 || subject.mask !== undefined) {
    return opaque('bits of several fields');
  }
  const any = bitsOf(right, subject.field);
  return any === undefined ? opaque(describe(right)) : { kind: 'bits', field: subject.field, any };
}

/** Beyond any port, protocol and flag; no address is compared this way. */
const LARGEST = (1n << 64n) - 1n;

function comparison(
  subjects: readonly Subject[],
  op: '<' | '<=' | '>' | '>=',
  right: unknown,
): Test {
  const [subject, ...more] = subjects;
  if (subject === undefined || more.length > 0) return opaque('a comparison of several fields');
  const span = spanOf(right, subject);
  if (span === undefined || span.from !== span.to || ADDRESSES.has(subject.field)) {
    return opaque(describe(right));
  }
  const spans = {
    '<': { from: 0n, to: span.from - 1n },
    '<=': { from: 0n, to: span.from },
    '>': { from: span.from + 1n, to: LARGEST },
    '>=': { from: span.from, to: LARGEST },
  }[op];
  return { kind: 'spans', ...subject, spans: spanSet([spans]) };
}

/** What was not understood, short enough for a sentence. */
export function describe(expression: unknown): string {
  const text = JSON.stringify(expression) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
