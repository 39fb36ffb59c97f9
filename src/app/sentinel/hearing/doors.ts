/** The sockets that a sentinel stands behind: opens them all, and hands on what comes. It never sends. */
import type { Endpoint } from '../../../core/endpoint.ts';
import { BindError } from '../../../platform/bind-error.ts';
import type { Platform, UdpSocket } from '../../../platform/platform.ts';
import type { TcpConnection, TcpListener } from '../../../platform/tcp.ts';
import type { Millis } from '../../../core/units.ts';
import { hear, type Heard, type OpenVisit, type Visit } from './visit.ts';
import type { Refusal } from '../../refusals.ts';
import type { Missed } from '../recorder.ts';
import type { Place } from '../wanted.ts';

/** A socket that stands. */
export interface Door extends Place {
  readonly address: string;
}

/** What one visitor may do. */
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

/** All sockets of a sentinel. None of them ever writes. */
export class Doors {
  readonly opened: Door[] = [];
  readonly refused: Refusal[] = [];
  private readonly listeners: TcpListener[] = [];
  private readonly ears: Ear[] = [];
  private unheard: Missed | undefined;
  private isClosed = false;
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
      if (door.transport === 'udp') this.ears.push(await this.openEar(door));
      else this.listeners.push(await this.openListener(door));
      this.opened.push(door);
    } catch (problem) {
      if (!(problem instanceof BindError)) throw problem;
      this.refused.push({ ...door, error: problem });
    }
  }

  /** Datagrams that the system has thrown away since this was last asked. */
  missed(): Missed | undefined {
    if (this.isClosed) {
      const { unheard } = this;
      this.unheard = undefined;
      return unheard;
    }
    let count = 0;
    const ports = new Set<number>();
    for (const ear of this.ears) {
      const dropped = ear.socket.dropped() ?? ear.dropped;
      if (dropped > ear.dropped) ports.add(ear.socket.local.port);
      count += dropped - ear.dropped;
      ear.dropped = dropped;
    }
    return count > 0 ? { count, ports: [...ports].toSorted((a, b) => a - b) } : undefined;
  }

  /** Gives all ports back; who is still there is sent away. */
  close(): void {
    if (this.isClosed) return;
    this.unheard = this.missed();
    this.isClosed = true;
    for (const { socket } of this.ears) socket.close();
    for (const listener of this.listeners) listener.close();
    for (const visit of this.visits) visit.finish('stopped');
  }

  private async openEar(door: Door): Promise<Ear> {
    const { address, port } = door;
    const hear = (bytes: Uint8Array, source: Endpoint) => this.datagram(door, bytes, source);
    return { socket: await this.platform.udp.open({ address, port }, hear), dropped: 0 };
  }

  private openListener(door: Door): Promise<TcpListener> {
    const { address, port } = door;
    const options = { address, port, limit: 2 * MOST_VISITS, namesGone: true };
    return this.platform.tcp.listen(options, (connection) => this.connection(door, connection));
  }

  private datagram(door: Door, bytes: Uint8Array, source: Endpoint): void {
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

/** A UDP socket, of which only what hears is used. */
interface Ear {
  readonly socket: Pick<UdpSocket, 'local' | 'dropped' | 'close'>;
  /** As many were thrown away when it was last asked. */
  dropped: number;
}

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
