/**
 * Disputes found by comparing claims: each source against the registry, and the registry with itself.
 * Sources that agree make none, nor does practice beside an assignment.
 */
import { groupBy } from '../core/group.ts';
import { TRANSPORTS, type Transport } from '../core/transport.ts';
import { DISPUTE_KINDS, type Claim, type Dispute } from './claim.ts';
import {
  comparisonOf,
  contradictions,
  isSamePerson,
  nameOf,
  type Comparison,
  type Contradiction,
} from './contradictions.ts';
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
  const ports = new Set([port, ...some.flatMap(({ elsewhere }) => elsewhere)]);
  return {
    kind,
    ports: [...ports].toSorted((a, b) => a - b),
    transports: inOrder(some.map(({ transport }) => transport)),
    source: claim.source,
    summary: sentences(port, some).join(' '),
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
function sentences(port: number, some: readonly Contradiction[]): string[] {
  const alike = groups(some, ({ claim, says, registry }) =>
    [speakerOf(claim), says, registry, nameOf(claim)].join('\n'),
  ).map((group) => ({ ...group[0]!, where: placeOf(port, group) }));
  return groups(alike, ({ claim, says, registry, where }) =>
    [speakerOf(claim), says, registry, where].join('\n'),
  ).map((group) => {
    const { claim, says, registry, where } = group[0]!;
    const names = joined(group.map((one) => nameOf(one.claim)));
    const besides = group
      .filter(({ elsewhere }) => elsewhere.length > 0)
      .map((one) => `, ${nameOf(one.claim)} on ${one.elsewhere.join(', ')}`);
    const saying = says.replace('{name}', () => names);
    return `According to ${speakerOf(claim)}, ${where} ${saying}; ${registry}${besides.join('')}.`;
  });
}

const placeOf = (port: number, some: readonly { readonly transport: Transport }[]) =>
  `${port}/${joined(inOrder(some.map(({ transport }) => transport)))}`;

/** *a, b and c* */
const joined = (names: readonly string[]) =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');

const inOrder = (transports: readonly Transport[]) =>
  TRANSPORTS.filter((transport) => transports.includes(transport));

/** Who says so, as a reader knows them: the source documents are several. */
function speakerOf({ source, reference }: Claim): string {
  if (source === 'curated') return "Portolan's own chart";
  if (source !== DOCUMENTS || reference === undefined) return source;
  return reference
    .split('; ')
    .map((document) => `the ${document}`)
    .join(' and ');
}

const DOCUMENTS = 'documents';

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
        .map((other) => ({ transport, names: `${holderOf(one)} and ${holderOf(other)}` })),
    );
  });
  return groups(pairs, ({ names }) => names).map((group) => ({
    kind: 'service',
    ports: [port],
    transports: inOrder(group.map(({ transport }) => transport)),
    summary: `The registry has ${placeOf(port, group)} twice: for ${group[0]!.names}.`,
    reason: 'the number alone does not tell which of them answers',
    foundBy: 'comparison',
  }));
}

const holderOf = (claim: Claim) => `${nameOf(claim)} (${claim.registrant})`;

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
