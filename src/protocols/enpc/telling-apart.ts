/**
 * Which hosts are one device. A MAC address says so, unless what they tell of themselves contradicts it: careless
 * clones share one, and two devices must not become one record.
 */
import { parseIpv4 } from '../../core/addresses.ts';
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { deviceOf, macOf, mergeAnswers, type EnpcDevice, type HostAnswers } from './device.ts';

/**
 * What shows that two hosts are not one device. `address`: each says that another address of the same subnet is its
 * own, and both answered.
 */
export type Trait = 'model' | 'serial' | 'name' | 'card' | 'address';

/** Other devices have the same MAC address. */
export interface MacConflict {
  /** Where they answer; at most MAX_TWINS of them. */
  readonly with: readonly Endpoint[];
  /** In what they differ from this one. */
  readonly differs: readonly Trait[];
}

/** A device, and who else claims to be it. */
export interface KnownDevice extends EnpcDevice {
  readonly conflict?: MacConflict;
}

/** How many others with one MAC address are named: beyond this, somebody makes them up. */
export const MAX_TWINS = 8;

/**
 * Groups hosts into devices: by MAC address where one is known, else each host is one. Hosts may come from several
 * discoveries; what the same endpoint said to each is put together.
 */
export function devicesOf(hosts: Iterable<HostAnswers>): KnownDevice[] {
  const groups = new Map<unknown, HostAnswers[]>();
  for (const host of oncePerEndpoint(hosts)) {
    const key = macOf(host.answers) ?? host;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  return Array.from(groups.values()).flatMap(apart);
}

/** The devices that have the MAC address of `host`; that one alone while none is known. `hosts` has each endpoint once. */
export function namesakes(hosts: Iterable<HostAnswers>, host: HostAnswers): KnownDevice[] {
  const mac = macOf(host.answers);
  if (mac === undefined) return [deviceOf([host])];
  return apart(Array.from(hosts).filter((other) => macOf(other.answers) === mac));
}

function oncePerEndpoint(hosts: Iterable<HostAnswers>): Iterable<HostAnswers> {
  const known = new Map<string, HostAnswers>();
  for (const { from, answers } of hosts) {
    const key = formatEndpoint(from);
    const before = known.get(key);
    known.set(key, { from, answers: before ? mergeAnswers([before.answers, answers]) : answers });
  }
  return known.values();
}

/** Makes devices of hosts with one MAC address: each joins the first that it does not contradict. */
function apart(hosts: readonly HostAnswers[]): KnownDevice[] {
  if (hosts.length === 1) return [deviceOf(hosts)];
  const groups: { readonly hosts: HostAnswers[]; device: EnpcDevice }[] = [];
  for (const host of hosts) {
    const alone = deviceOf([host]);
    const group = groups.find(({ device }) => differences(device, alone).length === 0);
    if (group === undefined) {
      groups.push({ hosts: [host], device: alone });
    } else {
      group.hosts.push(host);
      group.device = deviceOf(group.hosts);
    }
  }
  const devices = groups.map(({ device }) => device);
  return devices.map((device) => withConflict(device, devices));
}

function withConflict(device: EnpcDevice, all: readonly EnpcDevice[]): KnownDevice {
  if (all.length === 1) return device;
  const others = all.filter((other) => other !== device).slice(0, MAX_TWINS);
  const differs = new Set(others.flatMap((other) => differences(device, other)));
  return {
    ...device,
    conflict: { with: others.map(({ endpoints }) => endpoints[0]!), differs: [...differs] },
  };
}

/** In what two records differ; what one of them does not know is no difference. */
function differences(one: EnpcDevice, other: EnpcDevice): Trait[] {
  const texts = ['model', 'serial', 'name', 'card'] as const;
  const differs: Trait[] = texts.filter(
    (trait) =>
      one[trait] !== undefined && other[trait] !== undefined && one[trait] !== other[trait],
  );
  return areNeighbours(one, other) ? [...differs, 'address'] : differs;
}

/** Whether each says that it is at another address of one subnet. A device in two subnets is one device. */
function areNeighbours({ network: one }: EnpcDevice, { network: other }: EnpcDevice): boolean {
  if (!one || !other || one.address === other.address || one.netmask !== other.netmask) {
    return false;
  }
  const [mask, here, there] = [one.netmask, one.address, other.address].map(parseIpv4);
  return mask!.every((bits, i) => (here![i]! & bits) === (there![i]! & bits));
}
