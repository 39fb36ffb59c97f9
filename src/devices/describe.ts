/** A device out of the observations that are of one thing. */
import { conditionOf } from './condition.ts';
import type { Contradiction, Device, DeviceService } from './device.ts';
import { choose } from './fields.ts';
import { stationMac, unicastAddress, type Identified } from './identity.ts';
import { WITNESSES, type ObservedService, type Witness } from './observation.ts';
import type { Shared, Thing } from './together.ts';

/** Lines of evidence, services and contradictions of one device: more than a person reads, and what follows is not kept. */
export const MAX_LISTED = 128;

/** Whose word on a MAC address is taken first: ENPC's payloads are made to tell it. */
const MAC_ORDER: readonly Witness[] = ['enpc', 'snmp', 'dnssd', 'ipp', 'wsd'];

export function deviceOf({ members, shared }: Thing): Device {
  const observations = members.map(({ observation }) => observation);
  const name = choose('name', members);
  const model = choose('model', members);
  const maker = choose('maker', members);
  const serial = choose('serial', members);
  const location = choose('location', members);
  const firmware = choose('firmware', members);
  const macs = macsOf(members);
  const addresses = addressesOf(members);
  const uuids = unique(members.flatMap(({ uuid }) => uuid ?? [])).toSorted();
  const hosts = unique(members.flatMap((one) => one.hosts)).toSorted();
  const printer = conditionOf(members);
  const values = [name, model, maker, serial, location, firmware];
  const contradictions = [
    ...values.flatMap(({ contradiction }) => contradiction ?? []),
    ...shared.slice(0, MAX_LISTED).map((mark) => sharedMark(mark)),
    ...onTwoLinks(members),
  ];
  return {
    id: idOf(
      {
        mac: macs[0],
        serial: serial.value,
        maker: maker.value,
        uuid: uuids[0],
        address: addresses[0],
      },
      shared,
      members,
    ),
    name: name.value,
    kinds: unique(observations.flatMap(({ kinds = [] }) => kinds)).toSorted(),
    model: model.value,
    maker: maker.value,
    serial: serial.value,
    mac: macs[0] ?? null,
    macs,
    uuids,
    addresses,
    hosts,
    links: unique(members.flatMap(({ link }) => link ?? [])).toSorted(),
    location: location.value,
    notes: unique(observations.flatMap(({ note }) => note || [])).toSorted(),
    firmware: firmware.value,
    deviceId: observations.findLast(({ deviceId }) => deviceId !== undefined)?.deviceId ?? null,
    seenBy: WITNESSES.filter((witness) => observations.some((one) => one.witness === witness)),
    firstSeen: observations[0]!.at,
    lastSeen: observations.at(-1)!.at,
    services: servicesOf(members),
    ...(printer && { printer }),
    contradictions: contradictions.slice(0, MAX_LISTED),
    evidence: evidenceOf(members),
  };
}

/**
 * One MAC address that answers at an address on each of two links, and nobody told that both are of one thing: it may
 * be two. Nothing here decides it, so they stay one, and this is said.
 */
function onTwoLinks(members: readonly Identified[]): Contradiction[] {
  const placed = members.filter(({ own, link }) => own?.includes('.') && link !== undefined);
  for (const mac of unique(placed.flatMap(({ macs }) => macs)).toSorted()) {
    const having = placed.filter(({ macs }) => macs.includes(mac));
    const first = having[0]!;
    const other = having.find(({ own, link }) => own !== first.own && link !== first.link);
    if (other === undefined) continue;
    const isNamed = members.some(
      ({ addresses }) => addresses.includes(first.own!) && addresses.includes(other.own!),
    );
    if (isNamed) continue;
    const places = [first, other].map(({ own, link }) => `${own} (${link})`).toSorted();
    return [
      {
        about: 'mac',
        kind: 'shared',
        says: `the MAC address ${mac} answers at ${places.join(' and ')}: one device with an address on each link, or two of which one is a copy`,
        values: [{ value: mac, by: [] }],
      },
    ];
  }
  return [];
}

interface Marks {
  readonly mac: string | undefined;
  readonly serial: string | null;
  readonly maker: string | null;
  readonly uuid: string | undefined;
  readonly address: string | undefined;
}

/** What a thing is known by from run to run. A mark that another one has too needs its address. */
function idOf(
  { mac, serial, maker, uuid, address }: Marks,
  shared: readonly Shared[],
  members: readonly Identified[],
): string {
  const mark =
    (mac && `mac ${mac}`) ??
    (serial && maker && `serial ${maker.toLowerCase()} ${serial}`) ??
    (uuid && `uuid ${uuid}`) ??
    (address && `address ${address}`);
  const { witness, about, from } = members[0]!.observation;
  if (!mark) return `${witness} ${about ?? from?.address ?? ''}`.trim();
  const isShared = shared.some(({ value, tie }) => mark === `${tie} ${value}`);
  if (!isShared) return mark;
  return mark.startsWith('address') ? `${mark} ${about ?? ''}`.trim() : `${mark} at ${address}`;
}

function macsOf(members: readonly Identified[]): string[] {
  const ranked = MAC_ORDER.flatMap((witness) =>
    members
      .filter(({ observation }) => observation.witness === witness)
      // Those that were told, not the one that a UUID was made of, come first.
      .flatMap((one) => one.observation.macs ?? [])
      .flatMap((mac) => stationMac(mac) ?? [])
      .toSorted(),
  );
  return unique([...ranked, ...members.flatMap(({ macs }) => macs).toSorted()]);
}

