/** Linux: ss, ps and systemd. */
import type { Process } from '../../survey/listener.ts';
import { containerCommand } from './containers.ts';
import { argument } from './shell.ts';
import { FIRST_PROCESS, type SystemCommands } from './system.ts';

const SS_FLAG: Record<string, string> = { tcp: 't', udp: 'u', sctp: 'S', dccp: 'd' };

export const linux: SystemCommands = {
  look(listener) {
    const { transport, port, state, processes, activation } = listener;
    const [process] = processes;
    const container = containerCommand(listener, 'look');
    if (container !== undefined) return container;
    if (activation) return `systemctl status ${argument(activation.socket)}`;
    if (process?.unit?.endsWith('.service')) return `systemctl status ${argument(process.unit)}`;
    if (process) return `ps -fp ${processes.map(({ pid }) => pid).join(',')}`;
    const which = SS_FLAG[transport] ?? 'tu';
    return state === 'bound'
      ? `sudo ss -${which}anp --bound-inactive 'sport = :${port}'`
      : `sudo ss -${which}lnp 'sport = :${port}'`;
  },

  stop(listener) {
    const { processes, activation } = listener;
    const [process] = processes;
    const container = containerCommand(listener, 'stop');
    if (container !== undefined) return container;
    if (activation) return `sudo systemctl stop ${argument(activation.socket)}`;
    if (process === undefined || process.pid === FIRST_PROCESS) return undefined;
    if (process.unit?.endsWith('.service') && !isSession(process)) {
      return `sudo systemctl stop ${argument(process.unit)}`;
    }
    return `kill ${processes.map(({ pid }) => pid).join(' ')}`;
  },
};

/** A user's own session manager is no service to stop for one listener in it. */
const isSession = ({ unit }: Process) => unit?.startsWith('user@') === true;
