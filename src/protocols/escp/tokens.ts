/**
 * An ESC/P stream taken apart, without its meaning: what the tokenizer gives, in pieces of any size, and the interpreter and
 * the listing take. Offsets are bytes from the beginning of the job.
 */

/** Printable codes in a row, none of them a control code at that place. */
export interface CharactersToken {
  readonly kind: 'characters';
  readonly offset: number;
  /** Bit 7 as `ESC =` and `ESC >` make it. Valid until the next token is asked for, as all octets of tokens are. */
  readonly bytes: Uint8Array;
}

/** One control code: BS, HT, LF, VT, FF, CR, SO, SI, DC1 to DC4, CAN, DEL, BEL, NUL. */
export interface ControlToken {
  readonly kind: 'control';
  readonly offset: number;
  /** Without the high bit, where 80h to 9Fh are control codes too. */
  readonly code: number;
}

/** One command with all its parameters and data, but for rows of raster graphics, which follow. */
export interface CommandToken {
  readonly kind: 'command';
  readonly offset: number;
  /** Bytes of the stream, from ESC to the last parameter. */
  readonly length: number;
  /** As the books write it: `ESC @`, `ESC (U`, `ESC *`, `FS 3`; of remote mode `REMOTE1 LD`, of ESC/P-R `ESC/P-R setj`; `EJL ID`. */
  readonly name: string;
  /**
   * What follows the name; of `ESC (`, of remote mode and of ESC/P-R what follows the length. Without what only ends a
   * list (`ESC D`, `ESC B`, `ESC b`). `REMOTE1 exit` leaves remote mode.
   */
  readonly parameters: Uint8Array;
}

/** One row of `ESC .` or `ESC i`, uncompressed. Comes after its command. */
export interface RowToken {
  readonly kind: 'row';
  readonly offset: number;
  /** Bytes of the stream that it came from. */
  readonly length: number;
  /** From 0. */
  readonly row: number;
  readonly data: Uint8Array;
}

/** One command of the TIFF-style and delta-row modes of `ESC .` (fact sheet, 3.5). */
export interface RasterToken {
  readonly kind: 'raster';
  readonly offset: number;
  readonly length: number;
  readonly operation:
    /** Unpacked. */
    | { readonly kind: 'transfer'; readonly data: Uint8Array }
    | { readonly kind: 'move x'; readonly by: number }
    | { readonly kind: 'move y'; readonly by: number }
    | { readonly kind: 'colour'; readonly colour: number }
    | { readonly kind: 'clear' | 'carriage return' | 'exit' | 'unit byte' | 'unit dot' };
}

/** Bytes that are no command that anybody documents. Counted and listed, never silently eaten. */
export interface UnknownToken {
  readonly kind: 'unknown';
  readonly offset: number;
  readonly length: number;
  /** `ESC 0x8f`, `ESC (q`, `REMOTE1 ZZ`. */
  readonly name: string;
  /** The beginning of its bytes. */
  readonly bytes: Uint8Array;
}

/** What was understood and cannot be done as it says, or a stream that ends within a command. */
export interface FaultToken {
  readonly kind: 'fault';
  readonly offset: number;
  readonly length: number;
  readonly name: string;
  /** For people: `a row of 65,535 bytes is wider than any paper; it is skipped`. */
  readonly says: string;
}

export type EscpToken =
  | CharactersToken
  | ControlToken
  | CommandToken
  | RowToken
  | RasterToken
  | UnknownToken
  | FaultToken;

/**
 * Takes a job's bytes as they come. Total: any bytes, in pieces of any size, give the same tokens but for where characters are cut.
 * All tokens of a piece have to be asked for before the next piece is given.
 */
export interface Tokenizer {
  take(bytes: Uint8Array): Iterable<EscpToken>;
  /** The stream is over: what is left of a command is a fault. */
  end(): Iterable<EscpToken>;
}
