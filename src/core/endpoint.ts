/** Where a datagram comes from or goes to. `address` is an IP address in its text form. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export const isSameEndpoint = (a: Endpoint, b: Endpoint): boolean =>
  a.port === b.port && a.address === b.address;

/** What a person writes of an endpoint. */
export interface HostAndPort {
  /** An IP address or a name; whether it is either, nobody has looked. */
  readonly host: string;
  /** 0 to 99,999: whether it is one, nobody has looked. */
  readonly port: number | undefined;
}

/** A host that has no colon or stands in brackets, and perhaps a port. */
const HOST_AND_PORT = /^(?:\[([^\]]*:[^\]]*)\]|([^:[\]]+))(?::(\d{1,5}))?$/;
/** An IPv6 address as it is, which leaves no place for a port. */
const BARE_IPV6 = /^[^:[\]]*:[^[\]]*:[^[\]]*$/;

/** Takes `host`, `192.0.2.1:80`, `[2001:db8::1]:80` or `2001:db8::1` apart; undefined for what is written in another way. */
export function readHostAndPort(text: string): HostAndPort | undefined {
  if (BARE_IPV6.test(text)) return { host: text, port: undefined };
  const [, bracketed, plain, digits] = HOST_AND_PORT.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host === undefined
    ? undefined
    : { host, port: digits === undefined ? undefined : Number(digits) };
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
