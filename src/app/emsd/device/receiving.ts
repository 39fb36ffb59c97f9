/** One run of `emsd inbox`: live, or a look into the mailbox. */
import { formatEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import { seconds } from '../../../core/units.ts';
import type { DeviceEvent, InboxFacts, Limits } from '../../../protocols/emsd/client.ts';
import type { Priority } from '../../../protocols/emsd/ipm.ts';
import type { DeliveryControlResult } from '../../../protocols/emsd/operations.ts';
import type { RecordStore } from '../../../platform/records.ts';
import { bounded, type Bounded } from '../../live.ts';
import type { Context, Input } from '../../operation.ts';
import type { InboxEvent } from './event.ts';
import { MAILBOX, openDevice, type OpenDevice } from './open.ts';
import { readMessage } from './reading.ts';
import { instantNow, outboxEvent } from './telling.ts';
import { readCentre, readCredentials, readLocal } from './where.ts';

export interface InboxResult {
  readonly mailbox: string;
  /** Absent where only the mailbox was looked into. */
  readonly centre?: string;
  /** Messages that were shown. */
  readonly received: number;
  /** Messages that the mailbox has. */
  readonly holds: number;
  /** Why something is still with the centre, as far as that is known. */
  readonly waiting: readonly Waiting[];
  readonly problems: readonly string[];
}

/** What the centre holds back for the limits of this device; or that of a message not all parts are here. */
export type Waiting = 'paused' | 'too long' | 'not urgent enough' | 'in part';

/** How things stand, for a person. */
export interface InboxStand {
  readonly number: string;
  readonly centre: string;
  readonly mailbox: string;
}

/** So long nothing came: the centre has nothing more. It delivers one after the other, and a lost datagram takes 3 s. */
const QUIET = seconds(4);

/** @throws UsageError when the input makes no sense; UnavailableError when the mailbox or a port cannot be had */
export async function runInbox(input: Input, context: Context): Promise<InboxResult> {
  if (input['list'] === true || input['read'] !== undefined) return look(input, context);
  if (input['number'] === undefined) {
    throw new UsageError('number is missing: whose device is it? --number 401.002');
  }
  const bounds = bounded(input, context);
  try {
    return await receive(input, bounds);
  } finally {
    bounds.close();
  }
}

async function receive(input: Input, bounds: Bounded): Promise<InboxResult> {
  const { context } = bounds;
  const { platform } = context;
  const security = readCredentials(input, 'number');
  const limits = readLimits(input);
  const centre = await readCentre(input, context);
  const place = readLocal(input, centre, platform.interfaces());
  const folder = input['mailbox'] as string;
  const password = input['centre-password'] as string | undefined;
  const inbox = new Receiving(input, bounds, centre);
  const device = await openDevice(
    {
      ...place,
      folder,
      centre,
      security,
      receives: true,
      ...(password !== undefined && { centrePassword: new TextEncoder().encode(password) }),
      ...(input['no-limits'] === true && { forgetLimits: true }),
    },
    platform,
    (event) => inbox.hear(event),
    (problem) => inbox.fail(problem),
  );
  try {
    const stand: InboxStand = {
      number: input['number'] as string,
      centre: formatEndpoint(centre),
      mailbox: folder,
    };
    context.emit({ kind: 'state', state: stand });
    if (limits) device.say({ kind: 'limit', limits });
    await inbox.run(device);
    const holds = (await device.store.list('inbox')).length;
    const { received, problems } = inbox;
    const waiting = await inbox.waiting();
    if (received === 0 && (await inbox.cameInPart())) {
      problems.push(
        `a message came in part: ${stand.centre} may bring the rest when this runs again`,
      );
    }
    return { mailbox: folder, centre: stand.centre, received, holds, waiting, problems };
  } finally {
    await device.close();
  }
}

/** Undefined where nothing new is to be told to the centre. */
function readLimits(input: Input): Limits | undefined {
  const pause = input['pause'] === true;
  const largest = input['largest'] as number | undefined;
  const lowest = input['lowest-priority'] as Priority | undefined;
  const isLimited = pause || largest !== undefined || lowest !== undefined;
  if (isLimited && input['no-limits'] === true) {
    throw new UsageError('either --no-limits or limits, not both');
  }
  if (!isLimited) return undefined;
  return {
    restrict: 'update',
    ...(pause && { permissibleOperations: { submission: true, delivery: false } }),
    ...(largest !== undefined && { permissibleMaxContentLength: largest }),
    ...(lowest !== undefined && { permissibleLowestPriority: lowest }),
  };
}

/** A device at work, and what is told of it. */
class Receiving {
  received = 0;
  readonly problems: string[] = [];
  private device: OpenDevice | undefined;
  private readonly early: DeviceEvent[] = [];
  /** What is told waits for what was told before: a message is read from the disk. */
  private telling: Promise<void> = Promise.resolve();
  private isKnown: boolean | undefined;
  /** As the centre last said. */
  private held: readonly Waiting[] = [];
  /** When it began, and when it was last looked. */
  private partsBefore = 0;
  private parts = 0;
  private forgetAlarm = () => {};
  private reject: (problem: unknown) => void = () => {};
  private problem: { readonly is: unknown } | undefined;

  constructor(
    private readonly input: Input,
    private readonly bounds: Bounded,
    private readonly centre: Endpoint,
  ) {}

  /** Until it is told to end. @throws what {@link fail} was given */
  async run(device: OpenDevice): Promise<void> {
    this.parts = this.partsBefore = (await device.store.list('part')).length;
    this.device = device;
    const { signal } = this.bounds.context;
    if (this.input['once'] === true) {
      this.endAfter(seconds(this.input['wait'] as number), () => this.bounds.enough());
    }
    try {
      await new Promise<void>((resolve, reject) => {
        this.reject = reject;
        if (this.problem) return reject(this.problem.is);
        const end = () => {
          signal.removeEventListener('abort', end);
          resolve();
        };
        signal.addEventListener('abort', end);
        for (const event of this.early.splice(0)) this.hear(event);
        if (signal.aborted) end();
      });
    } finally {
      this.forgetAlarm();
    }
    await this.telling;
    if (this.isKnown === undefined && this.bounds.endedBy() !== 'signal') {
      this.problems.push(`${formatEndpoint(this.centre)} did not answer`);
    }
  }

  hear(event: DeviceEvent): void {
    const { device } = this;
    if (device === undefined) return void this.early.push(event);
    this.telling = this.telling.then(() => this.tell(event, device)).catch((bug) => this.fail(bug));
  }

  fail(problem: unknown): void {
    this.problem ??= { is: problem };
    this.reject(problem);
  }

  private async tell(event: DeviceEvent, { store }: OpenDevice): Promise<void> {
    const { clock } = this.bounds.context.platform;
    const time = instantNow(clock);
    switch (event.kind) {
      case 'message':
        this.received += 1;
        this.stayFor();
        return this.show(await readKept(store, event.key, event.facts, time, true));
      case 'verified': {
        // Only what the originator was told wrongly, or may have been, is worth a line.
        if (event.status === 'no report sent' || event.status === 'delivery report sent') return;
        const status = event.status === undefined ? {} : { status: event.status };
        return this.show({ event: 'reported', time, number: Number(event.key), ...status });
      }
      case 'registered':
        this.held = event.waiting ? heldBack(event.waiting) : [];
        return this.registered(time);
      case 'unregistered':
        return this.unregistered(String(event.why), time);
      default: {
        const told = outboxEvent(event, clock);
        if (told) this.show(told);
      }
    }
  }

  private registered(time: string): void {
    if (this.isKnown === true) return;
    this.isKnown = true;
    this.problems.length = 0;
    this.show({ event: 'registered', time });
    this.stayFor();
  }

  /** Told once, until it changes. */
  private unregistered(why: string, time: string): void {
    if (this.isKnown === false) return;
    this.isKnown = false;
    const how = why === 'silence' ? 'does not answer' : `refuses this device: ${why}`;
    this.problems.push(`${formatEndpoint(this.centre)} ${how}`);
    this.show({ event: 'unregistered', time, why });
    // Asking again is for whoever stays.
    if (why === 'securityError' && this.input['once'] === true) this.bounds.enough();
  }

  /** What is not here yet. */
  async waiting(): Promise<readonly Waiting[]> {
    return (await this.partsHere()) > 0 ? [...this.held, 'in part'] : this.held;
  }

  /** Now; what lies here from before may be of a message that the centre has given up. */
  async cameInPart(): Promise<boolean> {
    return (await this.partsHere()) > this.partsBefore;
  }

  private partsHere = async (): Promise<number> =>
    (await this.device?.store.list('part'))?.length ?? 0;

  private show(row: InboxEvent): void {
    this.bounds.context.emit({ kind: 'row', row });
  }

  /** With `--once`: something came, and there may be more. */
  private stayFor(): void {
    if (this.input['once'] === true) this.endAfter(QUIET, () => this.endUnlessMore());
  }

  /** Of a message in parts nothing is told before it is whole. */
  private async endUnlessMore(): Promise<void> {
    const before = this.parts;
    this.parts = await this.partsHere();
    if (this.parts === before) this.bounds.enough();
    else this.stayFor();
  }

  private endAfter(time: number, end: () => Promise<void> | void): void {
    const { clock } = this.bounds.context.platform;
    this.forgetAlarm();
    this.forgetAlarm = clock.wakeAt(clock.now() + time, () => {
      this.telling = this.telling.then(end).catch((bug) => this.fail(bug));
    });
  }
}

function heldBack({ waitingOperations, waitingMessages }: DeliveryControlResult): Waiting[] {
  const { longContent, lowPriority } = waitingMessages;
  const named = [
    ...(longContent ? ['too long' as const] : []),
    ...(lowPriority ? ['not urgent enough' as const] : []),
  ];
  return waitingOperations.delivery && named.length === 0 ? ['paused'] : named;
}

/** What the mailbox holds, without a word to anybody. */
async function look(input: Input, context: Context): Promise<InboxResult> {
  const { platform } = context;
  const folder = input['mailbox'] as string;
  const wanted = input['read'] as string | undefined;
  const store = await platform.records.open(folder, MAILBOX);
  try {
    const time = instantNow(platform.clock);
    const records = await store.list('inbox');
    let shown = 0;
    for (const { key, facts } of records) {
      const message = await readKept(store, key, facts as InboxFacts, time, wanted !== undefined);
      if (wanted !== undefined && wanted !== String(message.number) && wanted !== message.id) {
        continue;
      }
      shown += 1;
      context.emit({ kind: 'row', row: message });
    }
    if (wanted !== undefined && shown === 0) {
      throw new NotFoundError(`there is no message ${wanted} in ${folder}: see --list`);
    }
    return { mailbox: folder, received: shown, holds: records.length, waiting: [], problems: [] };
  } finally {
    await store.close();
  }
}

async function readKept(
  store: RecordStore,
  key: string,
  facts: InboxFacts,
  time: string,
  withText: boolean,
) {
  const content = (await store.content('inbox', key)) ?? new Uint8Array(0);
  return readMessage(key, facts, content, time, withText);
}
