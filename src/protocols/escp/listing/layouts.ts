/** What the parameters of commands are called, how many bytes each has, and how it is said (fact sheet, 3.3 to 3.6). */
import { EXTENDED_LAYOUTS } from './layouts-extended.ts';
import { MODE_LAYOUTS } from './layouts-modes.ts';
import { bytes, columns, fraction, named, namedOrDigit, onOff, type Layout } from './wording.ts';

export type { Layout, Number } from './wording.ts';

const byPins = (fine: number, coarse: number) => (n: number) =>
  `${n}/${fine} inch, of 9 pins ${n}/${coarse}`;

const of360 = (n: number) => `${n}/360 inch`;

const said = (says: string): Layout => ({ says });
const one = (name: string, says?: (value: number) => string): Layout => ({
  numbers: bytes([name, says]),
});
const switched = one('switch', onOff);

const COLOURS = namedOrDigit('black', 'magenta', 'cyan', 'violet', 'yellow', 'red', 'green');
const TABLE = (n: number) => `table ${n & 15}`;
const COUNTRIES = named(
  'USA',
  'France',
  'Germany',
  'UK',
  'Denmark I',
  'Sweden',
  'Italy',
  'Spain I',
  'Japan',
  'Norway',
  'Denmark II',
  'Spain II',
  'Latin America',
  'Korea',
);

const BITS = [
  '12 cpi',
  'proportional',
  'condensed',
  'bold',
  'double strike',
  'double width',
  'italic',
  'underlined',
];
const style = (n: number) =>
  BITS.filter((_, bit) => ((n >> bit) & 1) === 1).join(', ') || '10 cpi, plain';

const PACKINGS = named('as they are', 'run length', 'TIFF commands', 'delta row commands');
/** Numbers and digits both mean the way of packing. */
const packing = (n: number) => PACKINGS(n >= 0x30 && n <= 0x33 ? n - 0x30 : n);

const RASTER: Layout = {
  numbers: [
    { name: 'packing', size: 1, says: packing },
    { name: 'row pitch', size: 1, says: (n) => `rows ${fraction(n, 3600)}` },
    { name: 'dot pitch', size: 1, says: (n) => `dots ${fraction(n, 3600)}` },
    { name: 'rows', size: 1, says: (n) => `${n} ${n === 1 ? 'row' : 'rows'}` },
    { name: 'dots', size: 2, says: (n) => `${n} dots` },
  ],
};

const INKS: Readonly<Record<number, string>> = {
  0: 'black',
  1: 'magenta',
  2: 'cyan',
  4: 'yellow',
  5: 'extra black',
  6: 'extra black',
  16: 'light black',
  17: 'light magenta',
  18: 'light cyan',
};

const VARIABLE_DOTS: Layout = {
  title: 'raster graphics',
  numbers: [
    { name: 'colour', size: 1, says: (n) => INKS[n] ?? `colour ${n}` },
    { name: 'packing', size: 1, says: packing },
    { name: 'bits', size: 1, says: (n) => `${n} ${n === 1 ? 'bit' : 'bits'} a dot` },
    { name: 'bytes', size: 2, says: (n) => `${n} bytes a row` },
    { name: 'rows', size: 2, says: (n) => `${n} ${n === 1 ? 'row' : 'rows'}` },
  ],
};

const DENSITIES: Readonly<Record<number, string>> = {
  0: '60 dpi',
  1: '120 dpi',
  2: '120 dpi, fast',
  3: '240 dpi, fast',
  4: '80 dpi',
  5: '72 dpi',
  6: '90 dpi',
  7: '144 dpi',
  32: '60 dpi, 24 dots high',
  33: '120 dpi, 24 dots high',
  38: '90 dpi, 24 dots high',
  39: '180 dpi, 24 dots high',
  40: '360 dpi, 24 dots high',
  64: '60 dpi, 48 dots high',
  65: '120 dpi, 48 dots high',
  70: '90 dpi, 48 dots high',
  71: '180 dpi, 48 dots high',
  72: '360 dpi, 48 dots high',
  73: '360 dpi, fast, 48 dots high',
};
const density = (n: number) => DENSITIES[n] ?? `mode ${n}`;

const image = (says: string): Layout => ({ says, numbers: [columns], rest: 'silent' });
const STOPS: Layout = { rest: 'stops' };

const PITCH_360 = (n: number) => {
  if (n === 0) return 'pitch as it is';
  return n === 1 ? 'proportional' : `${Number((360 / n).toFixed(2))} cpi`;
};

