/** The exact commands to look closer at a listener, or to stop it, on the system that it was found on. */
import type { Listener } from '../survey/listener.ts';
import { linux } from './commands/linux.ts';
import { macos } from './commands/macos.ts';
import type { SystemCommands } from './commands/system.ts';
import { windows } from './commands/windows.ts';

/** By the system's name, as Node's `process.platform` has it. */
const SYSTEMS: Readonly<Record<string, SystemCommands>> = {
  linux,
  darwin: macos,
  win32: windows,
};

/** Of a system that is not known, what most have. */
const commandsOf = (system: string): SystemCommands =>
  Object.hasOwn(SYSTEMS, system) ? SYSTEMS[system]! : linux;

/** Shows the sockets and the programs that hold them. */
export function lookCommand(listener: Listener, system = 'linux'): string {
  return commandsOf(system).look(listener);
}

/**
 * Stops the container, the service or the processes, whichever is the outermost that is known; undefined
 * where that cannot be done, or would take the machine along.
 */
export function stopCommand(listener: Listener, system = 'linux'): string | undefined {
  return commandsOf(system).stop(listener);
}
