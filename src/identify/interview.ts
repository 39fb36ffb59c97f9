/**
 * Asks one TCP port who it is: the whole conversation as a machine without socket or clock.
 *
 * It listens first. Who speaks first and is understood needs nothing said; who speaks first and is not
 * understood is told nothing: that may be a console. Else one protocol after the other says its first words, each
 * over a connection of its own but the first, and every answer is held against every protocol. Every word passes
 * the gate. It always ends: hellos, bytes and time are bounded.
 */
import { joinBytes } from '../core/bytes/join.ts';
import { heardBytes } from '../core/heard.ts';
import type { Step, Wake } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import type { Asking } from './asking.ts';
import { say, type Say } from './gate.ts';
import { judge, sightingOf, type Judgement, type NamedProbe } from './judge.ts';
import { MAX_HELLOS } from './plan.ts';
import type { Hearing } from './sighting.ts';

/** How long who speaks first has for that: on this machine they do so at once. */
export const GREETING_WAIT: Millis = 300;
/** The same for those who are known to: some look up our name first. */
export const PROMISED_GREETING_WAIT: Millis = 1000;
/** How long the first byte of an answer may take: so that four hellos fit into the time of an interview. */
export const ANSWER_WAIT: Millis = 400;
/** After its first bytes, how long a port may pause before it is held to have said all. */
export const PAUSE: Millis = 60;
/** One port, with all its connections. */
export const INTERVIEW_TIME: Millis = 2000;
/** What is kept of one answer: more than any first words have, and a page's title stands near its top. */
export const MAX_HEARD = 65_536;

export type InterviewInput =
  | { readonly kind: 'opened' }
  | { readonly kind: 'received'; readonly bytes: Uint8Array }
  /** The connection is over, or never came about. */
  | { readonly kind: 'over'; readonly failed?: string };

export type InterviewAction =
  /** Opens a connection; the one before is closed by then. */
  | { readonly kind: 'open' }
  | Say
  /** Breaks the connection off. */
  | { readonly kind: 'close' }
  | { readonly kind: 'done'; readonly hearing: Hearing };

/** How far the interview is. */
export interface InterviewState {
  readonly phase: 'connecting' | 'listening' | 'answering' | 'done';
  /** Whose hellos were said: none twice. */
  readonly said: readonly string[];
  /** Whether the connection can still be written to. */
  readonly alive: boolean;
  /** Whose hello was said last, on this connection or to be said on the next. */
  readonly asked: NamedProbe | undefined;
  /** What came over this connection. */
  readonly heard: readonly Uint8Array[];
  readonly length: number;
  /** The protocol by which the port greeted. */
  readonly greeting: string | undefined;
  /** The best that was heard so far, and on whose question. */
  readonly best: { readonly judgement: Judgement; readonly asked: string | undefined } | undefined;
  /** Something was heard that nobody understands. */
  readonly strange: string | undefined;
  readonly wakeAt: Millis;
  readonly endAt: Millis;
}

type Transition = Step<InterviewState, InterviewAction>;

/** The machine: `start` it, then hand it what happens. */
export class Interview {
  constructor(private readonly options: Asking) {}

  start(now: Millis): Transition {
    const endAt = now + INTERVIEW_TIME;
    const state: InterviewState = {
      phase: 'connecting',
      said: [],
      alive: false,
      asked: undefined,
      heard: [],
      length: 0,
      greeting: undefined,
      best: undefined,
      strange: undefined,
      wakeAt: endAt,
      endAt,
    };
    return { state, actions: [{ kind: 'open' }] };
  }

  wakeAt(state: InterviewState): Millis | undefined {
    return state.phase === 'done' ? undefined : state.wakeAt;
  }

  step(state: InterviewState, input: InterviewInput | Wake, now: Millis): Transition {
    if (state.phase === 'done') return { state, actions: [] };
    switch (input.kind) {
      case 'opened':
        return this.opened(state, now);
      case 'received':
        return this.received(state, input.bytes, now);
      case 'over':
        return this.over(state, input.failed, now);
      case 'wake':
        return now < state.wakeAt ? { state, actions: [] } : this.woken(state, now);
    }
  }

  private opened(state: InterviewState, now: Millis): Transition {
    const open = { ...state, alive: true };
    if (state.asked !== undefined) return this.ask(open, state.asked, now);
    const wait = this.options.plan.speaksFirst ? PROMISED_GREETING_WAIT : GREETING_WAIT;
    return rest({ ...open, phase: 'listening', wakeAt: until(state, now + wait) });
  }

  private received(state: InterviewState, bytes: Uint8Array, now: Millis): Transition {
    const room = MAX_HEARD - state.length;
    const heard = [...state.heard, bytes.subarray(0, room)];
    const length = Math.min(MAX_HEARD, state.length + bytes.length);
    const next = { ...state, heard, length, wakeAt: until(state, now + PAUSE) };
    return length === MAX_HEARD ? this.woken(next, now) : rest(next);
  }

