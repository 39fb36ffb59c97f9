/** The ports of one simulated host and transport: who has which, and who is meant by what came in. */
import type { Endpoint } from '../../core/endpoint.ts';
import { UnavailableError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { bindError } from '../bind-error.ts';
import { EVERY_ADDRESS } from './ipv4.ts';

/** The ports that a host hands out by itself: the dynamic range (RFC 6335, section 6). */
const FIRST_EPHEMERAL = 49_152;
const EPHEMERAL_PORTS = MAX_PORT - FIRST_EPHEMERAL + 1;

/** Hands a datagram that came in to who opened the socket. */
export type Receive = (bytes: Uint8Array, from: Endpoint) => void;

/** An open socket, as the host sees it. `Owner` is whom the transport hands to what comes in. */
export interface BoundSocket<Owner> {
  readonly local: Endpoint;
  readonly owner: Owner;
  /** Whether the port may be another's as well who shares it too. */
  readonly shared: boolean;
}

/** One host's table of bound ports. */
export class PortTable<Owner> {
  private readonly ports = new Map<number, BoundSocket<Owner>[]>();
  private handedOut = 0;

  constructor(private readonly transport: 'TCP' | 'UDP') {}

  /**
   * Binds a socket; port 0 asks for any free one.
   * @param shared whether it shares the port with others that do
   * @throws BindError when the port is taken
   * @throws UnavailableError when no port is left
   */
  bind(wanted: Endpoint, owner: Owner, shared = false): BoundSocket<Owner> {
    const port = wanted.port === 0 ? this.freePort(wanted.address) : wanted.port;
    const local = { address: wanted.address, port };
    if (!this.isFree(local, shared)) throw bindError('taken', this.transport, local);
    const socket = { local, owner, shared };
    const sharers = this.ports.get(port);
    if (sharers) sharers.push(socket);
    else this.ports.set(port, [socket]);
    return socket;
  }

  release(socket: BoundSocket<Owner>): void {
    const { port } = socket.local;
    const rest = (this.ports.get(port) ?? []).filter((other) => other !== socket);
    if (rest.length > 0) this.ports.set(port, rest);
    else this.ports.delete(port);
  }

  /** Who is meant by this address and port; at most one: who is bound to the address itself, of several the last. */
  hears(to: Endpoint): BoundSocket<Owner> | undefined {
    const all = this.allThatHear(to);
    return all.findLast(({ local }) => local.address === to.address) ?? all.at(-1);
  }

  /** Everybody who is bound to this address, or to every one, and to the port. */
  allThatHear({ address, port }: Endpoint): BoundSocket<Owner>[] {
    const sharers = this.ports.get(port) ?? [];
    return sharers.filter(({ local }) => [EVERY_ADDRESS, address].includes(local.address));
  }

  private isFree({ address, port }: Endpoint, shared = false): boolean {
    const sharers = (this.ports.get(port) ?? []).filter((other) => !(shared && other.shared));
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
    throw new UnavailableError(
      `No ${this.transport} port is left on this host. Close some sockets first.`,
    );
  }
}
