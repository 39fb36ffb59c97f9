/** Characters on a canvas: outlines of fonts, fitted to the cells that a job gives them. */
import type { CharacterWidths, PageUnits, TextMark } from '../../core/page/marks.ts';
import { points } from '../../core/page/paper.ts';
import { inkUnit } from '../inks.ts';
import type { InkPlane } from '../plane.ts';
import { layStamp, type Stamp } from '../stamp.ts';
import { coverageOf } from './coverage.ts';
import { outlined, shadowed, struckTwice } from './effects.ts';
import { Faces, fontName, type FontSource } from './faces.ts';
import { fontReader, type Face, type Outline } from './font.ts';
import { isDraft, pinStamp } from './pins.ts';
import { drawScores } from './scores.ts';

export type { FontName, FontSource } from './faces.ts';

/** Loads the library and hands out letters; fonts are read when they are first used. */
export async function openLetters(files: FontSource): Promise<Letters> {
  return new Letters(new Faces(files, await fontReader()));
}

/** Pixels that type may be high or a character wide: a letter as tall as A4 at 180 dpi. Larger is cut to that. */
const LARGEST = 2200;
/** Pixels of characters that are kept: some thousand different ones, in any style. */
const MOST_KEPT = 16_000_000;
/** What a style takes besides its characters, in the same measure. */
const SETTING_SIZE = 500;
/** Making a character costs as much as laying its pixels so many times. */
const MAKING = 8;
/** Heads have dots for type up to this size; larger letters are drawn as they are. */
const LARGEST_OF_PINS = points(72);
/** Between pixels, characters stand at one of so many places. */
const PLACES = 4;
/** In inches: how far a second strike is below the first, how far shadows fall, how thick edges are. */
const SECOND_STRIKE = 1 / 180;
const SHADOW = 1 / 90;
const EDGE = 1 / 180;
/** Lines are six to the inch mostly, and characters for drawing boxes reach from one to the next at this size. */
const JOINING_SIZE = points(10.5);

/** What stands for a character that the font has not: a box. */
const MISSING: Outline = {
  advance: 0.6,
  contours: [
    Float32Array.of(0.06, 0, 0.54, 0, 0.54, 0.72, 0.06, 0.72),
    Float32Array.of(0.12, 0.06, 0.12, 0.66, 0.48, 0.66, 0.48, 0.06),
  ],
};

/** How wide a character of the font of one width is, in ems. */
const CELL_ADVANCE = 1233 / 2048;

/** Of the fonts: characters that have to touch their neighbours (boxes, blocks, shades). */
const joins = (codePoint: number): boolean => codePoint >= 0x2500 && codePoint <= 0x259f;

/** How the characters of one mark are made. */
interface Setting {
  readonly plane: InkPlane;
  readonly mark: TextMark;
  readonly face: Face;
  /** Of the head whose dots are seen; undefined: none are. */
  readonly pins: 9 | 24 | undefined;
  readonly stamps: Stamps;
}

/** By character, place between pixels and room: see {@link keyOf}. */
type Stamps = Map<number, { readonly stamp: Stamp; readonly isMissing: boolean }>;

/** Rooms of 0 give small numbers, which are found faster. */
const keyOf = (codePoint: number, place: number, room: number): number =>
  (room * PLACES + place) * 0x11_00_00 + codePoint;

export class Letters {
  /** Characters that no font has, and how often each was wanted. */
  readonly missing = new Map<string, number>();
  private readonly known = new Map<string, Stamps>();
  private kept = 0;

  constructor(private readonly faces: Faces) {}

  /** How wide characters are in proportional type, as they are drawn here. */
  readonly widths: CharacterWidths = (character, style) => {
    const face = this.faces.of({ ...style, proportional: true });
    return (face.outline(character.codePointAt(0) ?? 0x20) ?? MISSING).advance;
  };

  /** @param pins of the head, where the look is that of dots */
  draw(plane: InkPlane, mark: TextMark, look: 'plain' | 'dots', pins: 9 | 24 = 24): void {
    const unit = inkUnit(mark.inks);
    if (unit === 0) return;
    const setting = this.settingOf(plane, mark, look === 'dots' ? pins : undefined);
    const baseline = Math.round(plane.toY(mark.y));
    let { x } = mark;
    let n = 0;
    for (const character of mark.text) {
      const advance = mark.advances[n] ?? mark.cell;
      n += 1;
      if (plane.isSpent) return;
      if (character !== ' ') this.set(setting, character, x, advance, baseline, unit);
      x += advance;
    }
    const em = plane.toY(mark.size * mark.stretch);
    if (mark.scores.length > 0) drawScores(plane, mark, Math.min(LARGEST, em), unit);
  }

