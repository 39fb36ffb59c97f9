/** Where a performer stands, and whom it hears there. Closed by default: whoever wants to be reached says so. */
import type { Prefix } from '../../core/cidr.ts';
import { UsageError } from '../../core/errors.ts';
import { mayAsk } from '../../core/own-networks.ts';
import { isIpAddress } from '../../devices/identity.ts';
import { linkPrefixes, type NetworkInterface } from '../../platform/interfaces.ts';
import { isLoopback } from './address.ts';

export interface Place {
  readonly address: string;
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
  /** Whether whoever has this address is answered. */
  readonly mayHear: (address: string) => boolean;
}

/** Every address of this machine, of one version of IP. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * @param text `loopback`, an address of this machine, `0.0.0.0`, `::`, or the name of an interface
 * @param allowPublic whether strangers are answered too
 * @throws UsageError when it is none of these
 */
export function readListen(
  text: string,
  allowPublic: boolean,
  interfaces: readonly NetworkInterface[],
): Place {
  const address = addressOf(text, interfaces);
  if (isLoopback(address)) return { address, isReachable: false, mayHear: isLoopback };
  const links: readonly Prefix[] = linkPrefixes(interfaces);
  return {
    address,
    isReachable: true,
    mayHear: (from) => mayAsk(from, { links, allowPublic }),
  };
}

function addressOf(text: string, interfaces: readonly NetworkInterface[]): string {
  if (text === 'loopback') return '127.0.0.1';
  if (ANY.has(text) || isIpAddress(text)) return text;
  const link = interfaces.find(({ name }) => name === text);
  const own = link?.addresses.find(({ family }) => family === 'ipv4') ?? link?.addresses[0];
  if (own) return own.address;
  const there = interfaces.flatMap(({ name, addresses }) =>
    addresses.slice(0, 1).map(({ address }) => `${name} (${address})`),
  );
  const why = link ? 'has no address' : 'is no interface and no address of this machine';
  throw new UsageError(`${text} ${why}. There are: ${[...there, 'loopback'].join(', ')}`);
}
