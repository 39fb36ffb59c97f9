/**
 * Asks one UDP port who it is. Nobody speaks first there: one protocol after the other, and only those that the
 * port is promised to or its program known for, says its first words, twice at most. As a machine without socket
 * or clock; every word passes the gate.
 */
import { heardBytes } from '../core/heard.ts';
import type { Step, Wake } from '../core/machine.ts';
import type { Millis } from '../core/units.ts';
import type { Asking } from './asking.ts';
import { say, type Say } from './gate.ts';
import { judge, sightingOf } from './judge.ts';
import type { Hearing, Restraint } from './sighting.ts';

/** How long an answer may take: name servers and clocks of this machine answer from memory. */
export const REPLY_WAIT: Millis = 400;
/** Within one machine nothing gets lost but by a full buffer. */
export const TRIES = 2;

export type InquiryInput = { readonly kind: 'received'; readonly bytes: Uint8Array };

export type InquiryAction = Say | { readonly kind: 'done'; readonly hearing: Hearing };

/** How far the inquiry is. */
export interface InquiryState {
  /** How many datagrams were said. */
  readonly said: number;
  readonly strange: string | undefined;
  readonly wakeAt: Millis | undefined;
}

type Transition = Step<InquiryState, InquiryAction>;

/** The machine of one UDP port. It ends with `done`. */
export class Inquiry {
  constructor(private readonly options: Asking) {}

  start(now: Millis): Transition {
    return this.next({ said: 0, strange: undefined, wakeAt: now }, now);
  }

  wakeAt({ wakeAt }: InquiryState): Millis | undefined {
    return wakeAt;
  }

  step(state: InquiryState, input: InquiryInput | Wake, now: Millis): Transition {
    if (state.wakeAt === undefined) return { state, actions: [] };
    if (input.kind === 'wake') {
      return now < state.wakeAt ? { state, actions: [] } : this.next(state, now);
    }
    const asked = this.options.plan.hellos[Math.floor((state.said - 1) / TRIES)]?.name;
    const [found] = judge(input.bytes, asked, this.options.probes);
    if (found === undefined) {
      return { state: { ...state, strange: heardBytes(input.bytes) }, actions: [] };
    }
    return finish(state, { kind: 'sighting', sighting: sightingOf(found, asked) });
  }

  private next(state: InquiryState, now: Millis): Transition {
    const probe = this.options.plan.hellos[Math.floor(state.said / TRIES)];
    if (probe?.hello === undefined) return this.conclude(state);
    const words = say(probe.hello(this.options.asker), {
      ...this.options.gate,
      transport: 'udp',
      witnesses: this.options.witnesses(),
      greeting: undefined,
    });
    if (typeof words === 'string') return this.conclude(state, words);
    const said = { ...state, said: state.said + 1, wakeAt: now + REPLY_WAIT };
    return { state: said, actions: [words] };
  }

  private conclude(state: InquiryState, why?: Restraint): Transition {
    const { strange } = state;
    if (why !== undefined && strange === undefined) return finish(state, { kind: 'silent', why });
    return finish(state, {
      kind: 'unclear',
      ...(strange !== undefined && { evidence: strange }),
    });
  }
}

function finish(state: InquiryState, hearing: Hearing): Transition {
  return { state: { ...state, wakeAt: undefined }, actions: [{ kind: 'done', hearing }] };
}
