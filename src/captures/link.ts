/** What stands before the IP packet, by link type (https://www.tcpdump.org/linktypes.html). */
import { Numbers } from './queue.ts';

/** Where the IP packet begins; or what is there instead, in a word or two. */
export type Inside = { readonly at: number } | { readonly skipped: string };

const TOO_SHORT: Inside = { skipped: 'cut in the link header' };

/** Ethertypes (IEEE 802 numbers at IANA) that captures are full of. */
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0806, 'ARP'],
  [0x0842, 'Wake-on-LAN'],
  [0x8863, 'PPPoE'],
  [0x8864, 'PPPoE'],
  [0x8847, 'MPLS'],
  [0x888e, 'EAPOL'],
  [0x88cc, 'LLDP'],
  [0x88e5, 'MACsec'],
]);
/** Tags in tags: IEEE 802.1ad has two. */
const MOST_TAGS = 4;

/** @param at where the ethertype stands */
function byEthertype(bytes: Uint8Array, at: number): Inside {
  const numbers = new Numbers(bytes, false);
  for (let tags = 0; at + 2 <= bytes.length; tags++) {
    const type = numbers.u16(at);
    if (TAGS.has(type) && tags < MOST_TAGS) {
      // The tag, and then the ethertype of what is tagged.
      at += 4;
      continue;
    }
    if (type === IPV4 || type === IPV6) return { at: at + 2 };
    // IEEE 802.3: a length, and a header of LLC that may lead to an ethertype (SNAP).
    if (type <= 1500) return bySnap(bytes, at + 2);
    return { skipped: NAMES.get(type) ?? `ethertype 0x${type.toString(16).padStart(4, '0')}` };
  }
  return TOO_SHORT;
}

/** RFC 1042: a SNAP header with no organization of its own. */
const SNAP = [0xaa, 0xaa, 0x03, 0, 0, 0];

const bySnap = (bytes: Uint8Array, at: number): Inside =>
  SNAP.every((byte, i) => bytes[at + i] === byte)
    ? byEthertype(bytes, at + SNAP.length)
    : { skipped: 'IEEE 802.2 LLC' };

/** AF_INET, and AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, and macOS, in either order of bytes. */
const FAMILIES: ReadonlySet<number> = new Set([2, 10, 24, 28, 30]);

function byFamily(bytes: Uint8Array): Inside {
  if (bytes.length < 4) return TOO_SHORT;
  const [big, little] = [new Numbers(bytes, false).u32(0), new Numbers(bytes, true).u32(0)];
  const isIp = FAMILIES.has(big) || FAMILIES.has(little);
  return isIp ? { at: 4 } : { skipped: `address family ${Math.min(big, little)}` };
}

type Opener = (bytes: Uint8Array) => Inside;

const ip: Opener = () => ({ at: 0 });

const LINKS: ReadonlyMap<number, Opener> = new Map<number, Opener>([
  // NULL: the loopback of BSD and macOS.
  [0, byFamily],
  // ETHERNET: two addresses, and the ethertype.
  [1, (bytes) => byEthertype(bytes, 12)],
  // Raw IP, as some systems number it in their files.
  [12, ip],
  [14, ip],
  // RAW
  [101, ip],
  // LOOP: the loopback of OpenBSD.
  [108, byFamily],
  // LINUX_SLL: what Linux gives on "any".
  [113, (bytes) => byEthertype(bytes, 14)],
  // IPV4, IPV6
  [228, ip],
  [229, ip],
  // LINUX_SLL2: the ethertype first, the packet after 20 bytes.
  [276, (bytes) => bySll2(bytes)],
]);

function bySll2(bytes: Uint8Array): Inside {
  if (bytes.length < 20) return TOO_SHORT;
  // The same as if it stood just before the packet, as in the older header.
  const inside = byEthertype(Uint8Array.of(...bytes.subarray(0, 2), ...bytes.subarray(20, 40)), 0);
  return 'at' in inside ? { at: inside.at + 18 } : inside;
}

/** Links that have packets in them which are not read here. */
const FOREIGN: ReadonlyMap<number, string> = new Map([
  [9, 'PPP'],
  [105, 'IEEE 802.11'],
  [119, 'IEEE 802.11'],
  [127, 'IEEE 802.11'],
  [147, 'a private link type'],
  [163, 'IEEE 802.11'],
  [187, 'Bluetooth'],
  [189, 'USB'],
  [192, 'PPI'],
  [195, 'IEEE 802.15.4'],
  [201, 'Bluetooth'],
  [220, 'USB'],
  [239, 'NFLOG'],
  [249, 'USB'],
  [253, 'netlink'],
]);

/** Total: any bytes of any link type. */
export function openLink(link: number, bytes: Uint8Array): Inside {
  const open = LINKS.get(link);
  if (open) return open(bytes);
  const name = FOREIGN.get(link);
  return { skipped: `link type ${link}${name === undefined ? '' : ` (${name})`}, not supported` };
}
