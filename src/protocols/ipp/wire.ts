/**
 * IPP on the wire: the binary message that travels as the body of an HTTP request or answer (RFC 8010, section 3).
 * `decode` reads every request and every response; what is written is in `encode.ts`.
 */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';
import { readText, readValue, type IppAttribute, type IppValue } from './values.ts';
import {
  END_OF_ATTRIBUTES,
  FIRST_VALUE_TAG,
  groupName,
  operationName,
  statusName,
  TAGS,
  tagName,
} from './vocabulary.ts';

/** Values in one message, members of collections too: whole lists of printers have some 3,000. */
export const MAX_VALUES = 16_384;
/** Collections in collections: three is the most that the standards have (`media-col-database`). */
export const MAX_DEPTH = 8;
/** RFC 8011, section 5.1.4, allows a keyword 255 bytes. */
export const MAX_NAME = 255;
/** Groups in one message: Get-Jobs and Get-Printers answer with one for each job or printer. */
export const MAX_GROUPS = 4096;

export interface IppGroup {
  /** `printer`; `group 0x0b` where nobody has named it. */
  readonly name: string;
  readonly tag: number;
  readonly attributes: readonly IppAttribute[];
}

export interface IppMessage extends DecodedMessage {
  readonly kind: 'request' | 'response';
  /** `2.0`. */
  readonly version: string;
  /** The operation of a request, the status of a response. */
  readonly code: number;
  /** Its name; absent where nobody has named it. */
  readonly name?: string;
  readonly requestId: number;
  readonly groups: readonly IppGroup[];
  /** What follows the attributes: a document. */
  readonly data: Uint8Array;
}

/**
 * Reads one message. Total: any bytes give a message, or an error of kind
 * - `magic`: no version of IPP, or no group of attributes after the header;
 * - `truncated`: the bytes end before the attributes do;
 * - `value`: a value that belongs to no attribute, a member outside a collection;
 * - `length`: more values, groups, depth or longer names than the limits above.
 *
 * A value that is not as its tag says is kept as `unexplained`, and reading goes on.
 */
export function decode(bytes: Uint8Array): Decoded<IppMessage> {
  return decodeWith(bytes, (r) => readMessage(r, undefined));
}

/** The same for an answer to something that we asked: there its number can only be a status. */
export function decodeResponse(bytes: Uint8Array): Decoded<IppMessage> {
  return decodeWith(bytes, (r) => readMessage(r, 'response'));
}

function readMessage(r: Reader, known: IppMessage['kind'] | undefined): IppMessage {
  const kind = known ?? kindOf(r);
  const version = readVersion(r);
  const isRequest = kind === 'request';
  const nameOf = isRequest ? operationName : statusName;
  const code = r.u16(isRequest ? 'operation' : 'status', nameOf);
  const requestId = r.u32('request id');
  const begin = r.peek(1)[0];
  if (begin !== undefined && (begin === 0 || begin >= FIRST_VALUE_TAG)) {
    r.refuse('magic', 'group', 'no group of attributes follows the header: this is no IPP');
  }
  const groups = readGroups(r);
  const name = nameOf(code);
  const number = `0x${code.toString(16).padStart(4, '0')}`;
  return {
    title: isRequest
      ? `Request: ${name ?? `operation ${number}`}`
      : `Response: ${name ?? `status ${number}`}`,
    kind,
    version,
    code,
    ...(name !== undefined && { name }),
    requestId,
    groups,
    data: r.rest('data'),
  };
}

/** RFC 8010, section 3.4.1; versions 1.0, 1.1 and 2.0 to 2.2 exist (RFC 8011, section 4.1.8). */
function readVersion(r: Reader): string {
  const major = r.u8('major version');
  if (major !== 1 && major !== 2) {
    r.refuse(
      'magic',
      'major version',
      `version ${major} is none of IPP: this is another protocol`,
      0,
    );
  }
  const minor = r.u8('minor version');
  if (minor > 9) r.refuse('magic', 'minor version', `version ${major}.${minor} is none of IPP`, 1);
  return `${major}.${minor}`;
}

/** Where a request names what it is for: RFC 8011, section 4.1.5, wants it third in the first group. */
const TARGET_WITHIN = { bytes: 1024, attributes: 4 };
const TARGET = /^(?:printer|job|system)-uri$/;

/**
 * Nothing in a message says which way it goes. Operations and statuses share the numbers 1 to 7; there only a
 * request names a printer or a job as its target (RFC 8011, section 4.1.5).
 */
