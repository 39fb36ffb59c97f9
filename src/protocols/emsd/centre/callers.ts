/** Who invokes, and whether he may: simple credentials, or an address (RFC 2524, section 3.4.1). */
import { isSameEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import { freshAllowance, take, type Allowance, type Shares } from '../../../core/allowance.ts';
import type { Security } from '../operations.ts';
import { canonicalDigits } from '../wire.ts';
import type { Desk } from './desk.ts';
import type { SubscriberFacts } from './facts.ts';
import type { CentreOptions, Limits } from './options.ts';
import type { Spool } from './spool.ts';

export class Callers {
  private readonly shares: Shares;
  private allowance: Allowance;

  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly options: CentreOptions,
    limits: Limits,
  ) {
    const { perMinute, perSecond } = limits;
    this.shares = {
      each: { atOnce: perMinute, perSecond: perMinute / 60 },
      all: { atOnce: perSecond, perSecond },
    };
    this.allowance = freshAllowance(this.shares, desk.now);
  }

  /** Takes one operation of this address's share; false when it has had it. */
  mayAsk({ address }: Endpoint): boolean {
    const left = take(this.allowance, this.shares, address, this.desk.now);
    if (left === undefined) return false;
    this.allowance = left;
    return true;
  }

  /** Tells `then` who proves to be a subscriber, by what came with the operation. */
  prove(
    from: Endpoint,
    security: Security | undefined,
    then: (who: { readonly number: string } | 'nobody' | 'not now') => void,
  ): void {
    const digits = security?.address && canonicalDigits(security.address.digits);
    const byAddress = this.options.byAddress
      ? this.options.directory.byAddress(from.address)?.number
      : undefined;
    if (byAddress !== undefined && (digits === undefined || digits === byAddress)) {
      return then({ number: byAddress });
    }
    const password = security?.password;
    if (digits === undefined || password === undefined) return then('nobody');
    if (this.options.directory.byNumber(digits) === undefined) return then('nobody');
    this.desk.check(digits, password, from, (verdict) => {
      if (verdict === 'right') then({ number: digits });
      else then(verdict === 'wrong' ? 'nobody' : 'not now');
    });
  }

  /** Whose operation it is that carries no credentials: who has been proved to be there, and no other. */
  known(from: Endpoint): string | undefined {
    if (this.options.byAddress) {
      const listed = this.options.directory.byAddress(from.address);
      if (listed) return listed.number;
    }
    return this.thoseAt(from)[0]?.number;
  }

  /** Who was proved to be there before. */
  othersAt(place: Endpoint, number: string): readonly SubscriberFacts[] {
    return this.thoseAt(place).filter((one) => one.number !== number);
  }

  private thoseAt(place: Endpoint): readonly SubscriberFacts[] {
    return [...this.spool.allSubscribers()].filter(({ at }) => at && isSameEndpoint(at, place));
  }

  /** Where a subscriber is reached. */
  whereIs(number: string): Endpoint | undefined {
    return this.options.directory.byNumber(number)?.at ?? this.spool.subscriber(number).at;
  }
}
