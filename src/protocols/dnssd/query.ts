/** Questions in as few datagrams as will hold them, and beside them what is known already. */
import { encode, questionSize, recordSize } from '../dns/encode.ts';
import { sameName } from '../dns/name.ts';
import { CLASSES } from '../dns/vocabulary.ts';
import type { DnsQuestion, DnsRecord } from '../dns/wire.ts';
import { ONE_FRAME } from './vocabulary.ts';

/** Of each group of questions. More would cost more than the answers that they save. */
const MAX_KNOWN = 512;

const HEADER = 12;

/** A question about a name. @param unicast an answer to the asker alone will do (RFC 6762, section 5.4) */
export const question = (name: string, type: number, unicast: boolean): DnsQuestion => ({
  name,
  type,
  class: CLASSES.IN,
  unicast,
});

/**
 * Datagrams of one frame each. Answers that are known go with the questions that they belong to, over as many
 * datagrams as it takes, each but the last saying that more comes (RFC 6762, sections 7.1 and 7.2).
 */
export function packQueries(
  questions: readonly DnsQuestion[],
  known: readonly DnsRecord[],
): Uint8Array[] {
  return groups(questions, questionSize, ONE_FRAME - HEADER).flatMap((own) => {
    const room = ONE_FRAME - HEADER - total(own, questionSize);
    const about = known.filter(({ name }) => own.some((asked) => sameName(asked.name, name)));
    const answers = groups(about.slice(0, MAX_KNOWN), recordSize, ONE_FRAME - HEADER, room);
    const [first = [], ...rest] = answers;
    return [
      encode({ questions: own, answers: first, truncated: rest.length > 0 }),
      ...rest.map((more, i) => encode({ answers: more, truncated: i < rest.length - 1 })),
    ];
  });
}

/**
 * Questions as plain DNS asks them: one a datagram, since an answer has 512 bytes there (RFC 1035, section 4.2.1),
 * and avahi keeps to that. What finds no room in the answer to two questions is not said at all.
 * @param id what the answer has to repeat
 */
export const plainQueries = (questions: readonly DnsQuestion[], id: number): Uint8Array[] =>
  questions.map((one) => encode({ id, questions: [one] }));

/**
 * Things in their order, in groups whose sizes fit `room`; the first group has `firstRoom`, and may be empty. A thing
 * that fits none stands alone.
 */
export function groups<T>(
  things: readonly T[],
  sizeOf: (thing: T) => number,
  room: number,
  firstRoom = room,
): T[][] {
  const all: T[][] = [];
  let group: T[] = [];
  let left = firstRoom;
  for (const thing of things) {
    const size = sizeOf(thing);
    const mayBeEmpty = all.length === 0 && firstRoom < room;
    if (size > left && (group.length > 0 || mayBeEmpty)) {
      all.push(group);
      group = [];
      left = room;
    }
    group.push(thing);
    left -= size;
  }
  if (group.length > 0) all.push(group);
  return all;
}

const total = <T>(things: readonly T[], sizeOf: (thing: T) => number): number =>
  things.reduce((sum, thing) => sum + sizeOf(thing), 0);
