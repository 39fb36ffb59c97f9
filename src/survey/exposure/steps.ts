/** Puts the steps of a rule in the form in which they are taken, whichever tool wrote them. */
import type { Step, Test } from './rules.ts';

/** What is said of a rule hangs on as few doubts as it can. */
export function settled(steps: readonly Step[]): Step[] {
  return certainFirst(withCautiousReversePath(steps));
}

/** All tests of a rule must hold, in whatever order: those that are certain may spare us the others. */
function certainFirst(steps: readonly Step[]): Step[] {
  const ordered: Step[] = [];
  let tests: Step[] = [];
  for (const step of [...steps, undefined]) {
    if (step?.kind === 'test') tests.push(step);
    else {
      ordered.push(
        ...tests.toSorted((a, b) => doubtfulness(a) - doubtfulness(b)),
        ...(step ? [step] : []),
      );
      tests = [];
    }
  }
  return ordered;
}

function doubtfulness(step: Step): number {
  return step.kind === 'test' ? doubtIn(step.test) : 0;
}

const DOUBTS: Readonly<Record<string, number>> = { opaque: 3, changing: 2 };

function doubtIn(test: Test): number {
  if ('field' in test) return test.field.endsWith('.sport') ? 1 : 0;
  if (test.kind === 'not') return doubtIn(test.of);
  if (test.kind === 'all' || test.kind === 'any')
    return Math.max(0, ...test.of.slice(0, 8).map(doubtIn));
  return DOUBTS[test.kind] ?? 0;
}

/**
 * We take it that peers can be answered by the way they came. That is safe where a rule drops all
 * others; in any other rule, what it asks is not understood.
 */
function withCautiousReversePath(steps: readonly Step[]): readonly Step[] {
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
