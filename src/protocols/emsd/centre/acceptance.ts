/**
 * From a submission's answer to the certainty that its device has it (RFC 2524, section 5.1.2): only then is the message
 * handed on. Where the ACK stays out, the device is asked by submissionVerify.
 *
 * The RFC discards a message whose device does not answer. This centre keeps it and goes on asking, since the device may
 * have the RESULT and rely on it; and a device that says that it knows nothing is believed only when no RESULT of ours
 * can still be under way to it. Whoever asks for a subscriber's messages at another endpoint than the one that submitted may
 * be another device of his, which never had it: what that one says proves only that it is there, until nobody else can come any more.
 */
import { isSameEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import type { InvokeId } from '../../esro/service.ts';
import { readLocalIdText } from '../message-id.ts';
import { decodeResult, encodeInvocation } from '../wire.ts';
import type { Call } from './call.ts';
import type { Callers } from './callers.ts';
import type { Desk } from './desk.ts';
import type { InstanceFacts, MessageFacts } from './facts.ts';
import type { Handover } from './handover.ts';
import type { Instances } from './instances.ts';
import type { Limits, Times } from './options.ts';
import type { Spool } from './spool.ts';
import { Patience } from './patience.ts';

/** What is known of a message whose device may not know that we have it. */
interface Open {
  facts: MessageFacts;
  readonly number: string;
  /** Where it was last submitted from. */
  from: Endpoint | undefined;
  /** Parts whose RESULT has arrived. */
  readonly known: Set<number>;
  /** What is being kept of it, and answers of ours that are being confirmed. */
  waiting: number;
  /** When the last RESULT was given, or last repeated by ESRO. */
  lastAnswer: Millis;
  asking?: InvokeId;
  /**
   * Whether the device was asked and may have said that it knows nothing. Such a device takes the message for lost, and
   * an ACK, which comes from its ESRO, no longer proves the contrary.
   */
  wasAsked: boolean;
  /** Not to be asked again before. */
  notBefore: Millis;
}

export class Acceptance {
  private readonly open = new Map<string, Open>();
  /** By number: how long to wait for a device that does not answer. */
  private readonly patience: Patience;

  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly instances: Instances,
    private readonly callers: Callers,
    private readonly handover: Handover,
    private readonly limits: Limits,
    private readonly times: Times,
  ) {
    this.patience = new Patience(times);
  }

  /** After a restart: what was not verified is asked for, since nobody knows what became of the answers. */
  resume(): void {
    for (const facts of this.spool.messages.values()) {
      if (facts.stage === 'accepted') continue;
      this.begin(facts);
      this.kept(facts);
      // Before the restart it may have been.
      this.open.get(facts.key)!.wasAsked = true;
      if (facts.stage === 'unverified') this.verifyOf(numberOf(facts));
    }
  }

  unverifiedOf(number: string): number {
    let count = 0;
    for (const one of this.open.values()) if (one.number === number) count += 1;
    return count;
  }

  /** A message, or a part more of it, is being kept. */
  begin(facts: MessageFacts): void {
    const known = this.open.get(facts.key);
    if (known) {
      known.facts = facts;
      known.waiting += 1;
      return;
    }
    if (facts.stage === 'accepted') return;
    this.open.set(facts.key, {
      facts,
      number: numberOf(facts),
      from: facts.from,
      known: new Set(),
      waiting: 1,
      lastAnswer: this.desk.now,
      wasAsked: false,
      notBefore: 0,
    });
  }

  /** It is kept as it is, or as it was before. */
  kept(facts: MessageFacts): void {
    const one = this.open.get(facts.key);
    if (one === undefined) return;
    one.facts = facts;
    one.waiting -= 1;
  }

  cancel({ key }: MessageFacts): void {
    const one = this.open.get(key);
    if (one?.asking !== undefined) this.desk.abandon(one.asking);
    this.open.delete(key);
  }

  /** Gives the answer that this submission has, for the first time or again. */
  answer({ id, from }: Pick<Call, 'id' | 'from'>, { message: key, part }: InstanceFacts): void {
    const one = this.open.get(key);
    if (one) {
      one.waiting += 1;
      one.lastAnswer = this.desk.now;
      one.from = from;
    }
    const result = { messageId: readLocalIdText(key) };
    this.desk.answer(id, 'submit', result, (isConfirmed) => {
      if (one === undefined || this.open.get(key) !== one) return;
      one.waiting -= 1;
      one.lastAnswer = this.desk.now;
      if (isConfirmed) {
        one.known.add(part);
        // It is there: if it must be asked, then now.
        one.notBefore = 0;
        this.patience.end(one.number);
      }
      this.weigh(one);
    });
  }

  /** The device has shown itself: it can be asked. */
  shows(number: string): void {
    this.patience.end(number);
    this.verifyOf(number);
  }

  /** The device is no longer where it was: what somebody there says of its messages does not count. */
  leaves(number: string): void {
    for (const one of this.open.values()) {
      if (one.number !== number || one.asking === undefined) continue;
      this.desk.abandon(one.asking);
      delete one.asking;
    }
  }

  private weigh(one: Open): void {
    if (one.facts.stage !== 'unverified') return;
    const total = one.facts.parts?.total ?? 1;
    if (one.known.size >= total && !one.wasAsked) this.accept(one, false);
    else if (one.waiting === 0) this.verifyOf(one.number);
  }

  private accept(one: Open, verified: boolean): void {
    if (one.asking !== undefined) this.desk.abandon(one.asking);
    this.open.delete(one.facts.key);
    this.handover.accept(one.facts, verified);
  }

  /** Asks for as much as may be asked at once. */
  private verifyOf(number: string): void {
    const all = [...this.open.values()].filter(
      (one) => one.number === number && one.facts.stage === 'unverified' && one.waiting === 0,
    );
    const to = this.callers.spokeFrom(number);
    if (all.length === 0 || to === undefined) return;
    const quietUntil = this.patience.until(number);
    let room =
      this.limits.verificationsAtOnce - all.filter(({ asking }) => asking !== undefined).length;
    let next = Infinity;
    for (const one of all) {
      if (one.asking !== undefined || room <= 0) continue;
      const at = Math.max(one.notBefore, quietUntil);
      if (at > this.desk.now) {
        next = Math.min(next, at);
        continue;
      }
      room -= 1;
      this.ask(one, to);
    }
    const alarm = `verify ${number}`;
    this.desk.alarms.clear(alarm);
    if (next < Infinity) this.desk.alarms.put(alarm, next, () => this.verifyOf(number));
  }

  private ask(one: Open, to: Parameters<Desk['invoke']>[0]): void {
    const { facts, number } = one;
    const asked = this.desk.now;
    one.wasAsked = true;
    this.desk.tell({ kind: 'verifying', message: facts.key, number });
    const argument = encodeInvocation({
      operation: 'submissionVerify',
      argument: { messageId: facts.id },
    });
    one.asking = this.desk.invoke(to, 'submissionVerify', argument, (event) => {
      delete one.asking;
      if (this.open.get(facts.key) !== one) return;
      const said =
        event.kind === 'result' ? decodeResult('submissionVerify', event.result) : undefined;
      if (said?.ok && said.message.status === 'send message') return this.accept(one, true);
      if (said?.ok && this.mayDrop(one, to)) {
        this.patience.end(number);
        const settled = one.lastAnswer + this.times.settling;
        if (one.waiting === 0 && asked >= settled) return this.drop(one);
        one.notBefore = Math.max(settled, this.desk.now + 1);
      } else {
        // Who refuses the question has not said anything about the message.
        if (event.kind === 'error') one.wasAsked = false;
        this.patience.lose(number, this.desk.now);
      }
      this.verifyOf(number);
    });
  }

  private mayDrop({ facts, from }: Open, asked: Endpoint): boolean {
    if (from !== undefined && isSameEndpoint(from, asked)) return true;
    return this.desk.wallTime - seconds(facts.submitted) >= this.times.lifetime;
  }

  /** It has had no effect, and has none any more; the same again is another message. */
  private drop(one: Open): void {
    const { facts, number } = one;
    this.open.delete(facts.key);
    const changes = [...this.instances.forget(number, facts.key), this.spool.removeMessage(facts)];
    this.desk.keep(changes, () => this.desk.tell({ kind: 'dropped', message: facts.key, number }));
  }
}

const numberOf = ({ originator }: MessageFacts): string =>
  originator?.kind === 'device' ? originator.number : '';
