/** Characters onto the line: one after the other, wrapped at the right margin. */
import type { PageUnits } from '../../../core/page/marks.ts';
import type { Pen } from '../line.ts';
import { printLine, wrapLine } from '../paging.ts';
import type { EscpState, UserCharacter } from '../state.ts';
import { OWN_TABLE } from './character-tables.ts';
import { glyphsOf } from './glyphs.ts';
import { advanceOf, baseline, isProportional, penOf, widthFactor } from './pen.ts';

export function performCharacters(state: EscpState, codes: Uint8Array): void {
  const glyphs = glyphsOf(state);
  for (const code of codes) {
    const own = ownCharacter(state, code);
    if (own) {
      printOwn(state, own);
      continue;
    }
    const character = glyphs.characters[code];
    if (character === undefined) noteMissing(state, code);
    let advance = advanceOf(state, character ?? ' ');
    if (hangs(state, character ?? ' ', advance)) advance = 0;
    else makeRoom(state, advance);
    const pen = glyphs.isSlanted(code) ? slanted(penOf(state)) : penOf(state);
    state.line.add(pen, state.x, baseline(state), character ?? ' ', advance);
    state.x += advance;
    state.lastAdvance = advance;
  }
}

function ownCharacter(state: EscpState, code: number): UserCharacter | undefined {
  if (state.usesOwnCharacters) return state.ownCharacters.get(code);
  if (code < 0x80 || state.table !== OWN_TABLE || !state.isTableOfOwn) return undefined;
  return state.ownCharacters.get(code - 0x80);
}

/** A space behind a word that just fits ends the line, where words are spread, and takes no room. */
const hangs = ({ justification, x, left, right }: EscpState, character: string, advance: number) =>
  justification === 'full' && character === ' ' && x + advance > right && x > left;

/** Goes to the next line where the character would not end before the margin. */
function makeRoom(state: EscpState, advance: PageUnits): void {
  if (state.x + advance > state.right && state.x > state.left) wrapLine(state);
  else if (state.line.isFull) printLine(state);
}

function noteMissing(state: EscpState, code: number): void {
  const name = `character ${code.toString(16).padStart(2, '0')}h`;
  const table = state.tables[state.table] ?? '';
  state.notes.faults.add(name, state.notes.offset, `not in the table ${table}: printed as a space`);
}

const slants = new WeakMap<Pen, Pen>();

/** The same pen for the same one, so that runs go on. */
function slanted(pen: Pen): Pen {
  const known = slants.get(pen);
  if (known) return known;
  const made = { ...pen, style: { ...pen.style, italic: true } };
  slants.set(pen, made);
  return made;
}

/** A character that the job drew: as wide as the pitch, or of proportional type as it is. */
function printOwn(state: EscpState, own: UserCharacter): void {
  const factor = widthFactor(state);
  const pitchX = own.pitchX * factor;
  const width = (own.before + own.columns + own.after) * pitchX;
  const advance = isProportional(state) ? width : advanceOf(state, ' ');
  makeRoom(state, advance);
  if (own.columns > 0) {
    const mark = {
      kind: 'dots',
      x: state.x + own.before * pitchX,
      y: state.y + own.down,
      columns: own.columns,
      rows: own.rows,
      pitchX,
      pitchY: own.pitchY,
      bits: 1,
      data: own.data,
      inks: state.inks,
    } as const;
    state.line.addDots(mark, state.x + advance);
  }
  state.x += advance;
  state.lastAdvance = advance;
}
