/**
 * Ties a socket to the container behind it. A program's word is worth as much as the user who runs
 * it: root's proxies may lead anywhere, a user's own only into containers of that user.
 */
import { statSync } from 'node:fs';
import type { Elsewhere, Listener, Process, Publication } from '../../../../../survey/listener.ts';
import { readSmall } from '../read.ts';
import { missing } from './bounded.ts';
import { childrenOf, networkOf, userOf, type Owned } from './kin.ts';
import { hasLocalAddress } from './parse/local-addresses.ts';
import { readProxy, type Proxy } from './parse/proxies.ts';
import { isProxyName } from './parse/proxy-names.ts';
import type { ContainerRecord, PublishedPort } from './parse/records.ts';
import type { Records } from './engines.ts';
import { ROOT, type Places } from './places.ts';

/** A container that was seen, and what its engine wrote down of it. */
export interface KnownContainer extends Owned {
  readonly record?: ContainerRecord | undefined;
}

/** A network namespace with listeners, and whose it is. */
export interface Site {
  readonly place: Elsewhere;
  readonly owned: KnownContainer | undefined;
}

/** What surrounds a socket. */
export interface Around {
  readonly places: Places;
  readonly records: Records;
  readonly sites: readonly Site[];
  readonly known: readonly KnownContainer[];
  /** The command line of a process, an argument a word. */
  words(this: void, pid: number): readonly string[];
  /** Docker's proxies, for who may not see which sockets they hold. */
  proxies(this: void): readonly Pick<Process, 'pid' | 'name'>[];
}

/** A socket of root's whose holder may not be seen, or is outside of this system. */
export const isUnheld = ({ processes, owner }: Listener): boolean =>
  processes.length === 0 && owner === 'root';

/** Where a socket leads; undefined when it is not seen to lead into a container. */
export function publicationOf(listener: Listener, around: Around): Publication | undefined {
  const holders = isUnheld(listener) ? around.proxies() : listener.processes;
  for (const holder of holders) {
    const found = throughHolder(holder, listener, around);
    if (found) return found;
  }
  // Nobody here holds it, and still its engine may know it for its own.
  const behind = isUnheld(listener) ? byRecord(listener, ROOT, around) : undefined;
  return behind && publication(behind, undefined, listener, around);
}

function throughHolder(
  { pid, name, container }: Pick<Process, 'pid' | 'name' | 'container'>,
  listener: Listener,
  around: Around,
): Publication | undefined {
  // What runs inside a container publishes nothing on this machine.
  if (container !== undefined || !isProxyName(name)) return undefined;
  const user = userOf(around.places.proc, pid);
  const words = around.words(pid);
  const proxy = readProxy(name, words, listener);
  if (user === undefined || proxy === undefined) return undefined;
  return tie(proxy, { pid, user, listener }, around);
}

interface Holder {
  readonly pid: number;
  readonly user: number;
  readonly listener: Listener;
}

function tie(proxy: Proxy, holder: Holder, around: Around): Publication | undefined {
  const { listener } = holder;
  const behind = behindProxy(proxy, holder, around);
  if (behind === undefined || (holder.user !== ROOT && holder.user !== behind.owner))
    return undefined;
  return publication(behind, proxy, listener, around);
}

/** @param proxy what a proxy said of itself; undefined when the engine alone tells */
function publication(
  behind: KnownContainer,
  proxy: Proxy | undefined,
  listener: Listener,
  around: Around,
): Publication {
  const said = proxy && 'port' in proxy ? proxy : undefined;
  const written = behind.record?.published.find((port) => isPortOf(port, listener));
  const port = said?.port ?? written?.port ?? onlyPort(behind, listener, around);
  const address =
    (said && 'address' in said ? said.address : undefined) ?? behind.record?.addresses[0];
  return {
    container: behind.container,
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
  };
}

function behindProxy(
  proxy: Proxy,
  { pid, user, listener }: Holder,
  around: Around,
): KnownContainer | undefined {
  const { proc } = around.places;
  switch (proxy.kind) {
    case 'address':
      return byRecord(listener, ROOT, around) ?? byAddress(proxy.address, around);
    case 'container':
      return byId(proxy.id, around);
    case 'process':
      return byNamespace(networkOf(proc, proxy.pid), around);
    case 'network':
      return (
        byNamespace(namespaceAt(proxy.path), around) ?? byNetworkFile(proxy.path, user, around)
      );
    case 'child':
      return first(childrenOf(proc, pid), (child) => byNamespace(networkOf(proc, child), around));
    case 'records':
      return byRecord(listener, user, around);
  }
}

