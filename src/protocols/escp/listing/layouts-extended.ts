/** What the parameters of `ESC (` commands are called. */
import { assignedTable } from '../characters/assignments.ts';
import { bytes, fraction, named, onOff, type Layout, type Number } from './wording.ts';

const units = (n: number) => `${n} units`;

/** A length of paper: two bytes on old printers, four on new ones. */
const amount = (name: string, says: (n: number) => string, size: 2 | -2 = 2) => {
  const short: Layout = { numbers: [{ name, size, says }] };
  const long: Layout = { numbers: [{ name, size: size < 0 ? -4 : 4, says }] };
  return (length: number) => (length === 4 ? long : short);
};

const both = (first: string, second: string, size: 2 | 4 | -4): readonly Number[] => [
  { name: first, size, says: (n) => `${first} ${n}` },
  { name: second, size, says: (n) => `${second} ${n} units` },
];

const UNIT: Layout = { numbers: [{ name: 'unit', size: 1, says: (n) => fraction(n, 3600) }] };
const UNITS: Layout = {
  numbers: [
    { name: 'page', size: 1, isSilent: true },
    { name: 'vertical', size: 1, isSilent: true },
    { name: 'horizontal', size: 1, isSilent: true },
    {
      name: 'base',
      size: 2,
      says: (base, [page = 0, vertical = 0, horizontal = 0]) =>
        `of pages ${fraction(page, base)}, down ${fraction(vertical, base)}, across ${fraction(horizontal, base)}`,
    },
  ],
};

function tableText(set: number, version: number): string {
  const assigned = assignedTable(set, version);
  return 'table' in assigned ? `is ${assigned.table}` : `is number ${set}, ${version}`;
}

const LINES: Readonly<Record<number, string>> = {
  0: 'off',
  1: 'single',
  2: 'double',
  5: 'broken',
  6: 'double, broken',
};

const DOTS: Readonly<Record<number, string>> = { 0x10: 'one size' };

export const EXTENDED_LAYOUTS: Readonly<Record<string, Layout | ((length: number) => Layout)>> = {
  'ESC (-': {
    numbers: bytes(
      ['what', () => ''],
      ['where', named('0', 'under', 'through', 'over')],
      ['kind', (n) => LINES[n] ?? `${n}`],
    ),
  },
  'ESC (t': {
    numbers: [
      { name: 'table', size: 1, says: (n) => `table ${n & 15}` },
      { name: 'set', size: 1, isSilent: true },
      { name: 'version', size: 1, says: (version, [, set = 0]) => tableText(set, version) },
    ],
  },
  'ESC (G': { numbers: bytes(['switch', onOff]) },
  'ESC (U': (length) => (length === 5 ? UNITS : UNIT),
  'ESC (C': amount('length', units),
  'ESC (c': (length) => ({
    numbers: both('top', 'bottom', length === 8 ? -4 : 2),
  }),
  'ESC (S': { numbers: both('width', 'height', 4) },
  'ESC (V': amount('row', units),
  'ESC (v': amount('rows', units, -2),
  'ESC ($': { numbers: [{ name: 'column', size: 4, says: units }] },
  'ESC (/': { numbers: [{ name: 'columns', size: -4, says: units }] },
  'ESC (\\': {
    numbers: [
      { name: 'unit', size: 2, isSilent: true },
      { name: 'columns', size: -2, says: (n, [unit = 1]) => fraction(n, unit) },
    ],
  },
  'ESC (i': { numbers: bytes(['switch', onOff]) },
  'ESC (e': { numbers: bytes(['zero', () => ''], ['size', (n) => DOTS[n] ?? `size ${n}`]) },
  'ESC (K': {
    numbers: bytes(['zero', () => ''], ['mode', named('colour', 'black', 'colour')]),
  },
  'ESC (D': {
    numbers: [
      { name: 'base', size: 2, isSilent: true },
      { name: 'rows', size: 1, says: (n, [base = 0]) => `rows ${fraction(n, base)}` },
      { name: 'dots', size: 1, says: (n, [base = 0]) => `dots ${fraction(n, base)}` },
    ],
  },
  'ESC (m': { numbers: bytes(['method']) },
  'ESC (r': { numbers: bytes(['density'], ['colour']) },
  'ESC (s': { numbers: bytes(['speed']) },
  'ESC (R': { numbers: bytes(['zero', () => '']), rest: 'text' },
  'ESC (^': { rest: 'text' },
};
