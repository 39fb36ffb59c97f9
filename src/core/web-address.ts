/** Web addresses taken apart, for code that must know whom it is about to ask before it asks. */

/** `http://192.0.2.1:631/ipp/print`. */
export interface WebAddress {
  /** Whether TLS is spoken. */
  readonly secure: boolean;
  /** A name, or an IP address; IPv6 without its brackets, with its zone where it has one (`fe80::1%eth0`). */
  readonly host: string;
  readonly port: number;
  /** Begins with `/`; a query belongs to it. */
  readonly path: string;
}

/** Longer ones name no printer. */
const LONGEST = 1024;

const ADDRESS =
  /^(http|ipp)(s?):\/\/(?:\[([0-9a-f:.]+(?:%[\w.-]+)?)\]|([a-z0-9._~-]+))(?::(\d{1,5}))?(\/[!-~]*)?$/i;

/**
 * Takes an address with the scheme http, https, ipp or ipps (RFC 3986; RFC 3510 and 7472: port 631 where
 * none is named). Undefined for all others, and for those with a user's name, a fragment or blanks.
 */
export function parseWebAddress(text: string): WebAddress | undefined {
  if (text.length > LONGEST) return undefined;
  const [, scheme, secure, bracketed, name, digits, path = '/'] = ADDRESS.exec(text.trim()) ?? [];
  if (scheme === undefined || path.includes('#')) return undefined;
  const usual = scheme.toLowerCase() === 'ipp' ? 631 : secure ? 443 : 80;
  const port = digits === undefined ? usual : Number(digits);
  if (port === 0 || port > 65_535) return undefined;
  return { secure: secure !== '', host: hostOf((bracketed ?? name)!), port, path };
}

/** Lower case, but for the zone, which is a name of this machine; RFC 6874 has `%25` before it. */
function hostOf(text: string): string {
  const [address = '', zone] = text.split('%', 2);
  return address.toLowerCase() + (zone === undefined ? '' : `%${zone.replace(/^25(?=.)/, '')}`);
}

/** `https://[2001:db8::1]:631/ipp/print`: always with the port. */
export function formatWebAddress({ secure, host, port, path }: WebAddress): string {
  const place = host.includes(':') ? `[${host.replace('%', '%25')}]` : host;
  return `http${secure ? 's' : ''}://${place}:${port}${path}`;
}
