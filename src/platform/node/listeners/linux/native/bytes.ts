/**
 * What system calls write into memory: directory entries (getdents64(2)), the targets of links, and
 * what is known of a file (statx(2)). Pure and total.
 */

/** `struct linux_dirent64`: inode (8), offset (8), the entry's length (2), its type (1), its name. */
const ENTRY = { length: 16, name: 19 } as const;

const [ZERO, NINE] = [0x30, 0x39];
const BIG = new Uint8Array(Uint16Array.of(0x0102).buffer)[0] === 1;

/**
 * The numbers among the names of a folder's entries; `.` and `..` and other words are passed over.
 * @param size how many of the bytes were filled
 */
export function descriptors(bytes: Uint8Array, size = bytes.length): number[] {
  const numbers: number[] = [];
  for (let at = 0; at + ENTRY.name < size;) {
    const first = bytes[at + ENTRY.length] ?? 0;
    const second = bytes[at + ENTRY.length + 1] ?? 0;
    const length = BIG ? (first << 8) | second : (second << 8) | first;
    // No entry is shorter than itself: it would be read for ever.
    if (length <= ENTRY.name) return numbers;
    const number = decimal(bytes, at + ENTRY.name, Math.min(at + length, size), 0);
    if (number !== undefined) numbers.push(number);
    at += length;
  }
  return numbers;
}

/** `socket:[`, as bytes. */
const PREFIX = [0x73, 0x6f, 0x63, 0x6b, 0x65, 0x74, 0x3a, 0x5b];
const CLOSING = 0x5d;

/** The inode that a descriptor's link `socket:[12345]` names; undefined when it is another kind. */
export function socketInode(link: Uint8Array, length: number): number | undefined {
  for (let at = 0; at < PREFIX.length; at++) if (link[at] !== PREFIX[at]) return undefined;
  return decimal(link, PREFIX.length, Math.min(length, link.length), CLOSING);
}

/** `stx_uid` in `struct statx`. */
const OWNER = 20;

/** The user that a file belongs to, of what statx(2) says of it. */
export function ownerOf(status: Uint8Array): number {
  return new DataView(status.buffer, status.byteOffset).getUint32(OWNER, !BIG);
}

/** Largest number that is read: more digits are nobody's. */
const LIMIT = Number.MAX_SAFE_INTEGER / 10 - 10;

/** The digits from `at` to the byte `stop`, which must come before `end`; undefined otherwise. */
function decimal(bytes: Uint8Array, at: number, end: number, stop: number): number | undefined {
  let number = 0;
  for (let next = at; next < end; next++) {
    const byte = bytes[next] ?? 0;
    if (byte === stop) return next > at ? number : undefined;
    if (byte < ZERO || byte > NINE || number > LIMIT) return undefined;
    number = number * 10 + byte - ZERO;
  }
  return undefined;
}
