/** What a watch says: a row for each thing that changed. */
import type { Transport } from '../../core/transport.ts';
import type { Drift, DriftKind, DriftSeverity } from '../../survey/drift/drift.ts';
import type { Entry } from '../../survey/drift/snapshot.ts';
import type { JudgedListener } from '../../verdict/verdict.ts';
import type { Row } from '../operation.ts';

/** One change, as programs see it. */
export interface WatchRow {
  /** Names this event for good, however often a hook is told of it. */
  readonly id: string;
  /** When it was found: RFC 3339. */
  readonly time: string;
  readonly kind: DriftKind;
  readonly severity: DriftSeverity;
  readonly why: string;
  readonly advice: string;
  readonly transport?: Transport | undefined;
  readonly port?: number | undefined;
  /** The network namespace it is in; absent for this machine's own. */
  readonly place?: string | undefined;
  /** As the survey shows it: what is there, or, of what is gone, what was. Absent where it was not seen. */
  readonly listener?: JudgedListener | undefined;
  /** What was there before it, where that differs and was seen. */
  readonly before?: JudgedListener | undefined;
  /** The same as a baseline keeps it. */
  readonly entry?: Entry | undefined;
  /** It was so when the watch began: it differs from the baseline, or changed while nobody watched. */
  readonly already?: true | undefined;
}

/** The words by which a row can be asked for: its kind, its severity, its verdicts. */
export function wordsOf({ kind, severity, listener }: WatchRow): Set<string> {
  const verdicts = kind === 'gone' ? [] : (listener?.verdicts ?? []);
  return new Set([kind, severity, ...verdicts.map(({ verdict }) => verdict)]);
}

/** For tables: every row has every column. */
export function flatRow(row: WatchRow): Row {
  const { listener, entry } = row;
  const [process] = listener?.processes ?? [];
  return {
    time: row.time,
    kind: row.kind,
    severity: row.severity,
    transport: row.transport ?? '',
    port: row.port ?? null,
    place: row.place ?? '',
    address: listener?.address ?? entry?.binds[0]?.address ?? '',
    program: process?.name ?? entry?.programs[0]?.name ?? '',
    pid: process?.pid ?? null,
    path: process?.path ?? entry?.programs[0]?.path ?? '',
    user: process?.user ?? listener?.owner ?? '',
    verdict: row.kind === 'gone' ? '' : (listener?.verdict ?? ''),
    why: row.why,
    already: row.already ?? false,
  };
}

/** How listeners are found again by what a drift is about. */
export const doorOf = ({
  place = '',
  transport,
  port,
}: Pick<Entry, 'transport' | 'port'> & { readonly place?: string | undefined }) =>
  `${place} ${transport} ${port}`;

/** @param see gives what the survey shows of an entry, now or before */
export function rowOf(
  drift: Drift,
  how: { readonly id: string; readonly wall: number; readonly already: boolean },
  see: (entry: Entry, when: 'now' | 'before') => JudgedListener | undefined,
): WatchRow {
  const [after] = drift.after;
  const [before] = drift.before;
  const was = before && see(before, 'before');
  const entry = after ?? before;
  return {
    id: how.id,
    time: new Date(how.wall).toISOString(),
    kind: drift.kind,
    severity: drift.severity,
    why: drift.why,
    advice: drift.advice,
    transport: drift.transport,
    port: drift.port,
    place: drift.place,
    listener: after ? see(after, 'now') : was,
    before: after && was,
    entry,
    already: how.already || undefined,
  };
}
