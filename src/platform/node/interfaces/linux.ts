/**
 * Interfaces of Linux with their flags, from `/sys/class/net` (Documentation/ABI/testing/sysfs-class-net) and
 * `/proc/net/route`. Read-only, and for everybody.
 */
import type { InterfaceKind, NetworkInterface } from '../../interfaces.ts';
import { addressesOf, macOf, type Told } from './told.ts';
import { defaultRouteLinks } from './routes.ts';

/** `IFF_*` of `linux/if.h`. */
const UP = 0x1;
const BROADCAST = 0x2;
const LOOPBACK = 0x8;
const POINT_TO_POINT = 0x10;
const MULTICAST = 0x1000;

/** `ARPHRD_*` of `linux/if_arp.h`: everything from 512 to 799 that is not in here is a tunnel of some kind. */
const HARDWARE_ETHERNET = 1;
const HARDWARE_LOOPBACK = 772;
const HARDWARE_NONE = 65_534;

/** What is known of one interface besides its addresses. */
export interface Facts {
  readonly flags: number;
  readonly index: number;
  /** The index of what it is tied to: its own, or another's for a veth. */
  readonly tiedTo: number;
  readonly state: string;
  readonly hardware: number;
  /** `bridge`, `wlan`, `wireguard` …; most have none. */
  readonly type: string | undefined;
  readonly mac: string | undefined;
  readonly master: string | undefined;
  /** Names in its folder: `device`, `bridge`, `tun_flags` … */
  readonly entries: ReadonlySet<string>;
}

/** Empty where it cannot be read. @param told what Node knows; the addresses are in it */
export function linuxInterfaces(told: Told): NetworkInterface[] {
  const routed = defaultRouteLinks();
  // Not the names in /sys: what is mounted there may show another network namespace than this process is in.
  const names = [...(text('/proc/self/net/dev') ?? '').matchAll(/^\s*([^\s:]+):/gm)].map(
    ([, name = '']) => name,
  );
  return names.flatMap((name) => {
    const facts = readFacts(name);
    return facts ? [describe(name, facts, told[name] ?? [], routed)] : [];
  });
}

/** Puts an interface's facts and addresses together. */
export function describe(
  name: string,
  facts: Facts,
  infos: NonNullable<Told[string]>,
  routed: ReadonlySet<string> | undefined,
): NetworkInterface {
  const has = (flag: number): boolean => (facts.flags & flag) !== 0;
  const kind = kindOf(facts);
  const mac = facts.mac ?? macOf(infos);
  return {
    name,
    index: facts.index,
    up: has(UP),
    // `unknown` is what interfaces say that have no cable to look at.
    running: has(UP) && (facts.state === 'up' || facts.state === 'unknown'),
    loopback: has(LOOPBACK),
    pointToPoint: has(POINT_TO_POINT),
    broadcast: has(BROADCAST),
    multicast: has(MULTICAST),
    kind,
    internal: isInternal(name, kind),
    ...(facts.master !== undefined && { master: facts.master }),
    ...(mac !== undefined && { mac }),
    addresses: addressesOf(infos, has(BROADCAST)),
    ...(routed && { defaultRoute: routed.has(name) }),
  };
}

function kindOf({ hardware, entries, type, index, tiedTo }: Facts): InterfaceKind {
  if (hardware === HARDWARE_LOOPBACK) return 'loopback';
  if (entries.has('bridge') || type === 'bridge') return 'bridge';
  if (entries.has('tun_flags') || type === 'wireguard' || type === 'ppp') return 'tunnel';
  if (hardware === HARDWARE_NONE || (hardware >= 512 && hardware < 800)) return 'tunnel';
  if (entries.has('wireless') || entries.has('phy80211') || type === 'wlan') return 'wireless';
  if (entries.has('device')) return 'wired';
  // A macvlan is tied to another interface too, but says so by an entry `lower_…`.
  const lower = [...entries].some((entry) => entry.startsWith('lower_'));
  if (hardware === HARDWARE_ETHERNET && index !== tiedTo && !lower && !type) return 'veth';
  return 'virtual';
}

/** How Docker, Podman, libvirt, LXC, Incus and what Kubernetes uses name the bridges that they make. */
const INSIDE =
  /^(?:docker\d|docker_gwbridge|br-[0-9a-f]{12}$|podman\d|cni|virbr|lxcbr|lxdbr|incusbr|flannel|cali|kube|nodelocaldns|vmnet|vboxnet)/;

/** A machine inside a container has its way out by a veth too, so that alone says nothing: how it is named does. */
function isInternal(name: string, kind: InterfaceKind): boolean {
  return INSIDE.test(name) || (kind === 'veth' && /^(?:veth|lxc|vnet|tap)/.test(name));
}

function readFacts(name: string): Facts | undefined {
  const { readdirSync, readlinkSync } = process.getBuiltinModule('node:fs');
  const folder = `/sys/class/net/${name}`;
  const flags = Number(text(`${folder}/flags`));
  // One that is just being removed.
  if (!Number.isInteger(flags)) return undefined;
  const mac = text(`${folder}/address`);
  let entries: string[] = [];
  let master: string | undefined;
  try {
    entries = readdirSync(folder);
    if (entries.includes('master')) master = readlinkSync(`${folder}/master`).split('/').at(-1);
  } catch {
    // Gone meanwhile.
  }
  return {
    flags,
    index: Number(text(`${folder}/ifindex`)),
    tiedTo: Number(text(`${folder}/iflink`)),
    state: text(`${folder}/operstate`) ?? 'unknown',
    hardware: Number(text(`${folder}/type`)),
    type: /^DEVTYPE=(.+)$/m.exec(text(`${folder}/uevent`) ?? '')?.[1],
    mac: mac !== undefined && /^[0-9a-f:]{17}$/.test(mac) && !/^[0:]+$/.test(mac) ? mac : undefined,
    master,
    entries: new Set(entries),
  };
}

function text(path: string): string | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    return undefined;
  }
}
