/** macOS: lsof, ps and launchd. */
import type { Listener } from '../../survey/listener.ts';
import { containerCommand } from './containers.ts';
import { argument } from './shell.ts';
import { FIRST_PROCESS, type SystemCommands } from './system.ts';

export const macos: SystemCommands = {
  look(listener) {
    const container = containerCommand(listener, 'look');
    if (container !== undefined) return container;
    const target = serviceOf(listener);
    if (target !== undefined) return `launchctl print ${argument(target)}`;
    const { processes, transport, port, state } = listener;
    if (processes.length > 0) return `ps -fp ${processes.map(({ pid }) => pid).join(',')}`;
    const which = `-i${transport.toUpperCase()}:${port}`;
    const listening = transport === 'tcp' && state === undefined;
    return `sudo lsof -nP ${which}${listening ? ' -sTCP:LISTEN' : ''}`;
  },

  stop(listener) {
    const container = containerCommand(listener, 'stop');
    if (container !== undefined) return container;
    const target = serviceOf(listener);
    if (target !== undefined) return isProtected(target) ? undefined : bootout(target);
    const [process] = listener.processes;
    if (process === undefined || process.pid === FIRST_PROCESS) return undefined;
    return `kill ${listener.processes.map(({ pid }) => pid).join(' ')}`;
  },
};

/** What launchctl calls a service: `system/org.cups.cupsd`, `gui/501/org.example.agent`. */
const TARGET = /^(?:system|(?:gui|user)\/\d+)\/[^/]+$/;

function serviceOf({ activation, processes: [process] }: Listener): string | undefined {
  return [activation?.service, process?.unit].find(
    (unit) => unit !== undefined && TARGET.test(unit),
  );
}

/** System Integrity Protection keeps launchctl from taking Apple's own away; System Settings may. */
const isProtected = (target: string) => target.includes('/com.apple.');

const bootout = (target: string) =>
  `${target.startsWith('system/') ? 'sudo ' : ''}launchctl bootout ${argument(target)}`;
