/** Where `printer.local` is, asked on every link at once: for systems whose resolver does not know multicast DNS. */
import { inPrefix, numbered } from '../../core/cidr.ts';
import { cancellation, type CancelSignal } from '../../core/signal.ts';
import { linkPrefixes, multicastObstacle } from '../../platform/interfaces.ts';
import type { Platform } from '../../platform/platform.ts';
import { converse } from '../../platform/run.ts';
import { addressLookup, type AddressFound } from '../../protocols/dnssd/address.ts';

export const isLocalName = (name: string): boolean => /\.local\.?$/i.test(name);

/**
 * The addresses of the first who answers to the name; none when nobody does.
 * @throws UsageError when the name cannot be written
 */
export async function askLinks(
  name: string,
  platform: Pick<Platform, 'clock' | 'udp' | 'random' | 'interfaces'>,
  signal: CancelSignal,
): Promise<readonly string[]> {
  const first = cancellation(signal);
  let found: readonly string[] = [];
  const links = platform.interfaces().filter((link) => multicastObstacle(link) === undefined);
  await Promise.all(
    links.map(async (link) => {
      const address = link.addresses.find(({ family }) => family === 'ipv4')!.address;
      const prefixes = linkPrefixes([link]);
      const machine = addressLookup({
        name: name.replace(/\.$/, ''),
        id: Math.floor(platform.random() * 2 ** 16),
        mayHear: (from) => prefixes.some((prefix) => inPrefix(prefix, numbered(from))),
      });
      await converse(machine, platform, {
        address,
        multicast: { interface: address },
        signal: first.signal,
        tell({ addresses }: AddressFound) {
          found = addresses;
          first.cancel();
        },
      });
    }),
  );
  first.cancel();
  return found;
}
