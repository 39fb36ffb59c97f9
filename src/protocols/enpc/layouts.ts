/**
 * Reads the payloads of ENPC replies, field by field, in the order of the wire.
 */
import { formatIpv4, formatMac } from '../../core/addresses.ts';
import type { Reader } from '../../core/bytes/reader.ts';
import {
  asbMeaning,
  flagsMeaning,
  holderMeaning,
  identityMeaning,
  isBusy,
  isDhcp,
  permissionMeaning,
  stateMeaning,
} from './meanings.ts';
import {
  CARD_NAME_LENGTH,
  MODEL_LENGTH,
  type KnownPayload,
  type NetworkCard,
  type NetworkStatus,
  type Payload,
  type PortHolder,
  type PrinterIdentity,
  type PrinterStatus,
} from './payloads.ts';
import { RESULTS, type FunctionName } from './vocabulary.ts';

/** How a function's payload is told from one that no source describes, and read. */
export interface Layout {
  /** In bytes, where it is always the same. */
  readonly length?: number;
  fits(length: number, reader: Reader): boolean;
  read(reader: Reader, length: number): KnownPayload;
}

const fixed = (length: number, read: (reader: Reader) => KnownPayload): Layout => ({
  length,
  fits: (declared) => declared === length,
  read,
});

const CARD_LENGTH = 54;

const LAYOUTS: Partial<Record<FunctionName, Layout>> = {
  probe: fixed(CARD_LENGTH, readNetworkCard),
  'network card': fixed(CARD_LENGTH, readNetworkCard),
  'network status': fixed(23, readNetworkStatus),
  'printer identity': { fits: fitsPrinterIdentity, read: readPrinterIdentity },
  'receipt model': fixed(133, (r) => ({
    kind: 'receipt model',
    unknown0: r.u8('unknown 0'),
    identity: r.bytes('model identity', 4, identityMeaning),
    model: readName(r, 'model', MODEL_LENGTH),
  })),
  'receipt card': fixed(170, (r) => ({
    kind: 'receipt card',
    mac: readMac(r),
    card: readName(r, 'card', CARD_NAME_LENGTH),
    identity: r.bytes('model identity', 4, identityMeaning),
    model: readName(r, 'model', MODEL_LENGTH),
  })),
  'receipt card variant': fixed(173, (r) => ({
    kind: 'receipt card variant',
    mac: readMac(r),
    card: readName(r, 'card', CARD_NAME_LENGTH),
    unknown38: r.bytes('unknown 38', 7),
    model: readName(r, 'model', MODEL_LENGTH),
  })),
  'printer status': fixed(13, readPrinterStatus),
  'receive buffer': fixed(8, (r) => ({
    kind: 'receive buffer',
    unknown0: r.bytes('unknown 0', 4),
    free: r.u32('free bytes'),
  })),
  'port holder': fixed(4, readPortHolder),
  'print permission': fixed(1, (r) => ({
    kind: 'print permission',
    answer: r.u8('answer', permissionMeaning),
  })),
  'secure print': fixed(32, (r) => ({
    kind: 'secure print',
    scrambled: r.bytes('scrambled', 32, () => 'unknown'),
  })),
  'transmission toggle': fixed(1, (r) => ({
    kind: 'transmission toggle',
    value: r.u8('value', () => "the command's payload said back"),
  })),
  'connection timer': fixed(1, (r) => ({ kind: 'connection timer', value: r.u8('value') })),
};

/** How Epson's till software knows the card's record (usb2eth): 54 bytes, of which the first four are these. */
const CARD_NAME_START = [0x55, 0x42, 0x2d, 0x45];

/** What answers the inkjet probe, nobody has published; a card that answers it anyway is known by its name alone. */
const CARD_BY_NAME: Layout = {
  fits: (length, reader) =>
    length === CARD_LENGTH &&
    CARD_NAME_START.every((byte, i) => reader.peek(CARD_NAME_START.length)[i] === byte),
  read: readNetworkCard,
};

/** What a reply says of itself that decides how its payload is read. */
export interface ReplyHead {
  readonly name: FunctionName | undefined;
  readonly deviceNumber: number;
  readonly result: number;
}

/**
 * How the payload of such a reply is laid out; undefined where no source says so. With a result that means failure the
 * payload is not the function's (f000 came with one byte ff), and e000 passes for the card's record alone (usb2eth).
 */
