import type { Decoded } from '../core/bytes/reader.ts';
import type { Transport } from '../core/transport.ts';

/** A protocol's card: what the rest of the house may know of it. One per folder, listed in `index.ts`. */
export interface Protocol {
  /** The short name, as typed by people: `enpc`. */
  readonly name: string;
  readonly title: string;
  /** The service names of the registry that this protocol is known by. */
  readonly services: readonly string[];
  readonly ports: readonly { readonly transport: Transport; readonly port: number }[];
  /**
   * Reads one message from any bytes. Never throws; bytes of another protocol give an error of
   * kind `magic`.
   */
  decode(bytes: Uint8Array): Decoded<DecodedMessage>;
}

/** What any protocol's message can say of itself. */
export interface DecodedMessage {
  /** What kind of message it is, in words: `Query reply: network status`. */
  readonly title: string;
}

/** A line of `vectors/*.json`. Shared by tests, documentation and fuzz seeds. */
export interface Vector {
  readonly name: string;
  /** Where the bytes come from: a capture, a document; `constructed` when made up. */
  readonly source: string;
  readonly hex: string;
  /** What decoding must give, in the protocol's own message type; bytes as `{ "hex": "…" }`. */
  readonly message?: unknown;
  /** For bytes that must be refused: the error's kind and field. */
  readonly rejects?: { readonly kind: string; readonly field: string };
}
