/** The UDP ports of one simulated host: who has which, and who hears a datagram that came in. */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { EVERY_ADDRESS } from './ipv4.ts';

/** The ports that a host hands out by itself: the dynamic range (RFC 6335, section 6). */
const FIRST_EPHEMERAL = 49_152;
const EPHEMERAL_PORTS = MAX_PORT - FIRST_EPHEMERAL + 1;

/** An open socket, as the host sees it. */
export interface BoundSocket {
  readonly local: Endpoint;
  readonly receive: (bytes: Uint8Array, from: Endpoint) => void;
}

/** One host's table of bound ports. */
export class PortTable {
  private readonly ports = new Map<number, BoundSocket[]>();
  private handedOut = 0;

  /**
   * Binds a socket; port 0 asks for any free one.
   * @throws UsageError when the port is taken, or no port is left
   */
  bind(wanted: Endpoint, receive: BoundSocket['receive']): BoundSocket {
    const port = wanted.port === 0 ? this.freePort(wanted.address) : wanted.port;
    const local = { address: wanted.address, port };
    if (!this.isFree(local)) {
      throw new UsageError(
        `UDP port ${formatEndpoint(local)} is taken. Choose another port, or stop who has it.`,
      );
    }
    const socket = { local, receive };
    const sharers = this.ports.get(port);
    if (sharers) sharers.push(socket);
    else this.ports.set(port, [socket]);
    return socket;
  }

  release(socket: BoundSocket): void {
    const { port } = socket.local;
    const rest = (this.ports.get(port) ?? []).filter((other) => other !== socket);
    if (rest.length > 0) this.ports.set(port, rest);
    else this.ports.delete(port);
  }

  /** Who hears a datagram sent to this address and port; at most one, since binding is exclusive. */
  hears({ address, port }: Endpoint): BoundSocket | undefined {
    return this.ports
      .get(port)
      ?.find(({ local }) => local.address === EVERY_ADDRESS || local.address === address);
  }

  private isFree({ address, port }: Endpoint): boolean {
    const sharers = this.ports.get(port) ?? [];
    return address === EVERY_ADDRESS
      ? sharers.length === 0
      : sharers.every(({ local }) => ![address, EVERY_ADDRESS].includes(local.address));
  }

  /** One after the other, as some systems do: a port just closed is not at once another's. */
  private freePort(address: string): number {
    for (let tries = 0; tries < EPHEMERAL_PORTS; tries++) {
      const port = FIRST_EPHEMERAL + (this.handedOut++ % EPHEMERAL_PORTS);
      if (this.isFree({ address, port })) return port;
    }
    throw new UsageError('No UDP port is left on this host. Close some sockets first.');
  }
}
