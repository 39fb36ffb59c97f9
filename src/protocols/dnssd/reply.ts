/** Answers in as few datagrams as will hold them. */
import { encode, questionSize, recordSize } from '../dns/encode.ts';
import type { DnsQuestion, DnsRecord } from '../dns/wire.ts';
import { groups } from './query.ts';
import { ONE_FRAME } from './vocabulary.ts';

/** For how long who asks as plain DNS does may remember (RFC 6762, section 6.7). Seconds. */
const PLAIN_TTL = 10;

export interface Reply {
  readonly answers: readonly DnsRecord[];
  /** What is said along where there is room. */
  readonly additionals: readonly DnsRecord[];
  /** For who asks as plain DNS does: number and questions are repeated, and nothing in it is of multicast DNS. */
  readonly plain?: { readonly id: number; readonly questions: readonly DnsQuestion[] };
}

/** Datagrams of one frame each; who asks as plain DNS does reads only one, so there is no second. */
export function packReply({ answers, additionals, plain }: Reply): Uint8Array[] {
  const head = 12 + (plain?.questions ?? []).reduce((sum, one) => sum + questionSize(one), 0);
  const room = ONE_FRAME - head;
  const all = groups(answers, recordSize, room);
  return (plain ? all.slice(0, 1) : all).map((own, i, { length }) => {
    const left = room - own.reduce((sum, one) => sum + recordSize(one), 0);
    // With the last answers, where most room is left.
    const along = i === length - 1 ? fitting(additionals, left) : [];
    const common = { response: true, authoritative: true };
    if (!plain) return encode({ ...common, answers: own, additionals: along });
    const questions = plain.questions.map((one) => ({ ...one, unicast: false }));
    const sections = { answers: own.map(asPlain), additionals: along.map(asPlain) };
    const truncated = all.length > 1;
    return encode(
      { ...common, id: plain.id, questions, truncated, ...sections },
      { compressTargets: false },
    );
  });
}

/** As many as there is room for, in their order. */
function fitting(records: readonly DnsRecord[], room: number): DnsRecord[] {
  const taken: DnsRecord[] = [];
  let left = room;
  for (const record of records) {
    left -= recordSize(record);
    if (left < 0) break;
    taken.push(record);
  }
  return taken;
}

const asPlain = (record: DnsRecord): DnsRecord => ({
  ...record,
  flush: false,
  ttl: Math.min(record.ttl, PLAIN_TTL),
});