  private over(state: InterviewState, failed: string | undefined, now: Millis): Transition {
    const gone = { ...state, alive: false };
    if (state.phase === 'connecting') {
      return state.said.length === 0
        ? finish(gone, { kind: 'unreachable', why: failed ?? 'closed at once' })
        : conclude(gone);
    }
    // Who closes without a word while we listen does not want to be asked.
    if (state.phase === 'listening' && state.length === 0) return conclude(gone);
    return this.woken(gone, now);
  }

  /** Something has been said, or there was time enough to say it. */
  private woken(state: InterviewState, now: Millis): Transition {
    if (state.phase === 'connecting' && state.said.length === 0) {
      return finish(state, { kind: 'unreachable', why: 'timed out' });
    }
    const bytes = joinBytes(state.heard);
    const found = judge(bytes, this.askedBy(state), this.options.probes);
    const next = this.note(state, bytes, found[0]);
    if (found[0] !== undefined && isSure(found[0])) return conclude(next);
    if (next.phase === 'listening' && bytes.length > 0) {
      if (found[0] === undefined) return conclude(next);
      return this.ask({ ...next, greeting: found[0].protocol }, this.helloOf(found, next), now);
    }
    const hinted = this.helloOf(found, next);
    // Who greeted is asked nothing but what its own words suggest.
    return this.ask(next, hinted ?? (next.greeting ? undefined : this.planned(next)), now);
  }

  private askedBy({ phase, asked }: InterviewState): string | undefined {
    return phase === 'answering' ? asked?.name : undefined;
  }

  /** The first likely thing is kept, and what is sure replaces it. */
  private note(
    state: InterviewState,
    bytes: Uint8Array,
    first: Judgement | undefined,
  ): InterviewState {
    if (first === undefined) {
      const strange = state.strange ?? (bytes.length > 0 ? heardBytes(bytes) : undefined);
      return { ...state, strange };
    }
    if (state.best && !isSure(first)) return state;
    return { ...state, best: { judgement: first, asked: this.askedBy(state) } };
  }

  /** The next of the plan. */
  private planned({ said }: InterviewState): NamedProbe | undefined {
    return this.options.plan.hellos.find(({ name }) => !said.includes(name));
  }

  /** What an answer hints at. */
  private helloOf(found: readonly Judgement[], { said }: InterviewState): NamedProbe | undefined {
    const names = new Set(found.map(({ protocol }) => protocol));
    return this.options.probes.find(
      ({ name, hello }) => hello && names.has(name) && !said.includes(name),
    );
  }

  /** Says a hello: at once where nothing was said yet, else over a new connection. */
  private ask(state: InterviewState, probe: NamedProbe | undefined, now: Millis): Transition {
    const hello = probe?.hello;
    const enough = now >= state.endAt || state.said.length >= MAX_HELLOS;
    if (probe === undefined || hello === undefined || enough) return conclude(state);
    const words = say(hello(this.options.asker), {
      ...this.options.gate,
      transport: 'tcp',
      witnesses: this.options.witnesses(),
      greeting: state.greeting,
    });
    if (typeof words === 'string') {
      return state.best || state.strange !== undefined
        ? conclude(state)
        : finish(state, { kind: 'silent', why: words });
    }
    const asking = { ...state, asked: probe, heard: [], length: 0 };
    if (state.phase === 'answering' || !state.alive) {
      const connecting = { ...asking, alive: false, phase: 'connecting', wakeAt: state.endAt };
      return {
        state: connecting as InterviewState,
        actions: [{ kind: 'close' }, { kind: 'open' }],
      };
    }
    const answering = {
      ...asking,
      said: [...state.said, probe.name],
      phase: 'answering',
      wakeAt: until(state, now + ANSWER_WAIT),
    };
    return { state: answering as InterviewState, actions: [words] };
  }
}

const isSure = ({ recognition }: Judgement) => recognition.likely !== true;

const rest = (state: InterviewState): Transition => ({ state, actions: [] });

const until = ({ endAt }: InterviewState, at: Millis) => Math.min(endAt, at);

/** Ends with the best that was heard. */
function conclude(state: InterviewState): Transition {
  const { best, strange } = state;
  if (best) {
    return finish(state, { kind: 'sighting', sighting: sightingOf(best.judgement, best.asked) });
  }
  return finish(state, {
    kind: 'unclear',
    ...(strange !== undefined && { evidence: strange }),
  });
}

function finish(state: InterviewState, hearing: Hearing): Transition {
  return {
    state: { ...state, phase: 'done' },
    actions: [{ kind: 'close' }, { kind: 'done', hearing }],
  };
}
