/**
 * Who listens on a Windows machine: asked of PowerShell, which tells of bound ports, paths, users and
 * services; of netstat and tasklist where PowerShell is locked down or slow. netsh lists the ports that
 * nobody gets. All interpreting is in pure files beside this one and in `survey/reports`.
 */
import type { CancelSignal } from '../../../../core/signal.ts';
import { UnavailableError } from '../../../../core/errors.ts';
import type {
  Glimpse,
  Listener,
  ListenerReport,
  Process,
  ReservedPorts,
} from '../../../../survey/listener.ts';
import { listenersOf } from '../../../../survey/reports/listeners.ts';
import { parseNetstat } from '../../../../survey/reports/netstat.ts';
import type { SocketReport } from '../../../../survey/reports/report.ts';
import type { CollectOptions, ListenerSource } from '../../../platform.ts';
import { systemTools, trouble, type Command, type Outcome, type Tools } from '../exec.ts';
import { ownInterfaces, type Interfaces } from '../interfaces.ts';
import * as commands from './commands.ts';
import { describeCoverage, type Sight } from './coverage.ts';
import { parseDynamicRange, parseExclusions, reservedPorts } from './netsh.ts';
import { parsePowerShell } from './powershell.ts';
import { processOf, type WindowsProcess } from './processes.ts';
import { parseTasklist } from './tasklist.ts';
import { consoleText } from './text.ts';

/** The Windows that is looked at; another than the real one is for tests. */
export interface Windows {
  readonly tools: Tools;
  readonly interfaces: () => Interfaces;
}

/** The collector for Windows; another `windows` than this one is for tests. */
export function windowsListeners(
  windows: Windows = { tools: systemTools, interfaces: ownInterfaces },
): ListenerSource {
  return {
    collect: (signal, options = {}) => new Look(windows, signal).report(options),
    glance: (signal) => glance(windows, signal),
  };
}

/** Sockets and their processes, whoever told of them. */
interface Seen extends Omit<Sight, 'unseen' | 'pathless'> {
  readonly processes: ReadonlyMap<number, WindowsProcess>;
}

/** One look at the machine. */
class Look {
  constructor(
    private readonly windows: Windows,
    private readonly signal: CancelSignal,
  ) {}

  async report({ detail = 'everything' }: CollectOptions): Promise<ListenerReport> {
    const interfaces = this.windows.interfaces();
    const [seen, tcp, udp, dynamic] = await Promise.all([
      this.sockets(),
      this.reserved('tcp'),
      this.reserved('udp'),
      this.ask(commands.DYNAMIC_PORTS),
    ]);
    const described = new Map<number, Process>();
    for (const [pid, known] of seen.processes) {
      described.set(pid, processOf(pid, known, detail === 'everything'));
    }
    const listeners = listenersOf(seen.sockets.rows, {
      process: (pid) => described.get(pid),
      deviceName: interfaces.named,
    });
    const holders = new Set(listeners.flatMap(({ processes }) => processes));
    return {
      listeners,
      elsewhere: [],
      ephemeral: parseDynamicRange(textOf(dynamic)),
      reserved: [...tcp, ...udp].filter((range) => !isTaken(range, listeners)),
      raw: [],
      interfaces: interfaces.addresses,
      coverage: describeCoverage({
        ...seen,
        unseen: listeners.filter(({ processes }) => processes.length === 0).length,
        pathless: [...holders].filter(({ pid, path }) => path === undefined && pid !== KERNEL)
          .length,
      }),
    };
  }

  private ask(command: Command): Promise<Outcome> {
    return this.windows.tools.run(command, this.signal);
  }

  private async sockets(): Promise<Seen> {
    const outcome = await this.ask(commands.POWERSHELL);
    const answer = parsePowerShell(textOf(outcome));
    if (answer !== undefined) {
      const told = { powershell: undefined, netstat: undefined, tasklist: undefined };
      return { source: 'PowerShell', ...told, ...answer };
    }
    return this.byNetstat(trouble(outcome) ?? 'gave no answer');
  }

  private async byNetstat(powershell: string): Promise<Seen> {
    const [netstat, tasklist] = await Promise.all([
      this.ask(commands.NETSTAT),
      this.ask(commands.TASKLIST),
    ]);
    const sockets = parseNetstat(textOf(netstat));
    const useless = sockets.rows.length === 0 ? 'gave no answer' : undefined;
    const wrong = trouble(netstat) ?? useless;
    return {
      source: wrong === undefined ? 'netstat' : undefined,
      powershell,
      netstat: wrong,
      tasklist: trouble(tasklist),
      sockets: wrong === undefined ? sockets : NOTHING,
      processes: parseTasklist(textOf(tasklist)),
      elevated: undefined,
    };
  }

  private async reserved(transport: 'tcp' | 'udp'): Promise<ReservedPorts[]> {
    const [ipv4, ipv6] = await Promise.all(
      (['ipv4', 'ipv6'] as const).map(async (family) =>
        parseExclusions(textOf(await this.ask(commands.excludedPorts(family, transport)))),
      ),
    );
    return reservedPorts({ transport, ipv4: ipv4 ?? [], ipv6: ipv6 ?? [] });
  }
}

/** HTTP.sys excludes each port that it listens on: that is no port without a listener. */
const isTaken = ({ from, to, transport }: ReservedPorts, listeners: readonly Listener[]) =>
  from === to && listeners.some((one) => one.port === from && one.transport === transport);

/** The process that stands for the kernel: SMB, HTTP.sys. It has no path. */
const KERNEL = 4;

const NOTHING: SocketReport = { rows: [], others: 0, malformed: 0 };

const textOf = (outcome: Outcome): string =>
  outcome.how === 'done' ? consoleText(outcome.output) : '';

/** One run of netstat: some tens of milliseconds, where PowerShell takes a second. */
async function glance({ tools }: Windows, signal: CancelSignal): Promise<readonly Glimpse[]> {
  const outcome = await tools.run(commands.NETSTAT, signal);
  const { rows } = parseNetstat(textOf(outcome));
  const wrong = trouble(outcome) ?? (rows.length === 0 ? 'gave no answer' : undefined);
  if (wrong !== undefined) throw new UnavailableError(`netstat ${wrong}`);
  return rows
    .filter(({ state }) => state === 'listening')
    .map(({ transport, family, address, port, pid }) => ({
      transport,
      family,
      address,
      port,
      socket: String(pid ?? ''),
    }));
}
