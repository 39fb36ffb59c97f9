/** Which families a program can be reached by: one socket on `::` may stand for both. */
import type { Bind } from './snapshot.ts';

export const FAMILIES = ['ipv4', 'ipv6'] as const;
export type Family = (typeof FAMILIES)[number];

/** The family of an address. */
export const familyOf = (address: string): Family => (address.includes(':') ? 'ipv6' : 'ipv4');

/**
 * The addresses family by family: one socket for both is written as a socket on each, so that both ways to
 * open a port for everybody are the same.
 * @param others the same program's addresses at the other time, which may know more of `::`
 */
export function byFamily(binds: readonly Bind[], others: readonly Bind[]): Bind[] {
  const parts = new Map<string, Bind>();
  const add = (bind: Bind) => parts.set(`${bind.address}@${bind.device ?? ''}`, bind);
  for (const bind of binds) add(bind);
  for (const bind of binds) {
    if (takesIpv4(bind, others)) add({ ...bind, address: '0.0.0.0' });
  }
  return [...parts.values()];
}

/**
 * Whether a socket on `::` takes IPv4 too. Where that was not to be known it is taken to be as it was the
 * other time; where that is not known either, it does: the cautious answer.
 */
function takesIpv4({ address, v6only }: Bind, others: readonly Bind[]): boolean {
  if (address !== '::') return false;
  if (v6only !== undefined) return !v6only;
  const known = others.find((other) => other.address === '::' && other.v6only !== undefined);
  return known?.v6only !== true || others.some((other) => other.address === '0.0.0.0');
}

/** The families that came and those that went between two times. */
export function familyChange(
  before: readonly Bind[],
  now: readonly Bind[],
): { readonly gained: readonly Family[]; readonly lost: readonly Family[] } {
  const former = familiesOf(byFamily(before, now));
  const present = familiesOf(byFamily(now, before));
  return {
    gained: FAMILIES.filter((family) => present.has(family) && !former.has(family)),
    lost: FAMILIES.filter((family) => former.has(family) && !present.has(family)),
  };
}

const familiesOf = (binds: readonly Bind[]) =>
  new Set(binds.map(({ address }) => familyOf(address)));
