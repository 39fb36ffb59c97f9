/** What a port said of itself, held against what it was promised to: better than a guess by its program. */
import type { Claim } from '../atlas/claim.ts';
import type { Sighting } from '../identify/sighting.ts';
import { isAboutThisPort, isUse, stranger, type Fit, type FitQuestion } from './fit.ts';
import { promise } from './promise.ts';

/** What asking the listeners told, by listener. */
export interface HeardHere<Asked> {
  readonly sightings: ReadonlyMap<Asked, Sighting>;
  /** Whether a service would have been recognized, had it been there. */
  readonly recognizes: (service: string) => boolean;
}

/**
 * What other protocols are said inside. That one of these was heard says little of what is promised: it may be
 * said in there. TLS and RPC rule nothing out; HTTP rules out what would have been heard instead of it.
 */
const CARRIERS: ReadonlySet<string> = new Set(['http', 'https', 'tls', 'onc-rpc']);

/** How titles of services tell what they are said in: *NETCONF over SSH*. */
const SAID_IN: Readonly<Record<string, RegExp>> = {
  ssh: /\bSSH\b/i,
  http: /\bHTTP\b/i,
  https: /\bHTTPS?\b/i,
  tls: /\b(?:TLS|SSL|HTTPS|DTLS)\b/i,
  smtp: /\bSMTP\b/i,
  telnet: /\bTelnet\b/i,
};

/**
 * @param fits by the program that was seen, or not seen
 * @param who the program, for sentences; undefined where it was not seen
 * @param inside what is said inside that which was heard, and cannot be told from it here: what it is heard at a port
 *   of is no other thing (IPP is HTTP: RFC 8010)
 */
export function heardFits(
  fits: readonly Fit[],
  sighting: Sighting,
  question: FitQuestion,
  {
    who,
    recognizes,
    inside = [],
  }: {
    readonly who: string | undefined;
    readonly recognizes: (service: string) => boolean;
    readonly inside?: readonly string[];
  },
): Fit[] {
  const [first] = fits as [Fit, ...Fit[]];
  const said = `${who ?? 'what listens there'} speaks ${nameOf(sighting)}`;
  const uses = question.claims.filter(isUse);
  const kept = uses.filter((claim) => isSpoken(sighting, claim, question));
  if (kept.length > 0) {
    return first.verdict === 'expected' ? [...fits] : [keeps(said, kept, question)];
  }
  const carried = uses.filter((claim) =>
    inside.some((service) => question.programs.same(service, claim.service)),
  );
  if (carried.length > 0) {
    return [keeps(`${said}, in which ${carried[0]!.service} is said`, carried, question)];
  }
  // The system hands these out: whatever they speak, nobody promised them.
  if (question.ephemeral) return annotated(fits, said);
  const claims = uses.filter(isAboutThisPort);
  if (claims.length > 0 && contradicts(sighting, claims, recognizes)) {
    return [
      stranger(who ?? 'it', said, claims, question),
      ...fits.filter(({ verdict }) => verdict === 'ghost'),
    ];
  }
  if (first.verdict === 'unknown') {
    const doubt = `whether that is ${promise(claims)} cannot be told`;
    return [{ ...first, why: `${said}; ${doubt}` }, ...fits.slice(1)];
  }
  return annotated(fits, said);
}

/** `ssh (OpenSSH 9.2p1)`, `memcached (1.6.18)`, `redis`: a product that is called after its service goes without saying. */
function nameOf({ service, product, version }: Sighting): string {
  const isCalledSo = product?.toLowerCase() === service;
  const words = [isCalledSo ? undefined : product, version].filter((word) => word !== undefined);
  return words.length === 0 ? service : `${service} (${words.join(' ')})`;
}

function isSpoken(
  { service }: Sighting,
  claim: Claim,
  { programs }: Pick<FitQuestion, 'programs'>,
): boolean {
  if (programs.same(service, claim.service)) return true;
  if (service === 'tls' && programs.same('https', claim.service)) return true;
  return SAID_IN[service]?.test(claim.title) ?? false;
}

function contradicts(
  { service, likely }: Sighting,
  claims: readonly Claim[],
  recognizes: (service: string) => boolean,
): boolean {
  if (likely) return false;
  if (!CARRIERS.has(service)) return true;
  return (
    (service === 'http' || service === 'https') &&
    claims.every((claim) => recognizes(claim.service))
  );
}

function keeps(said: string, kept: readonly Claim[], { label }: FitQuestion): Fit {
  const official = kept.some(({ standing }) => standing === 'assigned');
  return {
    verdict: official ? 'expected' : 'unofficial',
    severity: 'none',
    why: official
      ? `${said}, and ${label} is promised to ${promise(kept)}`
      : `${said}; practice knows ${label} for ${promise(kept)}, though it is not assigned to it`,
    advice: 'nothing to do',
    claims: kept,
  };
}

const annotated = ([first, ...rest]: readonly Fit[], said: string): Fit[] => [
  { ...first!, why: `${first!.why}; ${said}` },
  ...rest,
];
