/** UDP sockets of the operating system, by node:dgram. */
import type { Socket } from 'node:dgram';
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { directedBroadcast } from '../../core/cidr.ts';
import type { UdpDoor, UdpOptions, UdpSocket, Unsent } from '../udp.ts';
import { explainBind } from './bind-error.ts';
import { sendsWithoutRoom, udpDrops } from './udp-drops.ts';
import { tune } from './udp-tuning.ts';

type Receive = (bytes: Uint8Array, from: Endpoint) => void;

/** The parts of Node that a socket needs, loaded when the first one is opened. */
interface Modules {
  readonly createSocket: typeof import('node:dgram').createSocket;
  readonly isIP: typeof import('node:net').isIP;
  readonly networkInterfaces: typeof import('node:os').networkInterfaces;
}

/**
 * Sockets for IPv4, and for IPv6 when the address is one; an IPv6 socket takes no IPv4 traffic, so
 * `::` and `0.0.0.0` can be open side by side.
 */
export function nodeUdp(): UdpDoor {
  return { open };
}

async function open(options: UdpOptions, receive: Receive): Promise<UdpSocket> {
  const { address = '0.0.0.0', port = 0, reuse = false } = options;
  if (!(Number.isInteger(port) && port >= 0 && port <= MAX_PORT)) {
    throw new UsageError(`${port} is not a port: 0 to ${MAX_PORT} are.`);
  }
  const modules = load();
  const family = modules.isIP(address);
  if (family === 0) throw new UsageError(`"${address}" is not an IP address.`);
  const socket = modules.createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: family === 6,
    reuseAddr: reuse,
    lookup: asItIs,
  });
  await bind(socket, { address, port });
  try {
    tune(socket, { ...options, address });
  } catch (thrown) {
    socket.close();
    throw thrown;
  }
  return new NodeUdpSocket(modules, socket, options.broadcast === true, receive, options.unsent);
}

/**
 * A command that sends nothing must not pay for what sending needs. No `import()`: in the code that the command
 * starts from there is none.
 */
function load(): Modules {
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const { isIP } = process.getBuiltinModule('node:net');
  const { networkInterfaces } = process.getBuiltinModule('node:os');
  return { createSocket, isIP, networkInterfaces };
}

/**
 * Stands in for the name lookup, which we never want: addresses are addresses. Node's own would also
 * take a turn of the event loop, and a datagram sent just before `close` would be dropped.
 */
function asItIs(
  address: string,
  family: unknown,
  answer: (error: null, address: string, family: number) => void,
): void {
  answer(null, address, Number(family));
}

