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
