/** The names of WS-Discovery and what it stands on, in both of the versions that devices speak. */

/** OASIS WS-Discovery 1.1, section 2.4, and the draft of April 2005 alike. */
export const WSD_PORT = 3702;
export const WSD_GROUP = '239.255.255.250';
/** Link-local. */
export const WSD_GROUP_IPV6 = 'ff02::c';

/** The draft is what printers, scanners and Windows speak; 1.1 what cameras and newer libraries do. */
export const VERSIONS = ['2005/04', '1.1'] as const;
export type WsdVersion = (typeof VERSIONS)[number];

/** SOAP 1.2, part 1, section 1.1. */
export const SOAP = 'http://www.w3.org/2003/05/soap-envelope';

interface Names {
  readonly discovery: string;
  readonly addressing: string;
  /** Whom a multicast message is to. */
  readonly everyone: string;
  /** Whom an answer is to: whoever asked. */
  readonly anonymous: string;
  /** The Devices Profile's: metadata. */
  readonly profile: string;
}

/** Draft: ws-discovery.pdf of April 2005, sections 1.4 and 2.4; DPWS of February 2006. 1.1: sections 1.4 and 3. */
export const NAMES: Readonly<Record<WsdVersion, Names>> = {
  '2005/04': {
    discovery: 'http://schemas.xmlsoap.org/ws/2005/04/discovery',
    addressing: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
    everyone: 'urn:schemas-xmlsoap-org:ws:2005:04:discovery',
    anonymous: 'http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous',
    profile: 'http://schemas.xmlsoap.org/ws/2006/02/devprof',
  },
  '1.1': {
    discovery: 'http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01',
    addressing: 'http://www.w3.org/2005/08/addressing',
    everyone: 'urn:docs-oasis-open-org:ws-dd:ns:discovery:2009:01',
    anonymous: 'http://www.w3.org/2005/08/addressing/anonymous',
    profile: 'http://docs.oasis-open.org/ws-dd/ns/dpws/2009/01',
  },
};

/** WS-Transfer and WS-MetadataExchange of September 2004, which both versions of the Devices Profile use. */
export const TRANSFER = 'http://schemas.xmlsoap.org/ws/2004/09/transfer';
export const METADATA = 'http://schemas.xmlsoap.org/ws/2004/09/mex';

/** A name with its namespace. */
export interface QName {
  readonly namespace: string;
  readonly name: string;
}

/** The types that say what a device is for: Microsoft's print and scan services, DPWS, Windows itself. */
export const PRINTER: QName = {
  namespace: 'http://schemas.microsoft.com/windows/2006/08/wdp/print',
  name: 'PrintDeviceType',
};
export const SCANNER: QName = {
  namespace: 'http://schemas.microsoft.com/windows/2006/08/wdp/scan',
  name: 'ScanDeviceType',
};
const COMPUTER: QName = {
  namespace: 'http://schemas.microsoft.com/windows/pub/2005/07',
  name: 'Computer',
};

/** What every device of the Devices Profile is: DPWS 1.1, section 3.3 (2006: 3.2). */
export const deviceType = (version: WsdVersion): QName => ({
  namespace: NAMES[version].profile,
  name: 'Device',
});

/**
 * The prefixes that Windows writes. They mean nothing by themselves, but wsdd 0.7 looks for the very letters
 * `wsdp:Device`, and printers may be no better.
 */
export const PREFIXES: ReadonlyMap<string, string> = new Map([
  ...VERSIONS.map((version) => [NAMES[version].profile, 'wsdp'] as const),
  [PRINTER.namespace, 'wprt'],
  [SCANNER.namespace, 'wscn'],
]);

export const sameName = (a: QName, b: QName): boolean =>
  a.name === b.name && a.namespace === b.namespace;

/** What a type is in a word; undefined for those that we do not know, and for `Device`, which all are. */
export function typeWord(type: QName): string | undefined {
  if (sameName(type, PRINTER)) return 'printer';
  if (sameName(type, SCANNER)) return 'scanner';
  if (sameName(type, COMPUTER)) return 'computer';
  if (/onvif\.org/.test(type.namespace)) return 'camera';
  return undefined;
}

/** What a message may be. */
export const KINDS = [
  'Probe',
  'ProbeMatches',
  'Resolve',
  'ResolveMatches',
  'Hello',
  'Bye',
  'Get',
  'GetResponse',
] as const;
export type WsdKind = (typeof KINDS)[number];

/** The version and the kind that an action names; undefined for actions of others. */
export function actionOf(action: string): { version?: WsdVersion; kind: WsdKind } | undefined {
  const slash = action.lastIndexOf('/');
  const space = action.slice(0, slash);
  const kind = KINDS.find((one) => one === action.slice(slash + 1));
  if (kind === undefined) return undefined;
  if (kind === 'Get' || kind === 'GetResponse') return space === TRANSFER ? { kind } : undefined;
  const version = VERSIONS.find((one) => NAMES[one].discovery === space);
  return version && { version, kind };
}

/** The action of a message. */
export const actionUri = (version: WsdVersion, kind: WsdKind): string =>
  `${kind === 'Get' || kind === 'GetResponse' ? TRANSFER : NAMES[version].discovery}/${kind}`;
