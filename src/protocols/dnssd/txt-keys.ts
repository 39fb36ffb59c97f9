/**
 * The keys of TXT records of printers and scanners. Printing: Apple's Bonjour Printing Specification 1.2.1, and what
 * AirPrint, Mopria and CUPS add; scanning: the eSCL specification of Mopria. What no source explains is not here.
 */
import { urfWords } from './urf.ts';

/** What a key is for. */
export interface TxtKey {
  readonly meaning: string;
  /** The value in words; undefined where it already says it all, or says nothing that is known. */
  readonly words?: (value: string) => string | undefined;
}

/** Bonjour Printing Specification, 9.2: T, F, and U for what is not known. */
const truth = (value: string): string | undefined =>
  ({ t: 'yes', f: 'no', u: 'not known' })[value.toLowerCase()];

const list = (value: string, names: Readonly<Record<string, string>>): string | undefined => {
  const parts = value.split(',').map((part) => part.trim());
  const words = parts.map((part) => names[part.toLowerCase()]);
  return words.every((word) => word !== undefined) ? words.join(', ') : undefined;
};

const PRINTER_STATES: Readonly<Record<string, string>> = {
  '3': 'idle',
  '4': 'printing',
  '5': 'stopped',
};

/** The bits of CUPS' printer types (`cups_ptype_e` in its cups.h), those that say what a printer can do. */
const PRINTER_TYPES: readonly (readonly [bit: number, words: string])[] = [
  [0x1, 'a class of printers'],
  [0x4, 'black and white'],
  [0x8, 'colour'],
  [0x10, 'both sides'],
  [0x20, 'staples'],
  [0x40, 'copies'],
  [0x80, 'collates'],
  [0x100, 'punches'],
  [0x200, 'covers'],
  [0x400, 'binds'],
  [0x800, 'sorts'],
  [0x1000, 'paper up to legal and A4'],
  [0x2000, 'paper up to A3'],
  [0x4000, 'paper larger than A3'],
  [0x8000, 'paper of any size'],
  [0x40000, 'faxes'],
  [0x80000, 'takes no jobs now'],
  [0x400000, 'asks who you are'],
  [0x2000000, 'scans'],
];

function printerTypeWords(value: string): string | undefined {
  if (!/^0x[0-9a-f]{1,8}$/i.test(value)) return undefined;
  const bits = Number(value);
  const words = PRINTER_TYPES.flatMap(([bit, word]) => ((bits & bit) === 0 ? [] : [word]));
  return words.length > 0 ? words.join(', ') : undefined;
}

/** 0 to 99, of services of one device: the lowest is tried first. 50 where none is given. */
function priorityWords(value: string): string | undefined {
  if (!/^\d{1,2}$/.test(value)) return undefined;
  const number = Number(value);
  if (number === 50) return 'as most';
  return number < 50 ? 'before most others' : 'after most others';
}

const PAPER: Readonly<Record<string, string>> = {
  '<legal-a4': 'smaller than legal and A4',
  'legal-a4': 'up to legal and A4',
  'tabloid-a3': 'up to tabloid and A3',
  'isoc-a2': 'up to C and A2',
  '>isoc-a2': 'larger than C and A2',
};

const AUTHENTICATION: Readonly<Record<string, string>> = {
  none: 'nothing',
  'username,password': 'a name and a password',
  certificate: 'a certificate',
  negotiate: 'Kerberos',
};

const SCAN_SOURCES: Readonly<Record<string, string>> = {
  platen: 'a flatbed',
  adf: 'a document feeder',
  camera: 'a camera',
};
const SCAN_COLOURS: Readonly<Record<string, string>> = {
  binary: 'black and white',
  grayscale: 'grey',
  color: 'colour',
};

