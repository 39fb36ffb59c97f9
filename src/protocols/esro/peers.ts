/** Everybody with whom something is going on, or is remembered. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { REFERENCES } from './pdu.ts';
import { Peer } from './peer.ts';

/** @internal */
export class Peers {
  /** By address, then by port: a key of both would be a string that is made for every datagram. */
  private readonly byAddress = new Map<string, Map<number, Peer>>();
  private count = 0;

  constructor(
    private readonly random: Random,
    private readonly ignorePorts: boolean,
  ) {}

  get size(): number {
    return this.count;
  }

  find({ address, port }: Endpoint): Peer | undefined {
    return this.byAddress.get(address)?.get(this.ignorePorts ? 0 : port);
  }

  findOrAdd({ address, port }: Endpoint): Peer {
    const key = this.ignorePorts ? 0 : port;
    let byPort = this.byAddress.get(address);
    if (byPort === undefined) this.byAddress.set(address, (byPort = new Map()));
    let peer = byPort.get(key);
    if (peer === undefined) {
      peer = new Peer(address, key, Math.floor(this.random() * REFERENCES));
      byPort.set(key, peer);
      this.count++;
    }
    return peer;
  }

  /** Forgets it, if there is nothing to remember. */
  release(peer: Peer): void {
    if (!peer.isIdle) return;
    const { address, port } = peer;
    const byPort = this.byAddress.get(address);
    // One that was forgotten already may have a successor.
    if (byPort?.get(port) !== peer) return;
    byPort.delete(port);
    this.count--;
    if (byPort.size === 0) this.byAddress.delete(address);
  }
}
