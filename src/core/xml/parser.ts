/** The one place that names the XML parser, and how much it is given at a time. */
import sax, { type Instruction, type SAXParser, type Tag } from 'sax';

export type { Instruction, SAXParser, Tag };

/** A strict parser: of entities, only XML's own five and numbers. */
export const strictParser = (): SAXParser =>
  sax.parser(true, { position: true, strictEntities: true });

/**
 * As much as the parser is given at a time. It looks only then whether something never ends, and its time for
 * what follows `<!` grows with the square of that.
 */
const SLICE = 4096;
/** `<!DOCTYPE`, `<![CDATA[` and `<!--` are all that there are. */
const LONGEST_DECLARATION = 16;

/** Hands a text to the parser. False when it found a declaration that XML does not have. */
export function feed(parser: SAXParser, text: string): boolean {
  for (let at = 0; at < text.length; at += SLICE) {
    parser.write(text.slice(at, at + SLICE));
    if (parser.sgmlDecl.length > LONGEST_DECLARATION) return false;
  }
  return true;
}
