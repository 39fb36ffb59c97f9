/** Where a performer is: as a person writes it. */
import { isIpAddress } from '../../devices/identity.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { ESRO_PORT } from '../../protocols/esro/service.ts';

/** `192.0.2.1`, `host:2590`, `[2001:db8::1]:259`, `2001:db8::1`. */
const PLACE = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/;

/**
 * A host, still perhaps a name, and a port.
 * @throws UsageError when it is neither
 */
export function readPlace(text: string, usual: number = ESRO_PORT): Endpoint {
  if (isIpAddress(text)) return { address: text, port: usual };
  const [, bracketed, plain, digits] = PLACE.exec(text) ?? [];
  const address = bracketed ?? plain;
  const port = digits === undefined ? usual : Number(digits);
  if (address === undefined || (bracketed !== undefined && !isIpAddress(bracketed))) {
    throw new UsageError(`"${text}" is no host: write 192.0.2.1, host:259 or [2001:db8::1]:259`);
  }
  checkPort(port);
  return { address, port };
}

/** @throws UsageError for what is no port that can be sent to */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= MAX_PORT) return;
  throw new UsageError(`${port} is no port: 1 to ${MAX_PORT} are`);
}

export const familyOf = ({ address }: Pick<Endpoint, 'address'>) =>
  address.includes(':') ? 'IPv6' : 'IPv4';

/** Whether only this machine can be meant. */
export const isLoopback = (address: string) => /^127\.|^::1$/.test(address);
