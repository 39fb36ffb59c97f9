/**
 * Observations in, devices out: one record per thing, whoever saw it, in whatever order it was seen. Observations that
 * share a mark form a cluster; only clusters in which something is new are looked at again, so that a late witness
 * costs as much as the handful that it joins.
 */
import { deviceOf } from './describe.ts';
import type { Device } from './device.ts';
import { deviceTitle } from './device.ts';
import { identify, type Identified } from './identity.ts';
import type { Observation } from './observation.ts';
import { inOrder, partition, tiesOf } from './together.ts';

/** As many hosts as the clients keep (1024), sixteen observations each. What comes after it is counted, not kept. */
export const MAX_OBSERVATIONS = 16_384;
/** What one address can say of itself by one witness: its services, and its services' changes. */
export const MAX_FROM_ONE = 64;
/** What one address can pass on: a reflector speaks for a whole network. As many as the browser holds. */
export const MAX_RELAYED = 4096;

interface Cluster {
  /** By what makes them the same observation, heard again. */
  readonly members: Map<string, Identified>;
  readonly ties: Set<string>;
  /** Undefined since something changed. */
  devices: readonly Device[] | undefined;
}

/** Devices as they become known. */
export interface Gathering {
  /**
   * Takes one observation; what the same witness said of the same thing before is replaced by what was heard later.
   * @returns whether it is kept: false beyond the limits
   */
  add(observation: Observation): boolean;
  /**
   * As known now, by name; the same array until something is added. Takes as long as the clusters are large in which
   * something is new: next to nothing on an honest network, a second or two where thousands forge their marks. Look when
   * somebody looks, not at each datagram.
   */
  devices(): readonly Device[];
  /** Observations that the limits kept out. */
  readonly dropped: number;
}

/** All at once; the order of `observations` is no matter (as long as no limit is met). */
export function mergeObservations(observations: Iterable<Observation>): readonly Device[] {
  const gathering = gatherDevices();
  for (const observation of observations) gathering.add(observation);
  return gathering.devices();
}

export function gatherDevices(): Gathering {
  return new ClusteredGathering();
}

class ClusteredGathering implements Gathering {
  dropped = 0;
  private readonly clusters = new Set<Cluster>();
  private readonly byTie = new Map<string, Cluster>();
  private readonly bySameness = new Map<string, Cluster>();
  private readonly perSource = new Map<string, number>();
  private known: readonly Device[] | undefined;

  add(observation: Observation): boolean {
    const one = identify(observation);
    const same = samenessOf(one);
    if (!this.bySameness.has(same) && !this.admit(observation)) {
      this.dropped++;
      return false;
    }
    const ties = tiesOf(one).map(([tie, value]) => `${tie} ${value}`);
    const cluster = this.clusterFor(same, ties);
    const before = cluster.members.get(same);
    if (before === undefined || replaces(before, one)) {
      cluster.members.set(same, one);
      cluster.devices = undefined;
      this.known = undefined;
    }
    return true;
  }

  devices(): readonly Device[] {
    this.known ??= withIdsApart([...this.clusters].flatMap(devicesOf).toSorted(byTitle));
    return this.known;
  }

  private admit({ witness, from, direct }: Observation): boolean {
    if (this.bySameness.size >= MAX_OBSERVATIONS) return false;
    const source = `${witness} ${direct} ${from?.address ?? ''}`;
    const count = this.perSource.get(source) ?? 0;
    if (count >= (direct ? MAX_FROM_ONE : MAX_RELAYED)) return false;
    this.perSource.set(source, count + 1);
    return true;
  }

  /** The cluster that all of these belong to, made of those that they belonged to. */
  private clusterFor(same: string, ties: readonly string[]): Cluster {
    const found = new Set(ties.flatMap((tie) => this.byTie.get(tie) ?? []));
    const own = this.bySameness.get(same);
    if (own) found.add(own);
    const [largest, ...others] = [...found].toSorted((a, b) => b.members.size - a.members.size);
    const cluster = largest ?? { members: new Map(), ties: new Set(), devices: undefined };
    this.clusters.add(cluster);
    for (const other of others) this.absorb(cluster, other);
    for (const tie of ties) {
      cluster.ties.add(tie);
      this.byTie.set(tie, cluster);
    }
    this.bySameness.set(same, cluster);
    return cluster;
  }

  private absorb(cluster: Cluster, other: Cluster): void {
    for (const [same, member] of other.members) {
      cluster.members.set(same, member);
      this.bySameness.set(same, cluster);
    }
    for (const tie of other.ties) {
      cluster.ties.add(tie);
      this.byTie.set(tie, cluster);
    }
    this.clusters.delete(other);
    cluster.devices = undefined;
    this.known = undefined;
  }
}

/**
 * The same witness, heard from the same place, of the same thing. Of who answers himself the address is enough: what
 * is learned of him later replaces the little that was known at first.
 */
function samenessOf({ observation, macs, uuid, serial, link }: Identified): string {
  const { witness, about, from, direct } = observation;
  const place = [witness, about, from?.address, direct, link];
  return JSON.stringify(direct ? place : [...place, macs, uuid, serial]);
}

/** The later; at one time who says more, and then an order of the set's own. */
function replaces(before: Identified, one: Identified): boolean {
  const [old, young] = [before.observation, one.observation];
  if (old.at !== young.at) return young.at > old.at;
  const [less, more] = [JSON.stringify(old).length, JSON.stringify(young).length];
  return less === more ? inOrder(before, one) < 0 : more > less;
}

function devicesOf(cluster: Cluster): readonly Device[] {
  cluster.devices ??= partition([...cluster.members.values()]).map(deviceOf);
  return cluster.devices;
}

function byTitle(a: Device, b: Device): number {
  const [one, other] = [a, b].map((device) => `${deviceTitle(device).toLowerCase()}\n${device.id}`);
  // Equal in both only when nothing strong is known of either.
  return compare(one!, other!) || compare(JSON.stringify(a), JSON.stringify(b));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One address at two times, or on two links, is no mark that tells two things apart. */
function withIdsApart(devices: readonly Device[]): Device[] {
  const counts = new Map<string, number>();
  return devices.map((device) => {
    const count = (counts.get(device.id) ?? 0) + 1;
    counts.set(device.id, count);
    return count === 1 ? device : { ...device, id: `${device.id} #${count}` };
  });
}
