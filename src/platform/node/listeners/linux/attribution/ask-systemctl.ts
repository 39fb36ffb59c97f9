/** Asks systemd for its socket units, by its own command. */
import { never } from '../../../../../core/signal.ts';
import { outputText, systemTools } from '../../exec.ts';
import { parseShownSockets, SOCKET_PROPERTIES } from './parse/systemctl.ts';
import type { SocketUnit } from './parse/units.ts';

/** Where it is; by its path, since whoever sets PATH must not choose what root runs. */
const TOOLS = ['/usr/bin/systemctl', '/bin/systemctl'];

/** How long it may take, in milliseconds. */
const PATIENCE = 1_000;

/** The socket units that are loaded, by name; none when it does not answer. */
export async function showSockets(): Promise<Map<string, SocketUnit>> {
  const args = ['show', '--no-pager', `--property=${SOCKET_PROPERTIES}`, '*.socket'];
  const environment = { LC_ALL: 'C', SYSTEMD_COLORS: '0' };
  for (const tool of TOOLS) {
    const outcome = await systemTools.run({ tool, args, environment, patience: PATIENCE }, never);
    if (outcome.how !== 'absent') return parseShownSockets(outputText(outcome));
  }
  return new Map();
}