/** Both printers and scanners say these. */
const OF_ALL: Readonly<Record<string, TxtKey>> = {
  txtvers: { meaning: 'version of this list of keys' },
  ty: { meaning: 'make and model' },
  note: { meaning: 'where it stands' },
  adminurl: { meaning: 'its own page' },
  uuid: { meaning: 'an identifier that stays the same' },
  tls: {
    meaning: 'newest TLS that it speaks',
    words: (value) => (value.toLowerCase() === 'none' ? 'none' : undefined),
  },
  mac: { meaning: 'hardware address' },
  pdl: { meaning: 'formats that it takes' },
  representation: { meaning: 'a picture of it' },
  priority: { meaning: 'whether this service is to be preferred', words: priorityWords },
};

const OF_PRINTERS: Readonly<Record<string, TxtKey>> = {
  ...OF_ALL,
  qtotal: { meaning: 'number of its print queues' },
  rp: { meaning: 'the queue, or the path, that jobs go to' },
  rfo: { meaning: 'the path that faxes go to' },
  product: { meaning: 'name of the product in its printer description' },
  usb_mfg: { meaning: 'maker, as it says over USB' },
  usb_mdl: { meaning: 'model, as it says over USB' },
  usb_cmd: { meaning: 'printer languages, as it says over USB' },
  color: { meaning: 'prints in colour', words: truth },
  duplex: { meaning: 'prints on both sides', words: truth },
  scan: { meaning: 'scans', words: truth },
  fax: { meaning: 'faxes', words: truth },
  copies: { meaning: 'makes copies of a page by itself', words: truth },
  collate: { meaning: 'collates copies', words: truth },
  staple: { meaning: 'staples', words: truth },
  punch: { meaning: 'punches', words: truth },
  bind: { meaning: 'binds', words: truth },
  sort: { meaning: 'sorts', words: truth },
  transparent: { meaning: 'passes on all eight bits', words: truth },
  binary: { meaning: 'takes PostScript with binary data', words: truth },
  tbcp: { meaning: 'speaks the tagged binary protocol of PostScript', words: truth },
  papercustom: { meaning: 'takes paper of any size', words: truth },
  papermax: { meaning: 'largest paper', words: (value) => PAPER[value.toLowerCase()] },
  kind: { meaning: 'what it prints on or makes' },
  urf: { meaning: 'what AirPrint may use', words: urfWords },
  air: {
    meaning: 'what AirPrint must show to be let in',
    words: (value) => AUTHENTICATION[value.toLowerCase()],
  },
  'mopria-certified': { meaning: 'version of Mopria that it was certified for' },
  'printer-type': { meaning: 'what it can do, as bits of CUPS', words: printerTypeWords },
  'printer-state': { meaning: 'what it does now', words: (value) => PRINTER_STATES[value] },
};

const OF_SCANNERS: Readonly<Record<string, TxtKey>> = {
  ...OF_ALL,
  vers: { meaning: 'version of eSCL' },
  rs: { meaning: 'the path that scans are asked at' },
  cs: { meaning: 'colours', words: (value) => list(value, SCAN_COLOURS) },
  is: { meaning: 'where it scans from', words: (value) => list(value, SCAN_SOURCES) },
  duplex: { meaning: 'scans both sides', words: truth },
};

/** RFC 6763 leaves keys to each type; these are the registry's for `_http._tcp`. */
const OF_PAGES: Readonly<Record<string, TxtKey>> = {
  path: { meaning: 'path of the page' },
  u: { meaning: 'name to log in with' },
  p: { meaning: 'password to log in with' },
};

const BY_TYPE: Readonly<Record<string, Readonly<Record<string, TxtKey>>>> = {
  '_ipp._tcp': OF_PRINTERS,
  '_ipps._tcp': OF_PRINTERS,
  '_printer._tcp': OF_PRINTERS,
  '_pdl-datastream._tcp': OF_PRINTERS,
  '_uscan._tcp': OF_SCANNERS,
  '_uscans._tcp': OF_SCANNERS,
  '_scanner._tcp': OF_SCANNERS,
  '_http._tcp': OF_PAGES,
};

/** What a key of a type is for; undefined where we do not know. In whatever case. */
export function keyOf(key: string, type: string): TxtKey | undefined {
  const keys = BY_TYPE[type.toLowerCase()];
  const name = key.toLowerCase();
  return keys && Object.hasOwn(keys, name) ? keys[name] : undefined;
}
