/** What submit and deliver have around a content: who says so, which part it is, of what type (RFC 2524, section 3.4). */
import type { BerReader } from '../../core/bytes/ber.ts';
import { berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import { TAGS } from '../../core/bytes/ber.ts';
import { readEmsdAddress, writeEmsdAddress } from './addresses.ts';
import { MOST_PARTS, type Carried, type Part, type Security } from './operations.ts';
import { atMost, readOctets, writeNumber } from './values.ts';
import { BOUNDS, CONTENT_TYPES, EMSD_TAGS, group, LAST_SEQUENCE, value } from './vocabulary.ts';

/**
 * Reads the content, of which nobody but its type knows where it ends: all that is left. A part's is no BER at all.
 * @returns its octets
 */
export type ReadContent = (r: BerReader, contentType: number, isPart: boolean) => Uint8Array;

export const readAsOctets: ReadContent = (r) => r.rest('content');

/** SecurityElement; absent where the next element is another. */
export function readSecurity(r: BerReader, tag: number): { security?: Security } {
  if (!r.isNext(tag)) return {};
  const security = r.within('security', tag, (inside) => {
    const credentials = inside.isNext(group(0))
      ? inside.within('simple credentials', group(0), readCredentials)
      : {};
    if (!inside.isNext(TAGS.INTEGER)) return credentials;
    const check = inside.unsigned('integrity check', BOUNDS.integrityCheck, () => 'not verifiable');
    return { ...credentials, contentIntegrityCheck: check };
  });
  return { security };
}

function readCredentials(r: BerReader): Security {
  const address = r.isNext(TAGS.SEQUENCE) ? { address: readEmsdAddress(r, 'credentials') } : {};
  const password = r.isNext(value(0))
    ? { password: readOctets(r, 'password', BOUNDS.password, value(0), secretWords) }
    : {};
  return { ...address, ...password };
}

/** A dump is soon shown to others: it says so instead of saying what the password is. */
const secretWords = ({ length }: Uint8Array): string =>
  `of ${length} octets, in the clear: whoever sees these bytes has it`;

/** @throws RangeError when the password is too long, or the address none */
export function writeSecurity(security: Security | undefined, tag: number): Uint8Array[] {
  if (security === undefined) return [];
  const { address, password, contentIntegrityCheck: check } = security;
  const credentials = berSequence(
    [
      ...(address === undefined ? [] : [writeEmsdAddress(address)]),
      ...(password === undefined
        ? []
        : [berOctets(atMost('password', password, BOUNDS.password), value(0))]),
    ],
    group(0),
  );
  const checked =
    check === undefined ? [] : [writeNumber('integrity check', check, BOUNDS.integrityCheck)];
  return [berSequence([credentials, ...checked], tag)];
}

function readPart(r: BerReader): { part?: Part } {
  if (r.isNext(EMSD_TAGS.FIRST_PART)) {
    const part = r.within('first part', EMSD_TAGS.FIRST_PART, (inside) => ({
      first: true as const,
      sequence: readSequence(inside),
      total: readCount(inside, 'number of parts', MOST_PARTS),
    }));
    return { part };
  }
  if (!r.isNext(EMSD_TAGS.OTHER_PART)) return {};
  const part = r.within('further part', EMSD_TAGS.OTHER_PART, (inside) => ({
    first: false as const,
    sequence: readSequence(inside),
    number: readCount(inside, 'part number', MOST_PARTS - 1),
  }));
  return { part };
}

const readSequence = (r: BerReader): number => r.unsigned('sequence identifier', LAST_SEQUENCE);

/** 1 to `most`: the first part is not numbered, and no message has no parts. */
function readCount(r: BerReader, name: string, most: number): number {
  const at = r.offset;
  const count = r.unsigned(name, most);
  return count > 0 ? count : r.refuse('value', name, 'is 0', at);
}

function writePart(part: Part | undefined): Uint8Array[] {
  if (part === undefined) return [];
  const { first, sequence } = part;
  const most = first ? MOST_PARTS : MOST_PARTS - 1;
  const count = first ? part.total : part.number;
  if (count < 1) throw new RangeError(`${count} is no count of parts, nor the number of one`);
  return [
    berSequence(
      [
        writeNumber('sequence identifier', sequence, LAST_SEQUENCE),
        writeNumber('part', count, most),
      ],
      first ? EMSD_TAGS.FIRST_PART : EMSD_TAGS.OTHER_PART,
    ),
  ];
}

/** @param securityTag the operation's own */
export function readCarried(r: BerReader, securityTag: number, readContent: ReadContent): Carried {
  const security = readSecurity(r, securityTag);
  const part = readPart(r);
  const contentType = r.unsigned('content type', BOUNDS.contentTypes - 1, contentTypeName);
  const content = readContent(r, contentType, part.part !== undefined);
  return { ...security, ...part, contentType, content };
}

const contentTypeName = (type: number): string | undefined => CONTENT_TYPES[type];

/** @throws RangeError when something is not within its bounds */
export const writeCarried = (carried: Carried, securityTag: number): Uint8Array[] => [
  ...writeSecurity(carried.security, securityTag),
  ...writePart(carried.part),
  writeNumber('content type', carried.contentType, BOUNDS.contentTypes - 1),
  atMost('content', carried.content, BOUNDS.content),
];
