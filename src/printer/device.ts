/**
 * The virtual printer as one description: who it is and how it is. Every protocol's answer is made from it (the files
 * beside this one), so that no two of them can disagree.
 */
import { formatMac, parseMac } from '../core/addresses.ts';
import { UsageError } from '../core/errors.ts';
import { heardText } from '../core/heard.ts';
import type { Paper, PrinterKind } from './kinds.ts';
import { withoutMaker } from './models.ts';

/** Whose printer it passes for: ENPC is Epson's. */
export const MAKER = 'EPSON';

/** One ink. */
export interface Ink {
  /** `black`: how the Printer MIB and IPP write it. */
  readonly colour: string;
  /** 0 to 100, what is left. */
  readonly level: number;
}

/** One device. Everything that any protocol tells of it follows from this and from where it stands. */
export interface PrinterDevice {
  readonly kind: PrinterKind;
  /** What people call it; 63 bytes of UTF-8 at most, which is what DNS-SD has room for. */
  readonly name: string;
  /** Without its maker: `XP-432 435 Series`. Printable ASCII. */
  readonly model: string;
  /** Printable ASCII. */
  readonly serial: string;
  /** `02:1f:5e:00:53:10`. */
  readonly mac: string;
  /** Where it says that it stands; '' when it does not. */
  readonly location: string;
  /** None: a ribbon does not tell how worn it is, and a receipt printer burns its letters into the paper. */
  readonly inks: readonly Ink[];
  readonly paper: Paper;
  /** Pages printed in its life. */
  readonly pages: number;
  /** The languages that it understands, in the words of the IEEE 1284 device id: `ESCPL2`. */
  readonly languages: readonly string[];
}

/** Where it stands on the network. Ports that it has not are absent: nothing is announced that is not there. */
export interface PrinterPlace {
  /** IPv4, and so are netmask and gateway. */
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly ports: { readonly ipp?: number | undefined; readonly wsd?: number | undefined };
}

/** What is known of its model, and what a person said of it; the rest is filled in. */
export interface PrinterWish {
  readonly kind: PrinterKind;
  readonly name?: string | undefined;
  readonly model: string;
  readonly serial?: string | undefined;
  readonly mac?: string | undefined;
  readonly location?: string | undefined;
  readonly inks?: readonly Ink[] | undefined;
  readonly paper?: Paper | undefined;
  readonly pages?: number | undefined;
  readonly languages?: readonly string[] | undefined;
}

/** DNS labels: RFC 1035, section 3.1. */
const LONGEST_NAME = 63;
/** IPP has room for 127 bytes, a TXT string for 250; what is longer than a line is cut by whoever shows it. */
const LONGEST_LOCATION = 63;
/** The records of ENPC have 128 bytes for a model; TXT keys and IPP names are shown on a line. */
const LONGEST_MODEL = 64;
const LONGEST_SERIAL = 20;
export const MOST_INKS = 12;

const INKLESS: Readonly<Record<Exclude<PrinterKind, 'inkjet'>, string>> = {
  'dot-matrix': 'a dot-matrix printer has a ribbon, and no ink that it could tell of',
  receipt: 'a receipt printer has no ink: it prints by heat',
};

/**
 * The device that was wished for. What was not said is made of `home`, so that it is the same device the next time
 * and another one on another machine.
 * @param home the machine that it runs on
 * @throws UsageError when something does not fit what devices say of themselves
 */
export function printerDevice(wish: PrinterWish, home: string): PrinterDevice {
  const { kind, location = '', paper = 'there', pages = 1234 } = wish;
  const { inks = [], languages = [] } = wish;
  const plainModel = withoutMaker(wish.model);
  const mac = readMac(wish.mac ?? drawnMac(`${home} ${kind} ${wish.name ?? ''} ${plainModel}`));
  const tail = macTail(mac);
  const { name = `Virtual ${kind} ${tail}`, serial = `VIRT${tail}` } = wish;
  if (kind !== 'inkjet' && inks.length > 0)
    throw new UsageError(`${INKLESS[kind]}. Leave the inks out`);
  if (inks.length > MOST_INKS) throw new UsageError(`${MOST_INKS} inks at most`);
  checkPlain('model', plainModel, LONGEST_MODEL);
  checkPlain('serial number', serial, LONGEST_SERIAL);
  checkText('name', name, LONGEST_NAME);
  if (location !== '') checkText('location', location, LONGEST_LOCATION);
  return { kind, name, model: plainModel, serial, mac, location, inks, paper, pages, languages };
}

/** The end of a MAC address as devices have it in their names: `5E5310`. */
export const macTail = (mac: string): string => mac.replaceAll(':', '').slice(6).toUpperCase();

/** Its name as a host: what Epson's printers are called until somebody calls them otherwise (fact sheet, 8.1). */
export const hostName = ({ mac }: PrinterDevice): string => `${MAKER}${macTail(mac)}`;

/** The same for ever, and made of the MAC address as in Epson's own (ET-2760, ET-4750, XP-410: fact sheet, 8.1). */
export const uuidOf = ({ mac }: PrinterDevice): string =>
  `cfe92100-67c4-11d4-a45f-${mac.replaceAll(':', '')}`;

/** `EPSON XP-432 435 Series`. */
export const makeAndModel = ({ model }: PrinterDevice): string => `${MAKER} ${model}`;

/**
 * The IEEE 1284 device id. Its serial number is written as the digits of its characters, as an XP-432 does. Without
 * `CMD` where nobody knows what real ones call the language that it understands.
 */
export function deviceIdOf({ model, serial, languages }: PrinterDevice): string {
  const digits = Array.from(serial, (letter) => letter.charCodeAt(0).toString(16)).join('');
  const commands = languages.length === 0 ? '' : `CMD:${languages.join(',')};`;
  return `MFG:${MAKER};${commands}MDL:${model};CLS:PRINTER;DES:${MAKER} ${model};SN:${digits.toUpperCase()};`;
}

function readMac(text: string): string {
  const bytes = parseMac(text);
  if ((bytes[0]! & 0x01) !== 0 || bytes.every((byte) => byte === 0)) {
    throw new UsageError(
      `${text} is no device's own MAC address: the second digit of one is even, and not all are 0`,
    );
  }
  return formatMac(bytes);
}

/** A locally administered address (IEEE 802, section 8.4): no maker's, and so nobody else's. */
function drawnMac(seed: string): string {
  const [high, low] = [hashOf(`${seed} high`), hashOf(`${seed} low`)];
  return formatMac(
    Uint8Array.of(0x02, high >>> 24, high >>> 16, low >>> 24, low >>> 16, low >>> 8),
  );
}

/** FNV-1a, 32 bits: spreads texts that are nearly the same. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash;
}

/** Texts that stand in device ids and in fields of one byte a character. */
function checkPlain(what: string, text: string, longest: number): void {
  if (!/^[ -~]+$/.test(text) || /[:;]/.test(text) || text.trim() !== text) {
    throw new UsageError(
      `"${text}" is no ${what} for a device: printable ASCII, without : and ;, and no blank at either end`,
    );
  }
  if (text.length > longest) {
    throw new UsageError(`the ${what} has ${text.length} characters: ${longest} are possible`);
  }
}

function checkText(what: string, text: string, longest: number): void {
  const { length } = new TextEncoder().encode(text);
  if (length > longest) {
    throw new UsageError(`the ${what} has ${length} bytes: ${longest} are possible`);
  }
  if (text === '' || heardText(text, longest) !== text) {
    throw new UsageError(`the ${what} is empty, or has characters or blanks that nobody would see`);
  }
}
