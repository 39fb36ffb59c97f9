/** Claims as a person counts them: the same said of several transports is one use. */
import type { Transport } from '../core/transport.ts';
import type { Claim, Mark } from './claim.ts';

/** The same thing said of several transports. */
export interface Use {
  readonly claim: Claim;
  readonly transports: readonly Transport[];
  /** What the source marks each of them with, where it does. */
  readonly marks: Readonly<Partial<Record<Transport, Mark>>>;
}

/** Puts claims together that differ in transport alone, and in what the transport is marked with. */
export function foldTransports(claims: readonly Claim[]): Use[] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const { transport: _, mark: __, ...rest } = claim;
    const key = JSON.stringify(rest);
    const known = groups.get(key);
    if (known) known.push(claim);
    else groups.set(key, [claim]);
  }
  return [...groups.values()].map((group) => ({
    claim: group[0]!,
    transports: group.map(({ transport }) => transport),
    marks: Object.fromEntries(
      group.flatMap(({ transport, mark }) => (mark ? [[transport, mark]] : [])),
    ),
  }));
}

/** `641`, or `6000-6063` for a range. */
export const portsOf = ({ from, to }: Pick<Claim, 'from' | 'to'>) =>
  from === to ? `${from}` : `${from}-${to}`;
