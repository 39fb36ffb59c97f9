/**
 * Disputes that can be found by comparing claims: two sources that both say "officially", and name
 * different services for one port and transport.
 */
import type { Claim, Dispute } from './claim.ts';

/** The claims of one source that it calls official. */
const official = (claims: readonly Claim[], source: string) =>
  claims.filter((claim) => claim.source === source && claim.standing === 'assigned');

const names = (claims: readonly Claim[]) =>
  [...new Set(claims.map((claim) => claim.service || claim.title))].join(', ');

/**
 * Holds each source that calls a service official against the registry.
 * @param registry id of the source that decides what is official
 * @param same whether two service names mean one service
 */
export function compareClaims(
  port: number,
  claims: readonly Claim[],
  registry: string,
  same: (a: string, b: string) => boolean,
): Dispute[] {
  const disputes: Dispute[] = [];
  const registered = official(claims, registry);
  const others = new Set(
    claims.map((claim) => claim.source).filter((source) => source !== registry),
  );
  for (const source of others) {
    const strange = official(claims, source).filter(
      (claim) =>
        claim.source === source &&
        claim.reference !== REGISTRY_REFERENCE &&
        !registered.some(
          (own) => own.transport === claim.transport && same(own.service, claim.service),
        ),
    );
    if (strange.length === 0) continue;
    const against = registered.filter((own) =>
      strange.some((claim) => claim.transport === own.transport),
    );
    disputes.push({
      ports: [port],
      summary:
        against.length > 0
          ? `${source} says that ${port} is officially ${names(strange)}; the registry has ${names(against)}`
          : `${source} says that ${port} is officially ${names(strange)}; the registry assigns it to nobody`,
      supported: registry,
      reason: 'the registry decides what is official, whatever is in use',
      foundBy: 'comparison',
    });
  }
  return disputes;
}

/** The reference of curated rows that restore what the registry says and its floor edition loses. */
export const REGISTRY_REFERENCE = 'IANA registry';
