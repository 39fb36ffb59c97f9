/** The models that a virtual printer can be: facts from `data/printers.json`, asked here. */
import { UsageError } from '../core/errors.ts';
import { millimetres, PAPER_SIZES } from '../core/page/paper.ts';
import type { PageFormat } from '../core/page/marks.ts';
import type { EscpModel, Pins } from '../protocols/escp/model.ts';
import type { PrinterKind } from './kinds.ts';

/** A model as it is written in `data/printers.json`; lengths are millimetres. */
export interface PrinterFact {
  /** Without its maker. */
  readonly name: string;
  readonly kind: PrinterKind;
  /** How the names of others begin that are built like it: `LQ-`. */
  readonly series: readonly string[];
  readonly pins: Pins;
  /** A name of `PAPER_SIZES`. Of a roll there is {@link roll} instead. */
  readonly paper?: string;
  /** @property longest what may come out as one page */
  readonly roll?: { readonly width: number; readonly longest: number };
  /** What it cannot print on, from each edge of the paper. */
  readonly margins: Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>;
  /** The four character tables after ESC @. */
  readonly tables: EscpModel['tables'];
  /** Supplies that it tells of, and what is left of each in percent when nobody says otherwise. */
  readonly inks: Readonly<Record<string, number>>;
  /** It prints other colours than black: by its inks, or by a ribbon of several. */
  readonly isColour: boolean;
  /** What the device id calls the languages that are understood here (`CMD`); none where nobody verified its word. */
  readonly languages: readonly string[];
  /** Protocols in which it tells of itself, as witnesses are called. */
  readonly speaks: readonly string[];
}

/** The file `data/printers.json`. */
export interface PrinterFacts {
  readonly models: readonly PrinterFact[];
}

/** A model, and what an interpreter of ESC/P has to know of it. */
export interface PrinterModel extends Pick<
  PrinterFact,
  'name' | 'kind' | 'inks' | 'languages' | 'speaks'
> {
  readonly escp: EscpModel;
}

/** Texts by their path in `data/`, as the platform has them. */
interface Data {
  text(path: string): string;
}

const factsOf = (data: Data): readonly PrinterFact[] =>
  (JSON.parse(data.text('printers.json')) as PrinterFacts).models;

/** All of them, the usual one of each kind first. */
export const printerModels = (data: Data): readonly PrinterModel[] => factsOf(data).map(modelOf);

/**
 * The model of a name, or that is built like it (`LQ-2090` like an `LQ-590II`), under the name that was given.
 * @param name with or without its maker, in large letters or small
 * @throws UsageError when there is none
 */
export function printerModel(data: Data, name: string): PrinterModel {
  const facts = factsOf(data);
  const fact = factOf(facts, name);
  if (fact) return modelOf(fact);
  const known = facts.map((one) => one.name).join(', ');
  const begins = facts.flatMap(({ series }) => series).join(', ');
  throw new UsageError(
    `no model "${name}" is known here. There are: ${known}; and those that begin with ${begins}`,
  );
}

/**
 * The model that is wished for by kind, by name or by both. Whatever it is called, it is one of some kind.
 * @throws UsageError when the model of that name is of another kind
 */
export function wishedModel(
  data: Data,
  kind: PrinterKind | undefined,
  name: string | undefined,
): PrinterModel {
  const facts = factsOf(data);
  const fact = name === undefined ? undefined : factOf(facts, name);
  if (fact && kind !== undefined && fact.kind !== kind) {
    throw new UsageError(
      `${name} is built like ${fact.name}, which is of kind ${fact.kind} and not ${kind}: leave one of them out`,
    );
  }
  // Names of a kind that nobody wrote down: built like the usual one of it.
  const usual = facts.find((one) => one.kind === (kind ?? 'inkjet'))!;
  return modelOf(fact ?? (name === undefined ? usual : { ...usual, name: withoutMaker(name) }));
}

/** The maker has a field of its own wherever a model is told, and would stand there twice. */
export const withoutMaker = (name: string): string => name.replace(/^epson\s+/i, '');

function factOf(facts: readonly PrinterFact[], given: string): PrinterFact | undefined {
  const name = withoutMaker(given);
  const same = name.toLowerCase();
  const exact = facts.find((fact) => fact.name.toLowerCase() === same);
  if (exact) return exact;
  const alike = facts.find(({ series }) => series.some((begin) => belongs(same, begin)));
  return alike && { ...alike, name };
}

/** A series that ends in a letter goes on with a digit or a blank: `L3250`, `Stylus Photo`, and not `Laser`. */
function belongs(name: string, begin: string): boolean {
  if (!name.startsWith(begin.toLowerCase())) return false;
  return begin.endsWith('-') || /^[\d ]/.test(name.slice(begin.length));
}

function modelOf(fact: PrinterFact): PrinterModel {
  const { name, kind, inks, languages, speaks } = fact;
  return { name, kind, inks, languages, speaks, escp: escpOf(fact) };
}

function escpOf({ kind, pins, margins, tables, isColour, ...fact }: PrinterFact): EscpModel {
  const paper = paperOf(fact);
  return {
    pins,
    paper,
    isRoll: fact.roll !== undefined,
    ...(kind === 'receipt' && { isReceipt: true }),
    printable: {
      left: millimetres(margins.left),
      top: millimetres(margins.top),
      right: paper.width - millimetres(margins.right),
      bottom: paper.height - millimetres(margins.bottom),
    },
    autoLineFeed: false,
    tables,
    // The first is italics: text is of the second.
    table: 1,
    country: 0,
    isColour,
  };
}

function paperOf({ paper, roll }: Pick<PrinterFact, 'paper' | 'roll'>): PageFormat {
  if (roll) return { width: millimetres(roll.width), height: millimetres(roll.longest) };
  return PAPER_SIZES[paper ?? '']!;
}
