/**
 * What travels in a heading's extensions: headers that have no field of their own, and headers that their field could not
 * hold. On the way back these take the field's place where they say the same and more; what contradicts a field, or
 * cannot be a header as it is, becomes `X-EMSD-Extension: "label" "value"`, and comes back from there.
 */
import type { Heading } from '../ipm.ts';

export type Extension = NonNullable<Heading['extensions']>[number];

export const WRAPPED = 'X-EMSD-Extension';
/** Long texts are cut, so that lines can be folded between the pieces. */
const PIECE = 60;
/** RFC 5322, section 2.1.1, less the name. */
const LONGEST_WORD = 900;

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** An extension that cannot be a header by itself, as one that can. */
export function wrap({ label, value }: Extension): string {
  const pieces = value.match(new RegExp(`.{1,${PIECE}}`, 'gs')) ?? [''];
  return [quoted(label), ...pieces.map(quoted)].join(' ');
}

/** What {@link wrap} made; undefined where it was not it. */
export function unwrap(text: string): Extension | undefined {
  if (!/^(?:"(?:[^"\\]|\\.)*" ?){2,}$/.test(text)) return undefined;
  const [label = '', ...pieces] = Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, piece]) =>
    piece!.replaceAll(/\\(.)/g, '$1'),
  );
  return { label, value: pieces.join('') };
}

/** Whether it can be a header as it is, and is read again as it was. */
export function isHeader({ label, value }: Extension): boolean {
  return (
    /^[!-9;-~]{1,76}$/.test(label) &&
    label.toLowerCase() !== WRAPPED.toLowerCase() &&
    value.trim() === value &&
    value.split(' ').every((word) => word.length <= LONGEST_WORD)
  );
}
