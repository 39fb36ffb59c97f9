/** What pure code needs to know of being cancelled. An `AbortSignal` fits. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A signal that never fires. */
export const never: CancelSignal = {
  aborted: false,
  addEventListener() {},
  removeEventListener() {},
};

/** What `work` gives, or `reason` as a rejection when the signal fires first; `work` itself goes on. */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: CancelSignal,
  reason: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(reason());
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What comes, until the signal fires: whoever waits for standard input then does not wait for it any more. */
export async function* untilAborted<T>(
  pieces: AsyncIterable<T>,
  signal: CancelSignal,
): AsyncGenerator<T> {
  const enough = new Error('interrupted');
  const each = pieces[Symbol.asyncIterator]();
  for (;;) {
    try {
      const next = await unlessAborted(each.next(), signal, () => enough);
      if (next.done) return;
      yield next.value;
    } catch (problem) {
      if (problem === enough) return;
      throw problem;
    }
  }
}

/** Who listens for the end is not ended at once: a draft is removed first, and what there is is told. */
export async function heeding<T>(signal: CancelSignal, work: () => Promise<T>): Promise<T> {
  const heard = () => {};
  signal.addEventListener('abort', heard);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', heard);
  }
}

/** A signal, and what makes it fire. */
export interface Cancellation {
  readonly signal: CancelSignal;
  /** Fires the signal, once; may be called again. */
  cancel(): void;
}

/** A signal that fires when it is told to, or when `outer` does. */
export function cancellation(outer: CancelSignal = never): Cancellation {
  const listeners = new Set<() => void>();
  let aborted = false;
  const cancel = () => {
    if (aborted) return;
    aborted = true;
    outer.removeEventListener('abort', cancel);
    for (const listener of listeners) listener();
    listeners.clear();
  };
  const signal: CancelSignal = {
    get aborted() {
      return aborted;
    },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
  };
  outer.addEventListener('abort', cancel);
  if (outer.aborted) cancel();
  return { signal, cancel };
}