/** The container that its engine says has this port. */
function byRecord(listener: Listener, owner: number, around: Around): KnownContainer | undefined {
  const fits = around.records
    .publishing(owner)
    .filter(({ published }) => published.some((port) => isPortOf(port, listener)));
  const [record] = fits;
  if (record === undefined || fits.length > 1) return undefined;
  const known = around.known.find(({ container }) => record.id.startsWith(container.id));
  const { id, name, image } = record;
  const container = {
    engine: 'docker',
    id,
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
  };
  return { container: known?.container ?? container, owner, record };
}

/** Engines write the same port once for each family, or once for both. */
const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether an engine means this socket. An address that it does not name is every address. */
function isPortOf(published: PublishedPort, listener: Listener): boolean {
  const { transport, hostPort, hostAddress } = published;
  if (transport !== listener.transport || hostPort !== listener.port) return false;
  if (hostAddress === undefined) return true;
  return EVERYWHERE.has(hostAddress)
    ? EVERYWHERE.has(listener.address)
    : hostAddress === listener.address;
}

/** The one container whose network namespace has the address as its own. */
function byAddress(address: string, { places, sites }: Around): KnownContainer | undefined {
  const fits = sites.filter(({ place, owned }) => {
    if (owned?.owner !== ROOT) return false;
    const folder = `${places.proc}/${place.process.pid}/net`;
    const table = address.includes(':') ? 'if_inet6' : 'fib_trie';
    return hasLocalAddress(readSmall(`${folder}/${table}`) ?? '', address);
  });
  return fits.length === 1 ? fits[0]?.owned : undefined;
}

function byId(id: string, { known, records }: Around): KnownContainer | undefined {
  const seen = known.find(({ container }) => container.id === id);
  if (seen) return seen;
  // It may run without a process that listens; then its engine's records alone know it.
  const record = records.find({ engine: 'podman', id }, ROOT);
  if (record === undefined) return undefined;
  const { name, image } = record;
  const container = {
    engine: 'podman',
    id,
    ...(name !== undefined && { name }),
    ...(image !== undefined && { image }),
  };
  return { container, owner: ROOT, record };
}

function byNamespace(namespace: string | undefined, { sites }: Around): KnownContainer | undefined {
  return namespace === undefined
    ? undefined
    : sites.find(({ place }) => place.namespace === namespace)?.owned;
}

/** A user's engine mounts its namespaces where only its own processes see them; its records name the file. */
function byNetworkFile(path: string, owner: number, { known }: Around): KnownContainer | undefined {
  return known.find((each) => each.owner === owner && each.record?.network === path);
}

function namespaceAt(path: string): string | undefined {
  try {
    return path.startsWith('/') ? `net:[${statSync(path).ino}]` : undefined;
  } catch (error) {
    missing(error);
    return undefined;
  }
}

/** The port inside, when the container listens on no other one that its network reaches. */
function onlyPort({ container }: KnownContainer, { transport }: Listener, { sites }: Around) {
  const ports = sites
    .filter(({ owned }) => owned?.container.id === container.id)
    .flatMap(({ place }) => place.listeners)
    .filter((listener) => listener.transport === transport && listener.scope !== 'loopback')
    .map(({ port }) => port);
  return new Set(ports).size === 1 ? ports[0] : undefined;
}

function first<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Ports that engines say they publish and that no socket of this machine is bound to: `8080/tcp`. */
export function unheardPorts(
  listeners: readonly Listener[],
  records: readonly ContainerRecord[],
): string[] {
  const heard = new Set(listeners.map(({ port, transport }) => `${port}/${transport}`));
  const published = records.flatMap((record) =>
    record.published.map(({ hostPort, transport }) => `${hostPort}/${transport}`),
  );
  return [...new Set(published)]
    .filter((port) => !heard.has(port))
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || Number(a > b));
}
