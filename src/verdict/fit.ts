/** Is this program what the claims for this port name? The heart of a verdict. */
import type { Claim, Ghost } from '../atlas/claim.ts';
import { isOfficial } from '../atlas/official.ts';
import { listingName } from '../atlas/listings.ts';
import type { Process } from '../survey/listener.ts';
import { namesOf } from '../survey/program-names.ts';
import type { ProgramFact, Programs } from './programs.ts';
import type { Answerer } from './answerers.ts';
import { promise } from './promise.ts';
import { programName, type Verdict } from './verdict.ts';

/** Verdicts about what is there; the others (`exposed`, `split`, `held`) are about how. */
export type Fit = Verdict & {
  readonly verdict:
    | 'expected'
    | 'unofficial'
    | 'stranger'
    | 'unclaimed'
    | 'ghost'
    | 'dynamic'
    | 'unknown';
};

export interface FitQuestion {
  /** For sentences: `5432/tcp`. */
  readonly label: string;
  /** For this port and transport, best first. */
  readonly claims: readonly Claim[];
  /** What is merely listed for the port; asked for when no claim explains the listener. */
  readonly listings: () => readonly Claim[];
  /** Whether the system hands this port out by itself. */
  readonly ephemeral: boolean;
  readonly programs: Programs;
  readonly ghost: (service: string) => Ghost | undefined;
  /** For listeners without a program: why it could not be seen, and what to do. */
  readonly unseen: { readonly why: string; readonly advice: string };
}

/** Holds who answers against the claims; several programs give the best fit of them. */
export function fitOf(answerers: readonly Answerer[], question: FitQuestion): Fit[] {
  const uses = question.claims.filter(isUse);
  for (const { process, called } of answerers) {
    const match = matching(process, uses, question.programs);
    if (match) return [fits(called, match, question)];
  }
  const claims = uses.filter(isAboutThisPort);
  // What the system hands out by itself pays no heed to the registry, which assigns up to 49151.
  if (question.ephemeral) return [dynamic(question)];
  if (claims.length === 0) return [unclaimed(answerers, question)];
  const [first] = answerers;
  return first === undefined
    ? [unseen(question, claims), ...ghostOf(question, claims)]
    : misfit(first, claims, question);
}

/** A range as long as this (NodePorts, RTP, Mosh) promises nothing about one number in it. */
const WIDE_RANGE = 256;

export const isAboutThisPort = ({ from, to }: Claim) => to - from < WIDE_RANGE;

/**
 * Reserved and released rows promise the port to nobody, and what a source marks as assigned but not used,
 * or is not sure of, it does not say to be met there. That somebody uses a number is no use without a name.
 */
export const isUse = ({ standing, service, mark }: Claim) =>
  (standing === 'assigned' || (standing === 'unofficial' && service !== '')) &&
  (mark === undefined || mark === 'yes');

export const dynamic = ({ label }: Pick<FitQuestion, 'label'>): Fit => ({
  verdict: 'dynamic',
  severity: 'none',
  why: `${label} lies in the range that the system hands out by itself`,
  advice: 'nothing to do: it will be another number next time',
  claims: [],
});

function unclaimed(answerers: readonly Answerer[], question: FitQuestion): Fit {
  const listings = question.listings();
  const claims = [...question.claims, ...listings];
  return (
    listed(answerers, listings, question) ?? {
      verdict: 'unclaimed',
      severity: 'notice',
      why: `no source knows a present use of ${question.label}${onceOf(claims)}`,
      advice: 'make sure that you know why it is open; if you do not, look closer or stop it',
      claims,
    }
  );
}

/** A bare name in another program's file is no promise, but a program that bears it is no riddle either. */
function listed(
  answerers: readonly Answerer[],
  listings: readonly Claim[],
  { label, programs }: FitQuestion,
): Fit | undefined {
  if (listings.length === 0) return undefined;
  for (const { process, called } of answerers) {
    const match = matching(process, listings, programs);
    if (match === undefined) continue;
    const [{ source, service }] = match.claims as readonly [Claim, ...Claim[]];
    return {
      verdict: 'unofficial',
      severity: 'none',
      why: `${called} ${match.how}, and ${listingName(source)} lists ${label} as ${service}, though nobody promised it`,
      advice: 'nothing to do',
      claims: match.claims,
    };
  }
  return undefined;
}

/** What rows that promise the port to nobody say all the same. */
function onceOf(claims: readonly Claim[]): string {
  const past = claims.filter(
    ({ standing }) => standing === 'historic' || standing === 'deassigned',
  );
  if (past.length > 0) return `; it was once for ${promise(past)}`;
  if (claims.some(({ standing }) => standing === 'reserved')) return '; the registry reserves it';
  const listing = claims.find(({ standing }) => standing === 'listed');
  return listing ? `; ${listingName(listing.source)} lists it as ${listing.service}` : '';
}

function unseen({ label, unseen: { why, advice } }: FitQuestion, claims: readonly Claim[]): Fit {
  return {
    verdict: 'unknown',
    severity: 'notice',
    why: `${why}, so ${label} (${promise(claims)}) cannot be judged`,
    advice,
    claims,
  };
}

