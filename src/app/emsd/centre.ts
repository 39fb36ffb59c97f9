/** A message centre at its place: its machine, an ESRO endpoint, the spool, and mail, if any. */
import { seconds, type Millis } from '../../core/units.ts';
import type { MailAnswer } from '../../platform/mail.ts';
import type { Clock, Platform } from '../../platform/platform.ts';
import type { KeptRecord, RecordStore } from '../../platform/records.ts';
import { serve, type Serving } from '../../platform/serve.ts';
import {
  createEndpoint,
  referencesByTime,
  type EndpointState,
} from '../../protocols/esro/endpoint.ts';
import type { EsroTimers } from '../../protocols/esro/timers.ts';
import type { EsroEvent, EsroRequest } from '../../protocols/esro/service.ts';
import { ESRO_OPTIONS } from '../../protocols/emsd/operations.ts';
import {
  CENTRE_SAPS,
  createCentre,
  KINDS,
  type Centre,
  type CentreAction,
  type CentreEvent,
  type CentreInput,
  type CentreOptions,
  type IncomingMail,
  type MailTaken,
  type OutgoingMail,
} from '../../protocols/emsd/server.ts';
import { Alarm } from './alarm.ts';
import { Keeper } from './keeper.ts';
import type { Users } from './users/users.ts';

export interface CentreConfig extends Pick<
  CentreOptions,
  'host' | 'byAddress' | 'limits' | 'times'
> {
  /** An address of this machine. */
  readonly address: string;
  readonly port: number;
  readonly users: Users;
  /** Opens the spool; called when the port is open, so that rights can be given up in between. */
  readonly store: () => Promise<RecordStore>;
  /** ESRO's, where they are to be others than the usual. */
  readonly timers?: Partial<EsroTimers>;
  /** Whether somebody is heard, and spoken to. */
  readonly mayHear: (address: string) => boolean;
  /** Hands a message to the mail of elsewhere; absent: nobody does. */
  readonly sendMail?: (mail: OutgoingMail) => Promise<MailAnswer>;
  tell(event: CentreEvent): void;
  /** Is told a sentence when something is not as it should be. */
  note(sentence: string): void;
  /** Is handed what ends it: our own bug, or a spool that cannot be read. */
  fail(problem: unknown): void;
}

export type CentrePlatform = Pick<Platform, 'clock' | 'udp' | 'random'>;

/** @throws BindError when the port cannot be had; UnavailableError when the spool cannot be read */
export async function openCentre(
  platform: CentrePlatform,
  config: CentreConfig,
): Promise<OpenCentre> {
  const centre = new OpenCentre(platform, config);
  const saps = Object.entries(CENTRE_SAPS).map(([sap, handshake]) => ({
    sap: Number(sap),
    handshake,
  }));
  const endpoint = createEndpoint({
    ...ESRO_OPTIONS,
    random: platform.random,
    // It goes on where it stopped, and its devices may still answer what it asked before.
    referenceAt: referencesByTime(platform.clock.wallTime() - platform.clock.now()),
    saps,
    ...(config.timers && { timers: config.timers }),
  });
  const serving = await serve<EndpointState, EsroRequest, EsroEvent>(endpoint, platform, {
    address: config.address,
    port: config.port,
    everybody: false,
    mayHear: ({ address }) => config.mayHear(address),
    maySend: ({ address }) => config.mayHear(address),
    tell: (event) => centre.take({ kind: 'esro', event }),
    fail: (bug) => config.fail(bug),
  });
  try {
    const store = await config.store();
    const records = [];
    for (const kind of KINDS) records.push(...(await store.list(kind)));
    centre.begin(serving, store, records);
    return centre;
  } catch (problem) {
    serving.close();
    throw problem;
  }
}

function machineOf(config: CentreConfig, clock: Clock, records: readonly KeptRecord[]) {
  const { users, host, byAddress, limits, times } = config;
  return createCentre({
    records,
    directory: users,
    host,
    epoch: clock.wallTime() - clock.now(),
    mailOut: config.sendMail !== undefined,
    ...(byAddress !== undefined && { byAddress }),
    ...(limits && { limits }),
    ...(times && { times }),
  });
}

/** Before what could not be handed to mail, for a reason of ours, counts as tried. */
const MAIL_TROUBLE: MailAnswer = { kind: 'temporary', reason: 'this machine could not send it' };
/** Devices are given so long to hear what is still to be said when it closes. */
const FAREWELL: Millis = seconds(0.2);

/** What comes before the spool is open and waits for it; more is lost, and comes again. */
const MOST_EARLY = 1000;

interface Running {
  readonly machine: ReturnType<typeof createCentre>;
  state: Centre;
  readonly serving: Serving<EsroRequest>;
  readonly store: RecordStore;
  readonly keeper: Keeper;
}

export class OpenCentre {
  private running: Running | undefined;
  private early: CentreInput[] = [];
  private readonly alarm: Alarm;
  private lastMail = 0;
  private readonly mails = new Map<number, (taken: MailTaken) => void>();

