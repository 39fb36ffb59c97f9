/**
 * Deliveries (RFC 2524, sections 3.3.1 and 5.1.5): for each subscriber one message after the other, the oldest first,
 * again and again until the device has it, refuses it for good, or its time is over.
 */
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Millis } from '../../../core/units.ts';
import type { InvokeId, InvokerEvent } from '../../esro/service.ts';
import { MOST_PARTS, type ErrorName } from '../operations.ts';
import { decodeError, encodeInvocation } from '../wire.ts';
import type { Callers } from './callers.ts';
import { contentFor } from './copies.ts';
import type { Desk } from './desk.ts';
import type { Dispatch } from './dispatch.ts';
import { recordKey, type Attempt, type CopyFacts, type MessageFacts } from './facts.ts';
import { isHeld } from './holding.ts';
import type { CentreOptions, Limits, Times } from './options.ts';
import { Patience } from './patience.ts';
import type { Reports } from './reports.ts';
import { UNREADABLE, type Spool } from './spool.ts';

/** One copy on its way. */
interface Journey {
  copy: CopyFacts;
  readonly message: MessageFacts;
  readonly to: Endpoint;
  /** The content in as many pieces as it goes in. */
  pieces: readonly Uint8Array[];
  invoke?: InvokeId;
}

/** A device that wants all parts again and again has a fault that no repeating mends. */
const MOST_RESTARTS = 5;
/** Before a device is tried again to which nothing could leave here, since all reference numbers are in use. */
const SHORT_WAIT: Millis = 1000;
/** What could not leave so often is itself to blame, and lets others go first. */
const MOST_UNSENT = 5;

export class Deliveries {
  /** By number, then by copy. */
  private readonly journeys = new Map<string, Map<string, Journey>>();
  /** For silent devices. */
  private readonly devices: Patience;
  /** For copies that a device could not take at the moment. */
  private readonly copies: Patience;
  private readonly restarts = new Map<string, number>();
  /** How often a copy could not leave here. */
  private readonly unsent = new Map<string, number>();
  /** By number: until when nothing can leave for it. */
  private readonly crowded = new Map<string, Millis>();

  constructor(
    private readonly desk: Desk,
    private readonly spool: Spool,
    private readonly callers: Callers,
    private readonly reports: Reports,
    private readonly dispatch: Dispatch,
    private readonly options: CentreOptions,
    private readonly limits: Limits,
    private readonly times: Times,
  ) {
    this.devices = new Patience(times);
    this.copies = new Patience(times);
  }

  resume(): void {
    for (const number of this.spool.awaited()) this.consider(number);
  }

  /** The device has shown itself. */
  shows(number: string): void {
    this.devices.end(number);
    for (const copy of this.spool.queue(number)) this.copies.end(recordKey('copy', copy));
    this.consider(number);
  }

  /** Whether it did not answer when something was last brought to it, and has not shown itself since. */
  isSilent(number: string): boolean {
    return this.devices.until(number) > 0;
  }

  /** The device is no longer where it was: what is under way to there is none of its. */
  leaves(number: string): void {
    for (const { invoke } of this.journeys.get(number)?.values() ?? []) {
      if (invoke !== undefined) this.desk.abandon(invoke);
    }
    this.journeys.delete(number);
  }

  /** Begins as many deliveries to this subscriber as there may be. */
  consider(number: string): void {
    const { now, alarms } = this.desk;
    const to = this.callers.whereIs(number);
    const quietUntil = Math.max(this.devices.until(number), this.crowded.get(number) ?? 0);
    const { controls } = this.spool.subscriber(number);
    const under = this.journeysOf(number);
    const expired: CopyFacts[] = [];
    let next = Infinity;
    for (const copy of this.spool.queue(number)) {
      const key = recordKey('copy', copy);
      if (under.has(key)) continue;
      const end = now + copy.since + this.times.lifetime - this.desk.wallTime;
      if (end <= now) {
        expired.push(copy);
        continue;
      }
      next = Math.min(next, end);
      const message = this.spool.messages.get(copy.message);
      if (to === undefined || message === undefined || isHeld(message, controls)) continue;
      const at = Math.max(quietUntil, this.copies.until(key));
      if (at > now) next = Math.min(next, at);
      else if (under.size < this.limits.deliveriesAtOnce) this.begin(number, copy, message, to);
    }
    const alarm = `deliver ${number}`;
    alarms.clear(alarm);
    if (next < Infinity) alarms.put(alarm, next, () => this.consider(number));
    for (const copy of expired) this.fail(number, copy, 'it could not be reached in time');
  }