export function layoutOf({ name, deviceNumber, result }: ReplyHead): Layout | undefined {
  const isCard = name === 'probe' || name === 'network card';
  const isFilled = result === RESULTS.OK || (isCard && result === RESULTS.ACCEPTED_BY_EPSON);
  if (name === undefined || !isFilled) return undefined;
  return isCard && deviceNumber !== 0 ? CARD_BY_NAME : LAYOUTS[name];
}

/**
 * Reads a reply's payload of `length` bytes, which the reader holds. A payload of another length than
 * its function's sources document is kept as unknown bytes: newer firmware may well add some.
 */
export function readPayload(reader: Reader, length: number, layout: Layout | undefined): Payload {
  if (length === 0) return { kind: 'empty' };
  if (layout?.fits(length, reader)) return layout.read(reader, length);
  return { kind: 'unknown', bytes: reader.bytes('unknown payload', length) };
}

/** A name up to its first NUL. What stands behind that, where zeroes are expected, is kept apart. */
function readName(r: Reader, name: string, length: number): string {
  const bytes = r.peek(length);
  const end = bytes.indexOf(0);
  if (end === -1 || bytes.subarray(end).every((byte) => byte === 0)) return r.text(name, length);
  const text = r.text(name, end + 1);
  r.bytes(`unknown after ${name}`, length - end - 1);
  return text;
}

function readMac(r: Reader): string {
  return formatMac(r.bytes('MAC address', 6, formatMac));
}

function readIpv4(r: Reader, name: string): string {
  return formatIpv4(r.bytes(name, 4, formatIpv4));
}

function readNetworkCard(r: Reader): NetworkCard {
  return {
    kind: 'network card',
    name: readName(r, 'card name', CARD_NAME_LENGTH),
    unknown32: r.bytes('unknown 32', 4),
    unknown36: r.bytes('unknown 36', 4, () => 'disputed: one source reads an IP address here'),
    mac: readMac(r),
    unknown46: r.bytes('unknown 46', 8),
  };
}

function readNetworkStatus(r: Reader): NetworkStatus {
  const unknown0 = r.u8('unknown 0');
  const mac = readMac(r);
  const unknown7 = r.u8('unknown 7');
  const flags = r.u8('flags', flagsMeaning);
  return {
    kind: 'network status',
    unknown0,
    mac,
    unknown7,
    flags,
    dhcp: isDhcp(flags),
    address: readIpv4(r, 'IP address'),
    netmask: readIpv4(r, 'netmask'),
    gateway: readIpv4(r, 'gateway'),
    unknown21: r.bytes('unknown 21', 2),
  };
}

/** Three unknown bytes, then the id's own length: two bytes that count themselves. */
const IDENTITY_PREFIX = 3;
const ID_LENGTH_SIZE = 2;

/**
 * The ordinary IEEE 1284 length counts its own two bytes: 203 = 2 + 201 in the capture, and
 * 5 + 201 + 18 is the declared payload (xp432). Where it does not fit, the payload is another one.
 */
function fitsPrinterIdentity(length: number, reader: Reader): boolean {
  if (length < IDENTITY_PREFIX + ID_LENGTH_SIZE) return false;
  const head = reader.peek(IDENTITY_PREFIX + ID_LENGTH_SIZE);
  const idLength = (head[3]! << 8) | head[4]!;
  return idLength >= ID_LENGTH_SIZE && IDENTITY_PREFIX + idLength <= length;
}

function readPrinterIdentity(r: Reader, length: number): PrinterIdentity {
  const unknown0 = r.bytes('unknown 0', IDENTITY_PREFIX);
  const idLength = r.u16('device id length');
  const deviceId = readName(r, 'device id', idLength - ID_LENGTH_SIZE);
  return {
    kind: 'printer identity',
    unknown0,
    deviceId,
    model: readName(r, 'model', length - IDENTITY_PREFIX - idLength),
  };
}

function readPrinterStatus(r: Reader): PrinterStatus {
  const state = r.u8('state', stateMeaning);
  return {
    kind: 'printer status',
    state,
    busy: isBusy(state),
    asb: r.bytes('automatic status back', 4, asbMeaning),
    unknown5: r.bytes('unknown 5', 4, () => 'called "ASB ink" by one source'),
    unknown9: r.bytes('unknown 9', 4, () => 'called "optional" by one source'),
  };
}

function readPortHolder(r: Reader): PortHolder {
  const holder = formatIpv4(r.bytes('holder', 4, holderMeaning));
  return { kind: 'port holder', holder: holder === '0.0.0.0' ? null : holder };
}
