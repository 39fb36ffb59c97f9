/**
 * The words of ENPC: packet types, device types, functions and results, each with how sure we are of
 * it. Tables only; how the words are laid out in a datagram is read in `wire.ts` and `payloads.ts`.
 *
 * Source names are those of this folder's README.
 */

/** Every message begins with these five bytes: "EPSON". */
export const MAGIC = [0x45, 0x50, 0x53, 0x4f, 0x4e] as const;

/** Magic, packet type, device type, device number, function, result, payload length. */
export const HEADER_LENGTH = 14;

/** UDP, as Epson's guide (UB-E02 p. 5-3) and the registry say. Nobody shows ENPC over TCP. */
export const ENPC_PORT = 3289;

/** Registered as `EPSON-disc-set` (IANA). That any device of today listens to it is UNKNOWN. */
export const ENPC_GROUP = '224.0.2.3';

/** How a fact is known. */
export type Evidence =
  /** the bytes were seen on a wire, or are printed by Epson */
  | 'verified'
  /** follows from verified bytes or somebody's reading, unproved */
  | 'inferred'
  /** read out of a program of Epson's; never seen on a wire */
  | 'disassembly'
  /** somebody names it and shows no byte of it */
  | 'name only';

/**
 * Packet types by their letter as a request; the same letter in lower case is the reply. The five
 * names without Command are Epson's (UB-E02 p. 5-3), Command is the captures'. Of Setup,
 * Initialize and Notify no byte beyond the letter is known.
 */
export const PACKETS = {
  P: 'Probe',
  Q: 'Query',
  C: 'Command',
  S: 'Setup',
  I: 'Initialize',
  N: 'Notify',
} as const;
export type PacketLetter = keyof typeof PACKETS;
export type PacketName = (typeof PACKETS)[PacketLetter];

/** Device types: which part of the machine a message is about. Of scanners the query alone was seen (pushscan). */
export const DEVICE_TYPES: Readonly<Record<number, string>> = {
  0x00: 'network interface',
  0x02: 'printer',
  0x03: 'receipt printer',
  0x04: 'scanner',
};

/** The device number in the probe that Epson's inkjet and scanner software sends (sane, #923, pushscan). */
export const ANY_DEVICE_NUMBER = 0xff;

/** Result codes of replies; requests hold 0. */
export const RESULTS = {
  OK: 0x0000,
  /** A name in enpc.lua; never seen on a wire. */
  NO_SUCH_DEVICE: 0xfffe,
  /** A real TM-T88V's answer, with length 0, to functions that it lacks (kitchen). */
  NOT_SUPPORTED: 0xffff,
  /** Epson's POS client takes it like 0 in the 54-byte record (usb2eth); meaning UNKNOWN. */
  ACCEPTED_BY_EPSON: 0xe000,
  /** Seen once, answering command 0016; meaning UNKNOWN (kitchen). */
  UNEXPLAINED_F000: 0xf000,
} as const;

const RESULT_MEANINGS: Readonly<Record<number, string>> = {
  [RESULTS.OK]: 'ok',
  [RESULTS.NO_SUCH_DEVICE]: 'no such device',
  [RESULTS.NOT_SUPPORTED]: 'function not supported',
  [RESULTS.ACCEPTED_BY_EPSON]: "result e000, taken like ok by Epson's client",
  [RESULTS.UNEXPLAINED_F000]: 'result f000, meaning unknown',
};

/** What somebody is known to ask. A function belongs to a device type; 0010 means two things. */
export interface FunctionRow {
  /** Which packets carry it; absent where the one source names no packet type. */
  readonly packet?: 'Probe' | 'Query' | 'Command';
  readonly device: number;
  readonly code: number;
  readonly evidence: Evidence;
  /** What is known less surely than `evidence` says. */
  readonly caveat?: string;
}

