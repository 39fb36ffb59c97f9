/** How a port stands, as a person says it. */
import type { PortPage } from '../app/port.ts';
import type { Frequency } from '../atlas/atlas.ts';
import { listingName, percent, type Repeating } from '../atlas/listings.ts';

export { foldTransports, portsOf, type Use } from '../atlas/uses.ts';

/** *assigned on tcp, udp; unassigned on sctp, dccp*. */
export function standingSentence({ standing }: Pick<PortPage, 'standing'>): string {
  const groups = new Map<string, string[]>();
  for (const [transport, word] of Object.entries(standing)) {
    groups.set(word, [...(groups.get(word) ?? []), transport]);
  }
  return [...groups].map(([word, transports]) => `${word} on ${transports.join(', ')}`).join('; ');
}

/** *also in /etc/services and nmap-services*: the files that repeat what others say; empty when none does. */
export const alsoSentence = (repeating: readonly Repeating[]) =>
  repeating.length === 0
    ? ''
    : `also in ${together(repeating.map(({ source }) => listingName(source)))}`;

/** *open on 48% (tcp) and 3.1% (udp) of the hosts that the makers of nmap scanned*; empty when nobody says. */
export function frequencySentence(frequencies: readonly Frequency[]): string {
  if (frequencies.length === 0) return '';
  const shares = frequencies.map(({ transport, share }) =>
    share === 0 ? `none (${transport})` : `${percent(share)} (${transport})`,
  );
  return `open on ${together(shares)} of the hosts that the makers of nmap scanned`;
}

const together = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
