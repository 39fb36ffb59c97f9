/** Puts the steps of a rule in the form in which they are taken, whichever tool wrote them. */
import { includes } from './address-set.ts';
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
 * We take it that peers are answered by the way they came. That is safe where a rule stops all others, or
 * goes on with just these; in any other rule, what it asks is not understood.
 */
function withCautiousReversePath(steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1);
  const stops =
    last?.kind === 'verdict' && (last.verdict.kind === 'drop' || last.verdict.kind === 'reject');
  return steps.map((step) => {
    if (step.kind === 'map' && step.entries.some(([test]) => asksReversePath(test))) {
      return { kind: 'opaque', what: 'the way back to the peer' };
    }
    if (step.kind !== 'test' || !asksReversePath(step.test)) return step;
    const isSafe = meansAnswerable(step.test) === !stops;
    return isSafe
      ? step
      : { kind: 'test', test: { kind: 'opaque', what: 'the way back to the peer' } };
  });
}

/** Whether a question holds for those who are answered by the way they came; undefined for another question. */
function meansAnswerable(asked: Test): boolean | undefined {
  if (asked.kind === 'spans') return includes(asked.spans, 1n);
  const inner = asked.kind === 'not' ? meansAnswerable(asked.of) : undefined;
  return inner === undefined ? undefined : !inner;
}

function asksReversePath(asked: Test): boolean {
  if ('field' in asked) return asked.field === 'reverse-path';
  if (asked.kind === 'all' || asked.kind === 'any') return asked.of.some(asksReversePath);
  return asked.kind === 'not' && asksReversePath(asked.of);
}
