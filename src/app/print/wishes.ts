/** What the words of the command line ask for, checked against each other. */
import { UsageError } from '../../core/errors.ts';
import { millimetres, PAPER_SIZES } from '../../core/page/paper.ts';
import type { PageFormat, PageUnits } from '../../core/page/marks.ts';
import { seconds, type Millis } from '../../core/units.ts';
import { printerModel, printerModels, type PrinterModel } from '../../printer/models.ts';
import { IMAGE_RESOLUTIONS } from '../../protocols/escp/composer/bit-image.ts';
import {
  PITCHES,
  type Pitch,
  type PrinterKind,
  type Resolution,
  type Target,
} from '../../protocols/escp/composer/content.ts';
import type { Input } from '../operation.ts';
import type { Dither } from './picture/dither.ts';
import type { Wrap } from './text/wrap.ts';

/** How text is laid out. */
export interface TextWishes {
  readonly pitch: Pitch;
  readonly linesPerInch: number;
  readonly quality: 'draft' | 'letter';
  readonly wrap: Wrap;
  readonly tab: number;
  readonly title: string | undefined;
  readonly isNumbered: boolean;
  /** What stays white along each edge at least. */
  readonly margin: PageUnits;
}

/** How pictures are. */
export interface PictureWishes {
  readonly dpi: Resolution;
  readonly dither: Dither;
  readonly isTurned: boolean;
  /** Of what there is room for, or a length on paper. */
  readonly size: { readonly percent: number } | { readonly width: PageUnits };
}

export interface PrintWishes {
  readonly files: readonly string[];
  readonly isAsIs: boolean;
  readonly isText: boolean;
  readonly copies: number;
  /** Its name. */
  readonly model: string;
  readonly target: Target;
  /** What stays white along each edge at least, as the user wishes: nothing, where nobody said. */
  readonly margin: PageUnits;
  readonly text: TextWishes;
  readonly picture: PictureWishes;
  readonly isDryRun: boolean;
  readonly output: string | undefined;
  readonly mayReplace: boolean;
}

interface Data {
  text(path: string): string;
}

/** @throws UsageError for what makes no sense */
export function readWishes(input: Input, data: Data): PrintWishes {
  const { name: model, target } = readTarget(input, data);
  const wished = input['margin'] as number | undefined;
  const margin = millimetres(wished ?? 0);
  if (2 * margin >= Math.min(target.paper.width, target.paper.height)) {
    throw new UsageError('the margins leave nothing of the paper');
  }
  if (input['as-is'] === true && input['text'] === true) {
    throw new UsageError(
      '--as-is sends files as they are, --text prints them as text: one of the two',
    );
  }
  return {
    files: input['files'] as readonly string[],
    isAsIs: input['as-is'] === true,
    isText: input['text'] === true,
    copies: (input['copies'] as number | undefined) ?? 1,
    model,
    target,
    margin,
    text: readText(input, target, wished === undefined ? usualMargin(target) : margin),
    picture: readPicture(input, target.kind),
    isDryRun: input['dry-run'] === true,
    output: input['output'] as string | undefined,
    mayReplace: input['force'] === true,
  };
}

function readTarget(input: Input, data: Data): { name: string; target: Target } {
  const found = findModel(input, data);
  const { escp } = found;
  if (escp.isRoll) {
    throw new UsageError(
      `${found.name} prints receipts, in ESC/POS, which is another language than ESC/P: choose another model`,
    );
  }
  const paper = readPaper(input['paper'] as string | undefined) ?? escp.paper;
  const { left, top, right, bottom } = escp.printable;
  const kind = (input['kind'] as PrinterKind | undefined) ?? kindOf(found);
  const target: Target = {
    kind,
    paper,
    printable: {
      left,
      top,
      // What it cannot reach at the other edges stays as much.
      right: paper.width - (escp.paper.width - right),
      bottom: paper.height - (escp.paper.height - bottom),
    },
    isColour: escp.isColour && input['mono'] !== true,
    tables: escp.tables,
    table: escp.table,
  };
  return { name: found.name, target };
}

const kindOf = ({ kind, escp }: PrinterModel): PrinterKind =>
  kind === 'inkjet' ? 'inkjet' : escp.pins === 9 ? '9-pin' : '24-pin';

/** The first of its kind, unless one is named. */
function findModel(input: Input, data: Data): PrinterModel {
  const kind = input['kind'] as PrinterKind | undefined;
  const name = input['model'] as string | undefined;
  if (name === undefined) {
    return printerModels(data).find((model) => kindOf(model) === (kind ?? 'inkjet'))!;
  }
  const model = printerModel(data, name);
  if (kind !== undefined && kindOf(model) !== kind) {
    throw new UsageError(
      `${model.name} is no ${kind} printer but ${kindOf(model)}: leave out --kind`,
    );
  }
  return model;
}

