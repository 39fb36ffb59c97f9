/** Rules that ask whether a packet came by the way that its sender is answered by. */
import type { Step, Test } from './rules.ts';

/**
 * We take it that peers can be answered by the way they came. That is safe where a rule drops all
 * others; in any other rule, what it asks is not understood.
 */
export function withCautiousReversePath(steps: Step[]): Step[] {
  const last = steps.at(-1);
  const drops =
    last?.kind === 'verdict' && (last.verdict.kind === 'drop' || last.verdict.kind === 'reject');
  if (drops) return steps;
  return steps.map((step) =>
    step.kind === 'test' && asksReversePath(step.test)
      ? ({ kind: 'test', test: { kind: 'opaque', what: 'the way back to the peer' } } as const)
      : step,
  );
}

function asksReversePath(asked: Test): boolean {
  switch (asked.kind) {
    case 'spans':
    case 'bits':
    case 'names':
      return asked.field === 'reverse-path';
    case 'all':
    case 'any':
      return asked.of.some(asksReversePath);
    case 'not':
      return asksReversePath(asked.of);
    default:
      return false;
  }
}
