/** The web: fetched through Node's own fetch, handed over to by its HTTP client. */
import { BadAnswerError, isExpected, NotFoundError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { WebDoor, WebOptions } from '../platform.ts';

/** HTTP as Node has it. */
export function nodeWeb(): WebDoor {
  return {
    async get(address, { headers = {}, patience, signal, follow }) {
      const silence = watchSilence(patience, signal);
      try {
        const options = { headers, signal: silence.signal, redirect: 'manual' as const };
        const { answer, from } = await fetched(address, options, follow);
        silence.heard();
        return {
          status: answer.status,
          address: from,
          header: (name) => answer.headers.get(name) ?? undefined,
          body: bodyOf(answer, address, silence),
        };
      } catch (problem) {
        silence.stop();
        throw unanswered(address, problem, silence);
      }
    },
    async post(address, options) {
      const { patience, signal } = options;
      const silence = watchSilence(patience, signal);
      try {
        const { handOver } = await import('./web-post.ts');
        return await handOver(address, options, silence.signal, () => silence.heard());
      } catch (problem) {
        throw unanswered(address, problem, silence);
      } finally {
        silence.stop();
      }
    },
  };
}

/** As many as browsers follow. */
const MOST_REDIRECTIONS = 20;

/** Follows redirections itself, since whoever asks may forbid one. */
async function fetched(
  address: string,
  options: RequestInit,
  follow: WebOptions['follow'],
): Promise<{ answer: Response; from: string }> {
  let from = address;
  for (let hops = 0; hops <= MOST_REDIRECTIONS; hops++) {
    const answer = await fetch(from, options);
    const next = answer.headers.get('location');
    if (![301, 302, 303, 307, 308].includes(answer.status) || next === null)
      return { answer, from };
    await answer.body?.cancel();
    from = new URL(next, from).href;
    follow?.(from);
  }
  throw new NotFoundError(`${address} redirects without end`);
}

interface Silence {
  readonly signal: AbortSignal;
  /** Something came: wait anew. */
  heard(): void;
  /** All has come. */
  stop(): void;
  /** Whether anything came. */
  readonly hasHeard: () => boolean;
  /** Why it was given up, if it was. */
  readonly why: () => string | undefined;
}

function watchSilence(patience: number, signal: CancelSignal): Silence {
  const abort = new AbortController();
  let why: string | undefined;
  let hasHeard = false;
  const giveUp = (reason: string) => {
    why ??= reason;
    abort.abort();
  };
  const stopped = () => giveUp('it was interrupted');
  const late = () => giveUp(`nothing came for ${Math.round(patience / 1000)} s`);
  let timer = setTimeout(late, patience);
  signal.addEventListener('abort', stopped);
  if (signal.aborted) stopped();
  return {
    signal: abort.signal,
    heard() {
      hasHeard = true;
      clearTimeout(timer);
      timer = setTimeout(late, patience);
    },
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
    },
    hasHeard: () => hasHeard,
    why: () => why,
  };
}

async function* bodyOf(
  answer: Response,
  address: string,
  silence: Silence,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer.body ?? []) {
      silence.heard();
      yield chunk;
    }
  } catch (problem) {
    throw unanswered(address, problem, silence);
  } finally {
    silence.stop();
  }
}

/** Node says "fetch failed" and puts the reason beneath. */
function unanswered(address: string, problem: unknown, silence: Silence): Error {
  // What whoever asked has to say is said as it is.
  if (isExpected(problem)) return problem;
  const { cause, code, message } = problem as Error & { code?: unknown; cause?: typeof problem };
  const beneath = cause as (Error & { code?: string }) | undefined;
  const givenUp = silence.why();
  const reason = givenUp ?? (beneath?.message || beneath?.code || message);
  if (silence.hasHeard()) {
    const end = givenUp === undefined ? 'broke off' : 'came to no end';
    return new BadAnswerError(`${address} answered, and ${end}: ${reason}`);
  }
  // Node's parser of HTTP: something came, and was none. What was given up has a number for a code.
  if (String(beneath?.code ?? code).startsWith('HPE_')) {
    return new BadAnswerError(`${address} answered what is no HTTP: ${reason}`);
  }
  return new NotFoundError(`${address} did not answer: ${reason}`);
}
