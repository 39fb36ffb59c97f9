/**
 * EMSD's message centre (the RFC's MTS) as a machine over the ESRO service: it takes submissions, and brings them to
 * their recipients. What it has answered is on the disk, and everything that it needs to go on is.
 *
 * - A message that was acknowledged is brought to each recipient, or its originator is told why not.
 * - It has its effect once, however often it is submitted under its identifier, across restarts of either side.
 *
 * The parts are in `centre/`. The state is one object that each step changes.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Machine, Wake } from '../../core/machine.ts';
import type { Millis } from '../../core/units.ts';
import type { PerformerEvent } from '../esro/service.ts';
import { Acceptance } from './centre/acceptance.ts';
import type { CentreAction, CentreInput } from './centre/actions.ts';
import { Assembly } from './centre/assembly.ts';
import type { Call } from './centre/call.ts';
import { Callers } from './centre/callers.ts';
import { Deliveries } from './centre/deliveries.ts';
import { Desk } from './centre/desk.ts';
import { Dispatch } from './centre/dispatch.ts';
import { Handover } from './centre/handover.ts';
import { Incoming } from './centre/incoming.ts';
import { Instances } from './centre/instances.ts';
import { LIMITS, TIMES, type CentreOptions } from './centre/options.ts';
import { Outgoing } from './centre/outgoing.ts';
import { localNumber } from './centre/recipients.ts';
import { Reports } from './centre/reports.ts';
import { Requests } from './centre/requests.ts';
import { Spool } from './centre/spool.ts';
import { Submissions } from './centre/submissions.ts';
import { OPERATIONS, type Invocation } from './operations.ts';
import { decodeInvocation } from './wire.ts';

export type {
  CentreAction,
  CentreEvent,
  CentreInput,
  IncomingMail,
  MailTaken,
  OutgoingMail,
  PasswordVerdict,
} from './centre/actions.ts';
export type { CentreOptions, Directory, Limits, Subscriber, Times } from './centre/options.ts';
export { KINDS } from './centre/facts.ts';

/** The selectors at which a centre performs (RFC 2524, table 1). */
export const CENTRE_SAPS = {
  [OPERATIONS.submit.sap]: '3-way',
  [OPERATIONS.deliveryControl.sap]: '2-way',
} as const;

type Perform = Extract<PerformerEvent, { readonly kind: 'perform' }>;

/** Drive it beside an ESRO endpoint that performs at {@link CENTRE_SAPS}. */
export function createCentre(options: CentreOptions): Machine<Centre, CentreInput, CentreAction> {
  return {
    start(now) {
      const centre = new Centre(options, now);
      return { state: centre, actions: centre.begin() };
    },
    step: (centre, input, now) => ({ state: centre, actions: centre.take(input, now) }),
    wakeAt: (centre) => centre.wakeAt,
  };
}

/** A centre as it stands. */
export class Centre {
  private readonly desk: Desk;
  private readonly callers: Callers;
  private readonly deliveries: Deliveries;
  private readonly outgoing: Outgoing;
  private readonly acceptance: Acceptance;
  private readonly submissions: Submissions;
  private readonly requests: Requests;
  private readonly incoming: Incoming;
  /** Operations that are being looked at. */
  private outstanding = 0;
  private readonly most: number;

  constructor(
    private readonly options: CentreOptions,
    now: Millis,
  ) {
    const limits = { ...LIMITS, ...options.limits };
    const times = { ...TIMES, ...options.times };
    const { records } = options;
    this.most = limits.outstanding;
    const spool = new Spool(records, limits.fatesPerUser);
    const desk = new Desk(options.epoch, (changes) => spool.land(changes));
    desk.now = now;
    this.desk = desk;

    const instances = new Instances(records);
    const dispatch = new Dispatch();
    const reports = new Reports(desk, spool, options, limits);
    const handover = new Handover(desk, spool, reports, dispatch, options, limits);
    this.callers = new Callers(desk, spool, options, limits);
    const { callers } = this;
    this.deliveries = new Deliveries(
      desk,
      spool,
      callers,
      reports,
      dispatch,
      options,
      limits,
      times,
    );
    this.outgoing = new Outgoing(desk, spool, reports, dispatch, options, limits, times);
    this.acceptance = new Acceptance(desk, spool, instances, callers, handover, limits, times);
    const { acceptance } = this;
    const assembly = new Assembly(records);
    this.submissions = new Submissions(
      desk,
      spool,
      instances,
      assembly,
      acceptance,
      options,
      limits,
    );
    this.requests = new Requests(desk, spool, this.deliveries);
    this.incoming = new Incoming(desk, spool, handover, dispatch, options, limits);
    dispatch.bind(
      (number) => this.deliveries.consider(number),
      () => this.outgoing.consider(),
    );
  }

