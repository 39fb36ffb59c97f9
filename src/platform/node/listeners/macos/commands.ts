/** The tools that macOS brings, by their paths, and what each is asked. */
import { LSOF_FIELDS } from '../../../../survey/reports/lsof.ts';
import type { Command } from '../exec.ts';

/** Words and numbers as the parsers know them, whatever language the user has. */
const PLAIN = { LC_ALL: 'C' };
/** ps replaces what is no ASCII by question marks and escapes, unless the language has it. */
const UNICODE = { LC_ALL: 'en_US.UTF-8' };

/**
 * Every Internet socket of the processes that may be looked into. Not `-sTCP:LISTEN`: builds of lsof
 * differ in whether UDP is listed with it.
 */
export const LSOF: Command = {
  tool: '/usr/sbin/lsof',
  args: ['-nPw', '-iTCP', '-iUDP', `-F${LSOF_FIELDS}`],
  environment: PLAIN,
};

/** The kernel's own list, of all users; `-l`: IPv6 addresses in full, `-v`: with their processes. */
export const netstat = (transport: 'tcp' | 'udp'): Command => ({
  tool: '/usr/sbin/netstat',
  args: ['-anvl', '-p', transport],
  environment: PLAIN,
});

/** The ports that the system hands out: two lines, the first and the last. */
export const EPHEMERAL: Command = {
  tool: '/usr/sbin/sysctl',
  args: ['-n', 'net.inet.ip.portrange.first', 'net.inet.ip.portrange.last'],
  environment: PLAIN,
};

/** ps is allowed to look into everybody's processes. */
const ps = (columns: readonly string[], pids: readonly number[]): Command => ({
  tool: '/bin/ps',
  args: ['-ww', ...columns.flatMap((name) => ['-o', `${name}=`]), '-p', pids.join(',')],
  environment: UNICODE,
});

/** What is last in a line may hold blanks, so there is one question for each. */
export const psNames = (pids: readonly number[]) => ps(['pid', 'user', 'comm'], pids);
export const psCommands = (pids: readonly number[]) => ps(['pid', 'command'], pids);

/** The files that processes execute: their program first, then its libraries. */
export const lsofPrograms = (pids: readonly number[]): Command => ({
  tool: '/usr/sbin/lsof',
  args: ['-nPw', '-a', '-d', 'txt', '-p', pids.join(','), '-Ffn'],
  environment: PLAIN,
});

/** The jobs of launchd that run: as root those of the system, else those of the user's session. */
export const LAUNCHD_JOBS: Command = {
  tool: '/bin/launchctl',
  args: ['list'],
  environment: PLAIN,
};

/** A job's file, whichever of its two formats it is in. */
export const jobFile = (path: string): Command => ({
  tool: '/usr/bin/plutil',
  args: ['-convert', 'json', '-o', '-', '--', path],
  environment: PLAIN,
});
