/** What the witnesses said so far. Every conversation of a discovery tells it here, and may be broken off at any time. */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { groupBy } from '../../core/group.ts';
import type { Millis } from '../../core/units.ts';
import { gatherDevices, type Gathering } from '../../devices/merge.ts';
import type { Observation } from '../../devices/observation.ts';
import { dnssdObservation } from '../../devices/witnesses/dnssd.ts';
import { enpcObservation } from '../../devices/witnesses/enpc.ts';
import { ippObservation } from '../../devices/witnesses/ipp.ts';
import { snmpObservation } from '../../devices/witnesses/snmp.ts';
import { wsdObservation } from '../../devices/witnesses/wsd.ts';
import type { BrowsingEvent, ServiceInstance } from '../../protocols/dnssd/client.ts';
import type { DiscoveryEvent } from '../../protocols/enpc/client.ts';
import type { HostAnswers } from '../../protocols/enpc/device.ts';
import { devicesOf, type KnownDevice } from '../../protocols/enpc/telling-apart.ts';
import type { IppOutcome } from '../../protocols/ipp/client.ts';
import type { Agent } from '../../protocols/snmp/agent.ts';
import type { InquiryEvent } from '../../protocols/snmp/client.ts';
import type { WsdDiscoveryEvent } from '../../protocols/wsd/client.ts';
import type { WsdDevice } from '../../protocols/wsd/device.ts';
import type { WsdMetadata } from '../../protocols/wsd/metadata.ts';
import type { HeardOn } from './links.ts';

interface Kept<Thing> extends HeardOn {
  readonly thing: Thing;
}

/** Something that was heard, and did not fit. */
export interface Misheard {
  /** Datagrams that were no message of their protocol. */
  unreadable: number;
  /** Answers for which there was no room. */
  turnedAway: number;
}

export class Hearing {
  readonly misheard: Misheard = { unreadable: 0, turnedAway: 0 };
  /** ENPC: the latest record of each endpoint while it goes on, and every word when a conversation has ended. */
  private readonly records = new Map<string, Kept<KnownDevice>>();
  private readonly hosts: Kept<HostAnswers>[] = [];
  private readonly agents = new Map<string, Kept<Agent>>();
  private readonly services = new Map<string, Kept<ServiceInstance>>();
  private readonly discovered = new Map<string, Kept<WsdDevice>>();
  private readonly scanners = new Set<string>();
  private readonly metadata = new Map<string, WsdMetadata>();
  private readonly printers: (Kept<Extract<IppOutcome, { kind: 'described' }>> & {
    readonly address: string;
  })[] = [];

  /** @param now the time of day */
  constructor(private readonly now: () => Millis) {}

  enpc(event: DiscoveryEvent, link?: string): void {
    switch (event.kind) {
      case 'found':
      case 'learned': {
        const record = this.kept(event.device, link);
        for (const each of event.device.endpoints) this.records.set(formatEndpoint(each), record);
        return;
      }
      case 'unreadable':
        this.misheard.unreadable++;
        return;
      case 'finished':
        this.misheard.turnedAway += event.turnedAway;
        this.hosts.push(...event.hosts.map((host) => this.kept(host, link)));
    }
  }

  snmp(event: InquiryEvent, link?: string): void {
    if (event.kind === 'unreadable') this.misheard.unreadable++;
    if (event.kind === 'finished') this.misheard.turnedAway += event.turnedAway;
    const agents = event.kind === 'finished' ? event.agents : 'agent' in event ? [event.agent] : [];
    for (const agent of agents) {
      this.agents.set(formatEndpoint(agent.from), this.kept(agent, link));
    }
  }

  dnssd(event: BrowsingEvent, link?: string): void {
    if (event.kind === 'unreadable') this.misheard.unreadable++;
    if (event.kind === 'finished') this.misheard.turnedAway += event.dropped;
    if (event.kind !== 'found' && event.kind !== 'changed') return;
    const { service } = event;
    const key = JSON.stringify([
      service.instance,
      service.type,
      service.domain,
      link,
      service.saidBy[0],
    ]);
    this.services.set(key, this.kept(service, link));
  }

  wsd(event: WsdDiscoveryEvent, link?: string): void {
    if (event.kind === 'unreadable') this.misheard.unreadable++;
    if (event.kind !== 'found' && event.kind !== 'learned') return;
    this.discovered.set(`${event.device.id} ${link}`, this.kept(event.device, link));
  }

