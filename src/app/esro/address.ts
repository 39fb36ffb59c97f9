/** Where a performer is, as a person writes it, and what kind of address that is. */
import { isIpAddress } from '../../devices/identity.ts';
import { readHostAndPort, type Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { ESRO_PORT } from '../../protocols/esro/service.ts';

/**
 * `192.0.2.1`, `host:2590`, `[2001:db8::1]:259`, `2001:db8::1`: the address may still be a name.
 * @throws UsageError when it is none of these, or the port cannot be
 */
export function readEndpoint(text: string, usual: number = ESRO_PORT): Endpoint {
  const { host = '', port = usual } = readHostAndPort(text) ?? {};
  if (host === '' || (host.includes(':') && !isIpAddress(host))) {
    throw new UsageError(`"${text}" is no host: write 192.0.2.1, host:259 or [2001:db8::1]:259`);
  }
  checkPort(port);
  return { address: host, port };
}

/** @throws UsageError for what names no place, which a program without types may well give */
export function endpointOf(to: string | Endpoint): Endpoint {
  if (typeof to === 'string') return readEndpoint(to);
  if (typeof to?.address === 'string') return to;
  throw new UsageError(`whom to invoke is "192.0.2.1:259", or { address, port }, not ${to}`);
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
