/**
 * A device (RFC 2524's user agent) as a machine over the ESRO service: it submits, takes delivery, and says what it wants
 * held back. What it says to the centre it has put on the disk before, so that neither a crash nor a lost datagram loses a
 * message or gives it its effect twice.
 */
import type { Machine, Step, Wake } from '../../core/machine.ts';
import type { Millis } from '../../core/units.ts';
import { FAILURE } from '../esro/pdu.ts';
import type { EsroEvent } from '../esro/service.ts';
import { Counters } from './device/counters.ts';
import { isTrusted } from './device/credentials.ts';
import { Desk } from './device/desk.ts';
import type { DeviceAction, DeviceInput, DeviceOptions } from './device/events.ts';
import { Inbox, type Performance } from './device/inbox.ts';
import { Outbox } from './device/outbox.ts';
import { Registration } from './device/registration.ts';
import { Reports } from './device/reports.ts';
import { OPERATIONS, type Invocation } from './operations.ts';
import { decodeInvocation, errorName } from './wire.ts';

export type {
  About,
  DeviceAction,
  DeviceEvent,
  DeviceInput,
  DeviceOptions,
  InboxFacts,
  Limits,
  Refusal,
  Remembered,
} from './device/events.ts';
export { DEVICE_KINDS, type FateFacts } from './device/memory.ts';

/** One object that changes: a step gives back the same. */
export class Device {
  private readonly desk: Desk;
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly reports: Reports;
  private readonly registration: Registration;
  /** Whether the centre has heard who is here, at this address and port. */
  private isKnown = false;

  constructor(options: DeviceOptions) {
    this.desk = new Desk(options);
    const counters = new Counters(options);
    this.outbox = new Outbox(this.desk, counters);
    this.reports = new Reports(this.desk);
    this.inbox = new Inbox(this.desk, counters, (id, told) => this.reports.ask(id, told));
    this.registration = new Registration(this.desk, counters);
  }

  start(now: Millis): DeviceAction[] {
    this.desk.now = now;
    this.outbox.work();
    if (this.desk.options.receives) {
      this.registration.begin();
      this.inbox.begin();
    }
    return this.desk.takeActions();
  }

  step(input: DeviceInput | Wake, now: Millis): DeviceAction[] {
    this.desk.now = now;
    this.take(input);
    return this.desk.takeActions();
  }

  wakeAt(): Millis | undefined {
    const times = [this.outbox, this.reports, this.registration].flatMap(
      (one) => one.wakeAt() ?? [],
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  private take(input: DeviceInput | Wake): void {
    switch (input.kind) {
      case 'wake':
        this.outbox.work();
        this.reports.work();
        this.registration.work();
        return;
      case 'kept':
        return this.desk.kept(input.ticket);
      case 'submit':
        return this.outbox.submit(input.contentType, input.content, input.about);
      case 'limit':
        return this.registration.limit(input.limits);
      case 'esro':
        return this.hear(input.event);
    }
  }

  private hear(event: EsroEvent): void {
    switch (event.kind) {
      case 'invoked':
        return;
      case 'confirmed':
      case 'unconfirmed':
        return this.desk.answered(event.id, event.kind === 'confirmed');
      case 'result':
      case 'error':
        // Old centres answer an empty deliveryControl so.
        this.isKnown ||= event.kind === 'result' || errorName(event.value) === 'protocolViolation';
        this.desk.ended(event);
        return this.outbox.heard();
      case 'failed':
        return this.desk.ended(event);
      case 'perform':
        this.perform(event);
        return this.outbox.heard();
    }
  }

  private perform(asked: Performance): void {
    const { id, from, operation, argument, encoding } = asked;
    // Only the centre asks anything of a device; from which port is its own affair.
    if (from.address !== this.desk.options.centre.address) {
      return this.desk.refuse(id, FAILURE.userNotResponding);
    }
    const decoded = decodeInvocation(operation, argument);
    if (encoding !== 'BER' || !decoded.ok || !isAskedAt(asked.sap, decoded.message)) {
      return this.desk.answerError(id, 'protocolViolation');
    }
    this.answer(asked, decoded.message);
  }

  private answer({ id, argument: octets }: Performance, invocation: Invocation): void {
    const { desk, outbox } = this;
    const { operation } = invocation;
    // It may be meant for whoever had this address and port before us; the centre knows better once it has heard us.
    const isEarly = desk.options.receives && !this.isKnown;
    if (isEarly && (operation === 'deliver' || operation === 'submissionVerify')) {
      return desk.answerError(id, 'resourceError');
    }
    switch (operation) {
      case 'deliver': {
        if (!desk.options.receives) return desk.answerError(id, 'resourceError');
        const { instance = 0, argument } = invocation;
        return this.inbox.deliver({ id, instance, octets, argument });
      }
      case 'submissionVerify': {
        const { messageId } = invocation.argument;
        return outbox.verify(messageId, (isOurs) => {
          const status = isOurs ? 'send message' : 'drop message';
          desk.answer(id, 'submissionVerify', { status });
        });
      }
      case 'submissionControl':
        if (!isTrusted(invocation.argument.security, desk.options.centrePassword)) {
          return desk.answerError(id, 'securityError');
        }
        outbox.restrict(invocation.argument);
        return desk.answer(id, 'submissionControl', {
          waitingOperations: { submission: outbox.isHolding, delivery: false },
        });
      case 'setConfiguration':
        // Nothing can be set: the RFC defines no more of it than its name.
        return desk.answer(id, 'setConfiguration', null);
      default:
        return desk.answerError(id, 'protocolViolation');
    }
  }
}

/** The 2-way selector, where the reference implementation may deliver too: taken, never sent. */
const TWO_WAY_SAP = OPERATIONS.submissionControl.sap;

function isAskedAt(sap: number, { operation }: Invocation): boolean {
  const { by, sap: own } = OPERATIONS[operation];
  return by === 'MTS' && (sap === own || (operation === 'deliver' && sap === TWO_WAY_SAP));
}

export function createDevice(options: DeviceOptions): Machine<Device, DeviceInput, DeviceAction> {
  const stepOf = (device: Device, actions: DeviceAction[]): Step<Device, DeviceAction> => ({
    state: device,
    actions,
  });
  return {
    start(now) {
      const device = new Device(options);
      return stepOf(device, device.start(now));
    },
    step: (device, input, now) => stepOf(device, device.step(input, now)),
    wakeAt: (device) => device.wakeAt(),
  };
}
