/** Where one claim and the registry's rows for the same port cannot both be right. */
import type { Transport } from '../core/transport.ts';
import type { Claim, DisputeKind, DisputeSaying, RegistryAnswer } from './claim.ts';
import { isOfficial, isSameName, officialClaims } from './official.ts';

/** One contradiction, in parts, so that equal ones can be told together. */
export interface Contradiction {
  readonly kind: DisputeKind;
  /** The claim that contradicts the registry. */
  readonly claim: Claim;
  readonly transport: Transport;
  /** What the claim's source says of the port. */
  readonly says: DisputeSaying;
  /** What the registry says. */
  readonly registry: RegistryAnswer;
  /** What it names, each once. */
  readonly registryNames: readonly string[];
  /** The rows of the registry that say so. */
  readonly grounds: readonly Claim[];
  /** Other ports that the registry has for the claim's service. */
  readonly elsewhere: readonly number[];
}

/** What a source calls the thing: its name, else its title. */
export const nameOf = ({ service, title }: Claim) => service || title;

/** All about one port, as the registry's rows on one side and everybody else's claims on the other. */
export interface Comparison {
  readonly official: readonly Claim[];
  readonly others: readonly Claim[];
  /** The ports that the registry assigns to a service, on any transport. */
  readonly portsOf: (service: string) => readonly number[];
}

export function comparisonOf(claims: readonly Claim[], portsOf: Comparison['portsOf']): Comparison {
  return {
    official: officialClaims(claims),
    others: claims.filter((claim) => !isOfficial(claim)),
    portsOf,
  };
}

/** Everything in which the other claims of a port contradict the registry. */
export function contradictions(comparison: Comparison): Contradiction[] {
  return comparison.others.flatMap((claim) => [
    ...aboutUse(claim, comparison),
    ...aboutDenial(claim, comparison),
  ]);
}

/** What holds on a transport: the rows of the registry with a standing. */
const rows = (
  { official }: Comparison,
  transport: Transport,
  ...standings: readonly Claim['standing'][]
) =>
  official.filter((claim) => claim.transport === transport && standings.includes(claim.standing));

function aboutUse(claim: Claim, comparison: Comparison): Contradiction[] {
  switch (claim.standing) {
    case 'assigned':
      return aboutAssignment(claim, comparison);
    case 'unofficial':
      return aboutPractice(claim, comparison);
    case 'reserved':
    case 'deassigned':
      return aboutAbsence(claim, comparison);
    case 'historic':
    case 'listed':
      return [];
  }
}

function found(
  kind: DisputeKind,
  claim: Claim,
  says: DisputeSaying,
  registry: RegistryAnswer,
  grounds: readonly Claim[],
  more: Partial<Contradiction> = {},
): Contradiction[] {
  const { transport } = claim;
  const registryNames = NAMING.has(registry) ? [...new Set(grounds.map(nameOf))] : [];
  const parts = { kind, claim, transport, says, registry, registryNames, grounds };
  return [{ ...parts, elsewhere: [], ...more }];
}

/** Answers that name the services of the rows that they rest on. */
const NAMING: ReadonlySet<RegistryAnswer> = new Set(['assigned', 'misused']);

/** The source says "officially this". */
function aboutAssignment(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  // What is historic now was assigned all the same.
  const same = rows(comparison, claim.transport, 'assigned', 'historic').filter((own) =>
    isSameName(own.service, claim.service),
  );
  if (same.length > 0) return aboutRegistrant(claim, same);
  if (assigned.length > 0) {
    // Without a name there is nothing to compare: titles are everybody's own words.
    if (claim.service === '') return [];
    const elsewhere = placesBeside(claim, comparison);
    return found('service', claim, 'official', 'assigned', assigned, { elsewhere });
  }
  return aboutGap(claim, comparison);
}

