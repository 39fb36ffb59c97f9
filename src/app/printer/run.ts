/** One virtual printer, from opening its ports to its farewell. */
import { isExpected, UnavailableError } from '../../core/errors.ts';
import { BindError } from '../../platform/bind-error.ts';
import type { User } from '../../platform/privileges.ts';
import type { Activity } from '../../printer/activity.ts';
import { MAKER, uuidOf, type PrinterPlace } from '../../printer/device.ts';
import { ippAttributes } from '../../printer/ipp.ts';
import { answerRequest, type Pages } from '../../printer/pages.ts';
import { drawIdentifier } from '../../protocols/wsd/identifiers.ts';
import { heirOf, openAndBecome } from '../heir.ts';
import { bounded } from '../live.ts';
import type { Context, Input } from '../operation.ts';
import { explainRefusals, refusalNotes, type Refusal } from '../refusals.ts';
import { isUsual, type Door } from './doors.ts';
import { Hearing } from './hearing.ts';
import { isPrintDoor, PrintRoom } from './jobs/room.ts';
import type { OpenPort, PrinterResult, PrinterStand } from './result.ts';
import { speak, type Speaker } from './speaking.ts';
import { readWanted, type Wanted } from './wanted.ts';
import { openWeb } from './web-door.ts';

/** @throws UsageError when the input makes no sense; UnavailableError when not one port can be had */
export async function runPrinter(input: Input, context: Context): Promise<PrinterResult> {
  const wanted = readWanted(input, context.platform);
  const bounds = bounded(input, context);
  const printer = new Printer(wanted, input['user'] as string | undefined, bounds.context);
  try {
    return await printer.run();
  } finally {
    await printer.close();
    bounds.close();
  }
}

/** Something that is open. */
interface Opened extends OpenPort {
  leave?(): void;
  close(): void;
  hold?(by: string | null): void;
  works?(activity: Activity): void;
}

/** What could not be had, and the same in sentences. */
interface Refusals {
  readonly refused: PrinterStand['refused'][number][];
  readonly notes: string[];
}

class Printer {
  private readonly opened: Opened[] = [];
  private readonly refused: (Refusal & { readonly door: Door })[] = [];
  /** What could not be had for another reason than the port. */
  private readonly failed: PrinterStand['refused'][number][] = [];
  private readonly hearing: Hearing;
  private readonly room: PrintRoom;
  private readonly began: number;
  private fail: (bug: unknown) => void = () => {};

  constructor(
    private readonly wanted: Wanted,
    private readonly userName: string | undefined,
    private readonly context: Context,
  ) {
    const { clock } = context.platform;
    this.began = clock.now();
    this.hearing = new Hearing(wanted.where, clock, (row) => context.emit({ kind: 'row', row }));
    this.room = new PrintRoom(wanted, context, this.hearing, {
      held: (by) => {
        for (const one of this.opened) one.hold?.(by);
      },
      works: (activity) => {
        for (const one of this.opened) one.works?.(activity);
      },
    });
  }

  async run(): Promise<PrinterResult> {
    const { clock } = this.context.platform;
    const since = instant(clock.wallTime());
    const ended = this.ended();
    // What fails before anybody waits for it is no rejection that nobody handles.
    ended.catch(() => {});
    // Known before anything is announced: who cannot become it says nothing at all.
    const heir = heirOf(this.context.platform.privileges, this.userName);
    await this.openAll();
    // Who has a port can only be seen before.
    const refusals = await this.refusals();
    const spool = await this.openRoom(heir, refusals);
    const { stand, notes } = this.standing(refusals, heir?.name, spool);
    this.context.emit({ kind: 'state', state: stand });
    for (const text of notes) this.context.emit({ kind: 'note', text });
    await ended;
    await this.close();
    this.hearing.close();
    if (this.room.bug !== undefined) throw this.room.bug;
    const { answered, refused, ignored, limited, stranger } = this.hearing.counts;
    return {
      ...stand,
      since,
      until: instant(clock.wallTime()),
      answered,
      refusedQuestions: refused,
      ignored,
      limited,
      strangers: stranger,
      sources: this.hearing.answeredSources,
      ...this.room.counts,
    };
  }

  /** Says farewell, gives all ports back, and ends what is being printed. May be called twice. */
  async close(): Promise<void> {
    for (const one of this.opened.splice(0)) {
      one.leave?.();
      one.close();
    }
    await this.room.close();
  }

  private async openAll(): Promise<void> {
    const { doors } = this.wanted;
    for (const door of doors.filter(({ transport }) => transport === 'tcp')) {
      await this.attempt(door, () =>
        isPrintDoor(door) ? this.room.openDoor(door) : this.openWeb(door),
      );
    }
    const speaker = this.speaker();
    for (const door of doors.filter(({ transport }) => transport === 'udp')) {
      await this.attempt(door, () => speak(door, speaker));
    }
    if (this.opened.length === 0) await this.refuse();
  }

  private async attempt(
    door: Door,
    open: () => Promise<Partial<Opened> & { close(): unknown }>,
  ): Promise<void> {
    const { address } = this.wanted.where;
    try {
      const one = await open();
      const port = one.port ?? door.port;
      this.opened.push({
        ...door,
        port,
        address,
        leave: () => one.leave?.(),
        close: () => void one.close(),
        hold: (by) => one.hold?.(by),
        works: (activity) => one.works?.(activity),
      });
    } catch (problem) {
      const { by, transport, port } = door;
      if (problem instanceof BindError) {
        this.refused.push({ door, transport, port, address, error: problem });
      } else if (problem instanceof UnavailableError) {
        const why = problem.message.replace(/\.$/, '');
        this.failed.push({ by, transport, port, address, why, remedies: [] });
      } else {
        throw problem;
      }
    }
  }

