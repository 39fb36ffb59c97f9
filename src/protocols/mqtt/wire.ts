/** The first two packets of MQTT: a client's CONNECT and a server's CONNACK (MQTT 3.1.1, sections 2.2, 3.1, 3.2). */
import { decodeWith, type Decoded, type Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import type { DecodedMessage } from '../protocol.ts';

const CONNECT = 1;
const CONNACK = 2;
/** A length of one byte (section 2.2.3); these two packets need no more unless a client says a lot. */
const LONGEST = 127;
/** The name and the older one, MQTT 3.1. */
const NAMES: ReadonlySet<string> = new Set(['MQTT', 'MQIsdp']);
/** Section 3.2.2.3, and MQTT 5, section 3.2.2.2, as far as both refuse. */
const RESULTS: Readonly<Record<number, string>> = {
  0: 'accepted',
  1: 'version not supported',
  2: 'client name refused',
  3: 'server not available',
  4: 'bad user name or password',
  5: 'not authorized',
  0x81: 'malformed packet',
  0x84: 'version not supported',
  0x87: 'not authorized',
  0x88: 'server not available',
  0x8a: 'banned',
};

export type MqttPacket = DecodedMessage &
  (
    | { readonly kind: 'connect'; readonly level: number; readonly client: string }
    | { readonly kind: 'answer'; readonly result: string }
  );

/** Total: any bytes give the packet, or an error of kind `magic`, `truncated`, `length` or `value`. */
export function decode(bytes: Uint8Array): Decoded<MqttPacket> {
  return decodeWith(bytes, (r: Reader) => {
    const first = r.u8('packet type', (value) => ({ 1: 'CONNECT', 2: 'CONNACK' })[value >> 4]);
    const type = first >> 4;
    if ((type !== CONNECT && type !== CONNACK) || (first & 15) !== 0) {
      r.refuse('magic', 'packet type', 'neither CONNECT nor CONNACK', 0);
    }
    const length = r.u8('remaining length');
    if (length < 2 || length > LONGEST) {
      r.refuse('magic', 'remaining length', `no such packet has ${length} bytes`, 1);
    }
    const packet = type === CONNECT ? readConnect(r) : readAnswer(r);
    r.rest('what follows');
    return packet;
  });
}

function readConnect(r: Reader): MqttPacket {
  const at = r.offset;
  const name = r.text('protocol name', r.u16('protocol name length'));
  if (!NAMES.has(name)) r.refuse('magic', 'protocol name', 'another protocol', at + 2);
  const level = r.u8('protocol level', (value) => ({ 3: '3.1', 4: '3.1.1', 5: '5.0' })[value]);
  r.u8('connect flags');
  r.u16('keep alive');
  // MQTT 5 has properties here; they are told from a name by nobody who does not know the level.
  const client = level === 5 ? '' : r.text('client name', r.u16('client name length'));
  return { title: `MQTT CONNECT, level ${level}`, kind: 'connect', level, client };
}

function readAnswer(r: Reader): MqttPacket {
  const flags = r.u8('acknowledge flags');
  if (flags > 1) r.refuse('magic', 'acknowledge flags', 'bits are set that must be zero', 2);
  const result = RESULTS[r.u8('result', (value) => RESULTS[value])];
  if (result === undefined) r.refuse('value', 'result', 'there is no such result', 3);
  return { title: `MQTT CONNACK: ${result}`, kind: 'answer', result };
}

/** A CONNECT without a user, a will or a name of its own, that leaves nothing behind. */
export function encodeConnect(level: number): Uint8Array {
  const body = new Writer()
    .u16(4)
    .text('MQTT')
    .u8(level)
    .u8(2) // clean session
    .u16(10) // seconds
    .u16(0) // the server may name us
    .finish();
  return new Writer()
    .u8(CONNECT << 4)
    .u8(body.length)
    .bytes(body)
    .finish();
}
