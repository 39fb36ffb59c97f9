/**
 * Who a connection was from that is over before it was taken. Linux still knows, but says so only to whoever asks
 * by SO_PEERNAME (socket(7) has nothing on it; net/core/sock.c does): getpeername(2), which Node calls, asks for a
 * connection that stands. Scanners reset theirs as soon as it does, so this is how most of them are to be met.
 */
import type { Endpoint } from '../../core/endpoint.ts';
import { ipv4Text, ipv6Text } from '../../survey/address.ts';
import { cLibrary } from './listeners/linux/native/library.ts';

/** Of Linux, the same on all machines that Node runs on. */
const SOL_SOCKET = 1;
const SO_PEERNAME = 28;
const AF_INET = 2;
const AF_INET6 = 10;
/** How long the addresses of either family are. Whoever offers more room than that is refused. */
const LENGTHS = [28, 16];

/** Loads what is needed, as far as it is there: later it may be out of reach. */
export const prepare = (): void => void cLibrary();

/**
 * The other end of a socket, also when it has broken off.
 * @param descriptor of a TCP socket; undefined and negative ones have none
 * @returns undefined where it cannot be known
 */
export function peerName(descriptor: number | undefined): Endpoint | undefined {
  const library = cLibrary();
  if (library === undefined || descriptor === undefined || descriptor < 0) return undefined;
  for (const length of LENGTHS) {
    const name = new Uint8Array(length);
    const size = new Uint8Array(Uint32Array.of(length).buffer);
    const result = library.getsockopt(descriptor, SOL_SOCKET, SO_PEERNAME, name, size);
    if (result === 0) return socketAddress(name);
  }
  return undefined;
}

/** A `sockaddr_in` or `sockaddr_in6`: the family in this machine's order, the rest in the network's. */
export function socketAddress(bytes: Uint8Array): Endpoint | undefined {
  const family = bytes.length >= 2 ? new Uint16Array(bytes.slice(0, 2).buffer)[0] : undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (family === AF_INET && bytes.length >= 8) {
    return { address: ipv4Text(view.getUint32(4)), port: view.getUint16(2) };
  }
  if (family === AF_INET6 && bytes.length >= 24) {
    const words = Array.from({ length: 8 }, (_, i) => view.getUint16(8 + 2 * i));
    return { address: ipv6Text(words), port: view.getUint16(2) };
  }
  return undefined;
}
