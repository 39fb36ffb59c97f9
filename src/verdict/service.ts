/**
 * A service of a device on the network, held against the claims for its port, and against how far it is meant to
 * reach. No program is seen there: what the device speaks, or says that it speaks, is all that there is to go by.
 */
import type { Atlas } from '../atlas/atlas.ts';
import type { Claim, Perimeter } from '../atlas/claim.ts';
import type { Transport } from '../core/transport.ts';
import type { Sighting } from '../identify/sighting.ts';
import { scopeOf } from '../survey/scope.ts';
import { fitOf, isUse, type FitQuestion } from './fit.ts';
import { heardFits } from './heard.ts';
import { DISTANCES, isBeyond, PERIMETER_WORDS } from './perimeter.ts';
import type { Programs } from './programs.ts';
import { mostSevere, type Severity, type Verdict, type VerdictWord } from './verdict.ts';

/** Something that a device offers: a `DeviceService` is one. */
export interface SeenService {
  /** By the registry's short name: `ipp`. */
  readonly service: string;
  readonly transport: Transport;
  readonly port: number;
  /** Addresses at which it answered us; empty where it was only announced. */
  readonly answered: readonly string[];
  /** Where who announces it answered by something else. */
  readonly announcedAt?: readonly string[];
}

export interface ServiceJudge {
  readonly atlas: Pick<Atlas, 'claims' | 'ghost' | 'listings' | 'named'>;
  readonly programs: Programs;
}

/** What came of it. */
export interface ServiceVerdict {
  /** The most severe of `verdicts`. */
  readonly verdict: VerdictWord;
  readonly severity: Severity;
  readonly why: string;
  readonly advice: string;
  /** All that hold, most severe first. */
  readonly verdicts: readonly Verdict[];
}

/** What these are said inside: the port may be promised to that. */
const SAID_INSIDE: Readonly<Record<string, string>> = {
  ipp: 'http',
  ipps: 'https',
  uscan: 'http',
  uscans: 'https',
};

export function judgeService(seen: SeenService, judge: ServiceJudge): ServiceVerdict {
  const { atlas, programs } = judge;
  const { port, transport, answered } = seen;
  const label = `${port}/${transport}`;
  const claims = atlas.claims(port, transport);
  const question: FitQuestion = {
    label,
    claims,
    listings: () => atlas.listings(port, transport),
    // Which ports another machine's system hands out, nobody told us.
    ephemeral: false,
    programs,
    ghost: (service) => atlas.ghost(service, port),
    unseen: { why: 'nobody saw the program', advice: 'look at the device itself' },
  };
  const sighting: Sighting = {
    service: spokenHere(seen.service, claims, programs),
    evidence: '',
    how: seen.service,
  };
  const who = answered.length > 0 ? 'the device' : 'the device says that it';
  // Every service that a device is seen by is one that would have been recognized.
  const fits = heardFits(fitOf([], question), sighting, question, {
    who,
    recognizes: () => true,
    inside: saidInside(sighting.service),
  });
  const verdicts = mostSevere([...fits, ...exposed(seen, label, claims, judge)]);
  const { verdict, severity, why, advice } = verdicts[0]!;
  return { verdict, severity, why, advice, verdicts };
}

/** What a device that speaks this may mean by it: an IPP server announces its web pages at the port of IPP. */
const saidInside = (carrier: string): readonly string[] =>
  Object.keys(SAID_INSIDE).filter((service) => SAID_INSIDE[service] === carrier);

/** The service itself where the port is promised to it, else what it is said inside where there is such. */
function spokenHere(service: string, claims: readonly Claim[], programs: Programs): string {
  const isClaimed = (name: string) =>
    claims.some((claim) => isUse(claim) && programs.same(name, claim.service));
  const carrier = SAID_INSIDE[service];
  return carrier === undefined || isClaimed(service) || !isClaimed(carrier) ? service : carrier;
}

/**
 * At most one verdict: it answers from farther away than the service is meant to reach, or is announced by who answers
 * from there. The document on port 3289 that the atlas quotes asks for it of ENPC: made for local networks, not to be
 * reached from outside of them.
 */
function exposed(
  { service, answered, announcedAt = [] }: SeenService,
  label: string,
  claims: readonly Claim[],
  { atlas, programs }: ServiceJudge,
): Verdict[] {
  const isOf = (claim: Claim) =>
    claim.perimeter !== undefined && isUse(claim) && programs.same(service, claim.service);
  const has = answered.length > 0;
  const farther = (has ? answered : announcedAt).filter(isOutside);
  if (farther.length === 0) return [];
  // What a service is meant for does not depend on the port to which somebody moved it.
  const here = claims.filter(isOf);
  const meant = widest(here.length > 0 ? here : atlas.named(service).filter(isOf));
  const [first] = meant;
  if (first?.perimeter === undefined || !isBeyond('internet', first.perimeter)) return [];
  const where = `${farther.join(', ')}, outside the private ranges`;
  const limit = `${service} is meant for ${PERIMETER_WORDS[first.perimeter]} (${first.reference})`;
  const risk = RISKS[service];
  return [
    {
      verdict: 'exposed',
      // That it is announced, nobody tried: bytes to a print port come out as paper.
      severity: has ? 'alert' : 'warning',
      why: has
        ? `${label} answers from ${where}, but ${limit}`
        : `${label} is announced by a device at ${where}, and ${limit}; whether it answers there was not tried`,
      advice: `close ${label} at the router or the firewall to everybody outside the local network${risk ? `: ${risk}` : ''}; if that address is inside yours, see that nobody else reaches it`,
      claims: meant,
    },
  ];
}

/** What strangers can do who reach it. */
const RISKS: Readonly<Record<string, string>> = {
  enpc: 'whoever reaches it learns which printer this is and how it is',
  snmp: 'whoever knows or guesses its community reads all that it tells',
  printer: 'whoever reaches it prints',
  'pdl-datastream': 'whoever reaches it prints',
  ipp: 'whoever reaches it prints, unless it asks for a password',
};

/** Those that let it reach farthest, the source documents first: they say why. */
function widest(claims: readonly Claim[]): readonly Claim[] {
  const far = ({ perimeter }: Claim) => DISTANCES.indexOf(perimeter!);
  const farthest = Math.max(...claims.map(far));
  const isDocument = ({ source }: Claim) => Number(source === 'documents');
  return claims
    .filter((claim) => far(claim) === farthest)
    .toSorted((a, b) => isDocument(b) - isDocument(a));
}

const isOutside = (address: string): boolean => distanceOfAddress(address) === 'internet';

/** How far away who has this address may be from everybody. */
function distanceOfAddress(address: string): Perimeter {
  const scope = scopeOf(address);
  return scope === 'public' ? 'internet' : scope === 'loopback' ? 'host' : 'lan';
}
