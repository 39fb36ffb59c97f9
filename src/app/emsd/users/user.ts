/** A subscriber of a message centre, and how what is said of him is written. */
import { numbered, written } from '../../../core/cidr.ts';
import { readHostAndPort, type Endpoint } from '../../../core/endpoint.ts';
import { UsageError } from '../../../core/errors.ts';
import { MAX_PORT } from '../../../core/transport.ts';
import { EMSD_PORT } from '../../../protocols/emsd/operations.ts';
import { readNumber } from '../../../protocols/emsd/number.ts';
import { MOST_DIGITS } from '../../../protocols/emsd/vocabulary.ts';

/** Somebody whom a centre has messages for. */
export interface User {
  /** Decimal digits, as they are read from the wire. */
  readonly number: string;
  /** Shown beside the number, at most 64 characters of Latin-1. */
  readonly name?: string;
  /** Mail addresses that mean him too, in lower case. */
  readonly aliases: readonly string[];
  /** Where his device is always reached; absent: where it last spoke from. */
  readonly at?: Endpoint;
  /** Absent: nobody can prove to be him. */
  readonly password?: PasswordHash;
}

/** A password as it is kept: scrypt of it (RFC 7914). */
export interface PasswordHash {
  /** The binary logarithm of N. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const MOST_NAME = 64;
const MOST_ADDRESS = 127;

/**
 * A number as a person writes it: `401.001`, `401001`.
 * @throws UsageError
 */
export function mustReadNumber(text: string): string {
  const number = readNumber(text);
  if (number !== undefined) return number;
  throw new UsageError(
    `"${text}" is no subscriber's number: write up to ${MOST_DIGITS} digits, as 401.001 or 401001`,
  );
}

/** @throws UsageError */
export function readName(text: string): string {
  if (
    text.length === 0 ||
    text.length > MOST_NAME ||
    !/^[\x20-\x21\x23-\x7e\xa0-\xff]+$/.test(text)
  ) {
    throw new UsageError(
      `"${text}" is no name for a subscriber: 1 to ${MOST_NAME} characters of Latin-1, none of them a quotation mark`,
    );
  }
  return text;
}

/** In lower case, as it is compared. @throws UsageError */
export function readAlias(text: string): string {
  if (text.length > MOST_ADDRESS || !/^[\x21-\x7e]+@[\w.-]+$/.test(text) || /[",<>]/.test(text)) {
    throw new UsageError(`"${text}" is no mail address: write it as ada@example.org`);
  }
  return text.toLowerCase();
}

/** `192.0.2.7`, `192.0.2.7:6420`, `[2001:db8::1]:642`. @throws UsageError */
export function readPlace(text: string): Endpoint {
  const { host, port = EMSD_PORT } = readHostAndPort(text) ?? {};
  try {
    if (host === undefined || port < 1 || port > MAX_PORT) throw new UsageError('');
    return { address: written(numbered(host)), port };
  } catch {
    throw new UsageError(
      `"${text}" is no place of a device: write an IP address, with a port where it is not ${EMSD_PORT}: 192.0.2.7:6420`,
    );
  }
}