/** The source says "officially this" where the registry assigns nothing. */
function aboutGap(claim: Claim, comparison: Comparison): Contradiction[] {
  const { transport, service } = claim;
  const reserved = rows(comparison, transport, 'reserved');
  if (reserved.length > 0) {
    return found('standing', claim, 'official', 'reserved', reserved);
  }
  const released = rows(comparison, transport, 'deassigned');
  if (released.length > 0) {
    return found('standing', claim, 'official', 'released', released);
  }
  const isSame = (own: Claim) => isSameName(own.service, service);
  const recorded = rows(comparison, transport, 'unofficial').filter(isSame);
  if (recorded.length > 0) {
    return found('standing', claim, 'official', 'recorded', recorded);
  }
  const beside = comparison.official.filter((own) => own.standing === 'assigned' && isSame(own));
  if (beside.length > 0 && service !== '') {
    const registryNames = [...new Set(beside.map((own) => own.transport))];
    return found('transport', claim, 'official', 'only', beside, { registryNames });
  }
  const elsewhere = placesBeside(claim, comparison);
  return found('service', claim, 'official', 'nobody', [], { elsewhere });
}

/** Where the registry has the service instead. */
const placesBeside = ({ service, from, to }: Claim, { portsOf }: Comparison) =>
  service === '' ? [] : portsOf(service).filter((port) => port < from || to < port);

/** Both name the service, and different people who registered it. */
function aboutRegistrant(claim: Claim, same: readonly Claim[]): Contradiction[] {
  const { registrant } = claim;
  const known = same.flatMap((own) => own.registrant ?? []);
  if (registrant === undefined || known.length === 0) return [];
  // A company's row may name the one of its people who asked for it; then the title may name the company.
  const named = [...known, ...same.map((own) => own.title)];
  if (named.some((name) => isSamePerson(name, registrant))) return [];
  const registryNames = [...new Set(known)];
  return found('registrant', claim, 'registered', 'registrants', same, { registryNames });
}

/** Whether all words of the shorter name are in the longer: *Epson*, *Seiko Epson*. */
export function isSamePerson(a: string, b: string): boolean {
  const [few, many] = [words(a), words(b)].toSorted((one, other) => one.length - other.length);
  return few!.length > 0 && few!.every((word) => many!.includes(word));
}

const words = (name: string): readonly string[] =>
  name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The source that sets out to say which uses are official. Our own chart tells of practice, also inside an
 * assignment (X11 forwarded by SSH, on numbers of x11), and others' lists say nothing about it.
 */
const TELLS_OFFICIAL = 'documents';

/**
 * Sources that report what is official and what is met, as against other programs' lists of names and what
 * one person calls a port of theirs.
 */
export const REPORTERS: ReadonlySet<string> = new Set(['documents', 'curated']);

const isOnePort = ({ from, to }: Claim) => from === to;

/** The source says "used so, though not officially". By itself that contradicts no assignment. */
function aboutPractice(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  const same = assigned.filter((own) => isSameName(own.service, claim.service));
  if (claim.service !== '' && same.length > 0) {
    if (claim.source !== TELLS_OFFICIAL) return [];
    return found('standing', claim, 'unofficial', 'assigned', same);
  }
  // A remark on a range is about some number in it, and so is practice in a range.
  const misused = assigned.filter((own) => own.unauthorized !== undefined && isOnePort(own));
  if (misused.length === 0 || !isOnePort(claim) || !REPORTERS.has(claim.source)) return [];
  return found('service', claim, 'practice', 'misused', misused);
}

/** The source says that the port is nobody's: reserved, or released. */
function aboutAbsence(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  if (assigned.length === 0) return [];
  if (claim.standing === 'reserved') {
    return found('standing', claim, 'reserved', 'assigned', assigned);
  }
  // That one service gave the number back says nothing about another that got it.
  const kept = assigned.filter((own) => isSameName(own.service, claim.service));
  if (kept.length === 0) return [];
  return found('standing', claim, 'released', 'assigned', kept);
}

/** The source says on which transports a use does not happen. */
function aboutDenial(claim: Claim, comparison: Comparison): Contradiction[] {
  if (claim.standing !== 'assigned') return [];
  return (claim.denied ?? []).flatMap((transport) => {
    const assigned = rows(comparison, transport, 'assigned');
    const same = assigned.filter((own) => isSameName(own.service, claim.service));
    if (same.length > 0) {
      return found('transport', claim, 'denied', 'assigned', same, { transport });
    }
    // "Not here" of one use is "nothing here" only where the source has no other for the transport.
    const hasOther = comparison.others.some(
      (other) => other.source === claim.source && other.transport === transport,
    );
    if (assigned.length === 0 || hasOther) return [];
    return found('transport', claim, 'unused', 'assigned', assigned, { transport });
  });
}
