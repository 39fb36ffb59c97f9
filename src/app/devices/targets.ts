/** Which addresses are meant: names become addresses, and strangers' are refused. */
import { inPrefix, numbered, parsePrefix, parseRange } from '../../core/cidr.ts';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { checkOwn, mayAsk, type OwnNetworks } from '../../core/own-networks.ts';
import type { CancelSignal } from '../../core/signal.ts';
import { isIpAddress } from '../../devices/identity.ts';
import { askLinks, isLocalName } from './local-names.ts';
import { linkPrefixes, type NetworkInterface } from '../../platform/interfaces.ts';
import type { Platform } from '../../platform/platform.ts';

/** More than a person has printers to look at one by one. */
export const MOST_HOSTS = 256;

/** A host that was asked for: where it is, or why that is not known. */
export type Target =
  | { readonly host: string; readonly address: string }
  | { readonly host: string; readonly missing: string };

/** The parts of the outside world that know where a host is. */
export type FindingPlatform = Pick<Platform, 'names' | 'interfaces' | 'clock' | 'udp' | 'random'>;

/** RFC 1123, section 2.1, with the underscores that people use all the same, and letters of any script (RFC 5890). */
const LABEL = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,62}$/u;

const isName = (text: string): boolean =>
  text.length <= 254 &&
  text
    .replace(/\.$/, '')
    .split('.')
    .every((label) => LABEL.test(label));

/**
 * @throws UsageError for what is neither a name nor one address, and for whose network it is not
 */
export async function readTargets(
  hosts: readonly string[],
  allowPublic: boolean,
  platform: FindingPlatform,
  signal: CancelSignal,
): Promise<Target[]> {
  const unique = [...new Set(hosts)];
  if (unique.length > MOST_HOSTS) {
    throw new UsageError(`${unique.length} hosts are too many at once: at most ${MOST_HOSTS}`);
  }
  const { interfaces } = platform;
  const own = { links: linkPrefixes(interfaces()), allowPublic };
  for (const host of unique) checkHost(host, own, interfaces());
  return Promise.all(unique.map((host) => findHost(host, own, platform, signal)));
}

/**
 * Where a host is that {@link checkHost} has let pass.
 * @throws UsageError when it is somebody else's
 */
export async function findHost(
  host: string,
  own: OwnNetworks,
  platform: FindingPlatform,
  signal: CancelSignal,
): Promise<Target> {
  if (isIpAddress(host)) return { host, address: host };
  try {
    return { host, address: choose(host, await addressesOf(host, platform, signal), own) };
  } catch (problem) {
    if (!(problem instanceof NotFoundError)) throw problem;
    return { host, missing: problem.message };
  }
}

/** @throws UsageError for what is neither a name nor one address, for everybody's address, and for whose network it is not */
export function checkHost(
  host: string,
  own: OwnNetworks,
  links: readonly NetworkInterface[],
): void {
  checkWord(host, own);
  if (isIpAddress(host) && isWithoutZone(host)) {
    const link = links.find(({ loopback }) => !loopback)?.name ?? 'eth0';
    throw new UsageError(
      `${host} may be on any link of this machine: say which, as ${host}%${link}`,
    );
  }
  checkZone(host, links);
  if (isBroadcast(host, links)) {
    throw new UsageError(`${host} is everybody on a link, not one host`);
  }
}

/** RFC 4007, section 6: what is link-local means nothing without its link. */
const LINK_LOCAL = parsePrefix('fe80::/10');
const isWithoutZone = (host: string): boolean =>
  numbered(host).zone === undefined && inPrefix(LINK_LOCAL, numbered(host));

/** A number is the system's business: not everywhere is it known which interfaces have one. */
function checkZone(host: string, links: readonly NetworkInterface[]): void {
  const zone = isIpAddress(host) ? numbered(host).zone : undefined;
  if (zone === undefined || /^\d+$/.test(zone) || links.some(({ name }) => name === zone)) return;
  const names = links.filter(({ loopback }) => !loopback).map(({ name }) => name);
  throw new UsageError(
    `no interface is called ${zone}: ${names.length === 0 ? 'there is none here' : `there are ${names.join(', ')}`}`,
  );
}

const isBroadcast = (host: string, links: readonly NetworkInterface[]): boolean =>
  links.some(({ addresses }) => addresses.some(({ broadcast }) => broadcast === host));

/**
 * By the system's resolver. Names in .local belong to multicast DNS (RFC 6762, section 3): those are asked for on the
 * links first, since many a system does not know it, and some then wait long for a server that does not either.
 */
async function addressesOf(
  host: string,
  platform: FindingPlatform,
  signal: CancelSignal,
): Promise<readonly string[]> {
  const found = isLocalName(host) ? await askLinks(host, platform, signal) : [];
  return found.length > 0 ? found : platform.names.resolve(host, signal);
}

function checkWord(host: string, own: OwnNetworks): void {
  if (isIpAddress(host)) return checkOwn(parseRange(host), own);
  if (host.includes('/')) {
    throw new UsageError(`"${host}" is more than one host: name each`);
  }
  // What is nearly an address is none, and would be looked up as a name.
  if (!isName(host) || /^[\d.]+$/.test(host)) {
    throw new UsageError(`"${host}" is no host: give a name or an IP address`);
  }
}

/** ENPC is IPv4's alone, so that goes first. */
function choose(host: string, addresses: readonly string[], own: OwnNetworks): string {
  const sorted = addresses.toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')));
  const address = sorted.find((each) => mayAsk(each, own));
  if (address !== undefined) return address;
  const [first] = sorted;
  if (first === undefined) throw new NotFoundError(`no host is called "${host}" here`);
  checkOwn({ ...parseRange(first), text: `${host} (${first})` }, own);
  return first;
}
