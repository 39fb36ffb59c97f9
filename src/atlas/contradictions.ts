/** Where one claim and the registry's rows for the same port cannot both be right. */
import type { Transport } from '../core/transport.ts';
import type { Claim, DisputeKind } from './claim.ts';
import { isOfficial, isSameName, officialClaims } from './official.ts';

/** One contradiction, in the parts of its sentence, so that equal ones can be told together. */
export interface Contradiction {
  readonly kind: DisputeKind;
  /** The claim that contradicts the registry. */
  readonly claim: Claim;
  readonly transport: Transport;
  /** What the claim's source says of the port; `{name}` stands for the names. */
  readonly says: string;
  /** What the registry says. */
  readonly registry: string;
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

const found = (
  kind: DisputeKind,
  claim: Claim,
  says: string,
  registry: string,
  more: Partial<Contradiction> = {},
): Contradiction[] => [
  { kind, claim, transport: claim.transport, says, registry, elsewhere: [], ...more },
];

const list = (claims: readonly Claim[]) => [...new Set(claims.map(nameOf))].join(', ');

/** The source says "officially this". */
function aboutAssignment(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  // What is historic now was assigned all the same.
  const same = rows(comparison, claim.transport, 'assigned', 'historic').filter((own) =>
    isSameName(own.service, claim.service),
  );
  if (same.length > 0) return aboutRegistrant(claim, same);
  const says = 'is officially {name}';
  if (assigned.length > 0) {
    // Without a name there is nothing to compare: titles are everybody's own words.
    if (claim.service === '') return [];
    const elsewhere = placesBeside(claim, comparison);
    return found('service', claim, says, `the registry has ${list(assigned)} there`, { elsewhere });
  }
  if (rows(comparison, claim.transport, 'reserved').length > 0) {
    return found('standing', claim, says, 'the registry has it reserved');
  }
  if (rows(comparison, claim.transport, 'deassigned').length > 0) {
    return found('standing', claim, says, 'the registry has taken the number back');
  }
  const recorded = rows(comparison, claim.transport, 'unofficial');
  if (recorded.some((own) => isSameName(own.service, claim.service))) {
    return found('standing', claim, says, 'the registry records that use and never assigned it');
  }
  const beside = comparison.official.filter(
    (own) => own.standing === 'assigned' && isSameName(own.service, claim.service),
  );
  if (beside.length > 0 && claim.service !== '') {
    const transports = [...new Set(beside.map((own) => own.transport))].join(' and ');
    return found('transport', claim, says, `the registry has that on ${transports} alone`);
  }
  const elsewhere = placesBeside(claim, comparison);
  return found('service', claim, says, 'the registry assigns it to nobody there', { elsewhere });
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
  const says = `was registered for {name} by ${registrant}`;
  return found('registrant', claim, says, `the registry names ${[...new Set(known)].join(', ')}`);
}

/** Whether all words of the shorter name are in the longer: *Epson*, *Seiko Epson*. */
export function isSamePerson(a: string, b: string): boolean {
  const [few, many] = [words(a), words(b)].toSorted((one, other) => one.length - other.length);
  return few!.every((word) => many!.includes(word));
}

const words = (name: string): readonly string[] =>
  name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * The source that sets out to say which uses are official. Our own chart tells of practice, also inside an
 * assignment (X11 forwarded by SSH, on numbers of x11), and others' lists say nothing about it.
 */
const TELLS_OFFICIAL = 'documents';

/** Those who report what is met, as against what one person calls a port of theirs. */
const REPORT_PRACTICE = new Set(['documents', 'curated']);

/** The source says "used so, though not officially". By itself that contradicts no assignment. */
function aboutPractice(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  if (claim.service && assigned.some((own) => isSameName(own.service, claim.service))) {
    if (claim.source !== TELLS_OFFICIAL) return [];
    const says = 'is used for {name}, though not assigned to it';
    return found('standing', claim, says, 'the registry does assign it so');
  }
  const misused = assigned.filter((own) => own.unauthorized !== undefined);
  if (misused.length === 0 || !REPORT_PRACTICE.has(claim.source)) return [];
  const registry = `the registry has ${list(misused)} there and reports unauthorized use`;
  return found('service', claim, 'is in practice used for {name}', registry);
}

/** The source says that the port is nobody's: reserved, or released. */
function aboutAbsence(claim: Claim, comparison: Comparison): Contradiction[] {
  const assigned = rows(comparison, claim.transport, 'assigned');
  if (assigned.length === 0) return [];
  const registry = `the registry assigns it to ${list(assigned)}`;
  if (claim.standing === 'reserved') return found('standing', claim, 'is reserved', registry);
  // That one service gave the number back says nothing about another that got it.
  const kept = assigned.some((own) => isSameName(own.service, claim.service));
  return kept ? found('standing', claim, 'is {name} no longer', registry) : [];
}

/** The source says on which transports a use does not happen. */
function aboutDenial(claim: Claim, comparison: Comparison): Contradiction[] {
  if (claim.standing !== 'assigned') return [];
  return (claim.denied ?? []).flatMap((transport) => {
    const assigned = rows(comparison, transport, 'assigned');
    const same = assigned.filter((own) => isSameName(own.service, claim.service));
    if (same.length > 0) {
      return found('transport', claim, 'is not for {name}', 'the registry assigns it so', {
        transport,
      });
    }
    // "Not here" of one use is "nothing here" only where the source has no other for the transport.
    const hasOther = comparison.others.some(
      (other) => other.source === claim.source && other.transport === transport,
    );
    if (assigned.length === 0 || hasOther) return [];
    return found('transport', claim, 'is not used', `the registry has ${list(assigned)} there`, {
      transport,
    });
  });
}
