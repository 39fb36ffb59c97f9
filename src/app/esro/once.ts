/** One operation, asked for and answered: for whoever has no endpoint. */
import { NotFoundError } from '../../core/errors.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { never } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import { isIpAddress } from '../../devices/identity.ts';
import type { Platform } from '../../platform/platform.ts';
import { timersFrom } from '../../protocols/esro/timers.ts';
import { OperationError, type Reply } from './call.ts';
import {
  openEndpoint,
  type EsroEndpoint,
  type EsroPlatform,
  type InvokeOptions,
  type Manner,
} from './endpoint.ts';
import { endpointOf, familyOf, isLoopback } from './address.ts';

export interface OnceOptions extends InvokeOptions, Manner {
  /** The address of this machine to ask from. Default: whichever the system's routes say. */
  readonly address?: string;
  /**
   * How long the socket stays after the answer, milliseconds: an ACK that was lost is sent again when the performer sends
   * its answer again (RFC 2188, table 11, row 7). Default: after a 3-way handshake the inactivity time, after a 2-way
   * one, which has no ACK, 0. The program is free to end meanwhile; the performer then hears nothing and, if the ACK was
   * lost, reckons with a failure.
   */
  readonly linger?: Millis;
}

/**
 * Opens a socket, invokes, and gives the answer. Each call pays for a socket of its own: for many, open an endpoint.
 * @param to `192.0.2.1` (port 259), `host.example:2590`, `[::1]:2590`, or an object of an IP address and a port
 * @throws NotFoundError when nobody knows the name; else as `EsroEndpoint.invoke`
 */
export async function invokeOnce(
  platform: EsroPlatform & Pick<Platform, 'names'>,
  to: string | Endpoint,
  sap: number,
  operation: number,
  argument: Uint8Array,
  options: OnceOptions = {},
): Promise<Reply> {
  const { signal, handshake, encoding, address, linger, ...manner } = options;
  const peer = await findPeer(to, platform, options);
  const endpoint = await openEndpoint(platform, {
    ...manner,
    address: address ?? ownAddressFor(peer),
    mayHear: (from) => from.address === peer.address,
  });
  const asked = {
    ...(signal && { signal }),
    ...(handshake && { handshake }),
    ...(encoding && { encoding }),
  };
  const stay = linger ?? (handshake === '3-way' ? timersFrom(manner.timers).inactivity : 0);
  try {
    const reply = await endpoint.invoke(peer, sap, operation, argument, asked);
    leave(endpoint, platform, stay);
    return reply;
  } catch (problem) {
    // An ERROR is an answer, and acknowledged too.
    leave(endpoint, platform, problem instanceof OperationError ? stay : 0);
    throw problem;
  }
}

function leave(endpoint: EsroEndpoint, { clock }: EsroPlatform, stay: Millis): void {
  if (stay > 0) clock.wakeAt(clock.now() + stay, () => endpoint.close(), true);
  else endpoint.close();
}

async function findPeer(
  to: string | Endpoint,
  { names }: Pick<Platform, 'names'>,
  { signal = never, address }: OnceOptions,
): Promise<Endpoint> {
  const place = endpointOf(to);
  if (isIpAddress(place.address)) return place;
  const found = await names.resolve(place.address, signal);
  const fitting = found.find(
    (each) => address === undefined || familyOf({ address: each }) === familyOf({ address }),
  );
  if (fitting === undefined) {
    throw new NotFoundError(`"${place.address}" has no address that ${address} can speak to`);
  }
  return { address: fitting, port: place.port };
}

/** From loopback nothing can leave this machine. */
export function ownAddressFor({ address }: Endpoint): string {
  if (familyOf({ address }) === 'IPv6') return isLoopback(address) ? '::1' : '::';
  return isLoopback(address) ? '127.0.0.1' : '0.0.0.0';
}
