/** How a port stands, as a person says it. */
import type { PortPage } from '../app/port.ts';

export { foldTransports, portsOf, type Use } from '../atlas/uses.ts';

/** *assigned on tcp, udp; unassigned on sctp, dccp*. */
export function standingSentence({ standing }: Pick<PortPage, 'standing'>): string {
  const groups = new Map<string, string[]>();
  for (const [transport, word] of Object.entries(standing)) {
    groups.set(word, [...(groups.get(word) ?? []), transport]);
  }
  return [...groups].map(([word, transports]) => `${word} on ${transports.join(', ')}`).join('; ');
}
