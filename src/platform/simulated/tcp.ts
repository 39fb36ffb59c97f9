/** The TCP door of one simulated host. What goes out through it is the network's business. */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import type { Millis } from '../../core/units.ts';
import { bindError } from '../bind-error.ts';
import {
  CONNECT_TIMEOUT,
  ConnectError,
  MAX_CONNECTIONS,
  type ConnectFailure,
  type TcpConnection,
  type TcpConnectOptions,
  type TcpDoor,
  type TcpHandlers,
  type TcpListener,
  type TcpListenOptions,
} from '../tcp.ts';
import type { Agenda } from './agenda.ts';
import type { SimulatedHost } from './host.ts';
import { EVERY_ADDRESS, ipv4Number } from './ipv4.ts';
import { Line, SimulatedEnd, type Answerer, type StreamCrossing } from './streams.ts';

/** What the door needs of the network it opens on. */
export interface Wires {
  readonly agenda: Agenda;
  /** Who has the address; undefined when nobody. */
  find(address: string): SimulatedHost | undefined;
  /** The way from one host to another. */
  line(from: SimulatedHost, to: SimulatedHost): Line;
  note(crossing: StreamCrossing): void;
}

type Open = (connection: TcpConnection) => TcpHandlers;

export function simulatedTcp(host: SimulatedHost, wires: Wires): TcpDoor {
  return {
    listen: async (options, accept) => listen(host, options, accept),
    connect: (to, open, options = {}) => new Dial(host, wires, to, options).connect(open),
  };
}

function listen(host: SimulatedHost, options: TcpListenOptions, accept: Open): TcpListener {
  const { address = EVERY_ADDRESS, port = 0, limit = MAX_CONNECTIONS } = options;
  checkPort(port, 0);
  if (!host.owns(address)) throw bindError('not own', 'TCP', { address, port });
  let open = 0;
  const answerer: Answerer = {
    accept,
    get hasRoom() {
      return open < limit;
    },
    joined: () => void open++,
    left: () => void open--,
  };
  const bound = host.tcp.bind({ address, port }, answerer);
  return { local: bound.local, close: () => host.tcp.release(bound) };
}

/** One attempt to connect. */
class Dial {
  private settled = false;
  private settle!: { resolve(connection: TcpConnection): void; reject(error: Error): void };
  private cancel: () => void = () => {};
  private readonly abort = () => this.fail('aborted');

  constructor(
    private readonly host: SimulatedHost,
    private readonly wires: Wires,
    private readonly to: Endpoint,
    private readonly options: TcpConnectOptions,
  ) {}

  async connect(open: Open): Promise<TcpConnection> {
    const { to, host } = this;
    checkPort(to.port, 1);
    if (ipv4Number(to.address) === undefined && !to.address.includes(':')) {
      throw new UsageError(`"${to.address}" is not an IP address.`);
    }
    const promise = new Promise<TcpConnection>((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    const { signal, timeout = CONNECT_TIMEOUT, source } = this.options;
    if (source && !host.owns(source.address)) {
      throw bindError('not own', 'TCP', { address: source.address, port: source.port ?? 0 });
    }
    signal?.addEventListener('abort', this.abort);
    const { agenda } = this.wires;
    this.cancel = agenda.plan(agenda.now + timeout, () => this.fail('timed out'));
    if (signal?.aborted) this.abort();
    else this.dial(open);
    return promise;
  }

  private dial(open: Open): void {
    const { host, to, options } = this;
    const address = host.sourceFor(to.address, options.source?.address ?? EVERY_ADDRESS);
    // This network has no IPv6, and loopback does not leave its host.
    if (address === undefined || to.address.includes(':')) return this.fail('unreachable');
    const own = host.tcp.bind({ address, port: options.source?.port ?? 0 }, undefined);
    const release = () => host.tcp.release(own);
    const from = own.local;
    this.note(host, from, to, 'open');
    const target = host.isItself(to.address) ? host : this.wires.find(to.address);
    // Nobody is there: nobody answers either.
    if (target === undefined) return void this.onFailure(release);
    const [there, back] = [this.wires.line(host, target), this.wires.line(target, host)];
    this.onFailure(release);
    there.carry(
      () => this.arrive(open, target, from, { there, back, release }),
      () => this.fail('timed out'),
    );
  }

  /** The first packet has reached the other host. */
  private arrive(open: Open, target: SimulatedHost, from: Endpoint, way: Way): void {
    const answerer = target.tcp.hears(this.to)?.owner;
    const late = () => this.fail('timed out');
    if (answerer === undefined) {
      this.note(target, this.to, from, 'reset');
      way.back.carry(() => this.fail('refused'), late);
      return;
    }
    const client = this.end(this.host, from, this.to, way.there, way.release);
    const full = !answerer.hasRoom;
    const server = this.end(target, this.to, from, way.back, () => void (full || answerer.left()));
    client.peer = server;
    server.peer = client;
    if (!full) answerer.joined();
    const broken = () => {
      server.fail('timed out');
      late();
    };
    way.back.carry(() => {
      if (this.settled) return server.fail('reset');
      this.succeed(client);
      client.start(open);
      way.there.carry(() => (full ? server.abort() : server.start(answerer.accept)), broken);
    }, broken);
  }

  private end(
    host: SimulatedHost,
    local: Endpoint,
    remote: Endpoint,
    out: Line,
    release: () => void,
  ): SimulatedEnd {
    const note = (what: StreamCrossing['what'], bytes?: Uint8Array) =>
      this.note(host, local, remote, what, bytes);
    return new SimulatedEnd({ agenda: this.wires.agenda, local, remote, out, note, release });
  }

  private note(
    host: SimulatedHost,
    from: Endpoint,
    to: Endpoint,
    what: StreamCrossing['what'],
    bytes?: Uint8Array,
  ): void {
    this.wires.note({
      at: this.wires.agenda.now,
      from: { host: host.name, ...from },
      to,
      what,
      ...(bytes && { bytes }),
    });
  }

  private released: () => void = () => {};
  private onFailure(release: () => void): void {
    this.released = release;
  }

  private succeed(connection: TcpConnection): void {
    this.finish();
    this.settle.resolve(connection);
  }

  private fail(failure: ConnectFailure): void {
    if (this.settled) return;
    this.finish();
    this.released();
    this.settle.reject(connectError(failure, this.to, this.options.timeout ?? CONNECT_TIMEOUT));
  }

  private finish(): void {
    this.settled = true;
    this.cancel();
    this.options.signal?.removeEventListener('abort', this.abort);
  }
}

interface Way {
  readonly there: Line;
  readonly back: Line;
  readonly release: () => void;
}

function connectError(failure: ConnectFailure, to: Endpoint, timeout: Millis): ConnectError {
  const said = failure === 'timed out' ? `nobody answered within ${timeout} ms` : failure;
  return new ConnectError(failure, `no connection to ${formatEndpoint(to)}: ${said}`);
}

function checkPort(port: number, least: number): void {
  if (!(Number.isInteger(port) && port >= least && port <= MAX_PORT)) {
    throw new UsageError(`${port} is not a port: ${least} to ${MAX_PORT} are.`);
  }
}