  /** A device has it: it said so. */
  delivered(number: string, copy: CopyFacts, then?: () => void): void {
    this.leave(number, copy);
    const message = this.spool.messages.get(copy.message);
    if (message === undefined || !this.spool.has(copy)) return then?.();
    const report =
      copy.report === 'delivery'
        ? this.reports.delivered(message, number, 'was delivered to')
        : undefined;
    const status = report && report.to.length > 0 ? 'delivery report sent' : 'no report sent';
    const changes = [
      ...this.spool.removeCopy(copy),
      ...this.spool.setFate(number, message, status),
      ...(report?.changes ?? []),
    ];
    this.forget(copy);
    const at = this.callers.whereIs(number);
    this.desk.keep(changes, () => {
      const { key, subject } = message;
      this.desk.tell({
        kind: 'delivered',
        message: key,
        number,
        ...(at && { at }),
        ...(subject !== undefined && { subject }),
      });
      then?.();
      this.dispatch.kick(report?.to ?? []);
    });
    this.consider(number);
  }

  private begin(number: string, copy: CopyFacts, message: MessageFacts, to: Endpoint): void {
    const journey: Journey = { copy, message, to, pieces: [] };
    this.journeysOf(number).set(recordKey('copy', copy), journey);
    this.desk.load('message', message.key, (content) => {
      if (!this.isGoing(number, journey)) return;
      if (content === undefined) return this.later(number, copy, UNREADABLE);
      const seen = contentFor(content, copy.to, this.options);
      journey.pieces = cut(seen, this.limits.partLength);
      // Parts that a device has thrown away meanwhile are told from those that it has by their identifiers alone.
      if (copy.attempt && journey.pieces.length === 1) return this.say(number, journey, 0);
      const { attempt, changes } = this.allot(number, journey.pieces.length);
      journey.copy = { ...copy, attempt };
      this.desk.keep([...changes, this.spool.setCopy(journey.copy)], () => {
        if (this.isGoing(number, journey)) this.say(number, journey, 0);
      });
    });
  }

  /** Identifiers for as many operations as it takes: kept before they are used, so that no two mean different things. */
  private allot(number: string, count: number) {
    const subscriber = this.spool.subscriber(number);
    const attempt: Attempt = {
      instance: subscriber.nextInstance,
      deliveryTime: Math.floor(this.desk.wallTime / 1000),
      ...(count > 1 && { sequence: subscriber.nextSequence }),
    };
    const next = {
      ...subscriber,
      nextInstance: (subscriber.nextInstance + count) % 256,
      nextSequence: (subscriber.nextSequence + (count > 1 ? 1 : 0)) % 65_536,
    };
    return { attempt, changes: [this.spool.setSubscriber(next)] };
  }

  /** Invokes `deliver` with the piece of this number. */
  private say(number: string, journey: Journey, index: number): void {
    const { copy, message, pieces, to } = journey;
    const { instance, deliveryTime, sequence = 0 } = copy.attempt!;
    const part =
      index === 0
        ? { first: true as const, sequence, total: pieces.length }
        : { first: false as const, sequence, number: index };
    const octets = encodeInvocation({
      operation: 'deliver',
      instance: (instance + index) % 256,
      argument: {
        messageId: message.id,
        deliveryTime,
        ...(message.id.kind === 'rfc822' && { submissionTime: message.submitted }),
        ...(pieces.length > 1 && { part }),
        contentType: message.contentType,
        content: pieces[index]!,
      },
    });
    journey.invoke = this.desk.invoke(to, 'deliver', octets, (event) => {
      if (this.isGoing(number, journey)) this.hear(number, journey, index, event);
    });
  }

  private hear(
    number: string,
    journey: Journey,
    index: number,
    event: Exclude<InvokerEvent, { readonly kind: 'invoked' }>,
  ): void {
    if (event.kind !== 'failed') this.devices.end(number);
    if (event.kind === 'result') {
      if (index + 1 < journey.pieces.length) return this.say(number, journey, index + 1);
      return this.delivered(number, journey.copy);
    }
    if (event.kind === 'error') {
      const { name } = decodeError(event.value, event.parameter);
      return this.refused(number, journey.copy, name ?? `error ${event.value}`);
    }
    if (event.from === 'here') return this.notSent(number, journey.copy);
    const elsewhere = this.callers.leaves(number);
    if (elsewhere.length > 0) this.desk.keep(elsewhere, nothing, nothing);
    const wait = elsewhere.length > 0 ? 0 : this.devices.lose(number, this.desk.now);
    this.pause(number, journey.copy, 'it did not answer', wait);
  }