function kindOf(r: Reader): IppMessage['kind'] {
  const ahead = r.peek(TARGET_WITHIN.bytes);
  const u16 = (at: number) => ((ahead[at] ?? 0) << 8) | (ahead[at + 1] ?? 0);
  const code = u16(2);
  if (code === 0 || (code >= 0x0400 && code < 0x0600)) return 'response';
  if (code > 7) return 'request';
  // Behind the header and the first group's tag.
  let at = 9;
  for (let i = 0; i < TARGET_WITHIN.attributes && (ahead[at] ?? 0) >= FIRST_VALUE_TAG; i++) {
    const end = at + 3 + u16(at + 1);
    if (TARGET.test(String.fromCharCode(...ahead.subarray(at + 3, end)))) return 'request';
    at = end + 2 + u16(end);
  }
  return 'response';
}

function readGroups(r: Reader): IppGroup[] {
  const groups: IppGroup[] = [];
  const budget = { values: 0 };
  for (;;) {
    const at = r.offset;
    const tag = r.u8('group', (value) =>
      value === END_OF_ATTRIBUTES ? 'end of attributes' : (groupName(value) ?? 'unknown'),
    );
    if (tag === END_OF_ATTRIBUTES) return groups;
    if (tag === 0) r.refuse('value', 'group', `no group has the tag 0x00 at byte ${at}`, at);
    if (groups.length === MAX_GROUPS) {
      r.refuse('length', 'group', `more than ${MAX_GROUPS} groups in one message`, at);
    }
    const name = groupName(tag) ?? `group 0x${tag.toString(16).padStart(2, '0')}`;
    groups.push({ name, tag, attributes: readAttributes(r, budget) });
  }
}

/** What is left to be read of a message, counted over all of it. */
interface Budget {
  values: number;
}

const isValueNext = (r: Reader) => (r.peek(1)[0] ?? 0) >= FIRST_VALUE_TAG;

function readAttributes(r: Reader, budget: Budget): IppAttribute[] {
  const attributes: { name: string; values: IppValue[] }[] = [];
  while (isValueNext(r)) {
    const { tag, at } = readTag(r, budget);
    const length = r.u16('name length');
    if (length > 0) attributes.push({ name: readName(r, length), values: [] });
    // RFC 8010, section 3.1.5: without a name, it is one more value of the attribute before.
    const current = attributes.at(-1);
    if (current === undefined) {
      r.refuse('value', 'attribute name', `the value at byte ${at} belongs to no attribute`, at);
    }
    if (tag === TAGS.memberAttrName || tag === TAGS.endCollection) {
      r.refuse('value', 'value tag', `a ${tagName(tag)} outside a collection at byte ${at}`, at);
    }
    current.values.push(readAny(r, tag, current.name, budget, 0));
  }
  return attributes;
}

function readTag(r: Reader, budget: Budget): { tag: number; at: number } {
  const at = r.offset;
  const tag = r.u8('value tag', (value) => tagName(value) ?? 'unknown');
  if (++budget.values > MAX_VALUES) {
    r.refuse('length', 'value tag', `more than ${MAX_VALUES} values in one message`, at);
  }
  return { tag, at };
}

function readName(r: Reader, length: number, field = 'attribute name'): string {
  if (length > MAX_NAME) {
    r.refuse('length', field, `a name of ${length} bytes at byte ${r.offset}`);
  }
  return readText(r, field, length);
}

function readAny(r: Reader, tag: number, name: string, budget: Budget, depth: number): IppValue {
  const length = r.u16('value length');
  if (tag !== TAGS.collection) return readValue(r, tag, name, length);
  if (depth === MAX_DEPTH) {
    r.refuse('length', 'value tag', `collections lie more than ${MAX_DEPTH} deep in each other`);
  }
  // RFC 8010, section 3.1.6: the collection itself has no value; what there is, is skipped.
  if (length > 0) r.bytes('ignored', length);
  return { kind: 'collection', members: readMembers(r, budget, depth + 1) };
}

/** RFC 8010, section 3.1.7: names and values take turns, none with a name in its header. */
function readMembers(r: Reader, budget: Budget, depth: number): IppAttribute[] {
  const members: { name: string; values: IppValue[] }[] = [];
  for (;;) {
    const { tag, at } = readTag(r, budget);
    if (tag < FIRST_VALUE_TAG) {
      r.refuse('value', 'value tag', `the collection has no end before the tag at byte ${at}`, at);
    }
    const headed = r.u16('name length');
    if (headed > 0) r.bytes('ignored', headed);
    if (tag === TAGS.endCollection) {
      const length = r.u16('value length');
      if (length > 0) r.bytes('ignored', length);
      return members;
    }
    if (tag === TAGS.memberAttrName) {
      members.push({ name: readName(r, r.u16('value length'), 'member name'), values: [] });
      continue;
    }
    const current = members.at(-1);
    if (current === undefined) {
      r.refuse('value', 'member name', `the value at byte ${at} belongs to no member`, at);
    }
    current.values.push(readAny(r, tag, current.name, budget, depth));
  }
}

/** The attributes of the first group of a kind; none when there is no such group. */
export function attributesOf(message: IppMessage, group: string): readonly IppAttribute[] {
  return message.groups.find(({ name }) => name === group)?.attributes ?? [];
}
