/** Characters that a printer does not have, and what is printed for them. All that is not printed as it is, is told. */
import { wideness } from './wideness.ts';

/** Which characters can be printed as they are. */
export type HasCharacter = (character: string) => boolean;

/** Why something else is printed, or nothing. */
export type Fate = 'transliterated' | 'substituted' | 'left out';

/** A character that was not printed as it is. */
export interface Changed {
  readonly character: string;
  readonly fate: Fate;
  /** What is printed for it. */
  readonly printed: string;
  readonly count: number;
  /** The line of the file, from 1, where it stands first. */
  readonly line: number;
}

/** Kinds that are told one by one; a book in another script has more. */
const MOST_KINDS = 200;

/** What people write where they have no such sign. The first that the printer has is taken. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  '\u00a0': [' '],
  '\u2000': [' '],
  '\u2001': [' '],
  '\u2002': [' '],
  '\u2003': [' '],
  '\u2004': [' '],
  '\u2005': [' '],
  '\u2006': [' '],
  '\u2007': [' '],
  '\u2008': [' '],
  '\u2009': [' '],
  '\u200a': [' '],
  '\u202f': [' '],
  '\u205f': [' '],
  '\u3000': ['  '],
  '‘': ["'"],
  '’': ["'"],
  '‚': ["'", ','],
  '‛': ["'"],
  '“': ['"'],
  '”': ['"'],
  '„': ['"'],
  '‟': ['"'],
  '‹': ['<'],
  '›': ['>'],
  '«': ['<<'],
  '»': ['>>'],
  '′': ["'"],
  '″': ['"'],
  '´': ["'"],
  '‐': ['-'],
  '‑': ['-'],
  '‒': ['-'],
  '–': ['-'],
  '—': ['--'],
  '―': ['--'],
  '−': ['-'],
  '⁃': ['-'],
  '…': ['...'],
  '•': ['∙', '·', '*'],
  '‣': ['»', '>'],
  '▪': ['■', '*'],
  '◦': ['°', 'o'],
  '·': ['∙', '.'],
  '€': ['EUR'],
  '©': ['(c)'],
  '®': ['(R)'],
  '™': ['(TM)'],
  '×': ['x'],
  '÷': ['/'],
  '⁄': ['/'],
  '≈': ['~'],
  '≠': ['/='],
  '≤': ['<='],
  '≥': ['>='],
  '←': ['<-'],
  '→': ['->'],
  '↔': ['<->'],
  '⇒': ['=>'],
  '⇐': ['<='],
  '✓': ['√', 'x'],
  '✔': ['√', 'x'],
  ß: ['ss'],
  ẞ: ['SS'],
  æ: ['ae'],
  Æ: ['AE'],
  œ: ['oe'],
  Œ: ['OE'],
  ø: ['o'],
  Ø: ['O'],
  đ: ['d'],
  Đ: ['D'],
  ð: ['d'],
  Ð: ['D'],
  þ: ['th'],
  Þ: ['Th'],
  ł: ['l'],
  Ł: ['L'],
  ħ: ['h'],
  Ħ: ['H'],
  ı: ['i'],
  ŋ: ['ng'],
  '№': ['No'],
  '†': ['+'],
  '‡': ['++'],
  '‰': ['o/oo'],
  '╭': ['┌'],
  '╮': ['┐'],
  '╯': ['┘'],
  '╰': ['└'],
  '━': ['─'],
  '┃': ['│'],
  '┏': ['┌'],
  '┓': ['┐'],
  '┗': ['└'],
  '┛': ['┘'],
  '┣': ['├'],
  '┫': ['┤'],
  '┳': ['┬'],
  '┻': ['┴'],
  '╋': ['┼'],
  '┄': ['─'],
  '┆': ['│'],
  '╌': ['─'],
  '╎': ['│'],
  '─': ['-'],
  '│': ['|'],
  '┌': ['+'],
  '┐': ['+'],
  '└': ['+'],
  '┘': ['+'],
  '├': ['+'],
  '┤': ['+'],
  '┬': ['+'],
  '┴': ['+'],
  '┼': ['+'],
};

/** Says how lines break, or joins what stands beside it; on paper it is nothing. */
const INVISIBLE =
  /^(?:[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]|\p{Variation_Selector})$/u;
const MARKS = /\p{M}/gu;

/** Stands where nothing else can: seen, and not mistaken for text. */
const SUBSTITUTES = ['■', '¿', '?'];

/** Decides for each character what is printed, and keeps what was not printed as it is. */
export class Repertoire {
  private readonly decided = new Map<string, { printed: string; fate?: Fate }>();
  private readonly changed = new Map<string, Changed>();
  private readonly substitute: string;
  /** Kinds of changed characters beyond those that are told. */
  more = 0;

  constructor(private readonly has: HasCharacter) {
    this.substitute = SUBSTITUTES.find(has) ?? '?';
  }

  /** @param character one code point @param line of the file, from 1 */
  print(character: string, line: number): string {
    // Nearly all of any text.
    if (character >= ' ' && character <= '~') return character;
    let found = this.decided.get(character);
    if (found === undefined) {
      found = this.decide(character);
      if (this.decided.size < MOST_DECIDED) this.decided.set(character, found);
    }
    if (found.fate !== undefined) this.note(character, found.printed, found.fate, line);
    return found.printed;
  }

  /** In the order in which they appeared. */
  changes(): readonly Changed[] {
    return [...this.changed.values()];
  }

  private decide(character: string): { printed: string; fate?: Fate } {
    if (this.has(character)) return { printed: character };
    if (INVISIBLE.test(character)) return { printed: '' };
    const usual = USUAL[character]?.find((text) => [...text].every((one) => this.canPrint(one)));
    if (usual !== undefined) {
      return /^ +$/.test(usual) ? { printed: usual } : { printed: usual, fate: 'transliterated' };
    }
    // Ligatures, full-width letters, letters with a mark that is not to be had: what they are made of.
    const plain = character.normalize('NFKD').replace(MARKS, '');
    if (plain !== '' && plain !== character && [...plain].every((one) => this.canPrint(one))) {
      return { printed: plain, fate: 'transliterated' };
    }
    if (plain === '') return { printed: '', fate: 'left out' };
    return { printed: this.substitute.repeat(wideness(character)), fate: 'substituted' };
  }

  private canPrint = (one: string): boolean => (one >= ' ' && one <= '~') || this.has(one);

  private note(character: string, printed: string, fate: Fate, line: number): void {
    const known = this.changed.get(character);
    if (known === undefined && this.changed.size >= MOST_KINDS) {
      this.more++;
      return;
    }
    const count = (known?.count ?? 0) + 1;
    this.changed.set(character, { character, fate, printed, count, line: known?.line ?? line });
  }
}

/** Characters whose fate is remembered: more than most scripts have. */
const MOST_DECIDED = 10_000;
