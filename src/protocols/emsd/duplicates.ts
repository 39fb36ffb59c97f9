/**
 * Which operations have been performed, by their operation instance identifiers (RFC 2524, section 4): one that comes
 * again has no second effect, and is answered as it was. One window for each peer and operation; who owns it keeps what
 * is in it, for the guarantee is worth as much across a restart as what was kept.
 *
 * An identifier alone proves nothing: there are peers that send 0 with every operation, and others that begin at 0 each
 * time they start. So only one that comes with the same argument, octet for octet, is taken for the same operation.
 */

/** Of which an invoker may not know the fate at once, and which a performer keeps (section 4.1.2: 0 to 127). */
export const MOST_OUTSTANDING = 127;
const IDENTIFIERS = 256;
/** An identifier makes those forgotten that are this far behind it. */
const HALF = IDENTIFIERS / 2;

/** What must be known of an operation that was performed; its answer is the owner's to add. */
export interface Performed {
  /** 0 to 255. */
  readonly identifier: number;
  /** {@link digestOf} the argument. */
  readonly digest: string;
}

export class InstanceWindow<Kept extends Performed = Performed> {
  /** In the order in which they came. */
  private kept: Kept[];
  /** The one furthest ahead: those that come late do not make the others old. */
  private newest: number | undefined;

  /**
   * @param kept what was in it before, in any order; with fewer than the profile the oldest were forgotten
   * @param profile so many are remembered, 0 to {@link MOST_OUTSTANDING}; with 0 nothing is ever taken for a duplicate
   */
  constructor(
    kept: Iterable<Kept> = [],
    private readonly profile: number = MOST_OUTSTANDING,
  ) {
    if (!(profile >= 0 && profile <= MOST_OUTSTANDING)) {
      throw new RangeError(`a profile of ${profile} is not within 0 and ${MOST_OUTSTANDING}`);
    }
    this.kept = [...kept].slice(Math.max(0, [...kept].length - profile));
    this.newest = furthestAhead(this.kept);
  }

  get entries(): readonly Kept[] {
    return this.kept;
  }

  /** What became of this operation, if it has come before. */
  find(identifier: number, digest: string): Kept | undefined {
    return this.kept.find((one) => one.identifier === identifier && one.digest === digest);
  }

  /** Those that are forgotten when one with this identifier is added. */
  expiredBy(identifier: number): readonly Kept[] {
    const newest = this.ahead(identifier);
    const old = this.kept.filter((one) => distance(newest, one.identifier) >= HALF);
    const tooMany = this.kept.length - old.length + 1 - this.profile;
    if (tooMany <= 0) return old;
    const others = this.kept.filter((one) => !old.includes(one));
    return [...old, ...others.slice(0, tooMany)];
  }

  /** Remembers it, in place of those that it {@link expiredBy makes forgotten}. */
  add(performed: Kept): void {
    const old = this.expiredBy(performed.identifier);
    this.newest = this.ahead(performed.identifier);
    this.kept = this.kept.filter((one) => !old.includes(one));
    if (this.profile > 0) this.kept.push(performed);
  }

  /** Forgets it: it had no effect, and may be tried again. */
  remove(performed: Kept): void {
    this.kept = this.kept.filter((one) => one !== performed);
  }

  private ahead(identifier: number): number {
    const { newest } = this;
    return newest === undefined || distance(identifier, newest) <= HALF ? identifier : newest;
  }
}

/** How far `from` is ahead of `to`, counted round. */
const distance = (from: number, to: number): number => (from - to + IDENTIFIERS) % IDENTIFIERS;

/** The one of which all others are less than half the way round behind; where there is none, the last. */
function furthestAhead(kept: readonly Performed[]): number | undefined {
  const leads = ({ identifier }: Performed) =>
    kept.every((other) => distance(identifier, other.identifier) < HALF);
  return (kept.findLast(leads) ?? kept.at(-1))?.identifier;
}

const PRIME = 0x0100_0193;
const BASIS = 0x811c_9dc5;

/**
 * Octets in few words: their length and two FNV-1a sums, forwards and backwards. A peer's own arguments differ in it;
 * who makes two with the same on purpose loses one of them, and it is their own.
 */
export function digestOf(octets: Uint8Array): string {
  let forwards = BASIS;
  let backwards = BASIS;
  for (let i = 0; i < octets.length; i++) {
    forwards = Math.imul(forwards ^ octets[i]!, PRIME);
    backwards = Math.imul(backwards ^ octets[octets.length - 1 - i]!, PRIME);
  }
  const hex = (sum: number) => (sum >>> 0).toString(16).padStart(8, '0');
  return `${octets.length.toString(16)}-${hex(forwards)}${hex(backwards)}`;
}
