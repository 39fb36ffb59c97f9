/**
 * What `systemctl show` prints of socket units, the same in every version since 215: blocks of
 * `Key=value`, a blank line between two units. `Listen=` comes once for each socket in newer
 * versions, all in one line in older ones.
 */
import { parseListen, splitUnitName, type SocketUnit } from './units.ts';

/** Properties to ask for, in the words of systemd. */
export const SOCKET_PROPERTIES = 'Id,Listen,Triggers,Accept';

/** The socket units in an answer, by name. Total. */
export function parseShownSockets(text: string): Map<string, SocketUnit> {
  const units = new Map<string, SocketUnit>();
  for (const block of text.split(/\n\s*\n/)) {
    const pairs = block.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line.trim()) ?? []);
    const value = (key: string) => pairs.find(([, name]) => name === key)?.[2] ?? '';
    const name = value('Id');
    const parts = splitUnitName(name);
    if (parts?.suffix !== 'socket') continue;
    const listens = pairs
      .filter(([, key]) => key === 'Listen')
      .flatMap(([, , shown = '']) => parseShownListens(shown));
    const triggered = value('Triggers')
      .split(' ')
      .find((unit) => splitUnitName(unit));
    const template = value('Accept') === 'yes' || triggered === undefined;
    units.set(name, {
      listens,
      service: template ? `${parts.stem}@.service` : triggered,
    });
  }
  return units;
}

/** `127.0.0.1:80 (Stream) /run/x (Datagram)`. */
function parseShownListens(text: string): SocketUnit['listens'] {
  return Array.from(text.matchAll(/(\S+) \((Stream|Datagram)\)/g)).flatMap(([, address, kind]) =>
    // A port alone is shown with the address that it means.
    parseListen(address ?? '', kind === 'Datagram' ? 'udp' : 'tcp'),
  );
}
