/** What WS-Discovery told of one device, put together from all its answers. */
import { isSameEndpoint, type Endpoint } from '../../core/endpoint.ts';
import { withoutZone } from '../../core/ipv6.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import { formatWebAddress, parseWebAddress } from '../../core/web-address.ts';
import { sameName, typeWord, type QName } from './vocabulary.ts';
import { MAX_LISTED, type WsdService } from './wire.ts';

/** Endpoints that answered as one device: its addresses of both families, on all our interfaces. */
export const MAX_ENDPOINTS = 16;

export interface WsdDevice {
  /** Its endpoint reference: the same for ever, `urn:uuid:…`. */
  readonly id: string;
  /** `printer`, `scanner`, `computer`, `camera`: what its types say in words. */
  readonly kinds: readonly string[];
  readonly types: readonly QName[];
  readonly scopes: readonly string[];
  /** Where it says that it can be asked more: whatever it wrote, unchecked. See {@link metadataAddress}. */
  readonly addresses: readonly string[];
  readonly metadataVersion?: number;
  /** Who answered as this device, in the order of their first answers. Several hosts are a contradiction. */
  readonly endpoints: readonly Endpoint[];
}

/** A device with one more answer taken in; the very same one when that tells nothing new. */
export function learn(
  known: WsdDevice | undefined,
  service: WsdService,
  from: Endpoint,
): WsdDevice {
  const types = united(known?.types ?? [], service.types, sameName);
  const scopes = united(known?.scopes ?? [], service.scopes, Object.is);
  const addresses = united(known?.addresses ?? [], service.addresses, Object.is);
  const endpoints = united(known?.endpoints ?? [], [from], isSameEndpoint, MAX_ENDPOINTS);
  const version = Math.max(known?.metadataVersion ?? -1, service.metadataVersion ?? -1);
  const device: WsdDevice = {
    id: service.id,
    kinds: [...new Set(types.flatMap((type) => typeWord(type) ?? []))],
    types,
    scopes,
    addresses,
    ...(version >= 0 && { metadataVersion: version }),
    endpoints,
  };
  const isSame =
    known !== undefined &&
    types === known.types &&
    scopes === known.scopes &&
    addresses === known.addresses &&
    endpoints === known.endpoints &&
    device.metadataVersion === known.metadataVersion;
  return isSame ? known : device;
}

/** The first list itself when the second has nothing new. */
function united<T>(
  known: readonly T[],
  more: readonly T[],
  same: (a: T, b: T) => boolean,
  most = MAX_LISTED,
): readonly T[] {
  const all = [...known];
  for (const one of more) {
    if (all.length < most && !all.some((other) => same(one, other))) all.push(one);
  }
  return all.length === known.length ? known : all;
}

/**
 * Where a device may be asked for its metadata: the first of its addresses that is one of the hosts that answered
 * as it, by number, and no port where bytes come out as paper. Undefined when there is none: a forged answer must
 * not send us to somebody else.
 */
export function metadataAddress({ addresses, endpoints }: WsdDevice): string | undefined {
  const hosts = new Map(
    endpoints.map(({ address }) => [withoutZone(address).toLowerCase(), address]),
  );
  for (const text of addresses) {
    const address = parseWebAddress(text);
    const host = address && hosts.get(withoutZone(address.host));
    if (address === undefined || host === undefined || isPrintPort(address.port)) continue;
    // By which link it is reached, this machine alone knows.
    return host.includes('%') ? formatWebAddress({ ...address, host }) : text;
  }
  return undefined;
}
