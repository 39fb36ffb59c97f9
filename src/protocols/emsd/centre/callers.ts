/** Who invokes, and whether he may: simple credentials, or an address (RFC 2524, section 3.4.1). */
import { isSameEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import { freshAllowance, take, type Allowance, type Shares } from '../../../core/allowance.ts';
import type { RecordChange } from '../../../core/records.ts';
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

  /**
   * A subscriber has proved to be there. An operation names nobody whom it is for, whoever is at an endpoint takes it: so
   * nobody else is thought to be there any more.
   * @param how `registers`: he takes delivery there; `speaks`: he does where he registered, if he did; `moves`: he is
   * known to have gone from there
   */
  appears(number: string, from: Endpoint, how: 'registers' | 'speaks' | 'moves'): Appearance {
    const subscriber = this.spool.subscriber(number);
    const { registered: before, ...rest } = subscriber;
    const registered = how === 'registers' ? from : how === 'speaks' ? before : undefined;
    const own = { ...rest, at: from, ...(registered && { registered }) };
    const others = this.thoseAt(from).filter((one) => one.number !== number);
    const all = [own, ...others.map((other) => without(other, from))].filter(
      (one) => JSON.stringify(one) !== JSON.stringify(this.spool.subscriber(one.number)),
    );
    const asked = new Set<string>();
    const reached = new Set<string>();
    const changes = all.map((one) => {
      const [spoke, was] = [this.spokeFrom(one.number), this.whereIs(one.number)];
      const change = this.spool.setSubscriber(one);
      if (!isSamePlace(spoke, this.spokeFrom(one.number))) asked.add(one.number);
      if (!isSamePlace(was, this.whereIs(one.number))) reached.add(one.number);
      return change;
    });
    return { changes, asked, reached };
  }

  /** Nobody answered where he registered. @returns what changes if he may be where he last spoke from instead */
  leaves(number: string): readonly RecordChange[] {
    const { registered, ...rest } = this.spool.subscriber(number);
    if (this.fixed(number) || registered === undefined || isSamePlace(registered, rest.at))
      return [];
    return [this.spool.setSubscriber(rest)];
  }

  private thoseAt(place: Endpoint): readonly SubscriberFacts[] {
    return [...this.spool.allSubscribers()].filter(
      ({ at, registered }) => isSamePlace(at, place) || isSamePlace(registered, place),
    );
  }

  /** Where a subscriber takes delivery: where the directory says, else where he registered, else where he spoke from. */
  whereIs(number: string): Endpoint | undefined {
    const { registered, at } = this.spool.subscriber(number);
    return this.fixed(number) ?? registered ?? at;
  }

  /** Where he is asked about what he submitted. */
  spokeFrom(number: string): Endpoint | undefined {
    return this.fixed(number) ?? this.spool.subscriber(number).at;
  }

  private fixed(number: string): Endpoint | undefined {
    return this.options.directory.byNumber(number)?.at;
  }
}

/** What follows when a subscriber shows himself: for whom it is another place where they are asked, or reached. */
export interface Appearance {
  readonly changes: readonly RecordChange[];
  readonly asked: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
}

const isSamePlace = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSameEndpoint(a, b));

/** The same, and not there. */
function without({ at, registered, ...rest }: SubscriberFacts, place: Endpoint): SubscriberFacts {
  return {
    ...rest,
    ...(at && !isSamePlace(at, place) && { at }),
    ...(registered && !isSamePlace(registered, place) && { registered }),
  };
}
