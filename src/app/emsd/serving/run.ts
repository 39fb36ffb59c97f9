/** One message centre, from opening its ports to its end. */
import { formatEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import {
  freshAllowance,
  take,
  type Allowance,
  type Share,
  type Shares,
} from '../../../core/allowance.ts';
import { UnavailableError, UsageError } from '../../../core/errors.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import type { CancelSignal } from '../../../core/signal.ts';
import { BindError } from '../../../platform/bind-error.ts';
import { isIpAddress } from '../../../devices/identity.ts';
import { isNear, type SmtpListener } from '../../../platform/mail.ts';
import type { User } from '../../../platform/privileges.ts';
import type { RecordStore } from '../../../platform/records.ts';
import type { CentreEvent } from '../../../protocols/emsd/server.ts';
import { isLoopback } from '../../esro/address.ts';
import { readListen, type Place } from '../../esro/place.ts';
import { readTimers } from '../../esro/words.ts';
import { heirOf, openAndBecome } from '../../heir.ts';
import { bounded } from '../../live.ts';
import type { Context, Input } from '../../operation.ts';
import { explainRefusals, onAnotherPort, refusalNotes } from '../../refusals.ts';
import { openCentre, type OpenCentre } from '../centre.ts';
import { listenForMail, mailSender, readMailPlace } from '../mailing.ts';
import { readSmartHost, smartHostText, type SmartHost } from '../smart-host.ts';
import { loadUsers, type Users } from '../users/users.ts';
import { COUNTED, shownEvent, type ServeResult, type ServeStand } from './event.ts';

/** @throws UsageError when the input makes no sense; UnavailableError when a port or the spool cannot be had */
export async function runServe(input: Input, context: Context): Promise<ServeResult> {
  const bounds = bounded(input, context);
  const server = new Server(input, bounds.context);
  try {
    return await server.run();
  } finally {
    await server.close();
    bounds.close();
  }
}

/** As many refusals as a person can read. */
const REFUSALS: Share = { atOnce: 50, perSecond: 2 };
const REFUSALS_TOLD: Shares = { each: REFUSALS, all: REFUSALS };
const NOTE_PAUSE: Millis = seconds(60);

class Server {
  private readonly place: Place;
  private readonly host: string;
  private readonly smtpIn: Endpoint | undefined;
  private readonly smtpOut: SmartHost | undefined;
  private readonly counts = {
    submitted: 0,
    delivered: 0,
    undelivered: 0,
    mailed: 0,
    mailIn: 0,
    refused: 0,
    retries: 0,
  };
  /** Those who were not heard: datagrams, and connections of mail servers. */
  private readonly unheard = { strangers: 0, mailStrangers: 0 };
  private refusals: Allowance;
  private nextNote: Millis = 0;
  private centre: OpenCentre | undefined;
  private store: RecordStore | undefined;
  private listener: SmtpListener | undefined;
  private readonly ended: Promise<void>;
  private fail: (problem: unknown) => void = () => {};

  constructor(
    private readonly input: Input,
    private readonly context: Context,
  ) {
    const { platform, signal } = context;
    this.refusals = freshAllowance(REFUSALS_TOLD, platform.clock.now());
    const listen = input['listen'] as string;
    this.place = readListen(listen, input['allow-public'] === true, platform.interfaces());
    this.host = readHost((input['host'] as string | undefined) ?? platform.host.name);
    const [smtpIn, smtpOut] = [input['smtp-in'], input['smtp-out']] as (string | undefined)[];
    this.smtpIn = smtpIn === undefined ? undefined : readMailPlace(smtpIn, this.place.isReachable);
    const password = input['smtp-password'] as string | undefined;
    this.smtpOut = smtpOut === undefined ? undefined : readSmartHost(smtpOut, password);
    const out = this.smtpOut?.host ?? '';
    if (isIpAddress(out) && !this.mayMail(out)) {
      throw new UsageError(
        `--smtp-out ${out} is not in your own network: --allow-public allows it`,
      );
    }
    this.ended = new Promise((resolve, reject) => {
      this.fail = reject;
      whenAborted(signal, resolve);
    });
    // What fails before anybody waits for it is no rejection that nobody handles.
    this.ended.catch(() => {});
  }

  async run(): Promise<ServeResult> {
    const { platform, emit } = this.context;
    const { clock, privileges, files } = platform;
    const since = instant(clock.wallTime());
    const path = this.input['users'] as string;
    const users = await loadUsers(path, files, await platform.cryptography(), clock);
    const heir = heirOf(privileges, this.input['user'] as string | undefined);
    this.centre = await this.open(users, heir);
    const stand = this.stand(users, heir);
    emit({ kind: 'state', state: stand });
    for (const text of this.warnings(users)) emit({ kind: 'note', text });
    await this.ended;
    const { counts, unheard } = this;
    return { ...stand, since, until: instant(clock.wallTime()), ...counts, ...unheard };
  }

  async close(): Promise<void> {
    const { listener, centre, store } = this;
    this.listener = this.centre = this.store = undefined;
    await listener?.close();
    await centre?.close();
    await store?.close();
  }

  private async open(users: Users, heir: User | undefined): Promise<OpenCentre> {
    const { platform } = this.context;
    const { clock, mail } = platform;
    const timers = readTimers(this.input['timers'] as string | undefined);
    const now = () => clock.wallTime();
    try {
      return await openCentre(platform, {
        address: this.place.address,
        port: this.input['port'] as number,
        host: this.host,
        users,
        byAddress: this.input['by-address'] === true,
        limits: { perMinute: this.input['rate'] as number },
        timers,
        store: () => this.openStore(heir),
        mayHear: (address) => this.mayHear(address, 'strangers'),
        ...(this.smtpOut && {
          sendMail: mailSender(mail, this.smtpOut, this.host, now, this.mayMail),
        }),
        tell: (event) => this.tell(event),
        note: (text) => this.context.emit({ kind: 'note', text }),
        fail: (problem) => this.fail(problem),
      });
    } catch (problem) {
      if (!(problem instanceof BindError)) throw problem;
      throw await this.refusal(problem);
    }
  }

  /** All ports are open by then, and rights are given up. */
  private async openStore(heir: User | undefined): Promise<RecordStore> {
    const { records, privileges } = this.context.platform;
    await this.openMail();
    this.store = await openAndBecome(privileges, heir, () =>
      records.open(this.input['spool'] as string, 'spool'),
    );
    return this.store;
  }

  private async openMail(): Promise<void> {
    if (this.smtpIn === undefined) return;
    const { clock, mail } = this.context.platform;
    const receiver = {
      knows: (address: string) => this.centre?.knows(address) === true,
      takeMail: (message: Parameters<OpenCentre['takeMail']>[0]) =>
        this.centre?.takeMail(message) ?? Promise.resolve('no room' as const),
    };
    const now = () => clock.wallTime();
    const admits = (address: string) => this.mayHear(address, 'mailStrangers');
    const { smtpIn, host } = this;
    try {
      this.listener = await listenForMail(mail, smtpIn, host, receiver, now, admits);
    } catch (problem) {
      if (!(problem instanceof BindError)) throw problem;
      throw new UnavailableError(
        `mail cannot be taken at ${formatEndpoint(smtpIn)} (--smtp-in): ${problem.message}`,
      );
    }
  }

  private readonly mayMail = (address: string): boolean =>
    this.input['allow-public'] === true || isNear(address);

  private mayHear(address: string, otherwise: keyof typeof this.unheard): boolean {
    if (this.place.mayHear(address)) return true;
    this.unheard[otherwise] += 1;
    return false;
  }

  private tell(event: CentreEvent): void {
    const { clock } = this.context.platform;
    const count = COUNTED[event.kind];
    if (count) this.counts[count] += 1;
    // Strangers decide how many of these there are.
    if (event.kind === 'refused' && !this.mayTellRefusal(clock.now())) return;
    const row = shownEvent(event, instant(clock.wallTime()));
    this.context.emit({ kind: 'row', row });
  }

  /** Whether another refusal is told; those that are not are counted. */
  private mayTellRefusal(now: Millis): boolean {
    const left = take(this.refusals, REFUSALS_TOLD, '', now);
    if (left) this.refusals = left;
    else if (now >= this.nextNote) {
      this.nextNote = now + NOTE_PAUSE;
      this.context.emit({ kind: 'note', text: 'so much is refused that not all of it is told' });
    }
    return left !== undefined;
  }

  private stand(users: Users, heir: User | undefined): ServeStand {
    return {
      address: this.place.address,
      port: this.input['port'] as number,
      isReachable: this.place.isReachable,
      host: this.host,
      spool: this.input['spool'] as string,
      subscribers: users.all.length,
      ...(this.smtpIn && {
        smtpIn: formatEndpoint(this.smtpIn),
        isMailReachable: this.place.isReachable && !isLoopback(this.smtpIn.address),
      }),
      ...(this.smtpOut && { smtpOut: smartHostText(this.smtpOut) }),
      ...(heir && { user: heir.name }),
    };
  }

  private warnings(users: Users): string[] {
    const path = this.input['users'] as string;
    if (users.all.length > 0) return [];
    return [`"${path}" has no subscriber: portolan emsd user 401.001 --users ${path} adds one`];
  }

  /** The same with who has the port, or what helps. */
  private async refusal(error: BindError): Promise<UnavailableError> {
    const { platform, signal } = this.context;
    const port = this.input['port'] as number;
    const again = `portolan emsd serve --spool ${this.input['spool'] as string} --users ${this.input['users'] as string}`;
    const refused = { transport: 'udp' as const, port, address: this.place.address, error };
    const notes = refusalNotes(await explainRefusals([refused], platform, signal, again));
    return new UnavailableError([...notes, ...onAnotherPort(refused, again, 6420)].join('\n'));
  }
}

/** @throws UsageError for what no mail address can have behind its @ */
function readHost(text: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(text)) return text.toLowerCase();
  throw new UsageError(`--host takes the name of a host, as centre.example, not "${text}"`);
}

const whenAborted = (signal: CancelSignal, then: () => void) => {
  signal.addEventListener('abort', then);
  if (signal.aborted) then();
};

const instant = (time: number): string => new Date(time).toISOString();
