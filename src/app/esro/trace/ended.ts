/** How an operation ended for whoever invoked it. */
import type { Millis } from '../../../core/units.ts';
import { dataTitle } from '../../../protocols/esro/titles.ts';
import { OperationError, OperationFailed, type Reply } from '../call.ts';
import type { TracedOperation } from './result.ts';

/**
 * @param now a clock, in milliseconds
 * @returns how it ended; what `invoke` throws for another reason passes through
 */
export async function ended(
  invoke: () => Promise<Reply>,
  now: () => Millis,
): Promise<TracedOperation> {
  const began = now();
  const outcome = await invoke().then(resultOf, problemOf);
  return { ...outcome, took: Math.round(now() - began) };
}

type Outcome = Omit<TracedOperation, 'took'>;

const resultOf = ({ result, encoding }: Reply): Outcome => ({
  outcome: 'result',
  words: dataTitle(result.length, encoding),
});

function problemOf(problem: unknown): Outcome {
  if (problem instanceof OperationError) {
    const { value, parameter, encoding } = problem;
    return { outcome: 'error', value, words: dataTitle(parameter.length, encoding) };
  }
  if (problem instanceof OperationFailed) {
    const { value, words, from } = problem;
    return { outcome: 'failure', value, words: `${words} (${WHO[from]})` };
  }
  throw problem;
}

const WHO = {
  peer: 'the performer says so',
  silence: 'nothing came',
  here: 'nothing was sent',
} as const;

/** What the invoking user knows now. */
export function endWords({ outcome, value, words }: TracedOperation): string {
  switch (outcome) {
    case 'result':
      return `the invoker has the result: ${words}`;
    case 'error':
      return `the invoker has error ${value}: ${words}`;
    case 'failure':
      return `the invoker is told of a failure: ${words}`;
  }
}
