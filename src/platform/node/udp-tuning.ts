/** What a UDP socket is told after it is bound: multicast, hops, buffers. */
import type { Socket } from 'node:dgram';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import type { MulticastOptions, UdpOptions } from '../udp.ts';

/**
 * @param options with the address that the socket is bound to
 * @throws UsageError when one makes no sense, UnavailableError when the system refuses one
 */
export function tune(socket: Socket, options: UdpOptions & { readonly address: string }): void {
  const { hops, buffer, multicast } = options;
  if (hops !== undefined) {
    check('hops', hops, 1);
    socket.setTTL(hops);
  }
  if (buffer !== undefined) enlarge(socket, buffer);
  if (multicast) takePart(socket, multicast, options.address);
}

/** Linux takes more than it grants; other systems refuse: then half of it is tried. */
function enlarge(socket: Socket, bytes: number): void {
  if (!(Number.isInteger(bytes) && bytes > 0 && bytes <= MOST_BUFFER)) {
    throw new UsageError(`A socket's buffer is 1 to ${MOST_BUFFER} bytes, not ${bytes}.`);
  }
  for (const set of ['setRecvBufferSize', 'setSendBufferSize'] as const) {
    for (let size = bytes; size >= LEAST_BUFFER; size = Math.floor(size / 2)) {
      try {
        socket[set](size);
        break;
      } catch {
        // ENOBUFS: more than this system gives to one socket.
      }
    }
  }
}

/** More than any queue of a network card; a mistake of units is larger. */
const MOST_BUFFER = 256 * 1024 * 1024;
/** What every system gives without being asked. */
const LEAST_BUFFER = 8 * 1024;

function takePart(socket: Socket, options: MulticastOptions, bound: string): void {
  const { groups = [], hops, loop } = options;
  const six = bound.includes(':');
  const place = placeOf(options.interface ?? boundPlace(bound), six);
  if (hops !== undefined) {
    check('multicast hops', hops, 0);
    socket.setMulticastTTL(hops);
  }
  if (loop !== undefined) socket.setMulticastLoopback(loop);
  if (place !== undefined) attempt(() => socket.setMulticastInterface(place), place, 'be used');
  for (const group of groups) {
    if (!isGroup(group, six)) {
      throw new UsageError(`"${group}" is no multicast group of ${six ? 'IPv6' : 'IPv4'}.`);
    }
    attempt(
      () => socket.addMembership(group, place),
      place ?? 'the default interface',
      `join ${group}`,
    );
  }
}

/** The address that a socket is bound to says which interface, unless it is every address. */
const boundPlace = (bound: string): string | undefined =>
  bound === '0.0.0.0' || bound.includes(':') ? undefined : bound;

/**
 * How Node wants an interface: an address of it for IPv4, `::%name` for IPv6. A name that is none it takes without a
 * word, and means the default interface.
 */
function placeOf(name: string | undefined, six: boolean): string | undefined {
  if (name === undefined || !six) return name;
  const { networkInterfaces } = process.getBuiltinModule('node:os');
  const scope = (networkInterfaces()[name] ?? []).find(({ family }) => family === 'IPv6')?.scopeid;
  if (scope === undefined) throw new UnavailableError(`${name} is no interface with IPv6.`);
  // Windows knows them by number alone.
  return `::%${process.platform === 'win32' ? scope : name}`;
}

/** 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291, section 2.7). */
function isGroup(group: string, six: boolean): boolean {
  const { isIP } = process.getBuiltinModule('node:net');
  if (six) return isIP(group) === 6 && /^ff/i.test(group);
  return isIP(group) === 4 && Number(group.split('.')[0]) >> 4 === 14;
}

function check(what: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= 255)) {
    throw new UsageError(`A datagram's ${what} are ${least} to 255, not ${value}.`);
  }
}

function attempt(action: () => void, place: string, what: string): void {
  try {
    action();
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    throw new UnavailableError(`${place} cannot ${what} (${code}).`, { cause: thrown });
  }
}
