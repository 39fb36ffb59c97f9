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
