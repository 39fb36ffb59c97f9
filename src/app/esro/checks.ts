/** What callers of ESRO's library may give, before it reaches the machine. */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { DEFAULT_LIMITS, type EndpointOptions } from '../../protocols/esro/options.ts';
import {
  ENCODINGS,
  HIGHEST_OPERATION,
  HIGHEST_SAP,
  MOST_SEGMENTS,
  type Encoding,
} from '../../protocols/esro/pdu.ts';
import { HANDSHAKES, type Handshake } from '../../protocols/esro/service.ts';

/** @throws UsageError for another word than the two, which a program without types may well give */
export function checkHandshake(handshake: Handshake): void {
  if (HANDSHAKES.includes(handshake)) return;
  throw new UsageError(`"${handshake}" is no handshake: ${HANDSHAKES.join(' and ')} are`);
}

/** @throws UsageError where nothing can be performed */
export function checkPerform(sap: string, perform: unknown): void {
  if (typeof perform !== 'function') throw new UsageError(`selector ${sap} has no perform`);
}

/** @throws UsageError */
export function checkInvoke(sap: number, operation: number, handshake: Handshake): void {
  if (!(Number.isInteger(sap) && sap >= 1 && sap <= HIGHEST_SAP)) {
    throw new UsageError(`${sap} is no selector of a performer: 1 to ${HIGHEST_SAP} are`);
  }
  if (!(Number.isInteger(operation) && operation >= 0 && operation <= HIGHEST_OPERATION)) {
    throw new UsageError(`${operation} is no operation value: 0 to ${HIGHEST_OPERATION} are`);
  }
  checkHandshake(handshake);
}

/** Octets that are to be sent, and what they are. */
export interface Data {
  readonly what: 'argument' | 'result' | 'parameter';
  readonly octets: Uint8Array;
  readonly encoding: Encoding;
  /** Octets before them in a unit that is not segmented. */
  readonly header: number;
}

/** @throws UsageError when they are no octets, too many for what may be sent to a peer, or tagged with what is no encoding */
export function checkData(
  { what, octets, encoding, header }: Data,
  peer: Endpoint,
  { segments, limits = {} }: Pick<EndpointOptions, 'segments' | 'limits'>,
): void {
  if (!(octets instanceof Uint8Array)) throw new UsageError(`the ${what} is no Uint8Array`);
  if (!ENCODINGS.includes(encoding)) {
    throw new UsageError(
      `"${encoding}" is no encoding of the ${what}: ${ENCODINGS.join(', ')} are`,
    );
  }
  const { datagram = DEFAULT_LIMITS.datagram } = limits;
  const isSegmented = segments?.(peer) === true;
  const most = isSegmented ? MOST_SEGMENTS * (datagram - header - 1) : datagram - header;
  if (octets.length <= most) return;
  const how = isSegmented ? 'in segments' : 'in one datagram, as segments are off for this peer';
  throw new UsageError(`the ${what} has ${octets.length} octets; ${most} can be sent ${how}`);
}