/** Every function that anyone names, by the name that messages and records use. */
export const FUNCTIONS = {
  probe: { packet: 'Probe', device: 0x00, code: 0x0000, evidence: 'verified' },
  'network card': { packet: 'Query', device: 0x00, code: 0x0000, evidence: 'verified' },
  'network status': { packet: 'Query', device: 0x00, code: 0x0010, evidence: 'verified' },
  'printer identity': { packet: 'Query', device: 0x02, code: 0x0000, evidence: 'verified' },
  'receipt model': { packet: 'Query', device: 0x03, code: 0x0000, evidence: 'verified' },
  'receipt card': { packet: 'Query', device: 0x03, code: 0x0001, evidence: 'verified' },
  'receipt card variant': {
    packet: 'Query',
    device: 0x03,
    code: 0x0002,
    evidence: 'verified',
    caveat: 'recorded once, of a TM-T88V',
  },
  'printer status': { packet: 'Query', device: 0x03, code: 0x0010, evidence: 'verified' },
  'receive buffer': { packet: 'Query', device: 0x03, code: 0x0014, evidence: 'disassembly' },
  'port holder': { packet: 'Query', device: 0x03, code: 0x0017, evidence: 'verified' },
  'print permission': { packet: 'Query', device: 0x03, code: 0x0020, evidence: 'disassembly' },
  'secure print': {
    packet: 'Query',
    device: 0x03,
    code: 0x0131,
    evidence: 'verified',
    caveat: 'what it means is inferred',
  },
  'scanner identity': {
    packet: 'Query',
    device: 0x04,
    code: 0x0000,
    evidence: 'verified',
    caveat: 'the query was recorded, its answer never printed',
  },
  'forced transmission': { device: 0x03, code: 0x0011, evidence: 'name only' },
  reset: { packet: 'Command', device: 0x03, code: 0x0012, evidence: 'disassembly' },
  'buffer flush': { device: 0x03, code: 0x0013, evidence: 'name only' },
  'transmission toggle': { packet: 'Command', device: 0x03, code: 0x0015, evidence: 'verified' },
  'connection timer': { packet: 'Command', device: 0x03, code: 0x0016, evidence: 'verified' },
} as const satisfies Readonly<Record<string, FunctionRow>>;
export type FunctionName = keyof typeof FUNCTIONS;

/**
 * The queries that may be sent: those seen on the wire, and nothing else (safety gate: 0014 and 0020
 * are known from disassembly alone, so they are read and never sent). The order is the order in which
 * a client asks: who are you, then how are you; `secure print` last, as its answer is scrambled.
 */
export const SENDABLE_QUERIES = [
  'network card',
  'receipt model',
  'printer identity',
  'scanner identity',
  'network status',
  'receipt card',
  'receipt card variant',
  'printer status',
  'port holder',
  'secure print',
] as const satisfies readonly FunctionName[];
export type QueryName = (typeof SENDABLE_QUERIES)[number];

/** What is known of a function. */
export const functionRow = (name: FunctionName): FunctionRow => FUNCTIONS[name];

const NAMES = new Map<string, FunctionName>(
  (Object.keys(FUNCTIONS) as FunctionName[]).map((name) => {
    const row = functionRow(name);
    return [functionKey(row.packet, row.device, row.code), name];
  }),
);

function functionKey(packet: PacketName | undefined, device: number, code: number): string {
  return `${packet ?? 'any'}/${device}/${code}`;
}

/**
 * The function's name, or undefined where nobody has named it. Names without a packet type are of queries or commands:
 * of Setup, Initialize and Notify nobody knows any function.
 */
export function functionName(
  packet: PacketName,
  device: number,
  code: number,
): FunctionName | undefined {
  const named = NAMES.get(functionKey(packet, device, code));
  if (named !== undefined || (packet !== 'Query' && packet !== 'Command')) return named;
  return NAMES.get(functionKey(undefined, device, code));
}

/** Whether a letter is a packet type that Epson's own parser knows (usb2eth), in either case. */
export function packetName(letter: number): PacketName | undefined {
  const upper = String.fromCharCode(letter).toUpperCase();
  return Object.hasOwn(PACKETS, upper) ? PACKETS[upper as PacketLetter] : undefined;
}

/** `receipt printer`, `unknown device type 0x53`. */
export function deviceTypeName(device: number): string {
  return DEVICE_TYPES[device] ?? `unknown device type 0x${device.toString(16).padStart(2, '0')}`;
}

/** `function not supported`, `unknown result 0x1000`. */
export function resultName(result: number): string {
  return RESULT_MEANINGS[result] ?? `unknown result 0x${result.toString(16).padStart(4, '0')}`;
}