  described(device: WsdDevice, metadata: WsdMetadata): void {
    this.metadata.set(device.id, metadata);
  }

  ipp(outcome: IppOutcome, address: string): void {
    if (outcome.kind === 'described') this.printers.push({ ...this.kept(outcome), address });
  }

  /** A scanner of Epson's spoke there unasked. */
  greeted(place: Endpoint): void {
    this.scanners.add(place.address);
  }

  /** Addresses where that was heard. */
  scannersAt(): ReadonlySet<string> {
    return this.scanners;
  }

  /** What was announced by DNS-SD. */
  announced(): ServiceInstance[] {
    return Array.from(this.services.values(), ({ thing }) => thing);
  }

  wsdDevices(): WsdDevice[] {
    return Array.from(this.discovered.values(), ({ thing }) => thing);
  }

  /** Addresses from which somebody spoke. */
  sources(): ReadonlySet<string> {
    const endpoints: Endpoint[] = [
      ...Array.from(this.records.values()).flatMap(({ thing }) => thing.endpoints),
      ...Array.from(this.agents.values(), ({ thing }) => thing.from),
      ...this.wsdDevices().flatMap((device) => device.endpoints),
    ];
    const said = this.announced().flatMap(({ saidBy }) => saidBy);
    return new Set([...endpoints.map(({ address }) => address), ...said]);
  }

  /** Where IPP was answered: `http://192.0.2.1:631/ipp/print`. */
  ippPlaces(): ReadonlySet<string> {
    return new Set(this.printers.map(({ thing }) => thing.address));
  }

  /** Who answered by SNMP. */
  snmpAgents(): Agent[] {
    return Array.from(this.agents.values(), ({ thing }) => thing);
  }

  /** Whether an address answered by SNMP. */
  hasAgent(address: string): boolean {
    return [...this.agents.values()].some(({ thing }) => thing.from.address === address);
  }

  /** Whether an address answered by ENPC. */
  hasEnpc(address: string): boolean {
    return [...this.records.values()].some(({ thing }) =>
      thing.endpoints.some((endpoint) => endpoint.address === address),
    );
  }

  gather(): Gathering {
    const gathering = gatherDevices();
    for (const observation of this.observations()) gathering.add(observation);
    return gathering;
  }

  private observations(): Observation[] {
    return [
      ...this.enpcDevices().map(({ thing, ...heard }) => enpcObservation(thing, heard)),
      ...Array.from(this.agents.values(), ({ thing, ...heard }) => snmpObservation(thing, heard)),
      ...Array.from(this.services.values(), ({ thing, ...heard }) =>
        dnssdObservation(thing, heard),
      ),
      ...Array.from(this.discovered.values(), ({ thing, ...heard }) =>
        wsdObservation(thing, heard, this.metadata.get(thing.id)),
      ),
      ...this.printers.map(({ thing, ...heard }) => ippObservation(thing, heard)),
    ];
  }

  /**
   * Put together over all links, so that two devices with one MAC address are told apart wherever they are; then one
   * record for each address, with what was said from there alone: whether two addresses are of one thing, all
   * witnesses together decide.
   */
  private enpcDevices(): Kept<KnownDevice>[] {
    const devices = devicesOf(this.hosts.map(({ thing }) => thing));
    const byEndpoint = groupBy(this.hosts, ({ thing }) => formatEndpoint(thing.from));
    const ended = devices.flatMap(({ conflict, endpoints }) =>
      byAddress(endpoints).map((own): Kept<KnownDevice> => {
        const heard = own.flatMap((endpoint) => byEndpoint.get(formatEndpoint(endpoint)) ?? []);
        const whole = devicesOf(heard.map(({ thing }) => thing))[0]!;
        const { at, link } = heard[0]!;
        return { thing: { ...whole, ...(conflict && { conflict }) }, at, link };
      }),
    );
    const left = [...new Set(this.records.values())].flatMap(({ thing, ...heard }) =>
      thing.endpoints.some((endpoint) => byEndpoint.has(formatEndpoint(endpoint)))
        ? []
        : byAddress(thing.endpoints).map((own) => ({
            thing: { ...thing, address: own[0]!.address, endpoints: own },
            ...heard,
          })),
    );
    return [...ended, ...left];
  }

  private kept<Thing>(thing: Thing, link?: string): Kept<Thing> {
    return { thing, at: this.now(), link };
  }
}

const byAddress = (endpoints: readonly Endpoint[]): Endpoint[][] => [
  ...groupBy(endpoints, ({ address }) => address).values(),
];
