/** TCP sockets of the operating system, by node:net. */
import type { Server, Socket } from 'node:net';
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import {
  CONNECT_TIMEOUT,
  ConnectError,
  MAX_CONNECTIONS,
  type ConnectFailure,
  type TcpConnection,
  type TcpConnectOptions,
  type TcpDoor,
  type TcpEnd,
  type TcpHandlers,
  type TcpListener,
  type TcpListenOptions,
} from '../tcp.ts';
import { explainBind } from './bind-error.ts';

type Open = (connection: TcpConnection) => TcpHandlers;
type Net = typeof import('node:net');

/** TCP of the operating system. */
export function nodeTcp(): TcpDoor {
  return { listen, connect };
}

/**
 * A command that opens no connection must not pay for what that needs. No `import()`: in the code that the command
 * starts from there is none.
 */
const load = (): Net => process.getBuiltinModule('node:net');

async function listen(options: TcpListenOptions, accept: Open): Promise<TcpListener> {
  const { address = '0.0.0.0', port = 0, limit = MAX_CONNECTIONS } = options;
  checkPort(port, 0);
  const net = load();
  checkAddress(net, address);
  const peerOf = options.namesGone === true ? await peerNames() : undefined;
  const linger = options.breaksWhenKilled === true ? await lingering() : undefined;
  // Half open: who may still write when the peer has ended is for the owner to say.
  const server = net.createServer({ allowHalfOpen: true, noDelay: true });
  server.maxConnections = limit;
  server.on('connection', (socket) =>
    new NodeConnection(socket, remoteOf(socket) ?? peerOf?.(socket), linger).start(accept),
  );
  await bind(server, { address, port });
  let closed = false;
  const local = server.address() as Endpoint;
  return {
    // An address keeps its zone as it was asked for; the system would leave it out.
    local: { address, port: local.port },
    close() {
      if (!closed) server.close();
      closed = true;
    },
  };
}

/** Who is at the other end, as far as the connection still stands. */
function remoteOf({ remoteAddress, remotePort }: Socket): Endpoint | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return { address: remoteAddress, port: remotePort };
}

type PeerOf = (socket: Socket) => Endpoint | undefined;

/** The other way to ask for that; undefined where there is none. */
async function peerNames(): Promise<PeerOf | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { peerName, prepare } = await import('./peer-name.ts');
  prepare();
  return (socket) => peerName(descriptorOf(socket));
}

/** Whether a socket that is closed is reset. */
type Linger = (socket: Socket, isReset: boolean) => void;

/** Undefined where that cannot be said. */
async function lingering(): Promise<Linger | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { resetOnClose, prepare } = await import('./linger.ts');
  prepare();
  return (socket, isReset) => void resetOnClose(descriptorOf(socket), isReset);
}

/** Node does not show it, and has it nevertheless. */
const descriptorOf = (socket: Socket): number | undefined =>
  // oxlint-disable-next-line no-underscore-dangle -- there is no other way to it
  (socket as { _handle?: { fd?: number } })._handle?.fd;

function bind(server: Server, wanted: Endpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainBind(error, 'TCP', wanted)));
    const { address: host, port } = wanted;
    // Exclusive: a worker of a cluster must not share its port by accident.
    server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      server.removeAllListeners('error');
      // Trouble of a single connection before it is ours (no descriptors left): it is lost.
      server.on('error', () => {});
      resolve();
    });
  });
}

const FAILURES: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed out',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  // A link-local address without a zone, and what a firewall of this machine forbids.
  EINVAL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
};

async function connect(
  to: Endpoint,
  open: Open,
  options: TcpConnectOptions = {},
): Promise<TcpConnection> {
  checkPort(to.port, 1);
  const net = load();
  checkAddress(net, to.address);
  if (options.source) checkAddress(net, options.source.address);
  const { timeout = CONNECT_TIMEOUT, signal, source } = options;
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: to.address,
      port: to.port,
      allowHalfOpen: true,
      noDelay: true,
      ...(source && { localAddress: source.address }),
      ...(source?.port !== undefined && { localPort: source.port }),
    });
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners();
    };
    const fail = (error: Error) => {
      finish();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const abort = () => fail(connectError('aborted', to, 'given up'));
    const late = () => fail(connectError('timed out', to, `nobody answered within ${timeout} ms`));
    const timer = setTimeout(late, timeout);
    socket.once('error', (error: NodeJS.ErrnoException) => fail(explain(error, to, options)));
    socket.once('connect', () => {
      finish();
      const connection = new NodeConnection(socket, to);
      connection.start(open);
      resolve(connection);
    });
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
  });
}

