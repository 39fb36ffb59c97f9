/** A text file as pages of lines. */
import { UNITS_PER_INCH, type PageUnits } from '../../core/page/marks.ts';
import type {
  ComposedDocument,
  Target,
  TextFormat,
} from '../../protocols/escp/composer/content.ts';
import { characterTables } from '../../protocols/escp/composer/tables.ts';
import { linesThatFit, pitchWidth } from '../../protocols/escp/composer/text.ts';
import { decodeText } from './text/decode-text.ts';
import { sourceLines } from './text/lines.ts';
import { pagesOf } from './text/pages.ts';
import { Repertoire, type Changed } from './text/repertoire.ts';
import type { PrintWishes } from './wishes.ts';

/** A document that can be composed again and again, and what is to be told of it once it was. */
export interface TextDocument {
  compose(): ComposedDocument;
  readonly encoding: string | undefined;
  /** Of the last time. */
  changes(): { readonly changed: readonly Changed[]; readonly more: number; readonly cut: number };
}

export function textDocument(bytes: Uint8Array, wishes: PrintWishes): TextDocument {
  const { target, text: wished } = wishes;
  const { text, encoding } = decodeText(bytes);
  const format = formatOf(wishes);
  const columns = columnsThatFit(wishes, format);
  const tables = characterTables(target);
  const has = (character: string) => tables.tableOf(character) !== undefined;
  let repertoire = new Repertoire(has);
  let cut = 0;
  return {
    encoding,
    changes: () => ({ changed: repertoire.changes(), more: repertoire.more, cut }),
    compose() {
      repertoire = new Repertoire(has);
      cut = 0;
      const print = (character: string, line: number) => repertoire.print(character, line);
      const title = wished.title === undefined ? undefined : printable(wished.title, has);
      const pages = pagesOf(sourceLines(text, { tab: wished.tab, print }), {
        columns,
        lines: linesThatFit(shortened(wishes), format.top, wished.linesPerInch),
        wrap: wished.wrap,
        ...(title !== undefined && { title }),
        isNumbered: wished.isNumbered,
        cut: (count) => (cut += count),
      });
      return { kind: 'text', format, pages };
    },
  };
}

/**
 * Capitals of 9 pins reach a little above their line: at the very edge of paper with holes they would be cut. As little
 * as this leaves its page the 66 lines that it has.
 */
const HEADROOM: PageUnits = UNITS_PER_INCH / 72;

/** Columns are counted from where the printer's own first one is. */
function formatOf({ target, text }: PrintWishes): TextFormat {
  const { pitch, linesPerInch, quality, margin } = text;
  const width = pitchWidth(pitch);
  const skipped = Math.max(0, Math.ceil((margin - target.printable.left) / width - 1e-6));
  return {
    pitch,
    linesPerInch,
    quality,
    left: target.printable.left + skipped * width,
    top: Math.max(margin, target.printable.top, HEADROOM),
  };
}

function columnsThatFit({ target, text }: PrintWishes, { left, pitch }: TextFormat): number {
  const right = Math.min(target.printable.right, target.paper.width - text.margin);
  return Math.max(1, Math.floor((right - left) / pitchWidth(pitch) + 1e-6));
}

/** As if the printer could print no lower than the margin. */
const shortened = ({ target, text }: PrintWishes): Target => ({
  ...target,
  printable: {
    ...target.printable,
    bottom: Math.min(
      target.printable.bottom,
      target.paper.height - Math.min(text.margin, UNITS_PER_INCH * 20),
    ),
  },
});

/** A title is told of on the command line: what cannot be printed of it was seen there. */
function printable(title: string, has: (character: string) => boolean): string {
  const repertoire = new Repertoire(has);
  return [...title.normalize('NFC')].map((one) => repertoire.print(one, 0)).join('');
}
