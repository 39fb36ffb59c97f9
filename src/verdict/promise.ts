import type { Claim } from '../atlas/claim.ts';

/** The services that a port is promised to, three at most; titles only where nothing has a name. */
export function promise(claims: readonly Claim[]): string {
  const services = new Set(claims.map(({ service }) => service).filter(Boolean));
  const names = services.size > 0 ? services : new Set(claims.map(({ title }) => title));
  return [...names].slice(0, 3).join(', ');
}
