/** An open UDP socket of a simulated host, as the network sees it. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Interface } from './ipv4.ts';
import type { Receive } from './sockets.ts';

export interface UdpOwner {
  readonly local: Endpoint;
  readonly receive: Receive;
  /** The interface that its multicasts leave by; undefined on a host without any. */
  readonly multicastLink: Interface | undefined;
  /** Whether members on its own host hear its multicasts. */
  readonly loop: boolean;
  /** Whether it joined a group on an interface. */
  isMember(group: string, own: Interface): boolean;
}
