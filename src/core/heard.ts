/** The words of strangers, made fit to be shown: nothing in them may move a cursor or hide a letter. */

/** Long enough for any greeting that says who it is, short enough for a line. */
export const LONGEST_HEARD = 80;
/** A product or a title; what is longer is no name. */
export const LONGEST_NAME = 64;

/**
 * Escape sequences whole (ECMA-48, sections 5.4 and 5.6; ECMA-35, section 13.2): what stands in one is no word of
 * anybody's. CSI with its parameters and its last character; OSC, DCS, SOS, PM and APC with the string that they
 * begin, up to where it ends; ESC with what it changes. A string without an end is text, in which something stands
 * that is taken out below. C1 has one character for what ESC and a letter are together.
 */
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*([@-~]|$)|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0090-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Colours and the like (`m`) come inside words, everything else between them. */
const inPlaceOf = (_: string, last?: string) => (last === 'm' ? '' : ' ');

/** Controls, both ranges; invisible and direction-changing characters; halves of pairs; private use. */
const UNFIT =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff]+/g;

/** Text without escape sequences, everything else that is unfit as one blank, cut to `most` characters with `…`. */
export function heardText(text: string, most = LONGEST_HEARD): string {
  // Cut before it is cleaned: nobody makes us read a megabyte.
  const clean = text
    .slice(0, 8 * most)
    .replace(SEQUENCE, inPlaceOf)
    .replace(UNFIT, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
}

/** Bytes as ASCII, what is none as dots. */
export function heardBytes(bytes: Uint8Array, most = LONGEST_HEARD): string {
  const text = Array.from(bytes.subarray(0, most + 1), (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  ).join('');
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** `{ product, version }` of a text where they are found: both fit to be shown. */
export function named(
  product: string | undefined,
  version?: string | undefined,
): { product?: string; version?: string } {
  const name = product && heardText(product, LONGEST_NAME);
  const edition = version && heardText(version, LONGEST_NAME);
  return { ...(name && { product: name }), ...(edition && { version: edition }) };
}
