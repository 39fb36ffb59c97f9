/** What was said on a simulated network: the stuff that ladder diagrams are drawn from. */
import type { Endpoint } from '../../core/endpoint.ts';
import type { Millis } from '../../core/units.ts';

/** What became of a datagram. */
export type Fate =
  /** still on its way when the transcript was read */
  | 'in flight'
  | 'delivered'
  | 'lost'
  /** it reached a host without a socket there, or there is no such host */
  | 'nobody listening';

/** One datagram, or one copy of it, on its way to one host. */
export interface Crossing {
  /** When it was sent. */
  readonly at: Millis;
  readonly from: Endpoint & { readonly host: string };
  /** As it was addressed; `host` is who has that address, or one of those whom a broadcast means. */
  readonly to: Endpoint & { readonly host?: string };
  readonly bytes: Uint8Array;
  readonly fate: Fate;
  /** When it reaches the host; absent when it was lost or there is no such host. */
  readonly arrives?: Millis;
  /** True for each copy after the first, made by a link that duplicates. */
  readonly copy?: boolean;
}

/** A crossing whose fate is still open. */
export type OpenCrossing = Omit<Crossing, 'fate'> & { fate: Fate };