  private openWeb(door: Door) {
    const { where } = this.wanted;
    return openWeb(door, where.address, this.context.platform, this.hearing, (request) =>
      answerRequest(this.pages(door), request),
    );
  }

  /** What is answered at a door now. */
  private pages(door: Door): Pages {
    const { device } = this.wanted;
    const { clock, random } = this.context.platform;
    if (door.name === 'metadata') return { device, messageId: drawIdentifier(random) };
    const upSeconds = Math.max(1, Math.floor((clock.now() - this.began) / 1000));
    const { activity } = this.room;
    const attributes = ippAttributes(device, this.place(), door.port, { upSeconds, activity });
    return { device, attributes };
  }

  /** With the ports that are open so far. */
  private place(): PrinterPlace {
    const { address, netmask } = this.wanted.where;
    const portOf = (name: string) => this.opened.find((one) => one.name === name)?.port;
    // Its gateway nobody told us: zeroes say that there is none.
    const ports = { ipp: portOf('ipp'), wsd: portOf('metadata') };
    return { address, netmask, gateway: '0.0.0.0', ports };
  }

  private speaker(): Speaker {
    const { device, where, probeReply } = this.wanted;
    const { platform } = this.context;
    const { random } = platform;
    const fail = (bug: unknown) => this.fail(bug);
    const { hearing } = this;
    return { device, place: this.place(), where, hearing, platform, random, probeReply, fail };
  }

  /** Nothing could be opened. */
  private async refuse(): Promise<never> {
    const { notes } = await this.refusals();
    throw new UnavailableError(['no port could be opened.', ...notes].join('\n'));
  }

  private async refusals(): Promise<Refusals> {
    const { platform, signal } = this.context;
    const { command } = this.wanted;
    const explained = await explainRefusals(this.refused, platform, signal, command);
    const notes = refusalNotes(explained);
    const forbidden = this.refused.filter(({ error }) => error.failure === 'not permitted');
    const elsewhere = forbidden.map(({ door }) => `${door.name}=${door.port + 1000}`);
    if (elsewhere.length > 0) {
      const how = `${command} --ports ${elsewhere.join(',')}`;
      notes.push(`Or on other ports, where only those find it who are told: ${how}`);
    }
    const refused = explained.map(({ transport, port, address, why, remedies }, i) => {
      return { by: this.refused[i]!.door.by, transport, port, address, why, remedies };
    });
    return {
      refused: [...refused, ...this.failed],
      notes: [...notes, ...this.failed.map(({ why }) => `${why}.`)],
    };
  }

  /**
   * Opens the spool and becomes who is to go on. Where there is none the printer prints nothing and answers all the same, unless
   * the spool was named.
   * @returns where jobs are kept
   */
  private async openRoom(heir: User | undefined, refusals: Refusals): Promise<string | undefined> {
    const { privileges } = this.context.platform;
    let fault: string | undefined;
    const spool = await openAndBecome(privileges, heir, async () => {
      if (!this.opened.some(isPrintDoor)) return undefined;
      try {
        // Whoever has a home owns what is there, and is who opens it.
        return await this.room.open(heir?.home === undefined ? heir : undefined);
      } catch (problem) {
        if (!isExpected(problem) || this.wanted.jobs.spool !== undefined) throw problem;
        fault = problem.message;
        return undefined;
      }
    });
    if (fault !== undefined) this.shutPrintDoors(fault, refusals);
    return spool;
  }

  private shutPrintDoors(why: string, { refused, notes }: Refusals): void {
    for (const one of this.opened.filter(isPrintDoor)) {
      this.opened.splice(this.opened.indexOf(one), 1);
      const { by, transport, port, address } = one;
      refused.push({ by, transport, port, address, why, remedies: [] });
      one.close();
    }
    if (this.opened.length === 0) throw new UnavailableError(why);
    notes.push(`It prints nothing: ${why}.`);
  }

  private standing(
    { refused, notes }: Refusals,
    user: string | undefined,
    spool: string | undefined,
  ): { readonly stand: PrinterStand; readonly notes: readonly string[] } {
    const { device, where } = this.wanted;
    const stand: PrinterStand = {
      device: { ...device, maker: MAKER, uuid: uuidOf(device) },
      address: where.address,
      ...(where.interface !== undefined && { interface: where.interface }),
      opened: this.opened.map(({ name, by, transport, port, address }) => {
        return { name, by, transport, port, address };
      }),
      refused,
      isFindable: this.opened.some(isUsual),
      isReachable: where.isReachable,
      ...(spool !== undefined && { spool }),
      ...(user !== undefined && { user }),
    };
    const others = `${where.address} is a public address: only its own network and private ones are answered.`;
    const isOpen = (name: string) => stand.opened.some((one) => one.name === name);
    const untold = [
      ...(where.isPublic && where.isReachable ? [others] : []),
      ...(isOpen('dnssd') && !isOpen('ipp') ? [NO_SERVICE] : []),
      ...(isOpen('wsd') && !isOpen('metadata') ? [NO_METADATA] : []),
    ];
    return { stand, notes: [...untold, ...notes] };
  }

  /** Settles when it is time to end. @throws our own bug, out of a socket or a timer */
  private ended(): Promise<void> {
    const { signal } = this.context;
    return new Promise((resolve, reject) => {
      this.fail = reject;
      signal.addEventListener('abort', resolve);
      if (signal.aborted) resolve();
    });
  }
}

const NO_SERVICE =
  'without IPP it has no service to announce by DNS-SD: it only holds its name, and print dialogs do not find it.';
const NO_METADATA =
  'without a port for its metadata it says by WSD that it is a printer, but not which.';

const instant = (time: number): string => new Date(time).toISOString();
