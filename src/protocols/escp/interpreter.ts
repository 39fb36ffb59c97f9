/** An ESC/P printer: a job's bytes in, its pages out. `perform.ts` tells how commands are done, and how to add some. */
import type { CharacterWidths } from '../../core/page/marks.ts';
import type { EscpModel } from './model.ts';
import { RealTimeQuestions, realTimeReply } from './stream/receipt.ts';
import { perform, performEnd, reportOf } from './perform.ts';
import type { EscpAnswers, EscpEvent, EscpInterpreter } from './report.ts';
import { createState } from './state.ts';
import { createTokenizer } from './stream/tokenizer.ts';
import type { EscpToken } from './tokens.ts';

export interface InterpreterOptions {
  readonly model: EscpModel;
  /** Of proportional type. Absent: it is printed at the pitch. */
  readonly widths?: CharacterWidths;
  readonly answers?: EscpAnswers;
}

/**
 * Plays the printer for one job. Events are made as they are asked for: what one call gives has to be taken whole before
 * the next call. Memory: one command, and the line that is being printed.
 */
export function createInterpreter({ model, widths, answers }: InterpreterOptions): EscpInterpreter {
  const tokenizer = createTokenizer(model);
  const state = createState(model, widths, answers ?? {});

  const { receipt } = answers ?? {};
  const questions = receipt && new RealTimeQuestions();

  /** Asked in the midst of whatever it is: answered before anything of it is done. */
  function* answerAtOnce(bytes: Uint8Array): Generator<EscpEvent> {
    for (const number of questions?.take(bytes) ?? []) {
      yield* realTimeReply(receipt!, number);
    }
  }

  function* performAll(tokens: Iterable<EscpToken>): Generator<EscpEvent> {
    for (const token of tokens) yield* perform(state, token);
  }

  return {
    *take(bytes) {
      state.notes.bytes += bytes.length;
      yield* answerAtOnce(bytes);
      yield* performAll(tokenizer.take(bytes));
    },
    *end() {
      yield* performAll(tokenizer.end());
      yield* performEnd(state);
    },
    report: () => reportOf(state),
  };
}
