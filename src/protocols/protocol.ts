import type { Decoded, Field } from '../core/bytes/reader.ts';
import type { WireError } from '../core/errors.ts';
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
  /**
   * Its messages begin with numbers, or with a single sign, that others' may begin with too: what is cut or broken is
   * not to be taken for one of them, nor what is seen at a port that is not its own.
   */
  readonly unmarked?: true;
  /** The protocol whose messages carry this one's: each of these is one of those, with more to read in it. */
  readonly over?: string;
  /**
   * Where the message at the beginning of a TCP stream ends, for a protocol whose messages tell. Absent: what one
   * side says until the other speaks is taken for one. Total.
   * @returns undefined when that takes more bytes, null when this is none of its messages
   */
  readonly frame?: (bytes: Uint8Array) => Framed | undefined | null;
  /**
   * Of a language, whose streams are of any length and have no messages in them: takes one apart, part by part, in pieces
   * of any size. `decode` gives a whole one as a message.
   */
  readonly parts?: () => PartReader;
  /** The same as one message: any bytes are one. `decode` knows one that says what it is. */
  readonly job?: () => JobReader;
  /** How a strange port is recognized as speaking this; absent: not at all. */
  readonly probes?: readonly Probe[];
}

/** Total. All parts of a piece have to be asked for before the next piece is given. */
export interface PartReader {
  take(bytes: Uint8Array): Iterable<MessagePart>;
  /** There is no more: what is left over. */
  end(): Iterable<MessagePart>;
}

/** Total. Keeps no more than some fields of what it is given. */
export interface JobReader<Message extends DecodedMessage = DecodedMessage> {
  take(bytes: Uint8Array): void;
  end(): Decoded<Message>;
}

/** A command of a stream, or a run of what is not worth a part each. */
export interface MessagePart {
  /** Bytes from the beginning of the stream. Parts follow each other without a gap. */
  readonly offset: number;
  readonly length: number;
  /** As its language writes it. */
  readonly name: string;
  /** What comes with it, in numbers: `1 10 10 24 720`. */
  readonly numbers?: string;
  /** What it says; empty: the name says it all. */
  readonly words: string;
  /** What kind of part: `command`, `text`; `unknown` is what nobody explains. */
  readonly kind: string;
  /** Offsets from the part's first byte. */
  readonly fields: readonly Field[];
  /** Why it cannot be done as it says. */
  readonly error?: WireError;
}

/** Where a message stands in a stream, in bytes from what came before it. */
export interface Framed {
  /** What only TCP needs, and `decode` does not know: a length. */
  readonly prefix: number;
  /** Of the message itself. */
  readonly length: number;
}

/**
 * What to say to a strange port, and how to judge what it answers. Only first words that every version of the
 * protocol's documents calls harmless: nothing is logged in to, changed or left behind.
 */
export interface Probe {
  readonly transport: 'tcp' | 'udp';
  /**
   * The first words of a client. Absent: in this protocol the server speaks first, and nothing has to be
   * said.
   */
  readonly hello?: (asker: Asker) => Uint8Array;
  /**
   * Whether this is what a server of this protocol says. Total; any bytes, cut anywhere.
   * @param asked the protocol whose hello it answers; undefined for words that nobody asked for
   */
  judge(bytes: Uint8Array, asked: string | undefined): Recognition | undefined;
}

/** Who asks, where a hello has a place to say so. */
export interface Asker {
  /** `portolan/0.1.0`. */
  readonly agent: string;
}

/** What a server said of itself. */
export interface Recognition {
  /** The service that speaks, by the registry's short name where it has one: `ssh`. */
  readonly service: string;
  /** `OpenSSH`. Fit to be shown, as `version` and `evidence` are. */
  readonly product?: string;
  readonly version?: string;
  /** What was heard that says so, shortened. */
  readonly evidence: string;
  /** Others say such things too: ask further, if there is a hello for it. */
  readonly likely?: boolean;
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
  /** As TCP carries it, where that differs: `decode` is for UDP, and only probes read this. */
  readonly framed?: boolean;
  /** What the protocol's probes make of it, as an answer to `asked` or unasked; null: it is none of theirs. */
  readonly recognized?: {
    readonly asked?: string;
    readonly as: Partial<Recognition> | null;
  };
}
