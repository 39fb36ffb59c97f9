/**
 * Machines that ask by HTTP: one side of a conversation of requests and answers, without a socket or a clock.
 * One question at a time: after a `post` nothing comes in but its outcome.
 */
import type { Machine } from './machine.ts';

/** Something to hand over, and how much of an answer is wanted. */
export interface Post {
  readonly kind: 'post';
  /** `http://192.0.2.1:631/ipp/print`. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The most bytes of the answer's body; a longer one is no answer. */
  readonly answerLimit: number;
  /** Whether a certificate that nobody vouches for will do: printers sign theirs themselves. */
  readonly anyCertificate: boolean;
}

/** What a machine that asks by HTTP may be told. */
export type WebInput =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** A header by its lower-case name. */
      header(name: string): string | undefined;
      readonly body: Uint8Array;
    }
  /** Nobody is there, or the answer broke off or is too long (`began`). `why` is a sentence. */
  | { readonly kind: 'unanswered'; readonly why: string; readonly began?: true };

/** What a machine that asks by HTTP may ask for. `Event` is what it tells its user. */
export type WebAction<Event> =
  | Post
  | { readonly kind: 'tell'; readonly event: Event }
  | { readonly kind: 'done' };

export type WebMachine<State, Event> = Machine<State, WebInput, WebAction<Event>>;
