/** By which interfaces default routes leave, as Linux tells: what a person means by *this network*. */

/** `RTF_*` of `linux/route.h`. */
const ROUTE_UP = 0x1;
const ROUTE_REJECT = 0x200;

/** Names of interfaces, for IPv4 and IPv6 together; undefined where it cannot be read. */
export function defaultRouteLinks(): ReadonlySet<string> | undefined {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(`/proc/self/net/${name}`, 'latin1');
    } catch {
      return undefined;
    }
  };
  const [four, six] = [read('route'), read('ipv6_route')];
  if (four === undefined && six === undefined) return undefined;
  return new Set([...defaultsOf4(four ?? ''), ...defaultsOf6(six ?? '')]);
}

/** @param text of `/proc/net/route`: a heading, then name, destination, gateway, flags, three counts, mask … in hex */
export function defaultsOf4(text: string): string[] {
  return rows(text)
    .filter(([, destination, , flags, , , , mask]) => {
      return /^0+$/.test(destination ?? '') && /^0+$/.test(mask ?? '') && isUsed(flags);
    })
    .map(([name = '']) => name);
}

/** @param text of `/proc/net/ipv6_route`: destination, its length, source, its length, gateway, …, flags, name in hex */
export function defaultsOf6(text: string): string[] {
  return rows(text)
    .filter(([destination, length, , , , , , , flags, name]) => {
      return /^0+$/.test(destination ?? '') && length === '00' && isUsed(flags) && name !== 'lo';
    })
    .map((row) => row[9] ?? '');
}

const rows = (text: string): string[][] => text.split('\n').map((line) => line.trim().split(/\s+/));

function isUsed(flags = ''): boolean {
  const number = parseInt(flags, 16);
  return (number & ROUTE_UP) !== 0 && (number & ROUTE_REJECT) === 0;
}