function fits(name: string, match: Match, { label }: FitQuestion): Fit {
  const official = match.claims.some((claim) => claim.standing === 'assigned');
  const use = promise(match.claims);
  return {
    verdict: official ? 'expected' : 'unofficial',
    severity: 'none',
    why: official
      ? `${name} ${match.how}, and ${label} is promised to ${use}`
      : `${name} ${match.how}; practice knows ${label} for ${use}, though it is not assigned to it`,
    advice: 'nothing to do',
    claims: match.claims,
  };
}

interface Match {
  /** The claims that are fulfilled, best first. */
  readonly claims: readonly Claim[];
  readonly how: string;
}

/** The claims that a process fulfils, by what is known of its program, or else by its name. */
function matching(
  process: Process,
  claims: readonly Claim[],
  programs: Programs,
): Match | undefined {
  const fact = programs.identify(process);
  const speaks = fact?.speaks ?? [];
  // The very service first: Grafana is what 3000 is known for, though all web servers speak as it does.
  const tests = [(a: string, b: string) => a === b, programs.same];
  for (const test of tests) {
    for (const service of speaks) {
      const spoken = claims.filter((claim) => test(service, claim.service));
      if (spoken.length > 0) return { claims: spoken, how: `speaks ${service}` };
    }
  }
  if (fact && !fact.general) return undefined;
  const called = claims.filter((claim) => isCalled(process, claim));
  return called.length > 0 ? { claims: called, how: 'is called so' } : undefined;
}

/** Whether a program that we know nothing of bears the service's name. */
function isCalled(process: Process, { service }: Claim): boolean {
  return (
    service.length > 2 &&
    namesOf(process)
      .map((name) => name.toLowerCase())
      .some((name) => name === service || name === `${service}d`)
  );
}

/** What the source documents report without saying of whom is no ground to trust a runtime on. */
const isKnownPractice = ({ standing, source }: Claim) =>
  standing === 'unofficial' && source !== 'documents';

/** Known programs and runtimes that fulfil no claim. */
function misfit(
  { process, called: name }: Answerer,
  claims: readonly Claim[],
  question: FitQuestion,
): Fit[] {
  const { label, programs } = question;
  const fact = programs.identify(process);
  if (fact?.relay) {
    return [
      {
        verdict: 'unknown',
        severity: 'notice',
        why: `${name} passes connections on; who answers on ${label} (${promise(claims)}) stands behind it`,
        advice: `look at what ${name} forwards to`,
        claims,
      },
    ];
  }
  const practice = claims.filter(isKnownPractice);
  if (fact?.general && practice.length > 0) {
    return [
      {
        verdict: 'unofficial',
        severity: 'none',
        why: `${name} can speak anything, and practice knows ${label} for ${practice[0]!.title}`,
        advice: 'nothing to do if that is what it is',
        claims: practice,
      },
    ];
  }
  const ghosts = ghostOf(question, claims);
  // A program that could speak anything is no proof of something else on a port that nobody uses.
  const proven = fact !== undefined && !fact.general;
  if (ghosts.length > 0 && !proven) return ghosts;
  return [stranger(name, spokenBy(process, name, fact), claims, question), ...ghosts];
}

function spokenBy(process: Process, called: string, fact: ProgramFact | undefined): string {
  if (fact === undefined || fact.general) return `nothing says that ${called} speaks it`;
  const spoken = `speaks ${fact.speaks.join(', ') || 'something else'}`;
  // nginx is nginx: that is said of programs that are called after something else than themselves.
  const isCalledSo = programName(process).toLowerCase() === fact.name.toLowerCase();
  return isCalledSo ? `${called} ${spoken}` : `${called} is ${fact.name}, which ${spoken}`;
}

/**
 * Who has a port that was promised to something else.
 * @param grounds half a sentence: how that is known
 */
export function stranger(
  name: string,
  grounds: string,
  claims: readonly Claim[],
  { label }: Pick<FitQuestion, 'label'>,
): Fit {
  return {
    verdict: 'stranger',
    severity: 'warning',
    why: `${label} is promised to ${promise(claims)}; ${grounds}`,
    advice: `make sure that ${name} is meant to be there; a port of its own would spare others the confusion`,
    claims,
  };
}

/** When everything that the registry has for the port is extinct, the port itself is a ghost's. */
function ghostOf({ label, ghost }: FitQuestion, claims: readonly Claim[]): Fit[] {
  const official = claims.filter((claim) => claim.standing === 'assigned' && isOfficial(claim));
  const ghosts = official.map((claim) => ghost(claim.service));
  const [evidence] = ghosts;
  if (evidence === undefined || ghosts.includes(undefined)) return [];
  return [
    {
      verdict: 'ghost',
      severity: 'notice',
      why: `${label} belongs to ${promise(official)}, which is all but extinct: ${evidence.evidence.replace(/\.$/, '')}`,
      advice: 'legacy equipment, or something to investigate: look at what it really is',
      claims: official,
    },
  ];
}
