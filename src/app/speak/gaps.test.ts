/** What asking did not tell, in sentences. */
import { expect, it } from 'vitest';
import { listening } from '../../../test/support/listeners.ts';
import { heardGaps, type Heard } from './gaps.ts';

const unclear = (port: number): Heard => ({
  listener: listening(`tcp 0.0.0.0:${port}`),
  hearing: { kind: 'unclear' },
});
const whyOf = (...ports: readonly number[]) =>
  heardGaps({ heard: ports.map(unclear), witnesses: [], skipped: [], left: 0 })[0]?.why;

it('ports stand in their order, whoever was done first', () => {
  expect(whyOf(6000, 12345, 23, 3306)).toBe(
    '4 ports do not say what they speak in any way known here: 23/tcp, 3306/tcp, 6000/tcp, 12345/tcp.',
  );
});

it('of many ports the first are named', () => {
  expect(whyOf(9, 8, 7, 6, 5, 4, 3, 2, 1)).toMatch(/1\/tcp, .*, 8\/tcp …\.$/);
});
