/**
 * Who listens on a Mac, from the tools that every Mac has: netstat for the sockets, lsof and ps for their
 * programs, launchctl and the job files for the services behind them. All interpreting is in pure files
 * beside this one and in `survey/reports`; what could not be asked is told in the report's coverage.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { CancelSignal } from '../../../../core/signal.ts';
import type { Glimpse, Listener, ListenerReport } from '../../../../survey/listener.ts';
import { listenersOf } from '../../../../survey/reports/listeners.ts';
import { parseLsof } from '../../../../survey/reports/lsof.ts';
import { parseNetstat } from '../../../../survey/reports/netstat.ts';
import type { SocketReport } from '../../../../survey/reports/report.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import type { CollectOptions, ListenerSource } from '../../../platform.ts';
import {
  outputText,
  systemTools,
  trouble,
  type Command,
  type Outcome,
  type Tools,
} from '../exec.ts';
import { ownInterfaces, type Interfaces } from '../interfaces.ts';
import * as commands from './commands.ts';
import { describeCoverage, type ToolOutcome } from './coverage.ts';
import {
  activationOf,
  domainOf,
  jobFolders,
  LAUNCHD,
  mayAskForSockets,
  socketsOfJob,
} from './launchd.ts';
import type { JobSocket } from './launchd.ts';
import { mergeRows } from './merge.ts';
import { parsePortRange, parseServices } from './parse.ts';
import { ProcessTable } from './processes.ts';

/** The Mac that is looked at; another than the real one is for tests. */
export interface Mac {
  readonly tools: Tools;
  readonly interfaces: () => Interfaces;
  /** Names in a folder; none when it cannot be read. */
  readonly list: (folder: string) => readonly string[];
  /** A file, one character a byte; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  readonly home: string;
  /** The user that looks. */
  readonly uid: number | undefined;
}

const thisMac = (): Mac => ({
  tools: systemTools,
  interfaces: ownInterfaces,
  list: (folder) => orElse(() => readdirSync(folder), []),
  read: (path) => orElse(() => readFileSync(path, 'latin1'), undefined),
  home: homedir(),
  uid: process.getuid?.(),
});

/** The collector for macOS; another `mac` than this one is for tests. */
export function macosListeners(mac: Mac = thisMac()): ListenerSource {
  return {
    collect: (signal, options = {}) => new Look(mac, signal).report(options),
    glance: (signal) => glance(mac, signal),
  };
}

/** Job files that are converted at most: each costs a process of some milliseconds. */
const JOB_LIMIT = 64;

/** One look at the machine. */
class Look {
  constructor(
    private readonly mac: Mac,
    private readonly signal: CancelSignal,
  ) {}

  async report({ detail = 'everything' }: CollectOptions): Promise<ListenerReport> {
    const all = detail === 'everything';
    const interfaces = this.mac.interfaces();
    const [tcp, udp, lsof, range] = await Promise.all([
      this.ask(commands.netstat('tcp')).then(read(parseNetstat)),
      this.ask(commands.netstat('udp')).then(read(parseNetstat)),
      this.ask(commands.LSOF).then(read(parseLsof)),
      this.ask(commands.EPHEMERAL),
    ]);
    const known = [...tcp.report.rows, ...udp.report.rows];
    const { rows, oneNamed } = mergeRows(lsof.report.rows, known);
    const processes = new ProcessTable((command) => this.ask(command));
    await processes.fill(rows, all);
    const listeners = listenersOf(rows, {
      process: (pid, row) => processes.process(pid, row, this.mac.uid),
      deviceName: interfaces.named,
    });
    const sockets = all && listeners.some(isLaunchds) ? await this.jobSockets() : [];
    return {
      listeners: sockets.length === 0 ? listeners : listeners.map((one) => activated(one, sockets)),
      elsewhere: [],
      ephemeral: parsePortRange(outputText(range)),
      reserved: [],
      raw: [],
      interfaces: interfaces.addresses,
      coverage: describeCoverage({
        netstat: { tcp: outcomeOf(tcp), udp: outcomeOf(udp) },
        lsof: outcomeOf(lsof),
        ps: processes.trouble,
        unseen: listeners.filter((listener) => listener.processes.length === 0).length,
        oneNamed,
        uid: this.mac.uid,
      }),
    };
  }

  private ask(command: Command): Promise<Outcome> {
    return this.mac.tools.run(command, this.signal);
  }

  /** The sockets that jobs ask launchd for. */
  private async jobSockets(): Promise<JobSocket[]> {
    const services = parseServices(this.mac.read('/etc/services') ?? '');
    const paths = jobFolders(this.mac.home)
      .flatMap((folder) => this.mac.list(folder).map((name) => `${folder}/${name}`))
      .filter((path) => path.endsWith('.plist') && mayAskForSockets(this.mac.read(path) ?? ''))
      .slice(0, JOB_LIMIT);
    const sockets = paths.map(async (path) => {
      const json = outputText(await this.ask(commands.jobFile(path)));
      return socketsOfJob(json, services, domainOf(path, this.mac.uid));
    });
    return (await Promise.all(sockets)).flat();
  }
}

interface Told {
  readonly report: SocketReport;
  readonly trouble: string | undefined;
}

const NOTHING: SocketReport = { rows: [], others: 0, malformed: 0 };

const read =
  (parse: (text: string) => SocketReport) =>
  (outcome: Outcome): Told => {
    const wrong = trouble(outcome);
    if (outcome.how !== 'done') return { report: NOTHING, trouble: wrong };
    const complaint = outcome.complaint.trim().split('\n', 1)[0]!;
    // Found nothing: lsof exits with 1 then as well. But whoever complains has not looked.
    const silent = outcome.output.length === 0 && outcome.code !== 0 && complaint !== '';
    if (silent) return { report: NOTHING, trouble: `failed: ${complaint}` };
    return { report: parse(outputText(outcome)), trouble: undefined };
  };

const outcomeOf = ({ report, trouble: wrong }: Told): ToolOutcome => ({
  trouble: wrong,
  malformed: report.malformed,
  firstMalformed: report.firstMalformed,
});

const isLaunchds = ({ processes }: Listener) => processes.some(({ pid }) => pid === LAUNCHD);

function activated(listener: Listener, sockets: readonly JobSocket[]): Listener {
  const activation = activationOf(listener, sockets);
  return activation === undefined ? listener : { ...listener, activation };
}

/** Two runs of netstat: some milliseconds each, and no other tool. */
async function glance({ tools }: Mac, signal: CancelSignal): Promise<readonly Glimpse[]> {
  const told = await Promise.all(
    (['tcp', 'udp'] as const).map((transport) =>
      tools.run(commands.netstat(transport), signal).then(read(parseNetstat)),
    ),
  );
  const wrong = told.find(({ trouble }) => trouble !== undefined);
  if (wrong !== undefined) throw new UnavailableError(`netstat ${wrong.trouble}`);
  return told
    .flatMap(({ report }) => report.rows)
    .filter(({ state }) => state === 'listening')
    .map(({ transport, family, address, port, socket, pid }) => ({
      transport,
      family,
      address,
      port,
      socket: `${socket ?? ''} ${pid ?? ''}`,
    }));
}

function orElse<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
