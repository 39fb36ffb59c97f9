/**
 * Disputes found by comparing claims: each source against the registry, and the registry with itself.
 * Sources that agree make none, nor does practice beside an assignment.
 */
import { groupBy } from '../core/group.ts';
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import {
  DISPUTE_KINDS,
  type AssignedTwice,
  type Claim,
  type Contradicted,
  type Dispute,
} from './claim.ts';
import {
  comparisonOf,
  contradictions,
  isSamePerson,
  nameOf,
  type Comparison,
  type Contradiction,
} from './contradictions.ts';
import { contradictionSentence, twiceSentence } from './dispute-sentence.ts';
import { REGISTRY, REGISTRY_REFERENCE, isOfficial, isSameName } from './official.ts';

/**
 * The disputes that the claims about one port make: one for each source and kind, by source.
 * @param claims all those about `port`
 * @param portsOf the ports that the registry assigns to a service
 */
export function compareClaims(
  port: number,
  claims: readonly Claim[],
  portsOf: Comparison['portsOf'] = () => [],
): Dispute[] {
  const comparison = comparisonOf(claims, portsOf);
  const all = contradictions(comparison);
  const sources = [...new Set(all.map(({ claim }) => claim.source))];
  const ofSources = sources.flatMap((source) =>
    DISPUTE_KINDS.flatMap((kind) => {
      const some = all.filter((one) => one.claim.source === source && one.kind === kind);
      return some.length > 0 ? [disputeOf(port, some)] : [];
    }),
  );
  return [...ofSources, ...assignedTwice(port, comparison)];
}

function disputeOf(port: number, some: readonly Contradiction[]): Dispute {
  const { kind, claim } = some[0]!;
  const terms = termsOf(port, some);
  const ports = new Set([port, ...some.flatMap(({ elsewhere }) => elsewhere)]);
  return {
    kind,
    ports: [...ports].toSorted((a, b) => a - b),
    transports: inOrder(some.map(({ transport }) => transport)),
    source: claim.source,
    summary: terms.map((one) => contradictionSentence(one, claim.source)).join(' '),
    terms,
    ...judgementOf(claim),
    ...referenceOf(some),
    foundBy: 'comparison',
  };
}

/** Who is better supported, and why. */
function judgementOf({ standing, source }: Claim): Pick<Dispute, 'supported' | 'reason'> {
  return standing === 'deassigned'
    ? { supported: source, reason: 'this edition of the registry may be older than the release' }
    : { supported: REGISTRY, reason: 'the registry decides what is official, whatever is in use' };
}

/** What is said alike of several transports, and alike of several names, is said once. */
function termsOf(port: number, some: readonly Contradiction[]): Contradicted[] {
  const alike = groups(some, (one) => `${wordingOf(one)}\n${nameOf(one.claim)}`).map((group) => ({
    ...group[0]!,
    transports: inOrder(group.map(({ transport }) => transport)),
  }));
  return groups(alike, (one) => `${wordingOf(one)}\n${one.transports.join()}`).map((group) => {
    const { claim, says, registry, registryNames, transports } = group[0]!;
    const documents = documentsOf(claim);
    const elsewhere = group
      .filter((one) => one.elsewhere.length > 0)
      .map((one) => ({ name: nameOf(one.claim), ports: one.elsewhere }));
    return {
      port,
      transports,
      says,
      names: group.map((one) => nameOf(one.claim)),
      ...(says === 'registered' && { registrants: [claim.registrant!] }),
      ...(documents.length > 0 && { documents }),
      registry,
      registryNames,
      ...(elsewhere.length > 0 && { elsewhere }),
    };
  });
}

/** Equal where two contradictions differ in transport and name alone. */
const wordingOf = ({ claim, says, registry, registryNames }: Contradiction) =>
  [
    ...documentsOf(claim),
    says,
    says === 'registered' ? claim.registrant : '',
    registry,
    ...registryNames,
  ].join('\n');

/** The source documents are several. */
const documentsOf = ({ source, reference }: Claim): readonly string[] =>
  source === DOCUMENTS && reference !== undefined ? reference.split('; ') : [];

