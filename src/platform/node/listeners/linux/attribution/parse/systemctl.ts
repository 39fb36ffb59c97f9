/**
 * What `systemctl show` prints of socket units: blocks of `Key=value`, a blank line between two
 * units. A socket is `Listen=127.0.0.1:80 (Stream)`, one a line or several, and was
 * `ListenStream=127.0.0.1:80` in older versions.
 */
import { parseListen, splitUnitName, type SocketUnit } from './units.ts';

/** Properties to ask for, in the words of systemd. */
export const SOCKET_PROPERTIES = 'Id,Listen,Triggers,Accept,ActiveState';

/** The socket units in an answer that hold their sockets, by name. Total. */
export function parseShownSockets(text: string): Map<string, SocketUnit> {
  const units = new Map<string, SocketUnit>();
  for (const block of text.split(/\n\s*\n/)) {
    const pairs = block.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line.trim()) ?? []);
    const value = (key: string) => pairs.find(([, name]) => name === key)?.[2] ?? '';
    const name = value('Id');
    const parts = splitUnitName(name);
    if (parts?.suffix !== 'socket' || /^(inactive|failed)$/.test(value('ActiveState'))) continue;
    const listens = pairs.flatMap(([, key = '', shown = '']) => parseShown(key, shown));
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

/** A port alone is shown with the address that it means. */
function parseShown(key: string, shown: string): SocketUnit['listens'] {
  const kind = /^Listen(Stream|Datagram)$/.exec(key)?.[1];
  const sockets: (readonly [address: string, kind: string])[] =
    kind === undefined
      ? Array.from(shown.matchAll(/(\S+) \((Stream|Datagram)\)/g), (found) => [
          found[1]!,
          found[2]!,
        ])
      : [[shown, kind]];
  if (kind === undefined && key !== 'Listen') return [];
  return sockets.flatMap(([address, each]) =>
    parseListen(address, each === 'Datagram' ? 'udp' : 'tcp'),
  );
}
