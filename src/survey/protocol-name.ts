/** What IP protocols are called that raw sockets are opened for ("Protocol Numbers", IANA). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [41, 'IPv6 in IP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [103, 'PIM'],
  [112, 'VRRP'],
  [132, 'SCTP'],
  [255, 'any protocol'],
]);

/** `ICMP`, `protocol 99`. */
export const protocolName = (number: number) => NAMES.get(number) ?? `protocol ${number}`;