  begin(): readonly CentreAction[] {
    this.acceptance.resume();
    this.deliveries.resume();
    this.outgoing.consider();
    return this.desk.takeActions();
  }

  take(input: CentreInput | Wake, now: Millis): readonly CentreAction[] {
    this.desk.now = now;
    if (input.kind === 'wake') this.desk.alarms.ring(now);
    else if (input.kind === 'mail') this.incoming.take(input);
    else if (input.kind !== 'esro') this.desk.settle(input);
    else this.hear(input.event);
    return this.desk.takeActions();
  }

  get wakeAt(): Millis | undefined {
    return this.desk.alarms.next;
  }

  /** Whether mail for this address is taken: a subscriber's number at our host, or an alias. */
  knows(address: string): boolean {
    return localNumber(address, this.options) !== undefined;
  }

  private hear(event: Extract<CentreInput, { kind: 'esro' }>['event']): void {
    switch (event.kind) {
      case 'perform':
        return this.perform(event);
      case 'confirmed':
        return this.desk.confirmed(event.id, true);
      case 'unconfirmed':
        return this.desk.confirmed(event.id, false);
      case 'invoked':
        return;
      default:
        return this.desk.ended(event);
    }
  }

  private perform(performed: Perform): void {
    const { id, from, sap, operation, encoding, argument: octets } = performed;
    const decoded = decodeInvocation(operation, octets);
    const name = decoded.ok ? decoded.message.operation : `operation ${operation}`;
    const call: Call = {
      id,
      from,
      octets,
      refuse: (error, reason) => {
        this.desk.refuse(id, error);
        this.desk.tell({ kind: 'refused', from, operation: name, outcome: error, reason });
      },
    };
    if (!this.callers.mayAsk(from)) return call.refuse('resourceError', 'it asks too often');
    if (this.outstanding >= this.most) return call.refuse('resourceError', 'too much at once');
    if (!decoded.ok) return call.refuse('protocolViolation', decoded.error.message);
    // Every unit is in ESRO's encoding 0 (RFC 2524, section 3).
    if (encoding !== 'BER') return call.refuse('protocolViolation', `encoded by ${encoding}`);
    const invocation = decoded.message;
    const declared = OPERATIONS[invocation.operation];
    if (declared.sap !== sap || declared.by !== 'UA') {
      return call.refuse('protocolViolation', `no ${name} at selector ${sap}`);
    }
    this.know(call, invocation);
  }

  /** Finds out who calls. */
  private know(call: Call, invocation: Invocation): void {
    const { argument, operation } = invocation;
    const security =
      operation === 'submit' || operation === 'deliveryControl' ? argument.security : undefined;
    if (operation !== 'submit' && operation !== 'deliveryControl') {
      const number = this.callers.known(call.from);
      // Neither operation's errors have a word for a stranger.
      if (number === undefined) return call.refuse('resourceError', 'nobody is known to be there');
      this.shows(number, call.from, operation);
      return this.answer(number, call, invocation);
    }
    this.outstanding += 1;
    this.callers.prove(call.from, security, (who) => {
      this.outstanding -= 1;
      if (who === 'not now') return call.refuse('resourceError', 'too many passwords are tried');
      if (who === 'nobody') return call.refuse('securityError', 'it does not prove who it is');
      this.answer(who.number, call, invocation);
      this.shows(who.number, call.from, operation);
    });
  }

  private answer(number: string, call: Call, invocation: Invocation): void {
    switch (invocation.operation) {
      case 'submit': {
        const { argument, instance = 0 } = invocation;
        return this.submissions.take({ ...call, number, instance, argument });
      }
      case 'deliveryControl':
        return this.requests.control(number, call, invocation.argument);
      case 'deliveryVerify':
        return this.requests.verify(number, call, invocation.argument.messageId);
      case 'getConfiguration':
        return this.requests.configuration(call);
      default:
        return call.refuse('protocolViolation', 'centres do not perform that');
    }
  }

  /** A device has shown itself: what waits for it can be brought there, and where that is is noted. */
  private shows(number: string, from: Endpoint, operation: Invocation['operation']): void {
    const isGone = this.deliveries.isSilent(number);
    const registers = operation === 'deliveryControl';
    const how = registers ? 'registers' : isGone ? 'moves' : 'speaks';
    const { changes, asked, reached } = this.callers.appears(number, from, how);
    // What does not get kept is noted again when the device shows itself again.
    if (changes.length > 0) this.desk.keep(changes, nothing, nothing);
    for (const one of asked) this.acceptance.leaves(one);
    for (const one of reached) this.deliveries.leaves(one);
    for (const one of reached) if (one !== number) this.deliveries.consider(one);
    this.acceptance.shows(number);
    this.deliveries.shows(number);
  }
}

const nothing = (): void => {};
