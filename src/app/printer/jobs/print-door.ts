/** A port where every byte is something to print: one job at a time, the others wait their turn. */
import { seconds, type Millis } from '../../../core/units.ts';
import { isExpected } from '../../../core/errors.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { TcpConnection, TcpHandlers } from '../../../platform/tcp.ts';
import type { Hearing } from '../hearing.ts';
import {
  FAREWELL,
  MOST_CONNECTIONS,
  MOST_SILENT_OF_ONE,
  MOST_WAITING,
  MOST_WAITING_OF_ONE,
} from './bounds.ts';
import type { PrintDoorName } from './event.ts';
import { JobTaking, type Printing } from './taking.ts';
import { Visit, type VisitHost } from './visit.ts';

export interface PrintDoorOptions {
  readonly name: PrintDoorName;
  readonly address: string;
  readonly port: number;
  readonly platform: Pick<Platform, 'clock' | 'tcp'>;
  readonly hearing: Hearing;
  /** There once the port is open: jobs that come before wait for it. Rejected, none is taken. */
  readonly printing: Promise<Printing>;
  /** Is told who holds the printer, whenever that changes: an address, or null when it is free. */
  held(by: string | null): void;
}

export interface PrintDoor {
  readonly port: number;
  /** Takes nothing more, and ends what is at work: resolves when it is kept. */
  close(): Promise<void>;
}

/** How often it is looked for those who go on for too long. */
const ROUND: Millis = seconds(1);

/** @throws BindError when the port cannot be had */
export async function openPrintDoor(options: PrintDoorOptions): Promise<PrintDoor> {
  const port = new Port(options);
  const { address, platform } = options;
  const listener = await platform.tcp.listen(
    // Beyond ours, the platform's bound: what comes faster than it can be turned away.
    { address, port: options.port, limit: 2 * MOST_CONNECTIONS, breaksWhenKilled: true },
    (connection) => port.accept(connection),
  );
  return {
    port: listener.local.port,
    async close() {
      listener.close();
      await port.close();
    },
  };
}

class Port implements VisitHost {
  private readonly visits = new Set<Visit>();
  /** Those that have a job, in the order in which they came: the first one prints. */
  private readonly line: Visit[] = [];
  private holder: string | null = null;
  private alarm: (() => void) | undefined;
  private isClosed = false;
  private emptied: (() => void) | undefined;

  constructor(private readonly options: PrintDoorOptions) {}

  accept(connection: TcpConnection): TcpHandlers {
    const { hearing, name } = this.options;
    const { remote } = connection;
    const turnAway = (): TcpHandlers => {
      connection.abort();
      return { received() {} };
    };
    // At a bounded rate nobody is heard here: whoever comes often would keep others of his machine out. Places are bounded.
    if (this.isClosed || !hearing.isNear(name, remote, 'a connection')) return turnAway();
    if (!this.makeRoom(remote.address)) {
      hearing.note(name, remote, 'one connection more', 'limited');
      return turnAway();
    }
    const visit = new Visit(connection, this);
    this.visits.add(visit);
    this.watch();
    this.tellHolder();
    return visit.handlers;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.alarm?.();
    this.alarm = undefined;
    const working = new Promise<void>((resolve) => {
      this.emptied = resolve;
    });
    for (const visit of this.line.slice(1)) visit.cut('stopped');
    this.line[0]?.cut('stopped');
    for (const visit of this.visits) if (visit.stage === 'silent') visit.turnAway();
    if (this.line.length > 0) await working;
  }

  now(): Millis {
    return this.options.platform.clock.now();
  }

  joins(visit: Visit): boolean {
    const { hearing, name } = this.options;
    const own = this.line.filter(({ remote }) => remote.address === visit.remote.address);
    if (this.line.length > MOST_WAITING || own.length > MOST_WAITING_OF_ONE) {
      hearing.note(name, visit.remote, 'a job, while as many wait as may', 'limited');
      return false;
    }
    this.line.push(visit);
    if (this.line.length === 1) visit.turn();
    this.tellHolder();
    return true;
  }

  async begin(visit: Visit): Promise<JobTaking> {
    const { name, port } = this.options;
    const printing = await this.options.printing;
    return JobTaking.begin(printing, {
      by: name,
      port,
      from: visit.remote,
      reply: (bytes) => visit.reply(bytes),
    });
  }

  refused(visit: Visit, problem: unknown): void {
    const { name, printing, platform } = this.options;
    void printing.then(
      ({ tell, fail }) => {
        if (!isExpected(problem)) return fail(problem);
        const { address, port } = visit.remote;
        const time = new Date(platform.clock.wallTime()).toISOString();
        const why = problem.message;
        tell({ event: 'refused', time, by: name, from: { address, port }, why });
      },
      // Nobody prints here: that was said when it became known.
      () => {},
    );
  }

  leaves(visit: Visit): void {
    const at = this.line.indexOf(visit);
    if (at >= 0) this.line.splice(at, 1);
    if (at === 0) this.line[0]?.turn();
    if (this.line.length === 0) this.emptied?.();
    this.tellHolder();
    this.hurry(visit);
  }

  gone(visit: Visit): void {
    this.visits.delete(visit);
    this.tellHolder();
  }

  /** Whoever has the last word of us and does not hang up is not waited for. */
  private hurry(visit: Visit): void {
    const { clock } = this.options.platform;
    clock.wakeAt(
      clock.now() + FAREWELL,
      () => {
        if (this.visits.has(visit)) visit.hangUp();
      },
      true,
    );
  }

  /** Whether one more can come from there: whoever says nothing and was there first makes room. */
  private makeRoom(address: string): boolean {
    const silent = [...this.visits].filter(({ stage }) => stage === 'silent');
    const own = silent.filter(({ remote }) => remote.address === address);
    if (own.length >= MOST_SILENT_OF_ONE) own[0]!.turnAway();
    else if (this.visits.size >= MOST_CONNECTIONS) {
      if (silent.length === 0) return false;
      silent[0]!.turnAway();
    }
    return true;
  }

  private watch(): void {
    const { clock } = this.options.platform;
    this.alarm ??= clock.wakeAt(clock.now() + ROUND, () => {
      this.alarm = undefined;
      const othersWait = this.line.length > 1;
      for (const visit of this.visits) visit.check(othersWait);
      if (this.visits.size > 0 && !this.isClosed) this.watch();
    });
  }

  /** Who prints; else who is connected and may be about to. */
  private tellHolder(): void {
    const [prints = [...this.visits].find(({ stage }) => stage === 'silent')] = this.line;
    const holder = prints?.remote.address ?? null;
    if (holder === this.holder) return;
    this.holder = holder;
    this.options.held(holder);
  }
}
