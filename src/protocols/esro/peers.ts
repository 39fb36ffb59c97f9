/** Everybody with whom something is going on, or is remembered. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Random } from '../../core/random.ts';
import { REFERENCES } from './pdu.ts';
import { Peer } from './peer.ts';

/** @internal */
export class Peers {
  private readonly byKey = new Map<string, Peer>();

  constructor(
    private readonly random: Random,
    private readonly ignorePorts: boolean,
  ) {}

  get size(): number {
    return this.byKey.size;
  }

  find(endpoint: Endpoint): Peer | undefined {
    return this.byKey.get(this.keyOf(endpoint));
  }

  findOrAdd(endpoint: Endpoint): Peer {
    const key = this.keyOf(endpoint);
    let peer = this.byKey.get(key);
    if (peer === undefined) {
      peer = new Peer(key, Math.floor(this.random() * REFERENCES));
      this.byKey.set(key, peer);
    }
    return peer;
  }

  /** Forgets it, if there is nothing to remember. */
  release(peer: Peer): void {
    if (peer.isIdle && this.byKey.get(peer.key) === peer) this.byKey.delete(peer.key);
  }

  private keyOf({ address, port }: Endpoint): string {
    return this.ignorePorts ? address : `${address} ${port}`;
  }
}
