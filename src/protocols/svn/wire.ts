/** The first words of svnserve: a list that says which versions it speaks (Subversion's protocol, section 2.1). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import type { DecodedMessage } from '../protocol.ts';

const MAGIC = '( success ( ';
/** The list of capabilities has a dozen words. */
const LONGEST = 4096;

export interface SvnGreeting extends DecodedMessage {
  /** The oldest and the newest version of the protocol that it speaks. */
  readonly oldest: number;
  readonly newest: number;
  readonly capabilities: readonly string[];
}

/** Total: any bytes give the greeting, or an error of kind `magic`, `truncated` or `value`. */
export function decode(bytes: Uint8Array): Decoded<SvnGreeting> {
  return decodeWith(bytes, (r: Reader) => {
    if (r.text('magic', MAGIC.length) !== MAGIC) {
      r.refuse('magic', 'magic', `it does not begin with "${MAGIC.trim()}"`, 0);
    }
    const text = r.text('versions and capabilities', Math.min(LONGEST, r.remaining));
    const parts = /^(\d+) (\d+) \( [^()]*\) \( ([^()]*)\) \) \)/.exec(text);
    if (parts === null) {
      r.refuse('value', 'versions and capabilities', 'no list of versions and capabilities');
    }
    const [, oldest, newest, words = ''] = parts;
    return {
      title: `Subversion greeting, protocol ${newest}`,
      oldest: Number(oldest),
      newest: Number(newest),
      capabilities: words.split(' ').filter(Boolean),
    };
  });
}
