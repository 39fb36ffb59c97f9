/** How an operation ended for whoever invoked it. */
import { counted } from '../../../core/count.ts';
import type { Millis } from '../../../core/units.ts';
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
  words: dataWords(result.length, encoding),
});

function problemOf(problem: unknown): Outcome {
  if (problem instanceof OperationError) {
    const { value, parameter, encoding } = problem;
    return { outcome: 'error', value, words: dataWords(parameter.length, encoding) };
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

/** `4 octets as BER`. */
export const dataWords = (octets: number, encoding: string): string =>
  octets === 0 ? 'empty' : `${counted(octets, 'octet')} as ${encoding}`;
