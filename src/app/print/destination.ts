/** Where a job goes: the host that the user named, and nobody else. */
import { readHostAndPort, type Endpoint } from '../../core/endpoint.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { checkHost, findHost } from '../devices/targets.ts';
import { linkPrefixes } from '../../platform/interfaces.ts';
import type { Context, Input } from '../operation.ts';

/** Ways to print, and the port of each. `escp`: the registry's escp-ip; `raw`: what everybody calls raw printing. */
export const WAYS = { escp: 621, raw: 9100 } as const;
export type Way = keyof typeof WAYS;

export interface Destination {
  /** As the user wrote it. */
  readonly host: string;
  readonly via: Way;
  readonly endpoint: Endpoint;
}

/**
 * @throws UsageError for what is no host, or whose network it is not
 * @throws NotFoundError when nobody knows the name
 */
export async function findDestination(
  input: Input,
  { platform, signal }: Context,
): Promise<Destination> {
  const text = input['to'] as string;
  const { host, port: given } = readHostAndPort(text) ?? {};
  if (host === undefined || text.includes('://')) {
    throw new UsageError(
      `"${text}" is no printer: give a name or an address, and perhaps a port: printer.lan:9100`,
    );
  }
  const via = (input['via'] as Way | undefined) ?? (given === WAYS.escp ? 'escp' : 'raw');
  const port = given ?? WAYS[via];
  if (port < 1 || port > 65_535) throw new UsageError(`${port} is no port: 1 to 65535 are`);
  const interfaces = platform.interfaces();
  const own = { links: linkPrefixes(interfaces), allowPublic: input['allow-public'] === true };
  checkHost(host, own, interfaces);
  const found = await findHost(host, own, platform, signal);
  if ('missing' in found) throw new NotFoundError(found.missing);
  return { host, via, endpoint: { address: found.address, port } };
}
