/** The sockets that a sentinel stands behind: opens them all, and hands on what comes. It never sends. */
import { BindError } from '../../platform/bind-error.ts';
import type { Platform, UdpSocket } from '../../platform/platform.ts';
import type { TcpConnection, TcpListener } from '../../platform/tcp.ts';
import type { Millis } from '../../core/units.ts';
import { hear, type Heard, type OpenVisit, type Visit } from './visit.ts';
import type { Place, SentinelTransport } from './wanted.ts';

/** A socket that stands. */
export interface Door extends Place {
  readonly address: string;
}

/** A socket that could not be had. */
export interface Refusal extends Door {
  readonly error: BindError;
}

export interface Manners {
  /** As many bytes are kept of what somebody says. */
  readonly mostBytes: number;
  /** As long a connection may stay. */
  readonly mostTime: Millis;
}

/** What comes to the doors. */
export interface Porter {
  /** Whether one more from there is to be heard out; what is not is only counted. */
  admit(address: string, port: number): boolean;
  /** Somebody was here, and is gone again. */
  record(visit: Visit): void;
}

/** Connections at once over all doors: each holds a descriptor, and 64 KiB of the system's at the most. */
const MOST_VISITS = 256;
/** Of one address: one knocker must not keep out the others. */
const MOST_OF_ONE = 16;

export class Doors {
  readonly opened: Door[] = [];
  readonly refused: Refusal[] = [];
  private readonly sockets: Pick<UdpSocket | TcpListener, 'close'>[] = [];
  private readonly visits = new Set<OpenVisit>();
  private readonly present = new Map<string, number>();

  constructor(
    private readonly platform: Pick<Platform, 'clock' | 'tcp' | 'udp'>,
    private readonly manners: Manners,
    private readonly porter: Porter,
  ) {}

  /** Opens a door, or notes who refused. @throws what is neither the caller's fault nor the system's */
  async open(place: Place, address: string): Promise<void> {
    const door = { ...place, address };
    try {
      this.sockets.push(await this.openSocket(door));
      this.opened.push(door);
    } catch (problem) {
      if (!(problem instanceof BindError)) throw problem;
      this.refused.push({ ...door, error: problem });
    }
  }

  /** Gives all ports back; who is still there is sent away. */
  close(): void {
    for (const socket of this.sockets) socket.close();
    for (const visit of this.visits) visit.finish('stopped');
  }

  private openSocket(door: Door): Promise<Pick<UdpSocket | TcpListener, 'close'>> {
    const { address, port } = door;
    return SOCKETS[door.transport] === 'datagrams'
      ? this.platform.udp.open({ address, port }, (bytes, source) =>
          this.datagram(door, bytes, source),
        )
      : this.platform.tcp.listen(
          { address, port, limit: 2 * MOST_VISITS, namesGone: true },
          (connection) => this.connection(door, connection),
        );
  }

  private datagram(door: Door, bytes: Uint8Array, source: { address: string; port: number }): void {
    if (!this.porter.admit(source.address, door.port)) return;
    const time = this.platform.clock.wallTime();
    const { address, port } = door;
    const kept = bytes.slice(0, this.manners.mostBytes);
    this.porter.record({
      knock: {
        kind: 'knock',
        time,
        transport: 'udp',
        source,
        local: { address, port },
        bytes: kept,
        length: bytes.length,
      },
      pieces: [{ time, bytes: kept, length: bytes.length }],
    });
  }

  private connection(door: Door, connection: TcpConnection) {
    const heard = heardOf(door, connection);
    const { address } = heard.remote;
    const visit: OpenVisit = hear(heard, {
      clock: this.platform.clock,
      ...this.manners,
      done: (over) => {
        this.leave(address, visit);
        if (isWanted) this.porter.record(over);
      },
    });
    const isWanted = this.porter.admit(address, door.port);
    const isCrowded = this.enter(address, visit);
    // What is only counted need not be heard.
    if (!isWanted || isCrowded) visit.finish('crowded');
    return visit.handlers;
  }

  /** @returns whether there are too many already */
  private enter(address: string, visit: OpenVisit): boolean {
    this.visits.add(visit);
    const present = (this.present.get(address) ?? 0) + 1;
    this.present.set(address, present);
    return this.visits.size > MOST_VISITS || present > MOST_OF_ONE;
  }

  private leave(address: string, visit: OpenVisit): void {
    if (!this.visits.delete(visit)) return;
    const rest = (this.present.get(address) ?? 1) - 1;
    if (rest > 0) this.present.set(address, rest);
    else this.present.delete(address);
  }
}

const SOCKETS: Readonly<Record<SentinelTransport, 'datagrams' | 'connections'>> = {
  udp: 'datagrams',
  tcp: 'connections',
};

/**
 * The part of a connection that hears. Who has broken it off before it was taken has no address any more: then
 * the door's stands for where he came to.
 */
function heardOf({ address, port }: Door, connection: TcpConnection): Heard {
  const { local, remote } = connection;
  return {
    remote,
    local: local.address === '' ? { address, port } : local,
    end: () => connection.end(),
    abort: () => connection.abort(),
  };
}
