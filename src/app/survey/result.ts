/** What a survey gives: its shape, as programs see it. */
import type { Coverage, Elsewhere, PortSpan, RawSocket } from '../../survey/listener.ts';
import type { Listing } from '../../survey/reports/listings.ts';
import type { JudgedReserved } from '../../verdict/held.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';

/** A container's or another namespace's listeners, judged like our own, but never counted as ours. */
export interface JudgedElsewhere extends Omit<Elsewhere, 'listeners'> {
  readonly listeners: readonly JudgedListener[];
}

/** How it stands, in a sentence and in numbers. */
export interface SurveySummary {
  /** *14 doors open, 3 reachable from outside, 2 that nobody promised.* */
  readonly sentence: string;
  /** Different ports and transports that listen. */
  readonly doors: number;
  /** Those that can be reached from another machine. */
  readonly outside: number;
  /** Those where something listens that no claim names. */
  readonly unpromised: number;
  readonly listeners: number;
  /** Different ports and transports that are taken without a listener. */
  readonly held: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

/** What a survey gives, and what `--json` prints. */
export interface SurveyResult {
  readonly host: { readonly name: string; readonly system: string };
  /** Which program listed another machine's sockets, where that was read; absent for this machine. */
  readonly listedBy?: Listing;
  readonly coverage: Coverage;
  readonly listeners: readonly JudgedListener[];
  readonly elsewhere: readonly JudgedElsewhere[];
  /** The ports that the system hands out by itself. */
  readonly ephemeral: PortSpan;
  /** Ports that the system keeps back, though nothing listens there. */
  readonly reserved: readonly JudgedReserved[];
  /** Sockets that take packets of a protocol, not of a port. */
  readonly raw: readonly RawSocket[];
  /** Of what was asked for by name or number, the words that nothing here answers to. */
  readonly missing?: readonly string[];
  readonly summary: SurveySummary;
}
