/** What callers of ESRO's library may give, before it reaches the machine. */
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { DEFAULT_LIMITS, type EndpointOptions } from '../../protocols/esro/options.ts';
import { HIGHEST_OPERATION, HIGHEST_SAP, MOST_SEGMENTS } from '../../protocols/esro/pdu.ts';

/** @throws UsageError */
export function checkInvoke(sap: number, operation: number): void {
  if (!(Number.isInteger(sap) && sap >= 1 && sap <= HIGHEST_SAP)) {
    throw new UsageError(`${sap} is no selector of a performer: 1 to ${HIGHEST_SAP} are`);
  }
  if (!(Number.isInteger(operation) && operation >= 0 && operation <= HIGHEST_OPERATION)) {
    throw new UsageError(`${operation} is no operation value: 0 to ${HIGHEST_OPERATION} are`);
  }
}

/** Octets that are to be sent, and what they are. */
export interface Data {
  readonly what: 'argument' | 'result' | 'parameter';
  readonly octets: Uint8Array;
  /** Octets before them in a unit that is not segmented. */
  readonly header: number;
}

/** @throws UsageError when they are no octets, or too many for what may be sent to a peer */
export function checkData(
  { what, octets, header }: Data,
  peer: Endpoint,
  { segments, limits = {} }: Pick<EndpointOptions, 'segments' | 'limits'>,
): void {
  if (!(octets instanceof Uint8Array)) throw new UsageError(`the ${what} is no Uint8Array`);
  const { datagram = DEFAULT_LIMITS.datagram } = limits;
  const isSegmented = segments?.(peer) === true;
  const most = isSegmented ? MOST_SEGMENTS * (datagram - header - 1) : datagram - header;
  if (octets.length <= most) return;
  const how = isSegmented ? 'in segments' : 'in one datagram, as segments are off for this peer';
  throw new UsageError(`the ${what} has ${octets.length} octets; ${most} can be sent ${how}`);
}
