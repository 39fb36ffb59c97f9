/** The registry's own word: which claims are its, and what it really says where its floor edition cannot tell. */
import type { Claim } from './claim.ts';

/** The id of the source that decides what is official. */
export const REGISTRY = 'iana';

/** The reference of curated rows that restore what the registry says and its floor edition loses. */
export const REGISTRY_REFERENCE = 'IANA registry';

/** Whether a claim is the registry's own word: its own row, or a curated one that restores it. */
export const isOfficial = (claim: Claim) =>
  claim.source === REGISTRY || claim.reference?.startsWith(REGISTRY_REFERENCE) === true;

/**
 * The registry's rows among claims. A plain list of names, such as the floor, shows a use that the registry
 * records without assigning it as if it were assigned; where a row that restores the registry knows
 * better, the bare name is left out.
 */
export function officialClaims(claims: readonly Claim[]): Claim[] {
  const own = claims.filter(isOfficial);
  const isCorrected = (claim: Claim) =>
    claim.source === REGISTRY &&
    claim.standing === 'assigned' &&
    own.some(
      (other) =>
        other.source !== REGISTRY &&
        other.standing !== 'assigned' &&
        other.transport === claim.transport &&
        isSameName(other.service, claim.service),
    );
  return own.filter((claim) => !isCorrected(claim));
}

/** Names that differ in punctuation alone are one: `z39.50` became `z39-50` (RFC 6335, section 10.1). */
export const isSameName = (a: string, b: string) => a === b || wellFormed(a) === wellFormed(b);

const wellFormed = (name: string) => name.replaceAll(/[^a-z0-9]+/g, '-');
