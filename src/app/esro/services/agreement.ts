/**
 * What the two users of a service agree on beforehand, since nothing of it is on the wire (RFC 2188, section 3): as data,
 * so that servers, clients and help tell the same.
 */
import type { Handshake } from '../../../protocols/esro/service.ts';
import type { Answer, Call } from '../call.ts';

export interface Agreement {
  /** A word of a command line. */
  readonly name: string;
  /** One line. */
  readonly title: string;
  /** The performer's selector. Not one of EMSD's (3, 5, 7, 9), so that both can be on one port. */
  readonly sap: number;
  readonly handshake: Handshake;
  /** A question, as `--query` takes it. */
  readonly example: string;
  readonly operations: readonly AgreedOperation[];
  readonly errors: readonly AgreedError[];
}

export interface AgreedOperation {
  /** 0 to 63. */
  readonly value: number;
  readonly name: string;
  /** Types as the service's document defines them. */
  readonly argument: string;
  readonly result: string;
  /** Names of {@link Agreement.errors}. */
  readonly errors: readonly string[];
}

export interface AgreedError {
  /** 0 to 255. */
  readonly value: number;
  readonly name: string;
  readonly parameter: string;
  /** What it means to a person. */
  readonly means: string;
}

/** One side that performs. */
export interface ServiceServer {
  perform(call: Call): Answer | Promise<Answer>;
  /** What is asked for, in some words for whoever runs it. Total: strangers' bytes. */
  describe(call: Call): string;
  /** Sentences that whoever runs it should know. */
  readonly notes?: readonly string[];
  close?(): Promise<void>;
}

/** What a client asks, as it goes into INVOKE. */
export interface Question {
  readonly operation: number;
  readonly argument: Uint8Array;
}

/** A result as plain data for programs, and as lines for people. */
export interface Told {
  readonly data: unknown;
  readonly lines: readonly string[];
}

/** One side that asks. */
export interface ServiceClient {
  readonly agreement: Agreement;
  /**
   * @param words what stands after `--query` on a command line
   * @throws UsageError when they make no question
   */
  ask(words: readonly string[]): Question;
  /** Reads a result; undefined where it is none of this service. Total: strangers' bytes. */
  read(operation: number, result: Uint8Array): Told | undefined;
  /** What an error's parameter says, if anything. Total. */
  readError?(value: number, parameter: Uint8Array): string | undefined;
  /** How a question is written: `PORT|NAME`. */
  readonly queries: readonly (readonly [words: string, asks: string])[];
}

/** Errors of all services here. */
export const NO_SUCH_OPERATION: AgreedError = {
  value: 255,
  name: 'noSuchOperation',
  parameter: 'NULL',
  means: 'the service has no operation of this value',
};
export const BAD_ARGUMENT: AgreedError = {
  value: 254,
  name: 'badArgument',
  parameter: 'UTF8String',
  means: 'the argument cannot be read',
};

export const operationOf = ({ operations }: Agreement, value: number) =>
  operations.find((operation) => operation.value === value);

export const errorOf = ({ errors }: Agreement, value: number) =>
  errors.find((error) => error.value === value);
