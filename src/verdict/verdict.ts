/** Does the difference between promise and reality matter? A word, a severity, a reason, an advice. */
import type { Claim } from '../atlas/claim.ts';
import type { Sighting } from '../identify/sighting.ts';
import type { Exposure } from '../survey/exposure/exposure.ts';
import type { Listener, Process } from '../survey/listener.ts';
import { namesOf } from '../survey/program-names.ts';

/** The words, in the order that settles ties between equally severe ones. */
export const VERDICT_WORDS = [
  'expected',
  'unofficial',
  'stranger',
  'unclaimed',
  'ghost',
  'exposed',
  'split',
  'held',
  'dynamic',
  'unknown',
] as const;
export type VerdictWord = (typeof VERDICT_WORDS)[number];

/** Least severe first. */
export const SEVERITIES = ['none', 'notice', 'warning', 'alert'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly severity: Severity;
  /** One sentence: what it rests on. */
  readonly why: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** The claims it was held against. */
  readonly claims: readonly Claim[];
}

/** A listener with everything that was found about it. */
export interface JudgedListener extends Listener {
  /** The most severe of `verdicts`; ties by the order of {@link VERDICT_WORDS}. */
  readonly verdict: VerdictWord;
  readonly verdicts: readonly Verdict[];
  readonly severity: Severity;
  readonly why: string;
  readonly advice: string;
  /** The exact command to look closer. */
  readonly look: string;
  /** The exact command to stop it; absent when no program was seen. */
  readonly stop?: string | undefined;
  /** What it said of itself, when it was asked and did. */
  readonly sighting?: Sighting | undefined;
  /** What the port was promised to, best first. */
  readonly promised: readonly Claim[];
  /** What the packet filter says of it, where that was asked. */
  readonly exposure?: Exposure | undefined;
  /**
   * How far it can be reached from, by its address and this machine's interfaces; where the packet filter was
   * asked, no farther than it may let in.
   */
  readonly reach: 'host' | 'lan' | 'internet';
}

/** The most severe verdict, and the rest after it. */
export function mostSevere(verdicts: readonly Verdict[]): Verdict[] {
  if (verdicts.length < 2) return [...verdicts];
  return verdicts.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
      VERDICT_WORDS.indexOf(a.verdict) - VERDICT_WORDS.indexOf(b.verdict),
  );
}

/** A program's name for sentences. */
export const programName = (process: Process) => namesOf(process)[0] ?? process.name;
