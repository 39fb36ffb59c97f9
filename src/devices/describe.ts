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
    ...shared.map((mark) => sharedMark(mark)),
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
  return unique(members.flatMap(({ addresses }) => addresses)).toSorted(
    (a, b) =>
      placeOf(a) - placeOf(b) || Number(own.has(b)) - Number(own.has(a)) || compareAddresses(a, b),
  );
}

/** IPv4 is what people type; an address of a link is of use only with the link's name. */
const placeOf = (address: string): number =>
  /^(?:169\.254\.|fe[89ab])/.test(address) ? 2 : address.includes(':') ? 1 : 0;

const padded = (address: string): string =>
  address.replace(/\d+/g, (part) => part.padStart(3, '0'));

function compareAddresses(a: string, b: string): number {
  const [one, other] = a.includes(':') ? [a, b] : [padded(a), padded(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

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
    answered: unique([...before, ...(address === undefined ? [] : [address])]).toSorted(
      compareAddresses,
    ),
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
  const places = unique(others.flatMap(({ members }) => placesOf(members))).toSorted(
    compareAddresses,
  );
  const more = count > 3 ? ` and ${count - 3} more` : '';
  const who =
    places.length === 0
      ? 'another thing'
      : `what answers at ${places.slice(0, 3).join(', ')}${more}`;
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

/** Where a thing is, in a word or two. */
function placesOf(members: readonly Identified[]): string[] {
  const own = members.flatMap((one) => one.own ?? []);
  return own.length > 0 ? own : members.flatMap(({ addresses }) => addresses).slice(0, 1);
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
