/** A length of time, or an instant on a monotonic clock, in milliseconds. */
export type Millis = number;

/** Takes seconds, gives {@link Millis}. */
export const seconds = (n: number): Millis => n * 1000;
