/** Where a device stands and where its centre is, from the words that were given. */
import { inPrefix, numbered, parsePrefix } from '../../../core/cidr.ts';
import { readHostAndPort, type Endpoint } from '../../../core/endpoint.ts';
import { NotFoundError, UsageError } from '../../../core/errors.ts';
import { MAX_PORT } from '../../../core/transport.ts';
import { EMSD_PORT, type Security } from '../../../protocols/emsd/operations.ts';
import { readNumber } from '../../../protocols/emsd/number.ts';
import { BOUNDS } from '../../../protocols/emsd/wire.ts';
import type { NetworkInterface } from '../../../platform/interfaces.ts';
import { readTargets } from '../../devices/targets.ts';
import type { Context, Input } from '../../operation.ts';
import type { DevicePlace } from './open.ts';

/** Whose device it is, and how the centre may know. */
export function readCredentials(input: Input, numberName: 'from' | 'number'): Security {
  const text = input[numberName] as string;
  const digits = readNumber(text);
  if (digits === undefined) {
    throw new UsageError(
      `${numberName} is a subscriber's number, as 401.001 or 401001; not "${text}"`,
    );
  }
  const password = input['password'] as string | undefined;
  if (password === undefined) return { address: { kind: 'emsd', digits } };
  const octets = new TextEncoder().encode(password);
  if (octets.length > BOUNDS.password) {
    throw new UsageError(
      `the password in PORTOLAN_EMSD_PASSWORD has ${octets.length} octets: EMSD has room for ${BOUNDS.password}`,
    );
  }
  return { address: { kind: 'emsd', digits }, password: octets };
}

/**
 * @throws UsageError for what is no host, and for whose network it is not; NotFoundError where no host is called so
 */
export async function readCentre(input: Input, { platform, signal }: Context): Promise<Endpoint> {
  const { host, port } = readPlace(input['centre'] as string);
  const [target] = await readTargets([host], input['allow-public'] === true, platform, signal);
  if (target === undefined || 'missing' in target) {
    throw new NotFoundError(target?.missing ?? `no host is called "${host}"`);
  }
  return { address: target.address, port };
}

function readPlace(text: string): { readonly host: string; readonly port: number } {
  const { host, port = EMSD_PORT } = readHostAndPort(text) ?? {};
  if (host === undefined) {
    throw new UsageError(
      `centre "${text}" is no host: write 192.0.2.1, host:642 or [2001:db8::1]:642`,
    );
  }
  if (port >= 1 && port <= MAX_PORT) return { host, port };
  throw new UsageError(`centre "${text}": a port is 1 to ${MAX_PORT}`);
}

const LOOPBACKS = [parsePrefix('127.0.0.0/8'), parsePrefix('::1/128')];

/**
 * From where it speaks. It would best be port 642, where old centres deliver to (RFC 2524, section 3.1.2); ours delivers to
 * where a device last spoke from, so any will do where that one is not to be had or is the centre's own.
 */
export function readLocal(
  input: Input,
  centre: Endpoint,
  interfaces: readonly NetworkInterface[],
): Pick<DevicePlace, 'local' | 'ports'> {
  const local = (input['local'] as string | undefined) ?? localToward(centre.address, interfaces);
  if (!isAddressOfThisMachine(local, interfaces)) {
    throw new UsageError(`${local} is no address of this machine`);
  }
  const port = input['port'] as number | undefined;
  if (port !== undefined) return { local, ports: [port] };
  const isOurs = isAddressOfThisMachine(centre.address, interfaces);
  return { local, ports: isOurs && centre.port === EMSD_PORT ? [0] : [EMSD_PORT, 0] };
}

function localToward(address: string, interfaces: readonly NetworkInterface[]): string {
  const isIpv6 = address.includes(':');
  if (isLoopback(address)) return isIpv6 ? '::1' : '127.0.0.1';
  const near = interfaces
    .flatMap(({ addresses }) => addresses)
    .find((own) => inPrefix(parsePrefix(`${own.address}/${own.prefix}`), numbered(address)));
  // Beyond this machine's links its routes decide.
  return near?.address ?? (isIpv6 ? '::' : '0.0.0.0');
}

function isAddressOfThisMachine(text: string, interfaces: readonly NetworkInterface[]): boolean {
  if (text === '0.0.0.0' || text === '::' || isLoopback(text)) return true;
  return interfaces.some(({ addresses }) => addresses.some(({ address }) => address === text));
}

function isLoopback(text: string): boolean {
  try {
    return LOOPBACKS.some((prefix) => inPrefix(prefix, numbered(text)));
  } catch {
    return false;
  }
}