/** Wider or longer no printer of this language takes as a page. */
const LONGEST_MM = 1100;

function readPaper(text: string | undefined): PageFormat | undefined {
  if (text === undefined) return undefined;
  const known = PAPER_SIZES[text.toLowerCase()];
  if (known) return known;
  const [, width, height] = /^(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)$/.exec(text.toLowerCase()) ?? [];
  const isSize = [width, height].every((side) => Number(side) >= 25 && Number(side) <= LONGEST_MM);
  if (!isSize) {
    throw new UsageError(
      `paper is one of ${Object.keys(PAPER_SIZES).join(', ')}, or its width and height in millimetres (210x297, 25 to ${LONGEST_MM} each), not "${text}"`,
    );
  }
  return { width: millimetres(Number(width)), height: millimetres(Number(height)) };
}

/** Where a letter begins. On small sheets it is less. */
const LETTER_MARGIN = millimetres(15);
const OF_SMALL_SHEETS = 1 / 12;

/**
 * What stays white around text where nobody says. Forms of 80 columns and 66 lines fill the paper of a printer with pins
 * to what it can reach; an inkjet reaches so near to the edge that no reader would want it.
 */
const usualMargin = ({ kind, paper }: Target): PageUnits =>
  kind === 'inkjet'
    ? Math.min(LETTER_MARGIN, OF_SMALL_SHEETS * Math.min(paper.width, paper.height))
    : 0;

/** 80 columns stand between the margins of a letter, as between those of a printer with pins. */
const usualPitch = ({ kind }: Target): Pitch => (kind === 'inkjet' ? 12 : 10);

function readText(input: Input, target: Target, margin: PageUnits): TextWishes {
  const cpi = input['cpi'];
  const pitch = cpi === undefined ? usualPitch(target) : (Number(cpi) as Pitch);
  if (!PITCHES.includes(pitch)) throw new UsageError(`cpi is one of ${PITCHES.join(', ')}`);
  return {
    pitch,
    linesPerInch: (input['lpi'] as number | undefined) ?? 6,
    quality: input['draft'] === true ? 'draft' : 'letter',
    wrap: (input['wrap'] as Wrap | undefined) ?? 'words',
    tab: (input['tabs'] as number | undefined) ?? 8,
    title: input['title'] as string | undefined,
    isNumbered: input['number'] === true,
    margin,
  };
}

function readPicture(input: Input, kind: PrinterKind): PictureWishes {
  const { scale, width, fit } = input;
  if ([scale, width, fit].filter((one) => one !== undefined && one !== false).length > 1) {
    throw new UsageError('--fit, --scale and --width say the same thing differently: one of them');
  }
  return {
    dpi: readResolution(input['dpi'] as string | undefined, kind),
    dither: (input['dither'] as Dither | undefined) ?? 'diffusion',
    isTurned: input['landscape'] === true,
    size:
      width === undefined
        ? { percent: (scale as number | undefined) ?? 100 }
        : { width: millimetres(width as number) },
  };
}

const RASTER: readonly Resolution[] = [180, 360, 720].flatMap((x) =>
  [180, 360, 720].map((y) => ({ x, y })),
);

/** Where nobody says otherwise: what makes a good picture in a time that a person waits. */
const USUAL: Readonly<Record<PrinterKind, Resolution>> = {
  '9-pin': { x: 120, y: 72 },
  '24-pin': { x: 180, y: 180 },
  inkjet: { x: 360, y: 360 },
};

function readResolution(text: string | undefined, kind: PrinterKind): Resolution {
  if (text === undefined) return USUAL[kind];
  const all = kind === 'inkjet' ? RASTER : IMAGE_RESOLUTIONS[kind];
  const [, across, down] = /^(\d{2,4})(?:x(\d{2,4}))?$/.exec(text) ?? [];
  const found = all.find(({ x, y }) => x === Number(across) && y === Number(down ?? across));
  if (found) return found;
  const names = all.map(({ x, y }) => (x === y ? `${x}` : `${x}x${y}`));
  throw new UsageError(`dpi of ${kind} is one of ${names.join(', ')}, not "${text}"`);
}

/** How long is waited for a printer. */
export interface Patience {
  /** Until it takes the connection. */
  readonly connecting: Millis;
  /** While it takes no more bytes. */
  readonly stalled: Millis;
  /** After the last byte, for its end of the connection. */
  readonly closing: Millis;
}

export function readPatience(input: Input): Patience {
  const wished = input['patience'] as number | undefined;
  if (wished === undefined) {
    // Who has no paper stands still for as long as it takes to bring some, and giving up would cut the page.
    return { connecting: seconds(15), stalled: seconds(300), closing: seconds(30) };
  }
  const all = seconds(wished);
  return { connecting: all, stalled: all, closing: all };
}