  private settingOf(plane: InkPlane, mark: TextMark, pins: 9 | 24 | undefined): Setting {
    const { style, cell, size, stretch } = mark;
    // A hollow letter needs strokes that have an inside; a draft's pins strike bold letters twice.
    const isDrafted = pins !== undefined && isDraft(style);
    const wanted = { ...style, bold: (style.bold || style.outline) && !isDrafted };
    const key = [
      fontName(wanted),
      cell,
      size,
      stretch,
      plane.dpiX,
      plane.dpiY,
      pins,
      style.quality,
      style.bold,
      style.outline,
      style.shadow,
      style.doubleStrike,
    ].join();
    if (this.kept > MOST_KEPT) {
      this.known.clear();
      this.kept = 0;
    }
    let stamps = this.known.get(key);
    if (!stamps) {
      stamps = new Map();
      this.known.set(key, stamps);
      this.kept += SETTING_SIZE;
    }
    return { plane, mark, face: this.faces.of(wanted), pins, stamps };
  }

  private set(
    setting: Setting,
    character: string,
    x: PageUnits,
    advance: PageUnits,
    baseline: number,
    unit: number,
  ): void {
    const { plane } = setting;
    const codePoint = character.codePointAt(0)!;
    // Cells of characters that join begin and end with whole pixels, so that no seam is between.
    const isJoined = joins(codePoint) && advance > 0;
    const left = plane.toX(x);
    const pixel = isJoined ? Math.round(left) : Math.floor(left);
    const place = isJoined ? 0 : Math.floor((left - pixel) * PLACES);
    const room = isJoined ? Math.max(1, Math.round(plane.toX(x + advance)) - pixel) : 0;
    const key = keyOf(codePoint, place, room);
    let found = setting.stamps.get(key);
    if (!found) {
      const stamp = this.make(setting, codePoint, place / PLACES, room);
      found = { stamp, isMissing: !setting.face.outline(codePoint) };
      setting.stamps.set(key, found);
      this.kept += stamp.levels.length;
      plane.spend(stamp.levels.length * MAKING);
    }
    if (found.isMissing) this.missing.set(character, (this.missing.get(character) ?? 0) + 1);
    layStamp(plane, found.stamp, pixel, baseline, unit);
  }

  /** @param room width of the cell in pixels, of characters that fill it; else 0 */
  private make(setting: Setting, codePoint: number, x: number, room: number): Stamp {
    const { plane, mark, face, pins } = setting;
    const outline = face.outline(codePoint) ?? MISSING;
    const isJoined = room > 0;
    const size = isJoined ? Math.max(mark.size, JOINING_SIZE) : mark.size;
    const cell = isJoined ? room : plane.toX(mark.cell);
    const advance = outline.advance || MISSING.advance;
    // Shapes from other fonts are not made wider than those that they stand among, and stand in the middle.
    const usual = isJoined ? advance : Math.max(advance, CELL_ADVANCE);
    const isFitted = isJoined || !mark.style.proportional;
    const scaleX = Math.min(LARGEST, isFitted ? cell / usual : plane.toX(mark.size));
    const scaleY = Math.min(LARGEST, plane.toY(size * mark.stretch));
    const scale = { scaleX, scaleY, x: isFitted ? x + ((usual - advance) / 2) * scaleX : x };
    const isStruck = pins !== undefined && mark.size * mark.stretch <= LARGEST_OF_PINS;
    const plain = isStruck
      ? pinStamp(plane, mark, outline, scale, { pins, joins: isJoined })
      : inThirds(coverageOf(outline.contours, { ...scale, y: 0 }));
    return isJoined ? plain : styled(plain, setting);
  }
}

const inThirds = ({ data, ...box }: ReturnType<typeof coverageOf>): Stamp => ({
  ...box,
  levels: Uint8Array.from(data, (part) => Math.round(part * 3)),
});

function styled(plain: Stamp, { plane, mark: { style } }: Setting): Stamp {
  const pixels = (inches: number) => Math.max(1, Math.round(inches * plane.dpiY));
  const body = style.doubleStrike ? struckTwice(plain, pixels(SECOND_STRIKE)) : plain;
  const shape = style.outline ? outlined(body, pixels(EDGE)) : body;
  return style.shadow ? shadowed(shape, body, pixels(SHADOW)) : shape;
}
