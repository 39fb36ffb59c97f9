/**
 * The fields of an ST2 reply: what each type holds, read in the order of the wire. A type that nobody has
 * explained, or one of another length than its sources show, keeps its bytes and its place.
 */
import { toHex } from '../../core/bytes/hex.ts';
import type { Reader } from '../../core/bytes/reader.ts';
import {
  BOX_STATES,
  CANCELLATIONS,
  cartridgeWords,
  COLOURS,
  COUNTERS,
  ERRORS,
  INTERFACES,
  JAMS,
  levelWords,
  meaningOf,
  PAPER_PATHS,
  SELF_PRINTS,
  STATES,
  TEMPERATURES,
  TRAYS,
  warningWords,
  withDispute,
  type Meaning,
} from './vocabulary.ts';

export interface Ink {
  readonly cartridge: number;
  readonly colour: number;
  /** 0 to 100 in percent; above it a state: see `levelWords`. */
  readonly level: number;
  /** What a printer says of each ink beyond these three. */
  readonly more: Uint8Array;
}

export interface PaperSetting {
  readonly source: number;
  readonly mediaType: number;
  readonly mediaSize: number;
  readonly unknown4: Uint8Array;
}

/** What a printer said of its power supply. */
export interface Power {
  readonly battery: boolean;
  readonly unknown1: number;
  readonly charging: boolean;
  readonly percent: number;
  readonly genuine: boolean;
}

