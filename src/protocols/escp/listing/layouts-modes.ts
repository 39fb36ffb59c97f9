/** What the parameters of remote mode and of ESC/P-R are called (fact sheet, 3.6). */
import { bytes, named, type Layout, type Number } from './wording.ts';

const be = (name: string, size: 1 | 2 | 4, says?: Number['says']): Number => ({
  name,
  size,
  ...(says && { says }),
});

const zero = be('zero', 1, () => '');
const of = (...numbers: readonly Number[]): Layout => ({ numbers });

const NAMES = named('host', 'product', 'document', 'user');
const RESOLUTIONS = named('360 dpi', '720 dpi', '300 dpi', '600 dpi');

export const MODE_LAYOUTS: Readonly<Record<string, Layout>> = {
  'REMOTE1 exit': { rest: 'silent' },
  'REMOTE1 JE': of(zero),
  'REMOTE1 JS': { rest: 'silent' },
  'REMOTE1 JH': {
    numbers: [zero, be('which', 1, NAMES), be('id', 4, () => '')],
    rest: 'text',
  },
  'REMOTE1 TI': {
    isBigEndian: true,
    numbers: [zero, be('year', 2), ...bytes(['month'], ['day'], ['hour'], ['minute'], ['second'])],
  },
  'REMOTE1 PP': of(zero, be('path', 1), be('which', 1)),
  'REMOTE1 DP': of(zero, be('duplex', 1)),
  'REMOTE1 FP': of(zero, { name: 'offset', size: -2, says: (n) => `${n}/360 inch` }),
  'REMOTE1 ST': of(
    zero,
    be('mode', 1, (n) => ((n & 1) === 1 ? 'on' : 'off')),
  ),
  'ESC/P-R setq': {
    isBigEndian: true,
    numbers: [
      be('media', 1),
      be('quality', 1, named('draft', 'normal', 'high')),
      ...bytes(['colour mode'], ['brightness'], ['contrast'], ['saturation'], ['plane']),
      be('palette size', 2, () => ''),
    ],
    rest: 'silent',
  },
  'ESC/P-R setj': {
    isBigEndian: true,
    numbers: [
      be('width', 4),
      be('height', 4),
      be('top', 2),
      be('left', 2),
      be('printable width', 4),
      be('printable height', 4),
      be('resolution', 1, RESOLUTIONS),
      be('direction', 1),
    ],
  },
  'ESC/P-R dsnd': {
    isBigEndian: true,
    numbers: [
      be('x', 2),
      be('y', 2),
      be('packing', 1, named('as they are', 'run length')),
      be('size', 2, (n) => `${n} bytes`),
    ],
    rest: 'silent',
  },
  'ESC/P-R endp': of(be('next', 1, named('the last one', 'another one follows'))),
  EJL: { rest: 'text' },
};
