/** Lets a machine that asks by HTTP talk: where a {@link WebMachine} meets a platform. */
import { BadAnswerError, NotFoundError } from '../core/errors.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Millis } from '../core/units.ts';
import type { Post, WebInput, WebMachine } from '../core/web-machine.ts';
import type { Platform } from './platform.ts';

export interface AskOptions<Event> {
  /** Ends the conversation early, which is not an error. */
  readonly signal: CancelSignal;
  /** Longest silence of whoever is asked that is waited through. */
  readonly patience: Millis;
  /** Is handed each event as the machine tells it. What it throws ends the conversation. */
  tell(event: Event): void;
}

/**
 * Drives `machine` until it says `done` or the signal aborts. What nobody answers is told to the machine,
 * not thrown.
 * @throws whatever the machine or `tell` throws: our own bug
 */
export async function ask<State, Event>(
  machine: WebMachine<State, Event>,
  { clock, web }: Pick<Platform, 'clock' | 'web'>,
  options: AskOptions<Event>,
): Promise<void> {
  const { signal } = options;
  if (signal.aborted) return;
  let step = machine.start(clock.now());
  for (;;) {
    let question: Post | undefined;
    for (const action of step.actions) {
      if (action.kind === 'done') return;
      if (action.kind === 'tell') options.tell(action.event);
      else question = action;
    }
    if (question === undefined) throw new RangeError('a web machine neither asks nor ends');
    if (signal.aborted) return;
    const input = await post(web, question, options);
    // Who had begun to answer by then is told of: somebody is there.
    if (signal.aborted && !('began' in input)) return;
    step = machine.step(step.state, input, clock.now());
  }
}

async function post(
  web: Platform['web'],
  { address, ...question }: Post,
  { signal, patience }: Pick<AskOptions<never>, 'signal' | 'patience'>,
): Promise<WebInput> {
  try {
    const answer = await web.post(address, { ...question, signal, patience });
    const { status, body = new Uint8Array(0) } = answer;
    return { kind: 'answered', status, header: (name) => answer.header(name), body };
  } catch (problem) {
    if (!(problem instanceof NotFoundError)) throw problem;
    const began = problem instanceof BadAnswerError;
    return { kind: 'unanswered', why: problem.message, ...(began && { began }) };
  }
}
