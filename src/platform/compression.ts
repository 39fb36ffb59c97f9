/** Compression as the platform does it: natively, beside everything else. */

/** How hard to try. `fast` takes a third of the time and gives a third more. */
export type Effort = 'fast' | 'small';

export interface Compression {
  /**
   * Makes a zlib stream (RFC 1950) of bytes as they come, holding little of either side. What it is handed may be used
   * anew once the next piece is asked for.
   */
  deflate(pieces: Iterable<Uint8Array>, effort: Effort): AsyncIterable<Uint8Array>;
  /**
   * What a zlib stream was made of, as far as it goes: of one that is cut off, what is there. Stops at `limit` octets,
   * however much more there would be.
   * @throws BadStreamError for what is no such stream
   */
  inflate(pieces: Iterable<Uint8Array>, limit: number): Promise<Uint8Array>;
}

/** The fault of whoever made it. */
export class BadStreamError extends Error {
  override readonly name = 'BadStreamError';
}
