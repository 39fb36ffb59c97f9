/** The web, through Node's own fetch. */
import { NotFoundError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { WebDoor } from '../platform.ts';

export function nodeWeb(): WebDoor {
  return {
    async get(address, { headers = {}, patience, signal }) {
      const silence = watchSilence(patience, signal);
      try {
        const answer = await fetch(address, { headers, signal: silence.signal });
        silence.heard();
        return {
          status: answer.status,
          address: answer.url,
          header: (name) => answer.headers.get(name) ?? undefined,
          body: bodyOf(answer, address, silence),
        };
      } catch (problem) {
        silence.stop();
        throw unanswered(address, problem, silence);
      }
    },
  };
}

interface Silence {
  readonly signal: AbortSignal;
  /** Something came: wait anew. */
  heard(): void;
  /** All has come. */
  stop(): void;
  /** Why it was given up, if it was. */
  readonly why: () => string | undefined;
}

function watchSilence(patience: number, signal: CancelSignal): Silence {
  const abort = new AbortController();
  let why: string | undefined;
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
      clearTimeout(timer);
      timer = setTimeout(late, patience);
    },
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
    },
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
function unanswered(address: string, problem: unknown, silence: Silence): NotFoundError {
  const { cause, message } = problem as Error & { cause?: Error & { code?: string } };
  const reason = silence.why() ?? (cause?.message || cause?.code || message);
  return new NotFoundError(`${address} did not answer: ${reason}`);
}