/** What the operating system said. What it never says of a peer is our own bug. */
function explain(error: NodeJS.ErrnoException, to: Endpoint, { source }: TcpConnectOptions): Error {
  if (source && (error.syscall === 'bind' || error.code === 'EADDRINUSE')) {
    return explainBind(error, 'TCP', { port: 0, ...source });
  }
  if (source && error.code === 'EADDRNOTAVAIL') {
    return explainBind(error, 'TCP', { port: 0, ...source });
  }
  const failure = FAILURES[error.code ?? ''];
  return failure === undefined ? error : connectError(failure, to, failure);
}

function connectError(failure: ConnectFailure, to: Endpoint, said: string): ConnectError {
  return new ConnectError(failure, `no connection to ${formatEndpoint(to)}: ${said}`);
}

class NodeConnection implements TcpConnection {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  private how: TcpEnd = 'ended';
  private finished = false;

  constructor(
    private readonly socket: Socket,
    remote?: Endpoint,
    private readonly linger?: Linger,
  ) {
    this.local = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    this.remote = remote ?? { address: '', port: 0 };
  }

  start(open: Open): void {
    const { socket } = this;
    this.linger?.(socket, true);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.how === 'aborted') return;
      const failure = FAILURES[error.code ?? ''];
      this.how = failure === 'timed out' || failure === 'unreachable' ? failure : 'reset';
    });
    const handlers = open(this);
    socket.on('close', () => handlers.closed?.(this.how));
    socket.on('end', () => {
      if (!this.finished && isBroken(socket)) this.giveUp();
      else handlers.ended?.();
    });
    socket.on('drain', () => handlers.drained?.());
    // Last, since with it reading begins. A view of plain bytes: nobody must come to rely on a Buffer.
    socket.on('data', ({ buffer, byteOffset, length }) =>
      handlers.received(new Uint8Array(buffer, byteOffset, length)),
    );
    if (this.paused) socket.pause();
  }

  private paused = false;

  write(bytes: Uint8Array): boolean {
    if (this.finished || this.socket.destroyed || bytes.length === 0) return true;
    return this.socket.write(bytes);
  }

  end(): void {
    this.finished = true;
    this.linger?.(this.socket, false);
    this.socket.end();
  }

  abort(): void {
    if (this.socket.destroyed) return;
    this.finished = true;
    this.how = 'aborted';
    // That waits until all that is queued has left, which may be never; the peer would then see an end like any other.
    if (this.socket.writableLength === 0) this.socket.resetAndDestroy();
    else resetNow(this.socket);
  }

  /** Like any other connection that the peer broke. */
  private giveUp(): void {
    this.how = 'reset';
    this.socket.destroy();
  }

  pause(): void {
    this.paused = true;
    this.socket.pause();
  }

  resume(): void {
    this.paused = false;
    this.socket.resume();
  }
}

/**
 * Whether the connection is no more, though its end looks like any other: where bytes were unread when the peer broke it,
 * libuv tells of no error. While a peer has only said its end, it is still known who it is.
 */
function isBroken(socket: Socket): boolean {
  const { _handle } = socket as { _handle?: { getpeername?: (name: object) => number } };
  const failure = _handle?.getpeername?.({});
  return failure !== undefined && failure !== 0;
}

/** What `resetAndDestroy` does in the end. After `end`, while bytes are still queued, a socket can only be closed. */
function resetNow(socket: Socket): void {
  if (!socket.writableEnded) Object.assign(socket, { resetAndClosing: true });
  socket.destroy();
}

function checkPort(port: number, least: number): void {
  if (!(Number.isInteger(port) && port >= least && port <= MAX_PORT)) {
    throw new UsageError(`${port} is not a port: ${least} to ${MAX_PORT} are.`);
  }
}

/** Names are never looked up here: an address is an address. */
function checkAddress({ isIP }: Net, address: string): void {
  if (isIP(address) === 0) throw new UsageError(`"${address}" is not an IP address.`);
}
