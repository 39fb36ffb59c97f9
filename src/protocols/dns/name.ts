/**
 * Names in DNS messages: labels, and pointers to labels that stood earlier (RFC 1035, section 4.1.4).
 *
 * As text, a name is its labels with dots between them and none at the end; the root is `.`. Labels are UTF-8, as
 * in DNS-SD, where they hold what a person typed (RFC 6763, section 4.1.1): a dot or a backslash inside one is written
 * `\.` or `\\`, and a byte that is no character to be shown as `\200`, in decimals (RFC 1035, section 5.1). So every
 * name has one text, and the text all bytes.
 */
import type { Reader } from '../../core/bytes/reader.ts';
import type { WireErrorKind } from '../../core/errors.ts';

/** Bytes on the wire, lengths and the root's zero counted (section 2.3.4). */
export const LONGEST_NAME = 255;
export const LONGEST_LABEL = 63;

/** The two highest bits of a length byte: here the name goes on where the other 14 point to. */
const POINTER = 0xc0;

/** What names point into: the message, which begins at `start` of `bytes`. */
export interface Surroundings {
  readonly bytes: Uint8Array;
  readonly start: number;
}

/** Reads a name as one field, called `field`. Pointers must lead back, each further than the one before. */
export function readName(r: Reader, field: string, around: Surroundings): string {
  const walked = walk(around, r.offset);
  if ('problem' in walked) {
    return r.refuse(walked.kind, walked.field, `${walked.problem}, in ${field}`, walked.offset);
  }
  return r.as(field, walked.length, () => nameOf(walked.labels));
}

type Walk =
  | {
      readonly labels: readonly Uint8Array[];
      /** Bytes that the name takes where it stands. */
      readonly length: number;
    }
  | {
      readonly problem: string;
      readonly kind: WireErrorKind;
      readonly field: string;
      readonly offset: number;
    };

/**
 * Ends always: a stretch of labels begins earlier than the one that pointed to it, and no name is longer than
 * {@link LONGEST_NAME}.
 */
function walk({ bytes, start }: Surroundings, from: number): Walk {
  const labels: Uint8Array[] = [];
  const fault = (kind: WireErrorKind, field: string, offset: number, problem: string): Walk => ({
    kind,
    field,
    offset,
    problem: `${problem} at byte ${offset}`,
  });
  let size = 1;
  let end: number | undefined;
  let stretch = from;
  for (let at = from; ;) {
    const length = bytes[at];
    if (length === undefined) return fault('truncated', 'label length', at, 'the name is cut');
    if (length >= POINTER) {
      const low = bytes[at + 1];
      if (low === undefined) return fault('truncated', 'pointer', at, 'a pointer is cut');
      end ??= at + 2;
      const target = start + (((length & 0x3f) << 8) | low);
      if (target >= stretch) {
        return fault('value', 'pointer', at, 'a pointer that does not lead back');
      }
      at = stretch = target;
      continue;
    }
    if (length > LONGEST_LABEL) {
      return fault(
        'value',
        'label length',
        at,
        `a label of kind ${length >> 6}, which nobody uses,`,
      );
    }
    if (length === 0) return { labels, length: (end ?? at + 1) - from };
    size += length + 1;
    if (size > LONGEST_NAME) {
      return fault('length', 'label', at, `a name of more than ${LONGEST_NAME} bytes`);
    }
    if (at + 1 + length > bytes.length) return fault('truncated', 'label', at, 'a label is cut');
    labels.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
}

/** The text of labels. */
export const nameOf = (labels: readonly Uint8Array[]): string =>
  labels.length === 0 ? '.' : labels.map(labelText).join('.');

/** One label as it stands in a name's text. */
function labelText(label: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(label);
  } catch {
    return Array.from(label, (byte) => (byte < 0x80 ? escaped(byte) : decimal(byte))).join('');
  }
  // A byte order mark is taken off by the decoder: then the text would not have all bytes.
  if (label[0] === 0xef && label[1] === 0xbb && label[2] === 0xbf) {
    return `${decimal(0xef)}${decimal(0xbb)}${decimal(0xbf)}${labelText(label.subarray(3))}`;
  }
  return escapeLabel(text);
}

const decimal = (byte: number): string => `\\${byte.toString().padStart(3, '0')}`;

function escaped(code: number): string {
  if (code < 0x20 || code === 0x7f) return decimal(code);
  const character = String.fromCharCode(code);
  return character === '.' || character === '\\' ? `\\${character}` : character;
}

/** A person's words as one label of a name's text: `a.b` becomes `a\.b`. */
export const escapeLabel = (words: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  words.replace(/[\u0000-\u001f\u007f.\\]/g, (character) => escaped(character.charCodeAt(0)));

/** The labels of a name's text, each still escaped; none for the root. */
export function labelsOf(name: string): string[] {
  if (name === '' || name === '.') return [];
  const labels = name.match(/(?:\\[0-9]{3}|\\[^]|[^.\\])+/g) ?? [];
  return [...labels];
}

/** What a label of a name's text says, as a person reads it: `a\.b` becomes `a.b`; bytes that are no text become �. */
export const labelWords = (label: string): string => new TextDecoder().decode(labelBytes(label));

/** Characters of ASCII that stand for themselves. */
const PLAIN = /^[ -[\]-~]*$/;

/** A label's bytes. */
export function labelBytes(label: string): Uint8Array {
  // Nearly all of them.
  if (PLAIN.test(label)) {
    const bytes = new Uint8Array(label.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = label.charCodeAt(i);
    return bytes;
  }
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const [part] of label.matchAll(/\\[0-9]{3}|\\.|[^\\]+|\\$/gsu)) {
    if (/^\\[0-9]{3}$/.test(part)) bytes.push(Number(part.slice(1)) & 0xff);
    else bytes.push(...encoder.encode(part.startsWith('\\') ? part.slice(1) : part));
  }
  return Uint8Array.from(bytes);
}

/** The bytes that a name takes when it is written out. */
export function nameSize(name: string): number {
  // Without anything escaped, each dot is the length of a label.
  if (PLAIN.test(name)) return name === '.' || name === '' ? 1 : name.length + 2;
  return labelsOf(name).reduce((sum, label) => sum + 1 + labelBytes(label).length, 1);
}

/**
 * A name so that equal names are equal texts: upper and lower case are the same in ASCII, and nowhere else (RFC 6762,
 * section 16).
 */
export const foldName = (name: string): string =>
  name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const sameName = (a: string, b: string): boolean => foldName(a) === foldName(b);