function addressesOf(members: readonly Identified[]): string[] {
  const own = new Set(members.flatMap((one) => one.own ?? []));
  return inAddressOrder(unique(members.flatMap(({ addresses }) => addresses))).toSorted(
    (a, b) => placeOf(a) - placeOf(b) || Number(own.has(b)) - Number(own.has(a)),
  );
}

/** IPv4 is what people type; an address of a link is of use only with the link's name. */
const placeOf = (address: string): number =>
  /^(?:169\.254\.|fe[89ab])/.test(address) ? 2 : address.includes(':') ? 1 : 0;

/** An address with what puts it in its place: 192.0.2.9 before 192.0.2.10. */
interface Keyed {
  readonly address: string;
  readonly key: string;
}

const keyed = (address: string): Keyed => ({
  address,
  key: address.includes(':') ? address : padded(address),
});
const byKey = (a: Keyed, b: Keyed): number => compareTexts(a.key, b.key);

const inAddressOrder = (addresses: readonly string[]): string[] =>
  addresses.length < 2
    ? [...addresses]
    : addresses
        .map(keyed)
        .toSorted(byKey)
        .map(({ address }) => address);

const padded = (address: string): string =>
  address
    .split('.')
    .map((part) => part.padStart(3, '0'))
    .join('.');

function servicesOf(members: readonly Identified[]): DeviceService[] {
  const services = new Map<string, DeviceService>();
  for (const { observation } of members) {
    for (const service of observation.services ?? []) {
      const { transport, port, path = '' } = service;
      const key = `${port}/${transport} ${service.service} ${path}`;
      const known = services.get(key);
      if (known === undefined && services.size === MAX_LISTED) continue;
      services.set(key, addService(known, service, observation.witness));
    }
  }
  return [...services.values()].toSorted(
    (a, b) =>
      a.port - b.port ||
      compareTexts(a.transport, b.transport) ||
      compareTexts(a.service, b.service) ||
      compareTexts(a.path ?? '', b.path ?? ''),
  );
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Members come earliest first, so what is said now is the newer. */
function addService(
  known: DeviceService | undefined,
  { answered, ...said }: ObservedService,
  witness: Witness,
): DeviceService {
  const address = answered === undefined ? undefined : unicastAddress(answered)?.address;
  const { answered: before = [], seenBy = [], ...rest } = known ?? {};
  return {
    ...rest,
    ...said,
    answered: inAddressOrder(unique([...before, ...(address === undefined ? [] : [address])])),
    seenBy: WITNESSES.filter((one) => one === witness || seenBy.includes(one)),
  };
}

function evidenceOf(members: readonly Identified[]): Device['evidence'] {
  const lines = new Map<string, { by: Witness; line: string }>();
  for (const { observation } of members) {
    for (const line of observation.evidence) {
      lines.set(`${observation.witness} ${line}`, { by: observation.witness, line });
    }
  }
  return [...lines.values()]
    .toSorted((a, b) => WITNESSES.indexOf(a.by) - WITNESSES.indexOf(b.by))
    .slice(0, MAX_LISTED);
}

function sharedMark({ tie, value, others, count }: Shared): Contradiction {
  const about =
    tie === 'serial' ? 'serial' : tie === 'uuid' ? 'uuid' : tie === 'mac' ? 'mac' : 'address';
  return {
    about,
    kind: 'shared',
    says: sharedSentence(about, value, others, count),
    values: [{ value, by: [] }],
  };
}

function sharedSentence(
  about: Contradiction['about'],
  value: string,
  others: readonly Thing[],
  count: number,
): string {
  const places = unique(
    others
      .flatMap(placesOf)
      .toSorted(byKey)
      .map(({ address }) => address),
  );
  const more = count > MOST_PLACES ? ` and ${count - MOST_PLACES} more` : '';
  const who =
    places.length === 0
      ? 'another thing'
      : `what answers at ${places.slice(0, MOST_PLACES).join(', ')}${more}`;
  switch (about) {
    case 'address':
      return `another thing is at ${value} too: the queues of a print server, or two hosts with one address`;
    case 'mac':
      return `${who} has the MAC address ${value} too: one of them is a copy, or it is one device with several addresses on one network`;
    case 'serial':
      return `${who} has the serial number ${value.slice(value.indexOf(' ') + 1)} too, and says that it is something else`;
    default:
      return `${who} has the UUID ${value} too, and says that it is something else`;
  }
}

/** Places that a sentence names. */
const MOST_PLACES = 3;
/** A thing with many forged marks is named in a sentence for each. */
const PLACES = new WeakMap<Thing, readonly Keyed[]>();

/** Where a thing is, in a word or two: its first places. */
function placesOf(thing: Thing): readonly Keyed[] {
  const known = PLACES.get(thing);
  if (known !== undefined) return known;
  const own = thing.members.flatMap((one) => one.own ?? []);
  const said =
    own.length > 0 ? own : thing.members.flatMap(({ addresses }) => addresses).slice(0, 1);
  const places = unique(said).map(keyed).toSorted(byKey).slice(0, MOST_PLACES);
  PLACES.set(thing, places);
  return places;
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
