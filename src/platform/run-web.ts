/** Lets a machine that asks by HTTP talk: where a {@link WebMachine} meets a platform. */
import { NotFoundError } from '../core/errors.ts';
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
  let step = machine.start(clock.now());
  while (!options.signal.aborted) {
    let question: Post | undefined;
    for (const action of step.actions) {
      if (action.kind === 'done') return;
      if (action.kind === 'tell') options.tell(action.event);
      else question = action;
    }
    if (question === undefined) throw new RangeError('a web machine neither asks nor ends');
    const input = await post(web, question, options);
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
    return { kind: 'unanswered', why: problem.message };
  }
}
