/**
 * What macOS' tools say about processes and port ranges. Pure and total; the tables of sockets are read
 * by `survey/reports`.
 */
import { MAX_PORT } from '../../../../core/transport.ts';
import type { PortSpan } from '../../../../survey/listener.ts';
import { linesOf } from '../../../../survey/reports/report.ts';

/** What macOS starts with (`in_pcb.h`, IPPORT_HIFIRSTAUTO and IPPORT_HILASTAUTO). */
export const DEFAULT_EPHEMERAL: PortSpan = { from: 49_152, to: 65_535 };

/** Two lines of `sysctl -n`: first and last; the default when they make no range. */
export function parsePortRange(text: string): PortSpan {
  const [first, last] = text.trim().split(/\s+/).map(Number);
  const isPort = (port: number | undefined): port is number =>
    port !== undefined && Number.isInteger(port) && port > 0 && port <= MAX_PORT;
  if (!isPort(first) || !isPort(last)) return DEFAULT_EPHEMERAL;
  // A range that counts downwards is legal there.
  return { from: Math.min(first, last), to: Math.max(first, last) };
}

/** What `ps -o pid= -o user= -o comm=` says of a process. */
export interface PsName {
  readonly user: string;
  /** What the process was started as: mostly the whole path, sometimes whatever it likes. */
  readonly startedAs: string;
}

/** Total: who runs each process and as what it was started; lines that are no such row are passed over. */
export function parsePsNames(text: string): ReadonlyMap<number, PsName> {
  const names = new Map<number, PsName>();
  for (const [line] of linesOf(text)) {
    const [, pid, user, startedAs] = /^\s*(\d{1,10})\s+(\S+)\s+(\S.*)$/.exec(line) ?? [];
    if (pid !== undefined) names.set(Number(pid), { user: user!, startedAs: startedAs! });
  }
  return names;
}

/** Longest command line that is kept: a screen full. */
const COMMAND_LIMIT = 4096;

/** `ps -o pid= -o command=`: command lines by process. */
export function parsePsCommands(text: string): ReadonlyMap<number, string> {
  const commands = new Map<number, string>();
  for (const [line] of linesOf(text)) {
    const [, pid, command] = /^\s*(\d{1,10})\s+(\S.*)$/.exec(line) ?? [];
    if (pid !== undefined) commands.set(Number(pid), command!.slice(0, COMMAND_LIMIT));
  }
  return commands;
}

/** `lsof -d txt -Ffn`: the first executed file of each process is its program. */
export function parsePrograms(text: string): ReadonlyMap<number, string> {
  const programs = new Map<number, string>();
  let pid = 0;
  for (const [line] of linesOf(text)) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    else if (line.startsWith('n/') && pid > 0 && !programs.has(pid))
      programs.set(pid, line.slice(1));
  }
  return programs;
}

/**
 * `launchctl list`: process, last exit status and label, separated by tabs. Labels that hold a number of
 * this one run are left out (`application.com.example.1234.5678`, `…oneshot.0x10000007`): they name no
 * service that anybody could look up.
 */
export function parseJobList(text: string): ReadonlyMap<number, string> {
  const labels = new Map<number, string>();
  for (const [line] of linesOf(text)) {
    const [, pid, label] = /^(\d{1,10})\t-?\d+\t(\S+)$/.exec(line) ?? [];
    if (label === undefined || /^application\.|\b0x[0-9a-f]{4,}/.test(label)) continue;
    labels.set(Number(pid), label);
  }
  return labels;
}

/** `services(5)`: port numbers by `name/transport`, for what names a port by its service. */
export function parseServices(text: string): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const [line] of linesOf(text)) {
    const [name, where, ...aliases] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/);
    const [, port, transport] = /^(\d{1,5})\/([a-z]+)$/.exec(where ?? '') ?? [];
    if (port === undefined) continue;
    for (const word of [name, ...aliases]) {
      const key = `${word}/${transport}`;
      if (!ports.has(key)) ports.set(key, Number(port));
    }
  }
  return ports;
}
