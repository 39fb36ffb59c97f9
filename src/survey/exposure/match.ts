/** Asks a packet a question, for all the peers at once that it may come from. */
import { intersection, isSame, type Span, type SpanSet } from './address-set.ts';
import { valueOf, type Packet, type Tracking, type Value } from './packet.ts';
import { NOBODY, without, type Crowd, type Peers } from './peers.ts';
import type { Base, Field, Test } from './rules.ts';

/**
 * How sure something is: it holds; it holds for some packets and not for others (a rate, the peer's
 * port); or we cannot tell.
 */
export type Certainty = 'sure' | 'depends' | 'unknown';

/** A question, seen by one packet. */
export interface Asked {
  readonly packet: Packet;
  readonly base: Base;
  readonly tracking: Tracking;
  readonly crowd: Crowd;
  /** The peers that are asked about. */
  readonly peers: Peers;
}

/** Peers for whom the answer is yes, sometimes yes, or not known; for all others it is no. */
export interface Split {
  readonly yes: Peers;
  readonly depends: Peers;
  readonly unknown: Peers;
  /** The packet lacks what was asked for, and the whole rule does not apply. */
  readonly broken?: true;
}

const NO: Split = { yes: NOBODY, depends: NOBODY, unknown: NOBODY };
const BROKEN: Split = { ...NO, broken: true };

/** Whose packets answer to a test, whose do not, and of whom that cannot be told. */
export function ask(test: Test, asked: Asked): Split {
  switch (test.kind) {
    case 'spans':
      return askSpans(test, read(test.field, asked), asked);
    case 'bits':
      return askBits(test.any, read(test.field, asked), asked.peers);
    case 'names':
      return askNames(test.names, read(test.field, asked), asked.peers);
    case 'all':
      return askAll(test.of, asked);
    case 'any':
      return askAny(test.of, asked);
    case 'not':
      return opposite(ask(test.of, asked), asked.peers);
    case 'changing':
      return { ...NO, depends: asked.peers };
    case 'opaque':
      return { ...NO, unknown: asked.peers };
  }
}

function read(field: Field, { packet, base, tracking }: Asked): Value {
  return valueOf(field, packet, base, tracking);
}

function certain(holds: boolean, peers: Peers): Split {
  return holds ? { ...NO, yes: peers } : NO;
}

function askSpans(
  { spans, mask }: { readonly spans: SpanSet; readonly mask?: bigint },
  value: Value,
  { peers, crowd }: Asked,
): Split {
  switch (value.kind) {
    case 'number':
      return askNumber(value, spans, mask, peers);
    case 'peer':
      return askPeers(mask === undefined ? crowd.among(spans) : undefined, peers);
    case 'within':
      if (mask !== undefined) return { ...NO, depends: peers };
      return askWithin(value.spans, spans, peers);
    case 'absent':
      return BROKEN;
    case 'name':
    case 'unknown':
      return { ...NO, unknown: peers };
  }
}

/** @param meant those for whom it holds; undefined when that cannot be told */
function askPeers(meant: Peers | undefined, peers: Peers): Split {
  return meant === undefined ? { ...NO, unknown: peers } : { ...NO, yes: peers & meant };
}

function askNumber(
  { value, known }: { readonly value: bigint; readonly known?: bigint },
  spans: SpanSet,
  mask: bigint | undefined,
  peers: Peers,
): Split {
  // Of a number that is only partly certain, the other bits may hold anything.
  if (known !== undefined && (mask === undefined || (mask & ~known) !== 0n)) {
    const fits = ({ from, to }: Span) => from !== to || (from & known) === (value & known);
    return spans.some(fits) ? { ...NO, depends: peers } : NO;
  }
  const seen = mask === undefined ? value : value & mask;
  return certain(
    spans.some(({ from, to }) => from <= seen && seen <= to),
    peers,
  );
}

function askWithin(possible: SpanSet, spans: SpanSet, peers: Peers): Split {
  const common = intersection(possible, spans);
  if (common.length === 0) return NO;
  return isSame(common, possible) ? { ...NO, yes: peers } : { ...NO, depends: peers };
}

function askBits(any: bigint, value: Value, peers: Peers): Split {
  if (value.kind === 'absent') return BROKEN;
  if (value.kind === 'within') return { ...NO, depends: peers };
  if (value.kind !== 'number') return { ...NO, unknown: peers };
  const { known = any } = value;
  if ((value.value & any & known) !== 0n) return { ...NO, yes: peers };
  return (any & ~known) === 0n ? NO : { ...NO, depends: peers };
}

function askNames(names: readonly string[], value: Value, peers: Peers): Split {
  if (value.kind === 'absent') return BROKEN;
  if (value.kind !== 'name') return { ...NO, unknown: peers };
  return certain(
    names.some((name) => isNamed(value.name, name)),
    peers,
  );
}

/** `eth*` is every interface that begins with `eth`. */
function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function askAll(tests: readonly Test[], asked: Asked): Split {
  let yes = asked.peers;
  let depends = NOBODY;
  let unknown = NOBODY;
  for (const test of tests) {
    const split = ask(test, { ...asked, peers: yes | depends | unknown });
    if (split.broken) return BROKEN;
    const sometimes = (depends & (split.yes | split.depends)) | (yes & split.depends);
    unknown =
      (unknown & (split.yes | split.depends | split.unknown)) | ((yes | depends) & split.unknown);
    depends = without(sometimes, unknown);
    yes &= split.yes;
    if ((yes | depends | unknown) === NOBODY) return NO;
  }
  return { yes, depends, unknown };
}

function askAny(tests: readonly Test[], asked: Asked): Split {
  let { yes, depends, unknown } = NO;
  for (const test of tests) {
    const split = ask(test, { ...asked, peers: without(asked.peers, yes) });
    if (split.broken) return BROKEN;
    yes |= split.yes;
    unknown = without(unknown | split.unknown, yes);
    depends = without(depends | split.depends, yes | unknown);
    if (yes === asked.peers) break;
  }
  return { yes, depends, unknown };
}

function opposite({ yes, depends, unknown, broken }: Split, peers: Peers): Split {
  if (broken) return BROKEN;
  return { yes: without(peers, yes | depends | unknown), depends, unknown };
}

/** What the answer hangs on, where it is neither yes nor no. */
export function doubtOf(test: Test): string {
  switch (test.kind) {
    case 'changing':
    case 'opaque':
      return test.what;
    case 'all':
    case 'any': {
      const doubts = test.of.map(doubtOf);
      return doubts.find((doubt) => doubt !== PACKET) ?? PACKET;
    }
    case 'not':
      return doubtOf(test.of);
    default:
      if (test.field.endsWith('port')) return PORT;
      return GROUPS.test(test.field) ? GROUP : PACKET;
  }
}

const PACKET = 'the packet itself';
const PORT = "the peer's port";
const GROUPS = /addr$|^fib|^pkttype$/;
const GROUP = 'the group it is sent to';