const DOCUMENTS = 'documents';

const inOrder = (transports: readonly Transport[]) =>
  TRANSPORTS.filter((transport) => transports.includes(transport));

/** Where to check it: both sides' references. The documents are named in the sentence itself. */
function referenceOf(some: readonly Contradiction[]): Pick<Dispute, 'reference'> {
  const theirs = some.map(({ claim }) => (claim.source === DOCUMENTS ? '' : claim.reference));
  const registry = some.flatMap(({ grounds }) => grounds).filter(isOfficial);
  const references = [...theirs, ...registry.map(beyondTheRegistry)].filter(Boolean);
  return references.length > 0 ? { reference: [...new Set(references)].join('; ') } : {};
}

/** What a row of the registry's refers to, besides the registry itself. */
const beyondTheRegistry = ({ reference = '' }: Claim) =>
  reference.startsWith(REGISTRY_REFERENCE)
    ? reference.slice(REGISTRY_REFERENCE.length).replace(/^[,;]? */, '')
    : reference;

/** The registry gave one number to two people for two things, which no listener can both be. */
function assignedTwice(port: number, { official }: Comparison): Dispute[] {
  const pairs = TRANSPORTS.flatMap((transport) => {
    const named = official.filter(
      (claim) =>
        claim.transport === transport &&
        claim.standing === 'assigned' &&
        claim.registrant !== undefined,
    );
    return named.flatMap((one, i) =>
      named
        .slice(i + 1)
        .filter((other) => isAnother(one, other))
        .map((other) => ({ transport, holders: [one, other] })),
    );
  });
  const alike = groups(pairs, ({ holders }) =>
    holders.flatMap((claim) => [nameOf(claim), claim.registrant]).join('\n'),
  );
  return alike.map((group) => {
    const { holders } = group[0]!;
    const terms: AssignedTwice = {
      port,
      transports: inOrder(group.map(({ transport }) => transport)),
      registrants: holders.flatMap(({ registrant }) => registrant ?? []),
      registry: 'twice',
      registryNames: holders.map(nameOf),
    };
    return {
      kind: 'service',
      ports: [port],
      transports: terms.transports,
      summary: twiceSentence(terms),
      terms: [terms],
      reason: 'the number alone does not tell which of them answers',
      foundBy: 'comparison',
    };
  });
}

/** Another name for the same thing has the same title, or was registered by the same person. */
const isAnother = (one: Claim, other: Claim) =>
  !isSameName(one.service, other.service) &&
  one.title.toLowerCase() !== other.title.toLowerCase() &&
  !isSamePerson(one.registrant!, other.registrant!);

const groups = <T>(items: readonly T[], keyOf: (item: T) => string) => [
  ...groupBy(items, keyOf).values(),
];

/** What an atlas can be asked to find the disputes about a port. */
export interface ClaimsByPort {
  at(port: number): readonly Claim[];
  /** The registry's claims for a service of this name, wherever they are. */
  registered(service: string): readonly Claim[];
  /** Everybody else's. */
  claimed(service: string): readonly Claim[];
}

/** The disputes about a port: those of its own claims, and those about a service of its that others place elsewhere. */
export function findDisputes(port: number, atlas: ClaimsByPort): Dispute[] {
  const portsOf = (service: string) => [
    ...new Set(
      atlas
        .registered(service)
        .filter((claim) => claim.standing === 'assigned')
        .map((claim) => claim.from),
    ),
  ];
  const claims = atlas.at(port);
  const elsewhere = new Set(
    claims
      .filter((claim) => isOfficial(claim) && claim.standing === 'assigned' && claim.service)
      .flatMap(({ service }) => atlas.claimed(service))
      .filter((claim) => claim.standing === 'assigned' && (port < claim.from || claim.to < port))
      .map((claim) => claim.from),
  );
  const misplaced = [...elsewhere].flatMap((other) =>
    compareClaims(other, atlas.at(other), portsOf).filter(({ ports }) => ports.includes(port)),
  );
  return [...compareClaims(port, claims, portsOf), ...misplaced];
}
