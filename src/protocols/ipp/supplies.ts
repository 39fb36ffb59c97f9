/**
 * Inks, toners and waste containers, from either of the two lists that printers give: `printer-supply` (PWG
 * 5100.13, section 5.6) with the keys of the Printer MIB (RFC 3805), or CUPS's parallel `marker-` attributes.
 */
import { heardText, LONGEST_NAME } from '../../core/heard.ts';
import { textOf, type IppAttribute, type IppValue } from './values.ts';

/** More than any printer has; what follows is not read. */
export const MAX_SUPPLIES = 64;
/** Pairs in one `printer-supply`: the standard has eight. */
const MAX_PAIRS = 32;

/** One supply. Texts are fit to be shown. */
export interface IppSupply {
  /** What the printer calls it; `Black Toner`. */
  readonly name: string;
  /** `black`; `#12ab34` where the colour has no name; absent where it has none, or several. */
  readonly colour?: string;
  /** `toner`, `ink cartridge`, `waste toner`; absent where it does not say. */
  readonly kind?: string;
  /** Whether it is filled in use: then `percent` is the room that is left (RFC 3805, prtMarkerSuppliesLevel). */
  readonly receptacle: boolean;
  /** 0 to 100; absent where the printer does not know so exactly. */
  readonly percent?: number;
  /** `75 %`, `some left`, `unknown`. */
  readonly level: string;
}

/** By name, as `describe.ts` hands them in. */
export type AttributeMap = ReadonlyMap<string, readonly IppValue[]>;

/** `printer-supply` where there is one: it says whether something is used up or filled. */
export function suppliesOf(attributes: AttributeMap): IppSupply[] {
  const listed = fromPrinterSupply(attributes);
  return listed.length > 0 ? listed : fromMarkers(attributes);
}

function fromPrinterSupply(attributes: AttributeMap): IppSupply[] {
  const descriptions = attributes.get('printer-supply-description') ?? [];
  return (attributes.get('printer-supply') ?? []).slice(0, MAX_SUPPLIES).flatMap((value, i) => {
    if (value.kind !== 'octetString') return [];
    const pairs = parsePairs(new TextDecoder().decode(value.bytes));
    const colour = pairs.get('colorantname');
    const kind = pairs.get('type');
    const receptacle = /^receptacle/i.test(pairs.get('class') ?? '');
    const name = textOf(descriptions[i]) || kind || `supply ${i + 1}`;
    return [
      {
        name: heardText(name, LONGEST_NAME),
        ...(colour && !/^(?:unknown|none|other)$/i.test(colour) && { colour: shown(colour) }),
        ...(kind && { kind: shown(words(kind)) }),
        receptacle,
        ...levelOf(Number(pairs.get('level') ?? NaN), capacityOf(pairs), receptacle),
      },
    ];
  });
}

/** `type=toner;level=75;`: keys in lower case, of a repeated one the first stands. */
export function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const part of text.split(';', MAX_PAIRS)) {
    const equals = part.indexOf('=');
    const key = part.slice(0, equals).trim().toLowerCase();
    if (equals > 0 && !pairs.has(key)) pairs.set(key, part.slice(equals + 1).trim());
  }
  return pairs;
}

/** What a level is counted against; undefined where only the printer knows. */
function capacityOf(pairs: ReadonlyMap<string, string>): number | undefined {
  if (pairs.get('unit')?.toLowerCase() === 'percent') return 100;
  const capacity = Number(pairs.get('maxcapacity') ?? NaN);
  return capacity > 0 ? capacity : undefined;
}

/** RFC 3805: -3 says that something is left, -2 that the printer does not know, -1 that there is no limit. */
function levelOf(
  level: number,
  capacity: number | undefined,
  receptacle: boolean,
): { percent?: number; level: string } {
  if (level >= 0 && capacity !== undefined) {
    const percent = Math.min(100, Math.round((100 * level) / capacity));
    return { percent, level: `${percent} %` };
  }
  if (level >= 0) return { level: `${level}, of how much it does not say` };
  const some = receptacle ? 'some room left' : 'some left';
  return { level: level === -3 ? some : level === -1 ? 'no limit' : 'unknown' };
}

function fromMarkers(attributes: AttributeMap): IppSupply[] {
  const list = (name: string) => attributes.get(`marker-${name}`) ?? [];
  const [names, colours, kinds, levels] = ['names', 'colors', 'types', 'levels'].map(list);
  const count = Math.min(MAX_SUPPLIES, Math.max(names!.length, levels!.length));
  return Array.from({ length: count }, (_, i) => {
    const colour = colourName(textOf(colours![i]) ?? '');
    const kind = textOf(kinds![i]);
    const level = levels![i];
    const value = level?.kind === 'integer' ? level.value : NaN;
    const receptacle = /waste/i.test(kind ?? '');
    return {
      name: heardText(textOf(names![i]) || kind || `supply ${i + 1}`, LONGEST_NAME),
      ...(colour !== undefined && { colour }),
      ...(kind && { kind: shown(words(kind)) }),
      receptacle,
      ...levelOf(value, 100, receptacle),
    };
  });
}

const shown = (text: string) => heardText(text, LONGEST_NAME);

/** `inkCartridge` and `ink-cartridge` are one thing. */
const words = (keyword: string) =>
  keyword
    .replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** What the colours of `marker-colors` are called in a shop. */
const COLOURS: Readonly<Record<string, string>> = {
  '#000000': 'black',
  '#00ffff': 'cyan',
  '#ff00ff': 'magenta',
  '#ffff00': 'yellow',
  '#ff0000': 'red',
  '#00ff00': 'green',
  '#0000ff': 'blue',
  '#ffffff': 'white',
  '#808080': 'grey',
};

/** A cartridge of several colours has them in a row: `#00FFFF#FF00FF#FFFF00`. */
function colourName(text: string): string | undefined {
  const parts = text.toLowerCase().match(/#[0-9a-f]{6}/g);
  if (parts === null) return undefined;
  return parts
    .map((part) => COLOURS[part] ?? part)
    .slice(0, 8)
    .join(', ');
}

/** Attributes by name; of a repeated one the first stands. */
export function attributeMap(attributes: readonly IppAttribute[]): AttributeMap {
  const map = new Map<string, readonly IppValue[]>();
  for (const { name, values } of attributes) if (!map.has(name)) map.set(name, values);
  return map;
}