  /** @internal */
  constructor(
    private readonly platform: CentrePlatform,
    private readonly config: CentreConfig,
  ) {
    this.alarm = new Alarm(platform.clock, () => this.take({ kind: 'wake' }));
  }

  /** @internal */
  begin(serving: Serving<EsroRequest>, store: RecordStore, records: readonly KeptRecord[]): void {
    const { clock } = this.platform;
    const machine = machineOf(this.config, clock, records);
    const { state, actions } = machine.start(clock.now());
    const keeper = new Keeper(store, clock, this.config);
    this.running = { machine, state, serving, store, keeper };
    this.perform(actions);
    for (const input of this.early.splice(0)) this.take(input);
  }

  /** @internal */
  take(input: CentreInput | { readonly kind: 'wake' }): void {
    if (this.running === undefined) {
      if (input.kind === 'esro' && this.early.length < MOST_EARLY) this.early.push(input);
      return;
    }
    try {
      const now = this.platform.clock.now();
      const step = this.running.machine.step(this.running.state, input, now);
      this.running.state = step.state;
      this.perform(step.actions);
    } catch (bug) {
      this.stop();
      this.config.fail(bug);
    }
  }

  /** Whether mail to this address is for a subscriber. */
  knows(address: string): boolean {
    return this.running?.state.knows(address) === true;
  }

  /** Takes a message from elsewhere. Resolves when it is on the disk, or will not be. */
  takeMail(mail: IncomingMail): Promise<MailTaken> {
    if (this.running === undefined) return Promise.resolve('no room');
    return new Promise((resolve) => {
      const ticket = ++this.lastMail;
      this.mails.set(ticket, resolve);
      this.take({ kind: 'mail', ticket, mail });
    });
  }

  /**
   * Gives the port back; what was answered is kept, and what is not finished goes on at the next start. The spool is its
   * opener's to close.
   */
  async close(): Promise<void> {
    if (this.running === undefined) return;
    const { clock } = this.platform;
    if (this.running.keeper.waiting > 0) {
      await new Promise<void>((resolve) => {
        clock.wakeAt(clock.now() + FAREWELL, resolve);
      });
    }
    this.stop();
  }

  private stop(): void {
    this.running?.serving.close();
    this.running?.keeper.close();
    this.running = undefined;
    this.alarm.arm(undefined);
    for (const resolve of this.mails.values()) resolve('no room');
    this.mails.clear();
  }

  private perform(actions: readonly CentreAction[]): void {
    for (const action of actions) {
      if (this.running === undefined) return;
      this.performOne(action, this.running);
    }
    if (this.running) this.alarm.arm(this.running.state.wakeAt);
  }

  private performOne(action: CentreAction, { serving, store, keeper }: Running): void {
    switch (action.kind) {
      case 'esro':
        return serving.say(action.request);
      case 'tell':
        return this.config.tell(action.event);
      case 'keep':
        return this.keep(action, keeper);
      case 'load':
        return this.load(action, store);
      case 'check':
        return this.check(action);
      case 'send mail':
        return this.send(action);
      case 'mail taken':
        this.mails.get(action.ticket)?.(action.outcome);
        return void this.mails.delete(action.ticket);
    }
  }

  private keep(action: Extract<CentreAction, { kind: 'keep' }>, keeper: Keeper): void {
    const { ticket, changes, mayFail } = action;
    keeper.add({
      changes,
      kept: () => this.take({ kind: 'kept', ticket }),
      ...(mayFail && { refused: () => this.take({ kind: 'not kept', ticket }) }),
    });
  }

  private load({ ticket, of }: Extract<CentreAction, { kind: 'load' }>, store: RecordStore): void {
    store.content(of.kind, of.key).then(
      (content) => this.take({ kind: 'loaded', ticket, content }),
      (problem: unknown) => this.end(problem),
    );
  }

  private check(action: Extract<CentreAction, { kind: 'check' }>): void {
    const { ticket, number, password, from } = action;
    this.config.users.check(number, password, from.address).then(
      (verdict) => this.take({ kind: 'checked', ticket, verdict }),
      (problem: unknown) => this.end(problem),
    );
  }

  private send({ ticket, mail }: Extract<CentreAction, { kind: 'send mail' }>): void {
    const { sendMail } = this.config;
    const sent = sendMail?.(mail) ?? Promise.resolve(MAIL_TROUBLE);
    sent.then(
      (answer) => {
        const outcome = answer.kind;
        const reason = answer.kind === 'accepted' ? {} : { reason: answer.reason };
        this.take({ kind: 'mailed', ticket, outcome, ...reason });
      },
      (problem: unknown) => this.end(problem),
    );
  }

  /** What ends it while it goes on; afterwards nothing counts any more. */
  private end(problem: unknown): void {
    if (this.running === undefined) return;
    this.stop();
    this.config.fail(problem);
  }
}
