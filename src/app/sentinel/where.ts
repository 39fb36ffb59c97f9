/** On which addresses a sentinel listens. Closed by default: whoever wants to be reached says so. */
import { UsageError } from '../../core/errors.ts';
import { ipv4Number, ipv6Words } from '../../survey/address.ts';
import { scopeOf } from '../../survey/scope.ts';

/** The addresses that were meant. */
export interface Where {
  readonly addresses: readonly string[];
  /** Both versions of IP were meant: one that this machine has not is no failure. */
  readonly isEither: boolean;
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '::1'],
  any: ['0.0.0.0', '::'],
};

/** More would be a listing of interfaces: `any` says the same. */
const MOST_ADDRESSES = 8;

/**
 * @param text `any`, `loopback`, or addresses of this machine between commas
 * @throws UsageError when it is none of these
 */
export function readWhere(text: string): Where {
  const both = Object.hasOwn(WORDS, text) ? WORDS[text] : undefined;
  if (both) return { addresses: both, isEither: true, isReachable: text === 'any' };
  const addresses = [...new Set(text.split(',').filter((part) => part !== ''))];
  const wrong = addresses.find((address) => !isAddress(address));
  if (wrong !== undefined || addresses.length === 0) {
    throw new UsageError(
      `"${wrong ?? text}" is no address to listen on: give one of this machine's, or any, or loopback`,
    );
  }
  if (addresses.length > MOST_ADDRESSES) {
    throw new UsageError(`${addresses.length} addresses are too many: use any`);
  }
  const isReachable = addresses.some((address) => scopeOf(address) !== 'loopback');
  return { addresses, isEither: false, isReachable };
}

const isAddress = (text: string) =>
  text.includes(':') ? ipv6Words(text) !== undefined : ipv4Number(text) !== undefined;
