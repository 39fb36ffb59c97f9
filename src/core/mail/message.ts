/** A message's header and body taken apart (RFC 5322, sections 2.1 to 2.2). */

/** Which octets beyond ASCII a value has: none, UTF-8, or some that nobody says what they are. */
export type FieldCharset = 'us-ascii' | 'utf-8' | 'unknown-8bit';

export interface Field {
  /** As it was written. */
  readonly name: string;
  /**
   * Unfolded, tabs as blanks, without blanks at either end and without control characters. Of `unknown-8bit`, an octet
   * beyond ASCII is a character from U+F780 to U+F7FF.
   */
  readonly value: string;
  readonly charset: FieldCharset;
}

export interface Message {
  readonly fields: readonly Field[];
  /** What comes after the empty line; absent where there is no such line. */
  readonly body?: Uint8Array;
}

/** Where octets that are of no known set of characters stand meanwhile. */
export const UNKNOWN_OCTETS = 0xf700;

const LF = 0x0a;
const CR = 0x0d;
/** RFC 5322, section 2.2: printable ASCII but the colon; blanks before it are an obsolete form. */
const FIELD = /^([!-9;-~]+)[ \t]*:(.*)$/s;

/** Total. @returns a sentence instead where the header is none */
export function readMessage(octets: Uint8Array): Message | string {
  const fields: Field[] = [];
  let lines: Uint8Array[] = [];
  let at = 0;
  for (let number = 1; at < octets.length; number++) {
    const feed = octets.indexOf(LF, at);
    const next = feed < 0 ? octets.length : feed + 1;
    const end = feed < 0 ? next : feed > at && octets[feed - 1] === CR ? feed - 1 : feed;
    const line = octets.subarray(at, end);
    at = next;
    const continued = line[0] === 0x20 || line[0] === 0x09;
    if (continued && lines.length === 0) return `line ${number} continues nothing`;
    if (!continued && lines.length > 0) {
      const field = readField(lines);
      if (typeof field === 'string') return field;
      fields.push(field);
      lines = [];
    }
    if (line.length === 0) return { fields, body: octets.subarray(at) };
    lines.push(line);
  }
  if (lines.length > 0) {
    const field = readField(lines);
    if (typeof field === 'string') return field;
    fields.push(field);
  }
  return { fields };
}

function readField(lines: readonly Uint8Array[]): Field | string {
  const { text, charset } = readText(lines);
  const [, name, value] = FIELD.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    return `"${printable(text.slice(0, 40))}" is no header: it has no name and colon`;
  }
  const unfolded = value.replaceAll('\t', ' ').replaceAll(/^ +| +$/g, '');
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(unfolded)) return `${name} has a control character`;
  return { name, value: unfolded, charset };
}

function readText(lines: readonly Uint8Array[]): { text: string; charset: FieldCharset } {
  const texts = lines.map((line) =>
    Array.from(line, (octet) => String.fromCharCode(octet)).join(''),
  );
  const ascii = texts.join('');
  if (!/[\u0080-\u00ff]/.test(ascii)) return { text: ascii, charset: 'us-ascii' };
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return { text: lines.map((line) => decoder.decode(line)).join(''), charset: 'utf-8' };
  } catch {
    const text = ascii.replaceAll(/[\u0080-\u00ff]/g, (octet) =>
      String.fromCharCode(UNKNOWN_OCTETS + octet.charCodeAt(0)),
    );
    return { text, charset: 'unknown-8bit' };
  }
}

const printable = (text: string): string => text.replaceAll(/[^ -~]/g, '?');
