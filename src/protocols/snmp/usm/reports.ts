/** What an engine reports of a message that it could not take (RFC 3414, sections 3.2 and 5, usmStats). */
import { OIDS } from '../mib/names.ts';
import type { Pdu } from '../pdu.ts';

/** Reports by the counter that they show. */
const REPORTS = {
  [OIDS.usmStatsUnsupportedSecLevels]: 'unsupported level',
  [OIDS.usmStatsNotInTimeWindows]: 'not in time window',
  [OIDS.usmStatsUnknownUserNames]: 'unknown user',
  [OIDS.usmStatsUnknownEngineIDs]: 'unknown engine',
  [OIDS.usmStatsWrongDigests]: 'wrong digest',
  [OIDS.usmStatsDecryptionErrors]: 'not to be decrypted',
} as const satisfies Record<string, string>;
export type UsmReport = (typeof REPORTS)[keyof typeof REPORTS];

/** `other` is a report of something else; undefined for what is no report. */
export function reportOf(pdu: Pdu): UsmReport | 'other' | undefined {
  if (pdu.kind !== 'report') return undefined;
  const [counter] = pdu.variables;
  const oid = counter?.oid.replace(/\.0$/, '');
  return oid !== undefined && Object.hasOwn(REPORTS, oid)
    ? REPORTS[oid as keyof typeof REPORTS]
    : 'other';
}

/** The counters' names, without their instance. */
export const REPORT_OIDS = Object.fromEntries(
  Object.entries(REPORTS).map(([oid, name]) => [name, oid]),
) as Readonly<Record<UsmReport, string>>;
