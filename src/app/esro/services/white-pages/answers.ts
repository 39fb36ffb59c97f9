/** What the white pages answer, as octets and back. An answer fits into one datagram: what does not is counted. */
import { berInteger, berSequence } from '../../../../core/bytes/ber-write.ts';
import { TAGS, type BerReader } from '../../../../core/bytes/ber.ts';
import { berText, readText } from '../elements.ts';

/**
 * Octets of a list at most. ESRO's largest single unit is 1400 here, and segments are off by default, since they are
 * sent again all together when one is lost.
 */
export const MOST_OCTETS = 1200;

/** What somebody says a port is for. */
export interface ListedClaim {
  readonly port: number;
  /** The last of a range; the same as `port` where there is one. */
  readonly last: number;
  readonly transport: string;
  readonly service: string;
  readonly title: string;
  readonly standing: string;
  readonly source: string;
}

/** One way to reach somebody. */
export interface Way {
  readonly kind: 'phone' | 'mail';
  /** `work`, `cell`: as the card says; empty where it does not. */
  readonly label: string;
  readonly value: string;
}

export interface ListedPerson {
  readonly name: string;
  readonly organization: string;
  readonly ways: readonly Way[];
}

/** A list, as far as it fits. */
export interface Answered<T> {
  /** How many more there are. */
  readonly leftOut: number;
  readonly items: readonly T[];
}

const WAYS = ['phone', 'mail'] as const;

export const writeClaim = (claim: ListedClaim): Uint8Array =>
  berSequence([
    berInteger(claim.port),
    berInteger(claim.last),
    ...[claim.transport, claim.service, claim.title, claim.standing, claim.source].map(berText),
  ]);

export const writePerson = ({ name, organization, ways }: ListedPerson): Uint8Array =>
  berSequence([
    berText(name),
    berText(organization),
    berSequence(
      ways.map(({ kind, label, value }) =>
        berSequence([berInteger(WAYS.indexOf(kind)), berText(label), berText(value)]),
      ),
    ),
  ]);

/** As many as fit, from the first on, and how many are left out. */
export function writeAnswer(items: readonly Uint8Array[]): Uint8Array {
  let room = MOST_OCTETS;
  let fitting = 0;
  while (fitting < items.length && items[fitting]!.length <= room) {
    room -= items[fitting]!.length;
    fitting += 1;
  }
  const kept = items.slice(0, fitting);
  return berSequence([berInteger(items.length - fitting), berSequence(kept)]);
}

export const readClaims = (r: BerReader): Answered<ListedClaim> =>
  readAnswer(r, 'claim', (inside) => ({
    port: inside.integer('port'),
    last: inside.integer('last port'),
    transport: readText(inside, 'transport'),
    service: readText(inside, 'service'),
    title: readText(inside, 'title'),
    standing: readText(inside, 'standing'),
    source: readText(inside, 'source'),
  }));

export const readPeople = (r: BerReader): Answered<ListedPerson> =>
  readAnswer(r, 'person', (inside) => ({
    name: readText(inside, 'name'),
    organization: readText(inside, 'organization'),
    ways: inside.within('ways', TAGS.SEQUENCE, (list) =>
      all(list, () => list.within('way', TAGS.SEQUENCE, readWay)),
    ),
  }));

function readWay(r: BerReader): Way {
  const at = r.offset;
  const kind = WAYS[r.integer('kind')];
  if (kind === undefined) return r.refuse('value', 'kind', 'is neither a phone nor mail', at);
  return { kind, label: readText(r, 'label'), value: readText(r, 'value') };
}

function readAnswer<T>(r: BerReader, name: string, item: (inside: BerReader) => T): Answered<T> {
  return r.within('answer', TAGS.SEQUENCE, (answer) => ({
    leftOut: answer.integer('left out'),
    items: answer.within('list', TAGS.SEQUENCE, (list) =>
      all(list, () => list.within(name, TAGS.SEQUENCE, item)),
    ),
  }));
}

function all<T>(r: BerReader, read: () => T): T[] {
  const found: T[] = [];
  while (r.more) found.push(read());
  return found;
}