  /** It did not leave: for want of reference numbers, which are free again in a moment, or since it never can. */
  private notSent(number: string, copy: CopyFacts): void {
    const key = recordKey('copy', copy);
    const times = (this.unsent.get(key) ?? 0) + 1;
    this.unsent.set(key, times);
    if (times > MOST_UNSENT) return this.later(number, copy, 'it cannot be sent from here');
    this.crowded.set(number, this.desk.now + SHORT_WAIT);
    this.pause(number, copy, 'too much is under way to it', SHORT_WAIT);
  }

  /** The device has answered, and does not take it: now, or ever. */
  private refused(number: string, copy: CopyFacts, name: ErrorName | `error ${number}`): void {
    const key = recordKey('copy', copy);
    if (name === 'messageError') {
      const restarts = (this.restarts.get(key) ?? 0) + 1;
      this.restarts.set(key, restarts);
      if (restarts > MOST_RESTARTS) return this.fail(number, copy, 'it wants it again for ever');
    } else if (name !== 'resourceError' && name !== 'deliveryControlViolated') {
      return this.fail(number, copy, `it answers ${name}`);
    }
    this.later(number, copy, `it answers ${name}`);
  }

  /** Tries this copy again after a pause; others go meanwhile. */
  private later(number: string, copy: CopyFacts, reason: string): void {
    const wait = this.copies.lose(recordKey('copy', copy), this.desk.now);
    this.pause(number, copy, reason, wait);
  }

  private pause(number: string, copy: CopyFacts, reason: string, wait: Millis): void {
    this.leave(number, copy);
    this.desk.tell({ kind: 'retry', message: copy.message, to: number, reason, wait });
    this.consider(number);
  }

  private fail(number: string, copy: CopyFacts, reason: string): void {
    this.leave(number, copy);
    const message = this.spool.messages.get(copy.message);
    if (message === undefined || !this.spool.has(copy)) return;
    const report =
      copy.report === 'none'
        ? undefined
        : this.reports.failed(message, [{ recipient: number, reason }]);
    const status = report && report.to.length > 0 ? 'non-delivery report sent' : 'no report sent';
    const changes = [
      ...(report?.changes ?? []),
      ...this.spool.removeCopy(copy),
      // Who sends it once more has another try.
      ...this.spool.setFate(number, unlike(message), status),
    ];
    this.forget(copy);
    this.desk.keep(changes, () => {
      this.desk.tell({ kind: 'undelivered', message: message.key, to: number, reason });
      this.dispatch.kick(report?.to ?? []);
    });
    this.consider(number);
  }

  /** It is no longer on its way. */
  private leave(number: string, copy: CopyFacts): void {
    const key = recordKey('copy', copy);
    const journeys = this.journeysOf(number);
    const { invoke } = journeys.get(key) ?? {};
    if (invoke !== undefined) this.desk.abandon(invoke);
    journeys.delete(key);
  }

  /** Nothing is to be remembered of a copy that is no more. */
  private forget(copy: CopyFacts): void {
    const key = recordKey('copy', copy);
    this.copies.end(key);
    this.restarts.delete(key);
    this.unsent.delete(key);
  }

  private isGoing(number: string, journey: Journey): boolean {
    return this.journeys.get(number)?.get(recordKey('copy', journey.copy)) === journey;
  }

  private journeysOf(number: string): Map<string, Journey> {
    let journeys = this.journeys.get(number);
    if (journeys === undefined) this.journeys.set(number, (journeys = new Map()));
    return journeys;
  }
}

function unlike(message: MessageFacts): MessageFacts {
  const { likeness: _, ...rest } = message;
  return rest;
}

const nothing = (): void => {};

/** In one piece where it fits, else in as few as may be. */
function cut(content: Uint8Array, most: number): readonly Uint8Array[] {
  if (content.length <= most) return [content];
  const length = Math.max(most, Math.ceil(content.length / MOST_PARTS));
  return Array.from({ length: Math.ceil(content.length / length) }, (_, index) =>
    content.subarray(index * length, (index + 1) * length),
  );
}
