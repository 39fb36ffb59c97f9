/**
 * A port's page as data: sections of blocks in one language. Every door shows the same page, each in its own
 * way; what is quoted from a source stays marked as such.
 */
import type { CheckCommands } from '../../atlas/check.ts';
import type { Standing } from '../../atlas/claim.ts';
import type { Transport } from '../../core/transport.ts';
import type { Direction } from '../../language/languages.ts';
import type { Span } from '../../language/phrases.ts';

export interface PortPageModel {
  readonly port: number;
  /** The language of the page's own words, as a BCP 47 tag. */
  readonly language: string;
  readonly direction: Direction;
  /** *Port 641*. */
  readonly title: string;
  /** What the port is best known for, in a few words; absent where nobody knows a use. */
  readonly subtitle?: Span;
  /** Whether a person wrote about this port in the page's language. */
  readonly handwritten: boolean;
  /** A sentence that leads to the English page, where a person wrote about the port in English only. */
  readonly inEnglish?: Paragraph;
  readonly sections: readonly Section[];
}

/** The order in which sections stand. */
export const SECTION_IDS = [
  'what',
  'range',
  'reality',
  'claims',
  'disputes',
  'others',
  'security',
  'check',
  'questions',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

export interface Section {
  readonly id: SectionId;
  readonly heading: string;
  /** At least one. */
  readonly blocks: readonly Block[];
}

export type Paragraph = readonly Span[];

export type Block =
  | { readonly kind: 'paragraph'; readonly spans: Paragraph }
  | { readonly kind: 'list'; readonly items: readonly Paragraph[] }
  | ClaimsBlock
  | DisputeBlock
  | CommandsBlock
  | QuestionBlock;

/** What one source says. */
export interface ClaimsBlock {
  readonly kind: 'claims';
  /** The source's id. */
  readonly source: string;
  readonly heading: Paragraph;
  readonly uses: readonly ClaimedUse[];
}

/** One claim; those that differ in transport alone are one. */
export interface ClaimedUse {
  readonly name: Span;
  readonly transports: readonly Transport[];
  readonly standing: Standing;
  /** The standing in the page's language. */
  readonly standingWord: string;
  readonly title: Span;
  /** Whole sentences. */
  readonly remarks: readonly Paragraph[];
  /** Short facts: since when, by whom, where it is written. */
  readonly facts: readonly Paragraph[];
}

export interface DisputeBlock {
  readonly kind: 'dispute';
  /** In the page's language where comparison found it, else in the words of whoever wrote it down. */
  readonly summary: Paragraph;
  /** Which source is better supported; then why. */
  readonly judgement: readonly Paragraph[];
  readonly reference?: Paragraph;
}

/** Commands for one system, most telling first. */
export interface CommandsBlock {
  readonly kind: 'commands';
  readonly system: keyof CheckCommands;
  /** The system's name, the same in every language. */
  readonly name: string;
  readonly commands: readonly string[];
}

export interface QuestionBlock {
  readonly kind: 'question';
  readonly question: Paragraph;
  /** At least one paragraph. */
  readonly answer: readonly Paragraph[];
}
