/** Passwords: hashed to be kept, and checked. */
import { freshAllowance, take, type Shares } from '../../../core/allowance.ts';
import { joinBytes } from '../../../core/bytes/join.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import type { Cryptography } from '../../../core/cryptography.ts';
import { UsageError } from '../../../core/errors.ts';
import type { Clock } from '../../../platform/platform.ts';
import type { PasswordHash, User } from './user.ts';

/** In octets (RFC 2524, appendix A, ub-password). */
export const LONGEST_PASSWORD = 16;

/** 16 MB and some hundredths of a second a try. */
const SETTING = { cost: 14, blockSize: 8, parallelism: 1 };
const SALT_LENGTH = 16;
const HASH_LENGTH = 32;

/**
 * A password as the wire carries it.
 * @throws UsageError when it is empty, too long, or not Latin-1
 */
export function passwordBytes(text: string): Uint8Array {
  if (text.length === 0 || text.length > LONGEST_PASSWORD || /[^\0-\xff]/.test(text)) {
    throw new UsageError(
      `the password has ${text.length} characters: EMSD takes 1 to ${LONGEST_PASSWORD} of Latin-1`,
    );
  }
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** With a salt of its own. */
export async function hashPassword(
  password: Uint8Array,
  cryptography: Cryptography,
): Promise<PasswordHash> {
  const salt = cryptography.randomBytes(SALT_LENGTH);
  const hash = await cryptography.scrypt({ ...SETTING, salt, length: HASH_LENGTH }, password);
  return { ...SETTING, salt, hash };
}

/** `not now`: so many were tried lately that this one was not looked at. */
export type Checked = 'right' | 'wrong' | 'not now';

/**
 * How many passwords may be tried that were not seen before: by one address, and by all, since addresses are easily
 * forged. What all may is more than a centre's devices need when it starts.
 */
export const TRIES: Shares = {
  each: { atOnce: 10, perSecond: 0.2 },
  all: { atOnce: 500, perSecond: 20 },
};

/** Verdicts that are remembered; the one that was needed longest ago is forgotten first. */
const MOST_REMEMBERED = 10_000;

/**
 * Checks passwords. What was checked once is remembered under a key of this process alone, so that a device pays for
 * scrypt once, not for each of its messages.
 */
export class PasswordCheck {
  private readonly key: Uint8Array;
  private readonly verdicts = new Map<string, boolean>();
  private readonly atWork = new Map<string, Promise<Checked>>();
  private allowance;

  constructor(
    private readonly find: (number: string) => User | undefined,
    private readonly cryptography: Cryptography,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly tries: Shares = TRIES,
  ) {
    this.key = cryptography.randomBytes(32);
    this.allowance = freshAllowance(tries, clock.now());
  }

  /** @param from the IP address of whoever says it */
  async check(number: string, password: Uint8Array, from: string): Promise<Checked> {
    const user = this.find(number);
    if (!user?.password || password.length > LONGEST_PASSWORD) return 'wrong';
    const digest = this.digestOf(number, password);
    const known = this.verdicts.get(digest);
    if (known !== undefined) return this.remember(digest, known);
    // A device that says several things at once is checked once.
    const working = this.atWork.get(digest);
    if (working) return working;
    const left = take(this.allowance, this.tries, from, this.clock.now());
    if (!left) return 'not now';
    this.allowance = left;
    const work = this.work(user.password, password, digest);
    this.atWork.set(digest, work);
    try {
      return await work;
    } finally {
      this.atWork.delete(digest);
    }
  }

  private async work(kept: PasswordHash, password: Uint8Array, digest: string): Promise<Checked> {
    const hash = await this.cryptography.scrypt({ ...kept, length: kept.hash.length }, password);
    return this.remember(digest, this.cryptography.isEqual(hash, kept.hash));
  }

  private remember(digest: string, isRight: boolean): Checked {
    this.verdicts.delete(digest);
    this.verdicts.set(digest, isRight);
    if (this.verdicts.size > MOST_REMEMBERED) {
      this.verdicts.delete(this.verdicts.keys().next().value!);
    }
    return isRight ? 'right' : 'wrong';
  }

  private digestOf(number: string, password: Uint8Array): string {
    const said = joinBytes([
      Uint8Array.from(`${number}:`, (digit) => digit.charCodeAt(0)),
      password,
    ]);
    return toHex(this.cryptography.hmac('sha256', this.key, said));
  }
}
