/** Claims as a person counts them: the same said of several transports is one use. */
import type { PortPage } from '../app/port.ts';
import type { Claim } from '../atlas/claim.ts';

/** The same thing said of several transports, in one line. */
export interface Use {
  readonly claim: Claim;
  readonly transports: readonly string[];
}

/** Puts claims together that differ in transport alone. */
export function foldTransports(claims: readonly Claim[]): Use[] {
  const uses = new Map<string, { claim: Claim; transports: string[] }>();
  for (const claim of claims) {
    const { transport, ...rest } = claim;
    const key = JSON.stringify(rest);
    const known = uses.get(key);
    if (known) known.transports.push(transport);
    else uses.set(key, { claim, transports: [transport] });
  }
  return [...uses.values()];
}

/** *assigned on tcp, udp; unassigned on sctp, dccp*. */
export function standingSentence({ standing }: Pick<PortPage, 'standing'>): string {
  const groups = new Map<string, string[]>();
  for (const [transport, word] of Object.entries(standing)) {
    groups.set(word, [...(groups.get(word) ?? []), transport]);
  }
  return [...groups].map(([word, transports]) => `${word} on ${transports.join(', ')}`).join('; ');
}

/** `641`, or `6000-6063` for a range. */
export const portsOf = ({ from, to }: Claim) => (from === to ? `${from}` : `${from}-${to}`);
