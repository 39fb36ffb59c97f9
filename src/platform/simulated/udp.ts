/** The UDP door of one simulated host. What goes out through it is the network's business. */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { BindError } from '../bind-error.ts';
import type { MulticastOptions, UdpDoor, UdpOptions, UdpSocket } from '../udp.ts';
import type { SimulatedHost } from './host.ts';
import { EVERY_ADDRESS, ipv4Number, isGroup } from './ipv4.ts';
import type { BoundSocket, Receive } from './sockets.ts';
import type { UdpOwner } from './udp-owner.ts';

/** The longest payload that fits into an IPv4 packet: 65,535 less 20 of IP and 8 of UDP. */
const LONGEST_PAYLOAD = 65_507;

/** What most systems give to a socket. */
const USUAL_BUFFER = 212_992;

/** Carries one datagram from a host's socket to wherever it is addressed. */
export type Carry = (from: UdpOwner, to: Endpoint, bytes: Uint8Array) => void;

/** A door to `host`'s ports that hands outgoing datagrams to `carry`. */
export function simulatedUdp(host: SimulatedHost, carry: Carry): UdpDoor {
  return {
    async open(options, receive) {
      const { address = EVERY_ADDRESS, port = 0 } = options;
      if (!host.owns(address) && !isGroup(address)) {
        throw new BindError(
          'not own',
          { address, port },
          `${address} is not an address of ${host.name} (${host.addresses.join(', ')}).`,
        );
      }
      if (!isPort(port)) throw new UsageError(`${port} is not a port: 0 to ${MAX_PORT} are.`);
      checkOptions(options);
      const owner = ownerOf(host, address, options.multicast ?? {}, receive);
      const bound = host.udp.bind({ address, port }, owner, options.reuse === true);
      owner.local = bound.local;
      host.members.add(owner);
      return socket(host, bound, options, carry);
    },
  };
}

/** The same that the system's own sockets refuse. */
function checkOptions({ hops = 1, multicast = {} }: UdpOptions): void {
  for (const [what, value, least] of [
    ['hops', hops, 1],
    ['multicast hops', multicast.hops ?? 1, 0],
  ] as const) {
    if (!(Number.isInteger(value) && value >= least && value <= 255)) {
      throw new UsageError(`A datagram's ${what} are ${least} to 255, not ${value}.`);
    }
  }
  for (const group of multicast.groups ?? []) {
    if (!isGroup(group)) throw new UsageError(`"${group}" is no multicast group of IPv4.`);
  }
}

function ownerOf(
  host: SimulatedHost,
  address: string,
  multicast: MulticastOptions,
  receive: Receive,
): { -readonly [Key in keyof UdpOwner]: UdpOwner[Key] } {
  const place = multicast.interface ?? address;
  if (multicast.interface !== undefined && !host.addresses.includes(place)) {
    throw new UnavailableError(`${place} cannot be used (EADDRNOTAVAIL).`);
  }
  const link = host.multicastInterface(place);
  return {
    local: { address, port: 0 },
    receive,
    multicastLink: link,
    loop: multicast.loop !== false,
    isMember: (group, own) => own === link && (multicast.groups ?? []).includes(group),
  };
}

function socket(
  host: SimulatedHost,
  bound: BoundSocket<UdpOwner>,
  options: UdpOptions,
  carry: Carry,
): UdpSocket {
  let closed = false;
  return {
    local: bound.local,
    send(bytes, to) {
      if (closed) return;
      checkAddress(to.address);
      if (options.broadcast !== true && host.isBroadcast(to.address)) {
        throw new UsageError(
          `${formatEndpoint(to)} is a broadcast address. Open the socket with broadcast: true.`,
        );
      }
      if (!cannotBeSent(bytes, to)) carry(bound.owner, to, bytes.slice());
    },
    // The cables of this world take everything at once.
    sendBuffer: () => options.buffer ?? USUAL_BUFFER,
    waiting: () => 0,
    unsent: () => ({}),
    dropped: () => 0,
    hold: () => {},
    close() {
      closed = true;
      host.udp.release(bound);
      host.members.delete(bound.owner);
    },
  };
}

/** Names are not resolved here: who sends to one has a bug. */
function checkAddress(address: string): void {
  if (ipv4Number(address) === undefined && !address.includes(':')) {
    throw new TypeError(`"${address}" is not an IP address`);
  }
}

/**
 * What no system sends: too long, to no port (a peer may well have claimed to be port 0), or IPv6,
 * to which this network has no route. Such a datagram is lost.
 */
function cannotBeSent(bytes: Uint8Array, to: Endpoint): boolean {
  return bytes.length > LONGEST_PAYLOAD || to.port === 0 || to.address.includes(':');
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= MAX_PORT;
}
