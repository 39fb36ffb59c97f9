import type { Atlas } from '../atlas/atlas.ts';
import type { CancelSignal } from '../core/signal.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * How far an operation reaches. Policy, not description: HTTP and MCP open the first two only,
 * unless they were started with `--allow`.
 */
export const REACHES = ['nothing', 'this machine', 'one host', 'the network'] as const;
export type Reach = (typeof REACHES)[number];

/** One thing that an operation can be told. From it come flags, query parameters and schemas. */
export interface Parameter {
  /** kebab-case: `fail-on`. */
  readonly name: string;
  readonly summary: string;
  readonly type: 'text' | 'texts' | 'integer' | 'flag';
  /** Given by place on a command line; `texts` takes all that follow. */
  readonly positional?: boolean;
  readonly required?: boolean;
  /** An empty text says something too. Of others it is refused: an empty variable of a shell must not mean *all*. */
  readonly mayBeEmpty?: boolean;
  /** One letter, for command lines. */
  readonly short?: string;
  /** The legal words; for `texts`, of each. */
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  /** On a command line: the variable of the environment that says it where the words do not. For secrets. */
  readonly environment?: string;
  /**
   * It is said by {@link environment} alone: never by a word of a command line, which a list of processes shows, nor
   * by an address, which logs and histories keep.
   */
  readonly secret?: true;
  /** What stands for the value in help: `PORT`. */
  readonly placeholder?: string;
  /** How far the operation reaches when this is given; default: as far as the operation's own `reach`. */
  readonly reach?: Reach;
}

export type ParameterValue = string | readonly string[] | number | boolean;
export type Input = Readonly<Record<string, ParameterValue | undefined>>;

/** A JSON Schema, as plain data. */
export type Schema = { readonly [key: string]: unknown };

/** A row of a table. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** What an operation says while it works. */
export type Emission =
  /** Something that happened: an item of a live operation's list. */
  | { readonly kind: 'row'; readonly row: unknown }
  /** How things stand now, for a picture that is drawn anew: the last one counts. Not for programs. */
  | { readonly kind: 'state'; readonly state: unknown }
  /** What whoever looks should know at once, and what is no row: one sentence. */
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'progress';
      /** How much is done, of how much when that is known. */
      readonly done: number;
      readonly total?: number;
      /** What is counted; default: things. */
      readonly unit?: 'bytes';
      /** What is being done: *reading registry.xml*. */
      readonly what: string;
    };

/** What every operation is handed. */
export interface Context {
  readonly platform: Platform;
  readonly atlas: Atlas;
  readonly signal: CancelSignal;
  /** Parameters that the environment said and no word did: commands that are told to a person do not repeat them. */
  readonly fromEnvironment?: ReadonlySet<string>;
  emit(emission: Emission): void;
}

/** How a result stands, for exit codes and for people. */
export interface Outcome {
  /** The words that `--fail-on` may meet: verdicts, drift kinds. */
  readonly found?: ReadonlySet<string>;
  /** Whether something could not be seen. */
  readonly partial?: boolean;
  /** What was asked for and not found: one sentence each. */
  readonly missing?: readonly string[];
  /** What is wrong all the same and changes nothing in how the result stands: one sentence each. */
  readonly warnings?: readonly string[];
}

/**
 * Makes an operation a live one: it goes on until its signal fires or it has had enough, emits a row for
 * each thing as it happens, and then gives what is to be said of the whole. It keeps none of its rows: the
 * door writes each at once, and in a JSON document they are the list that stands before the result's keys.
 */
export interface Live {
  /** The key of that list in the document: `events`. */
  readonly list: string;
  /** One emitted row, flat: what `--csv` and `--markdown` write, columns in the order of the keys. */
  row(emitted: unknown): Row;
  /**
   * Where it stands, once it is open, and what whoever reads its rows should know: sentences, of the first state. They go
   * to standard error; who watches sees the whole state.
   */
  opened?(state: unknown): readonly string[];
}

/**
 * Another way to ask an operation whose list may be too long to keep: it emits the elements as rows, keeps none, gives the
 * result without the list, and ends by itself.
 */
export interface Streamed extends Pick<Live, 'list'> {
  /** One emitted row, flat: some elements are worth several rows of a table. */
  rows(emitted: unknown): readonly Row[];
  run(input: Input, context: Context): Promise<unknown>;
}

/** Something a person can ask for, declared once, offered at every door. */
export interface Operation<Result = unknown> {
  /** The command's name and the endpoint's: a lower-case word, or a group's and its own (`registry import`). */
  readonly name: string;
  readonly summary: string;
  /** Some paragraphs for `--help`. */
  readonly description?: string;
  readonly examples?: readonly { readonly command: string; readonly shows: string }[];
  readonly reach: Reach;
  /** Whether it changes what this user's Portolan keeps. Policy too: HTTP and MCP only read. */
  readonly changes?: boolean;
  /** It goes on and on; absent for what answers once. Doors that answer questions do not open it. */
  readonly live?: Live;
  /** For doors that can write while it works. Absent: its answer fits into memory. */
  readonly stream?: Streamed;
  readonly parameters: readonly Parameter[];
  /** JSON Schema of the result. */
  readonly output: Schema;
  /**
   * @throws UsageError when the input makes no sense
   * @throws NotFoundError when nothing that was asked for exists or answered
   * @throws UnavailableError when the machine does not give what it takes: room, a right, a port, a driver
   */
  run(input: Input, context: Context): Promise<Result>;
  /** The things that the result lists, whole: what `--ndjson` writes, one a line. None for a live operation. */
  items(result: Result): readonly unknown[];
  /** The same, flat: what `--csv` and `--markdown` write, columns in the order of the keys. */
  rows(result: Result): readonly Row[];
  outcome?(result: Result): Outcome;
  /** The words that an outcome's `found` may have, for `--fail-on`. */
  readonly findings?: readonly string[];
}
