/** What tells things apart: hardware addresses, UUIDs and addresses in one form each, without what is nobody's. */
import { parseIpv6, formatIpv6 } from '../core/ipv6.ts';
import { makerName, productOf, serialNumber } from './product.ts';
import type { Observation } from './observation.ts';

/** `00-00-5E-00-53-01` → `00:00:5e:00:53:01`; undefined for what belongs to no one thing. */
export function stationMac(text: string | undefined): string | undefined {
  const digits = text?.toLowerCase().replaceAll(/[:.-]/g, '') ?? '';
  if (!/^[0-9a-f]{12}$/.test(digits) || /^0+$/.test(digits)) return undefined;
  // Bit 0 of the first byte: a group of stations (IEEE 802, section 8.2), the broadcast address among them.
  if ((parseInt(digits.slice(0, 2), 16) & 1) !== 0) return undefined;
  return digits.match(/../g)!.join(':');
}

/** A UUID in lower case, without `urn:uuid:`; undefined for the nil and the max UUID (RFC 9562, 5.9 and 5.10). */
export function plainUuid(text: string | undefined): string | undefined {
  const [uuid] = text?.toLowerCase().match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/) ?? [];
  return uuid === undefined || /^(?:[0-]+|[f-]+)$/.test(uuid) ? undefined : uuid;
}

/** What Epson's UUIDs begin with; the rest is the MAC address (fact sheet, section 8.1: three models). */
const EPSON_UUID = 'cfe92100-67c4-11d4-a45f-';

/** The MAC address inside an Epson UUID. */
export const macOfUuid = (uuid: string): string | undefined =>
  uuid.startsWith(EPSON_UUID) ? stationMac(uuid.slice(EPSON_UUID.length)) : undefined;

/** An address and the interface that it is on, where the text names one (`fe80::1%eth0`). */
export interface PlacedAddress {
  readonly address: string;
  readonly zone?: string;
}

/** One form for each address; undefined for what is no address of one thing. */
export function unicastAddress(text: string): PlacedAddress | undefined {
  const [given = '', zone] = text.split('%', 2);
  const address = given.includes(':') ? plainIpv6(given) : plainIpv4(given);
  return address === undefined ? undefined : { address, ...(zone && { zone }) };
}

function plainIpv4(text: string): string | undefined {
  const parts = text.split('.');
  const bytes = parts.filter((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (parts.length !== 4 || bytes.length !== 4) return undefined;
  // This network, multicast, and what is reserved up to the broadcast address (RFC 1122, 3.2.1.3; RFC 1112, 4).
  const first = Number(parts[0]);
  return first === 0 || first >= 224 ? undefined : text;
}

function plainIpv6(text: string): string | undefined {
  let bytes: Uint8Array;
  try {
    bytes = parseIpv6(text);
  } catch {
    return undefined;
  }
  if (bytes[0] === 0xff || bytes.every((byte) => byte === 0)) return undefined;
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff;
  return isMapped ? plainIpv4(bytes.subarray(12).join('.')) : formatIpv6(bytes);
}

/** An observation with what it says that tells things apart. */
export interface Identified {
  readonly observation: Observation;
  readonly maker?: string;
  readonly model?: string;
  readonly serial?: string;
  /** Those that were told, then the one inside an Epson UUID. */
  readonly macs: readonly string[];
  readonly uuid?: string;
  /** Where it answered itself. */
  readonly own?: string;
  /** `own`, and those that it says are its. */
  readonly addresses: readonly string[];
  /** Lower case: names of multicast DNS, which one host at a time has on a link (RFC 6762, section 9). */
  readonly hosts: readonly string[];
  readonly link?: string;
}

/** More than any device has; what follows is no identity, so that nobody can claim a whole network. */
export const MAX_ADDRESSES = 16;

export function identify(observation: Observation): Identified {
  const { from, direct, uuid: said } = observation;
  const { maker, model } = productOf(observation.model, observation.maker);
  const byId = productOf(observation.deviceId);
  const uuid = plainUuid(said);
  const own = direct && from ? unicastAddress(from.address) : undefined;
  const placed = [
    ...(own ? [own] : []),
    ...(observation.addresses ?? []).flatMap((address) => unicastAddress(address) ?? []),
  ];
  const link = observation.link ?? own?.zone ?? placed.find(({ zone }) => zone)?.zone;
  const macs = [...(observation.macs ?? []), uuid && macOfUuid(uuid)];
  const identified = {
    maker: maker ?? byId.maker ?? makerName(observation.maker),
    model: model ?? byId.model,
    serial: serialNumber(observation.serial),
    uuid,
    own: own?.address,
    link,
  };
  return {
    observation,
    ...Object.fromEntries(Object.entries(identified).filter(([, value]) => value !== undefined)),
    macs: unique(macs.flatMap((mac) => stationMac(mac) ?? [])),
    addresses: unique(placed.map(({ address }) => address)).slice(0, MAX_ADDRESSES),
    hosts: unique((observation.hosts ?? []).map((host) => host.toLowerCase().replace(/\.$/, ''))),
  };
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Whether a host is given by number. */
export const isIpAddress = (host: string): boolean => unicastAddress(host) !== undefined;