function bind(socket: Socket, wanted: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      reject(explainBind(error, 'UDP', wanted));
    });
    // Exclusive: a worker of a cluster must not share its port by accident.
    socket.bind({ ...wanted, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
}

/** What the system calls them. */
const UNSENT: Readonly<Record<string, Unsent>> = {
  ENETUNREACH: 'no route',
  EHOSTUNREACH: 'no route',
  ENETDOWN: 'no route',
  EHOSTDOWN: 'no route',
  EADDRNOTAVAIL: 'no route',
  EPERM: 'not permitted',
  EACCES: 'not permitted',
  ENOBUFS: 'no room',
  ENOMEM: 'no room',
  EMSGSIZE: 'too long',
};

/** Octets that are cheaper to copy into Node's pool than to give memory of their own, which sending asks for. */
const MOST_POOLED = 512;

const pooled = (bytes: Uint8Array): Uint8Array =>
  bytes.length > MOST_POOLED ? bytes : Buffer.from(bytes);

/** Addresses that are remembered to be fit: a server's peers, not a sweep's. */
const MOST_CHECKED = 1024;

class NodeUdpSocket implements UdpSocket {
  readonly local: Endpoint;
  private closed = false;
  private readonly isIpv6: boolean;
  /** Addresses that may be sent to. */
  private readonly checked = new Set<string>();
  /**
   * Broadcast addresses, which need permission. Asked before sending, since the system's own refusal
   * comes when `send` has long returned; what it refuses nevertheless is added, for the next time.
   */
  private needPermission: Set<string> | undefined;
  private readonly failed: Partial<Record<Unsent, number>> = {};
  /** What the system had thrown away before, of all sockets. */
  private readonly crowdedBefore: number | undefined;

  constructor(
    private readonly modules: Modules,
    private readonly socket: Socket,
    private readonly broadcast: boolean,
    receive: Receive,
    private readonly tellUnsent: UdpOptions['unsent'],
  ) {
    const { address, port } = socket.address();
    this.local = { address, port };
    this.isIpv6 = address.includes(':');
    this.crowdedBefore = sendsWithoutRoom(address);
    socket.setBroadcast(broadcast);
    socket.on('message', (bytes, { address, port }) => {
      // A view of plain bytes: callers must not come to rely on a Buffer.
      if (!this.closed)
        receive(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), { address, port });
    });
    // What comes here is news of single datagrams (an ICMP refusal, on some systems): they are lost.
    socket.on('error', () => {});
  }

  send(bytes: Uint8Array, to: Endpoint): void {
    if (this.closed) return;
    if (!this.checked.has(to.address)) this.check(to);
    // Node throws for port 0, but a peer may well claim to be there: such an answer is lost.
    if (to.port === 0 || to.address.includes(':') !== this.isIpv6) return;
    this.socket.send(pooled(bytes), to.port, to.address, this.sent);
  }

  /** @throws UsageError when it is a broadcast address and may not be sent to; TypeError when it is none */
  private check(to: Endpoint): void {
    if (this.modules.isIP(to.address) === 0) {
      throw new TypeError(`"${to.address}" is not an IP address`);
    }
    if (!this.broadcast && this.broadcasts().has(to.address)) throw broadcastError(to);
    if (this.checked.size >= MOST_CHECKED) this.checked.clear();
    this.checked.add(to.address);
  }

  /** Node says of whom it is; all but a broadcast (no route, no buffers, a firewall's refusal) is a datagram lost. */
  private readonly sent = (error: Error | null): void => {
    if (!error) return;
    const { code = '', address = '', port = 0 } = error as NodeJS.ErrnoException & Endpoint;
    if (code === 'EACCES') {
      this.broadcasts().add(address);
      this.checked.delete(address);
    }
    const why = UNSENT[code] ?? 'other';
    this.failed[why] = (this.failed[why] ?? 0) + 1;
    if (!this.closed) this.tellUnsent?.(why, { address, port });
  };

  sendBuffer(): number {
    return this.closed ? 0 : this.socket.getSendBufferSize();
  }

  waiting(): number {
    return this.closed ? 0 : this.socket.getSendQueueCount();
  }

  unsent(): Partial<Record<Unsent, number>> {
    if (this.closed || this.crowdedBefore === undefined) return { ...this.failed };
    const crowded = (sendsWithoutRoom(this.local.address) ?? 0) - this.crowdedBefore;
    // What the system said of this socket's datagrams is among what it counted.
    return crowded > 0 ? { ...this.failed, 'no room': crowded } : { ...this.failed };
  }

  dropped(): number | undefined {
    return this.closed ? undefined : udpDrops(this.local);
  }

  hold(isHeld: boolean): void {
    if (this.closed) return;
    if (isHeld) this.socket.ref();
    else this.socket.unref();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.close();
  }

  private broadcasts(): Set<string> {
    this.needPermission ??= broadcastAddresses(this.modules.networkInterfaces());
    return this.needPermission;
  }
}

/** The limited broadcast address and those of this machine's own subnets. */
function broadcastAddresses(interfaces: ReturnType<Modules['networkInterfaces']>): Set<string> {
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const found = own.flatMap(
    ({ family, address, cidr }) =>
      (family === 'IPv4' && cidr && directedBroadcast(address, Number(cidr.split('/')[1]))) || [],
  );
  return new Set(['255.255.255.255', ...found]);
}

function broadcastError(to: Endpoint): UsageError {
  return new UsageError(
    `${formatEndpoint(to)} is a broadcast address. Open the socket with broadcast: true.`,
  );
}
