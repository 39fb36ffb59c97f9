/** A message, taken apart, as plain data. */
import { toHex } from '../../core/bytes/hex.ts';
import type { Decoded, Field } from '../../core/bytes/reader.ts';
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import type { WireError } from '../../core/errors.ts';
import type { DecodedMessage, MessagePart, Protocol } from '../../protocols/protocol.ts';
import type { Row } from '../operation.ts';

export interface ReadableField {
  readonly name: string;
  /** Bytes from the start of the message. */
  readonly offset: number;
  readonly length: number;
  /** Raw bytes as hexadecimal. */
  readonly value: string | number;
  readonly meaning?: string;
}

export interface ReadableMessage {
  readonly protocol: string;
  /** What kind of message it is; empty when that could not be told. */
  readonly message: string;
  readonly fields: readonly ReadableField[];
  /** The whole message, hexadecimal; of a part of a stream its beginning, as far as that is kept. */
  readonly bytes: string;
  readonly error?: WireError;
  /** Where in a capture it was; absent for bytes alone. */
  readonly packet?: MessagePacket;
  /** Where in a stream it was, that is read part by part. */
  readonly part?: StreamPart;
}

/** As {@link MessagePart} has it, without its fields. */
export type StreamPart = Pick<
  MessagePart,
  'offset' | 'length' | 'kind' | 'name' | 'numbers' | 'words'
>;

/** The packet that a message came in; of several the last. */
export interface MessagePacket {
  /** From 1, as other programs count. */
  readonly number: number;
  /** RFC 3339, as exact as the capture has it. */
  readonly time?: string;
  readonly transport: 'udp' | 'tcp';
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** Bytes at the end, or in a stream after the message's beginning, that were not captured. */
  readonly missing?: number;
}

export function readable(
  protocol: Protocol,
  bytes: Uint8Array,
  decoded: Decoded<DecodedMessage>,
  packet?: MessagePacket,
): ReadableMessage {
  return {
    protocol: protocol.name,
    message: decoded.ok ? decoded.message.title : '',
    fields: decoded.fields.map(readableField),
    bytes: toHex(bytes),
    ...(!decoded.ok && { error: decoded.error }),
    ...(packet && { packet }),
  };
}

export function readableField({ name, offset, length, value, meaning }: Field): ReadableField {
  return {
    name,
    offset,
    length,
    value: value instanceof Uint8Array ? toHex(value, ' ') : value,
    ...(meaning !== undefined && { meaning }),
  };
}

/** What it got wrong; what was not captured is nobody's error. */
export const isWrong = ({ error, packet }: ReadableMessage) =>
  error !== undefined && packet?.missing === undefined;

/** A row for each field, and one for the error; one for a part of a stream. */
export function messageRows({
  protocol,
  message,
  fields,
  error,
  packet,
  part,
}: ReadableMessage): Row[] {
  if (part) return [partRow(protocol, part)];
  const place = packet && {
    packet: packet.number,
    time: packet.time ?? '',
    transport: packet.transport,
    from: formatEndpoint(packet.from),
    to: formatEndpoint(packet.to),
  };
  const read = fields.map(({ name, offset, length, value, meaning = '' }) => ({
    ...place,
    protocol,
    message,
    offset,
    length,
    field: name,
    value,
    meaning,
  }));
  if (!error) return read;
  const { offset, field } = error;
  const wrong = { offset, length: 0, field, value: '', meaning: error.message };
  return [...read, { ...place, protocol, message, ...wrong }];
}

/** Parts are many: a row each, without their fields. */
const partRow = (protocol: string, part: StreamPart): Row => {
  const { offset, length, kind, name, numbers = '', words } = part;
  return { protocol, offset, length, kind, name, numbers, words };
};
