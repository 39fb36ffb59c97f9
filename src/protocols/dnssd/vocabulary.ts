/** Ports, groups and names of DNS-SD over multicast DNS (RFC 6762, section 3; RFC 6763). */
import type { Endpoint } from '../../core/endpoint.ts';

export const MDNS_PORT = 5353;

/** Where everybody on a link hears (RFC 6762, section 3). IPv6 needs the interface as a zone: `ff02::fb%eth0`. */
export const MDNS_GROUP: Endpoint = { address: '224.0.0.251', port: MDNS_PORT };
export const MDNS_GROUP_IPV6: Endpoint = { address: 'ff02::fb', port: MDNS_PORT };

/** The domain of a link. */
export const LOCAL = 'local';

/** Who asks for this is told which types of services there are (RFC 6763, section 9). */
export const ENUMERATION = '_services._dns-sd._udp';

/** What printers and scanners offer, and the page that most of them have. */
export const DEVICE_TYPES: readonly string[] = [
  '_ipp._tcp',
  '_ipps._tcp',
  '_printer._tcp',
  '_pdl-datastream._tcp',
  '_scanner._tcp',
  '_uscan._tcp',
  '_uscans._tcp',
  '_http._tcp',
];

/** The same services under narrower names: what AirPrint (`_universal`) and IPP Everywhere (`_print`) ask for. */
export const DEVICE_SUBTYPES: readonly string[] = [
  '_universal._sub._ipp._tcp',
  '_universal._sub._ipps._tcp',
  '_print._sub._ipp._tcp',
  '_print._sub._ipps._tcp',
];

/** A message with its IP and UDP headers fits one frame of Ethernet, by IPv6 too (RFC 6762, section 17). */
export const ONE_FRAME = 1452;
/** No message is longer, over however many frames (the same). */
export const LONGEST_MESSAGE = 8952;

/** How long records about a host are good for, and all others (RFC 6762, section 10). Seconds. */
export const HOST_TTL = 120;
export const OTHER_TTL = 4500;