/** A field that is kept as it came. `offset`: of its value, from the start of the reply. */
export interface KeptField {
  readonly type: number;
  /** What it is about, where that much is known. */
  readonly name?: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** All that a reply may say; codes as they came, their words are in `vocabulary.ts`. */
export interface St2Status {
  readonly state?: number;
  readonly error?: number;
  readonly selfPrint?: number;
  readonly warnings?: readonly number[];
  /** Two bytes as one number. */
  readonly paperPath?: number;
  /** Seconds; while cleaning. */
  readonly cleaningTime?: number;
  /** One a box: as an ink's level. */
  readonly maintenanceBoxes?: readonly number[];
  /** Which cartridges to replace, a bit each. */
  readonly replace?: number;
  readonly inks?: readonly Ink[];
  readonly jobName?: string;
  readonly cancellation?: number;
  readonly tray?: number;
  readonly temperature?: number;
  readonly power?: Power;
  readonly jam?: number;
  readonly counters?: readonly number[];
  readonly boxStates?: readonly number[];
  readonly interface?: number;
  readonly papers?: readonly PaperSetting[];
  readonly serial?: string;
}

interface Layout {
  readonly name: string;
  /** Whether a value of this length is one that sources show. */
  readonly fits: (length: number, peek: Uint8Array) => boolean;
  readonly read: (r: Reader, length: number) => St2Status;
}

const INK_SIZE = 3;
const PAPER_SIZE = 9;
const JOB_PREFIX = 5;
const COUNTER_SIZE = 4;

const words = (of: Readonly<Record<number, Meaning>>, what: string) => (code: number) =>
  withDispute(meaningOf(of, code, what));

/** A field of one byte. */
const byte = (
  name: string,
  meaning: (code: number) => string,
  keep: (code: number) => St2Status,
): Layout => ({
  name,
  fits: (length) => length === 1,
  read: (r) => keep(r.u8(name, meaning)),
});

/** A first byte that says how many bytes each record has, then records. */
const records = (size: (declared: number) => boolean) => (length: number, peek: Uint8Array) => {
  const declared = peek[0] ?? 0;
  return length >= 1 && declared > 0 && size(declared) && (length - 1) % declared === 0;
};

const LAYOUTS: Readonly<Record<number, Layout>> = {
  0x01: byte('state', words(STATES, 'state'), (state) => ({ state })),
  0x02: byte('error', words(ERRORS, 'error'), (error) => ({ error })),
  0x03: byte('self print', words(SELF_PRINTS, 'self print'), (selfPrint) => ({ selfPrint })),
  0x04: {
    name: 'warnings',
    fits: () => true,
    read: (r, length) => ({
      warnings: Array.from({ length }, () => r.u8('warning', warningWords)),
    }),
  },
  0x06: {
    name: 'paper path',
    fits: (length) => length === 2,
    read: (r) => ({ paperPath: r.u16('paper path', words(PAPER_PATHS, 'path')) }),
  },
  0x0c: {
    name: 'cleaning time',
    fits: (length) => length === 2,
    read: (r) => ({ cleaningTime: readLittle(r, 'cleaning time', 2, (time) => `${time} s`) }),
  },
  0x0d: {
    name: 'maintenance box',
    fits: (length) => length > 0,
    read: (r, length) => ({
      maintenanceBoxes: Array.from({ length }, () => r.u8('maintenance box', levelWords)),
    }),
  },
  0x0e: byte('replace cartridge', cartridgeBits, (replace) => ({ replace })),
  0x0f: { name: 'ink', fits: records((size) => size >= INK_SIZE), read: readInks },
  0x13: byte('cancel', words(CANCELLATIONS, 'cancellation'), (cancellation) => ({ cancellation })),
  0x18: byte('tray', words(TRAYS, 'tray'), (tray) => ({ tray })),
  0x19: {
    name: 'job name',
    fits: (length) => length >= JOB_PREFIX,
    read: (r, length) => {
      r.bytes('unknown 0', JOB_PREFIX);
      return { jobName: r.text('job name', length - JOB_PREFIX) };
    },
  },
  0x1c: byte('temperature', words(TEMPERATURES, 'temperature'), (temperature) => ({
    temperature,
  })),
  0x1f: { name: 'serial number', fits: (length) => length > 0, read: readSerial },
  0x22: { name: 'power', fits: (length) => length === 5, read: readPower },
  0x35: byte('jam', words(JAMS, 'jam'), (jam) => ({ jam })),
  0x36: {
    name: 'page counters',
    fits: (length) => length > 0 && length % COUNTER_SIZE === 0,
    read: readCounters,
  },
  0x37: { name: 'maintenance box state', fits: records((size) => size >= 1), read: readBoxes },
  0x3d: byte('interface', words(INTERFACES, 'interface'), (code) => ({ interface: code })),
  0x3f: {
    name: 'paper settings',
    fits: (length, peek) => length >= 1 && peek[0] === 1 && (length - 1) % PAPER_SIZE === 0,
    read: readPapers,
  },
  0x40: { name: 'serial number', fits: (length) => length > 0, read: readSerial },
};

/** Fields whose subject somebody names and whose bytes nobody explains, or not enough to read them. */
const NAMED_ONLY: Readonly<Record<number, string>> = {
  0x07: 'paper mismatch',
  0x10: 'loading path',
  0x14: 'cutter',
  0x21: 'paper left, cm',
  0x2c: 'paper width, 1/360 inch',
  0x3b: 'media error',
  0x45: 'replacement counter, to be verified (epc)',
  0x46: 'replacement counter, to be verified (epc)',
};

/** What a field is about; undefined where nobody says. */
export const fieldName = (type: number): string | undefined =>
  LAYOUTS[type]?.name ?? NAMED_ONLY[type];

/** Reads the value of one field of `length` bytes, which the reader holds. */
export function readField(
  r: Reader,
  type: number,
  length: number,
): { readonly said: St2Status; readonly kept?: KeptField } {
  const layout = LAYOUTS[type];
  if (layout?.fits(length, r.peek(length))) return { said: layout.read(r, length) };
  const name = fieldName(type);
  const offset = r.offset;
  const label = name === undefined ? `unknown ${toHex(Uint8Array.of(type))}` : `${name}, unknown`;
  const bytes = length === 0 ? new Uint8Array(0) : r.bytes(label, length);
  return { said: {}, kept: { type, ...(name !== undefined && { name }), offset, bytes } };
}

function readInks(r: Reader, length: number): St2Status {
  const size = r.u8('bytes an ink');
  const inks: Ink[] = [];
  for (let left = length - 1; left > 0; left -= size) {
    inks.push({
      cartridge: r.u8('cartridge', cartridgeWords),
      colour: r.u8('colour', words(COLOURS, 'colour')),
      level: r.u8('level', levelWords),
      more: size > INK_SIZE ? r.bytes('unknown 3', size - INK_SIZE) : new Uint8Array(0),
    });
  }
  return { inks };
}

function readBoxes(r: Reader, length: number): St2Status {
  const size = r.u8('bytes a box');
  const boxStates: number[] = [];
  for (let left = length - 1; left > 0; left -= size) {
    boxStates.push(r.u8('maintenance box', words(BOX_STATES, 'state')));
    if (size > 1) r.bytes('unknown 1', size - 1);
  }
  return { boxStates };
}

function readPapers(r: Reader, length: number): St2Status {
  r.u8('format');
  const papers: PaperSetting[] = [];
  for (let left = length - 1; left > 0; left -= PAPER_SIZE) {
    papers.push({
      source: r.u16('paper source', words(PAPER_PATHS, 'path')),
      mediaType: r.u8('media type'),
      mediaSize: r.u8('media size'),
      unknown4: r.bytes('unknown 4', PAPER_SIZE - 4),
    });
  }
  return { papers };
}

function readPower(r: Reader): St2Status {
  const battery = r.u8('power source', (code) => (code === 1 ? 'battery' : 'mains')) === 1;
  const unknown1 = r.u8('unknown 1');
  const charging = r.u8('charging', (code) => (code === 1 ? 'yes' : 'no')) === 1;
  const percent = r.u8('battery level', (level) => `${level} %`);
  const genuine = r.u8('genuine battery', (code) => (code === 0 ? 'yes' : 'no')) === 0;
  return { power: { battery, unknown1, charging, percent, genuine } };
}

function readCounters(r: Reader, length: number): St2Status {
  const count = length / COUNTER_SIZE;
  const counters = Array.from({ length: count }, (_, i) =>
    readLittle(r, counterName(i, count), COUNTER_SIZE, (value) => `${value} pages`),
  );
  return { counters };
}

/** What a counter counts: known where there are five. */
export const counterName = (index: number, count: number): string =>
  (count === COUNTERS.length ? COUNTERS[index] : undefined) ?? `counter ${index + 1}`;

function readSerial(r: Reader, length: number): St2Status {
  return { serial: r.text('serial number', length) };
}

/** A number whose least significant byte comes first, as all of ESC/P's do. */
function readLittle(
  r: Reader,
  name: string,
  length: number,
  meaning: (value: number) => string,
): number {
  const number = (bytes: Uint8Array) => bytes.reduceRight((sum, octet) => sum * 256 + octet, 0);
  return r.parsed(name, length, number, meaning);
}

/** `position 1, 3`: which ink stands where depends on the model. */
export function cartridgeBits(mask: number): string {
  const places = [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (mask & (1 << bit)) !== 0);
  return places.length === 0 ? 'none' : `position ${places.map((bit) => bit + 1).join(', ')}`;
}
