/** Claims as a person counts them: the same said of several transports is one use. */
import { groupBy } from '../core/group.ts';
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
  const groups = groupBy(claims, (claim) => {
    const { transport: _, mark: __, ...rest } = claim;
    return JSON.stringify(rest);
  });
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
