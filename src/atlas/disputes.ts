/**
 * Disputes that can be found by comparing claims: two sources that both say "officially", and name
 * different services for one port and transport.
 */
import type { Claim, Dispute } from './claim.ts';

const names = (claims: readonly Claim[]) =>
  [...new Set(claims.map((claim) => claim.service || claim.title))].join(', ');

/**
 * Holds each source that calls a service official against the registry, whose own words are its rows
 * and those that restore them.
 * @param claims all those about `port`
 */
export function compareClaims(port: number, claims: readonly Claim[]): Dispute[] {
  const official = claims.filter((claim) => claim.standing === 'assigned');
  const registered = official.filter(isOfficial);
  const contradicting = official.filter(
    (claim) =>
      claim.service !== '' &&
      !registered.some((own) => own.transport === claim.transport && own.service === claim.service),
  );
  const sources = [...new Set(contradicting.map((claim) => claim.source))];
  return sources.map((source) => {
    const theirs = contradicting.filter((claim) => claim.source === source);
    const against = registered.filter((own) =>
      theirs.some((claim) => claim.transport === own.transport),
    );
    const verdict =
      against.length > 0
        ? `the registry has ${names(against)}`
        : 'the registry assigns it to nobody there';
    const transports = [...new Set(theirs.map((claim) => claim.transport))].join(' and ');
    return {
      ports: [port],
      summary: `${source} says that ${port}/${transports} is officially ${names(theirs)}; ${verdict}`,
      supported: REGISTRY,
      reason: 'the registry decides what is official, whatever is in use',
      foundBy: 'comparison',
    };
  });
}

/** The id of the source that decides what is official. */
export const REGISTRY = 'iana';

/** The reference of curated rows that restore what the registry says and its floor edition loses. */
export const REGISTRY_REFERENCE = 'IANA registry';

/** Whether a claim is the registry's own word: its own row, or a curated one that restores it. */
export const isOfficial = (claim: Claim) =>
  claim.source === REGISTRY || claim.reference?.startsWith(REGISTRY_REFERENCE) === true;
