/** Windows: PowerShell, and its service manager. */
import type { Listener, Process } from '../../survey/listener.ts';
import { containerCommand } from './containers.ts';
import { quotedForPowerShell } from './shell.ts';
import type { SystemCommands } from './system.ts';

export const windows: SystemCommands = {
  look(listener) {
    const container = containerCommand(listener, 'look');
    if (container !== undefined) return container;
    const { processes, transport, port, state } = listener;
    const [process] = processes;
    if (process === undefined || isKernel(process)) {
      if (transport === 'udp') return `Get-NetUDPEndpoint -LocalPort ${port}`;
      // Who has registered with HTTP.sys, the kernel's web server, only that knows.
      if (process !== undefined && !SMB_PORTS.has(port)) return 'netsh http show servicestate';
      const wanted = state === 'bound' ? 'Bound' : 'Listen';
      return `Get-NetTCPConnection -LocalPort ${port} -State ${wanted}`;
    }
    if (process.unit !== undefined) {
      return `Get-CimInstance Win32_Service -Filter 'ProcessId = ${process.pid}'`;
    }
    return `Get-Process -Id ${pids(listener)} | Format-List Id, Name, Path, StartTime`;
  },

  stop(listener) {
    const container = containerCommand(listener, 'stop');
    if (container !== undefined) return container;
    const { processes } = listener;
    if (processes.length === 0 || processes.some(isVital)) return undefined;
    const services = new Set(processes.flatMap(({ unit }) => unit?.split(', ') ?? []));
    if (services.size === 0) return `Stop-Process -Id ${pids(listener)}`;
    // One host process may run several services, and which of them has the port nobody tells.
    const [service, ...others] = services;
    if (others.length > 0 || processes.some(({ unit }) => unit === undefined)) return undefined;
    // `sc` alone is Set-Content to PowerShell.
    return `sc.exe stop ${quotedForPowerShell(service!)}`;
  },
};

/** The ports of file sharing, which the kernel itself answers on. */
const SMB_PORTS: ReadonlySet<number> = new Set([139, 445]);

/** The process that stands for the kernel. */
const isKernel = ({ pid }: Process) => pid === 4;

/** Windows halts when one of these ends. */
const VITAL: ReadonlySet<string> = new Set([
  'csrss.exe',
  'lsass.exe',
  'services.exe',
  'smss.exe',
  'wininit.exe',
  'winlogon.exe',
]);

const isVital = (process: Process) => isKernel(process) || VITAL.has(process.name.toLowerCase());

const pids = ({ processes }: Listener) => processes.map(({ pid }) => pid).join(', ');