/** By the names of commands; some depend on how many bytes there are. */
export const LAYOUTS: Readonly<Record<string, Layout | ((length: number) => Layout)>> = {
  ...EXTENDED_LAYOUTS,
  ...MODE_LAYOUTS,
  'ESC 0': said('1/8 inch'),
  'ESC 1': said('7/72 inch'),
  'ESC 2': said('1/6 inch'),
  'ESC 3': one('lines', byPins(180, 216)),
  'ESC A': one('lines', byPins(60, 72)),
  'ESC +': one('lines', of360),
  'ESC J': one('feed', byPins(180, 216)),
  'ESC j': one('feed', (n) => `${n}/216 inch`),
  'ESC C': (length) =>
    length === 2
      ? { numbers: bytes(['zero', () => ''], ['inches', (n) => `${n} inches`]) }
      : one('lines', (n) => `${n} lines`),
  'ESC N': one('lines', (n) => `${n} lines`),
  'ESC l': one('column'),
  'ESC Q': one('column'),
  'ESC D': STOPS,
  'ESC B': STOPS,
  'ESC b': { numbers: bytes(['channel']), rest: 'stops' },
  'ESC /': one('channel'),
  'ESC e': { numbers: bytes(['direction', (n) => named('across', 'down')(n & 15)], ['step']) },
  'ESC f': { numbers: bytes(['what', (n) => named('spaces', 'lines')(n & 15)], ['count']) },
  'ESC $': {
    numbers: [{ name: 'units', size: 2, says: (n) => `${n} units from the left margin` }],
  },
  'ESC \\': { numbers: [{ name: 'units', size: -2, says: (n) => `${n} units` }] },
  'ESC P': said('10 cpi'),
  'ESC M': said('12 cpi'),
  'ESC g': said('15 cpi'),
  'ESC X': {
    numbers: [
      { name: 'pitch', size: 1, says: PITCH_360 },
      { name: 'size', size: 2, says: (n) => (n === 0 ? 'size as it is' : `${n / 2} points`) },
    ],
  },
  'ESC c': { numbers: [{ name: 'width', size: 2, says: of360 }] },
  'ESC p': switched,
  'ESC x': one('quality', (n) => named('draft', 'letter quality')(n & 15)),
  'ESC k': one('typeface', named('Roman', 'sans serif', 'Courier', 'Prestige', 'Script')),
  'ESC !': one('style', style),
  'ESC E': said('on'),
  'ESC F': said('off'),
  'ESC G': said('on'),
  'ESC H': said('off'),
  'ESC 4': said('on'),
  'ESC 5': said('off'),
  'ESC -': switched,
  'ESC W': switched,
  'ESC w': switched,
  'ESC S': one('which', (n) => named('superscript', 'subscript')(n & 15)),
  'ESC q': one('which', namedOrDigit('neither', 'outline', 'shadow', 'both')),
  'ESC a': one('which', namedOrDigit('left', 'centre', 'right', 'full')),
  'ESC r': one('colour', COLOURS),
  'ESC t': one('table', TABLE),
  'ESC R': one('country', COUNTRIES),
  'ESC I': switched,
  'ESC %': one('set', (n) => named('built in', 'user-defined')(n & 15)),
  'ESC &': {
    numbers: bytes(['zero', () => ''], ['first', (n) => `from ${n}`], ['last', (n) => `to ${n}`]),
    rest: 'silent',
  },
  'ESC :': { numbers: bytes(['zero', () => ''], ['typeface'], ['zero', () => '']) },
  'ESC U': switched,
  'ESC s': switched,
  'ESC i': (length) => (length === 7 ? VARIABLE_DOTS : switched),
  'ESC EM': one('what', (n) => ({ 0x31: 'from bin 1', 0x52: 'eject' })[n] ?? `${n}`),
  'ESC K': image('60 dpi'),
  'ESC L': image('120 dpi'),
  'ESC Y': image('120 dpi, fast'),
  'ESC Z': image('240 dpi, fast'),
  'ESC ?': {
    numbers: bytes(
      ['command', (n) => `ESC ${String.fromCharCode(n)}`],
      ['mode', (n) => `is now ${density(n)}`],
    ),
  },
  'ESC *': { numbers: [...bytes(['mode', density]), columns], rest: 'silent' },
  'ESC ^': {
    numbers: [...bytes(['mode', named('60 dpi', '120 dpi')]), columns],
    rest: 'silent',
  },
  'ESC .': RASTER,
  'ESC SP': one('width'),
  'ESC |J': { numbers: bytes(['zero', () => ''], ['feed', of360]) },
  'ESC |B': {
    numbers: [
      ...bytes(['nozzles', (n) => `${n} dots high`]),
      { name: 'bytes', size: 2, says: (n) => `${n} bytes` },
    ],
    rest: 'silent',
  },
  'FS 3': one('lines', of360),
  'FS A': one('lines', (n) => `${n}/60 inch`),
  'FS Z': image('24 dots high'),
};
