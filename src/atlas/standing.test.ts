import { expect, it } from 'vitest';
import { standingOf } from './standing.ts';
import { parseLine } from './table.ts';

const RESTORED = '\tIANA registry';
const claims = (...lines: readonly string[]) =>
  lines.flatMap((line) => parseLine(line.replace(/^\w+ /, ''), line.split(' ')[0]!));

it.each<[what: string, port: number, lines: readonly string[], standing: string]>([
  ['what the registry says', 9, ['iana 9\ttcp\techo\tEcho\tassigned'], 'assigned'],
  ['nothing said', 9, [], 'unassigned'],
  ['nothing said up there', 49_152, [], 'dynamic'],
  ['another transport', 9, ['iana 9\tudp\techo\tEcho\tassigned'], 'unassigned'],
  ['another source', 9, ['documents 9\ttcp\techo\tEcho\tassigned\ttable'], 'unassigned'],
  ['a restored row', 9, [`curated 9\ttcp\techo\tEcho\treserved${RESTORED}`], 'reserved'],
  [
    "the floor's bare name for a use that is only recorded",
    9,
    ['iana 9\ttcp\tchat\tChat\tassigned', `curated 9\ttcp\tchat\tChat\tunofficial${RESTORED}`],
    'unofficial',
  ],
  [
    'the same beside an assignment',
    9,
    [
      'iana 9\ttcp\tchat\tChat\tassigned',
      `curated 9\ttcp\techo\tEcho\tassigned${RESTORED}`,
      `curated 9\ttcp\tchat\tChat\tunofficial${RESTORED}`,
    ],
    'assigned',
  ],
])('%s', (_, port, lines, standing) => {
  expect(standingOf(port, 'tcp', claims(...lines))).toBe(standing);
});
