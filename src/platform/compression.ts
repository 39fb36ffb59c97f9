/** Compression as the platform does it: natively, beside everything else. */

/** How hard to try. `fast` takes a third of the time and gives a third more. */
export type Effort = 'fast' | 'small';

export interface Compression {
  /**
   * Makes a zlib stream (RFC 1950) of bytes as they come, holding little of either side. What it is handed may be used
   * anew once the next piece is asked for.
   */
  deflate(pieces: Iterable<Uint8Array>, effort: Effort): AsyncIterable<Uint8Array>;
}
