/** Takes a message apart: which protocol, which fields, where, and what could not be understood. */
import { fromHex, looksLikeHex, toHex } from '../core/bytes/hex.ts';
import type { Decoded, Field } from '../core/bytes/reader.ts';
import { NotFoundError, UsageError, type WireError } from '../core/errors.ts';
import { unlessAborted } from '../core/signal.ts';
import type { DecodedMessage, Protocol } from '../protocols/protocol.ts';
import { PROTOCOL_NAMES } from '../protocols/names.ts';
import type { Context, Operation } from './operation.ts';

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
  /** The whole message, hexadecimal. */
  readonly bytes: string;
  readonly error?: WireError;
}

export interface DecodeResult {
  readonly messages: readonly ReadableMessage[];
}

/** More than any datagram or any message of the protocols here; protects memory from a wrong file. */
const INPUT_LIMIT = 1024 * 1024;

const field = {
  type: 'object',
  required: ['name', 'offset', 'length', 'value'],
  properties: {
    name: { type: 'string' },
    offset: { type: 'integer' },
    length: { type: 'integer' },
    value: { type: ['string', 'number'] },
    meaning: { type: 'string' },
  },
};

export const decode: Operation<DecodeResult> = {
  name: 'decode',
  summary: 'take a message apart: fields, offsets, a hexdump',
  description:
    'Reads hexadecimal (45 50, 4550, 45:50, 0x45,0x50), a file of hexadecimal or of raw bytes, or\n' +
    'standard input (-). With "auto" each known protocol is tried. Bytes that nobody can explain keep\n' +
    'their place and are called unknown.',
  examples: [
    {
      command: 'portolan decode enpc 4550534f4e510300000000000000',
      shows: 'what a till asks an Epson printer',
    },
    { command: 'portolan decode auto reply.bin', shows: 'a file, whatever it is' },
  ],
  reach: 'nothing',
  parameters: [
    {
      name: 'protocol',
      summary: 'which protocol, or auto',
      type: 'text',
      positional: true,
      required: true,
      choices: ['auto', ...PROTOCOL_NAMES],
      placeholder: 'PROTOCOL',
    },
    {
      name: 'input',
      summary: 'hexadecimal, a file, or - for standard input',
      type: 'texts',
      positional: true,
      required: true,
      placeholder: 'HEX|FILE',
    },
  ],
  output: {
    type: 'object',
    required: ['messages'],
    properties: {
      messages: {
        type: 'array',
        items: {
          type: 'object',
          required: ['protocol', 'message', 'fields', 'bytes'],
          properties: {
            protocol: { type: 'string' },
            message: { type: 'string' },
            fields: { type: 'array', items: field },
            bytes: { type: 'string' },
            error: {
              type: 'object',
              required: ['kind', 'field', 'offset', 'message'],
            },
          },
        },
      },
    },
  },
  async run(input, context) {
    const bytes = await readInputBytes(input['input'] as readonly string[], context);
    if (bytes.length === 0) throw new UsageError('there is nothing to decode: the input is empty');
    const name = input['protocol'] as string;
    // No other command needs them, but for those that load them themselves.
    const { PROTOCOLS } = await import('../protocols/index.ts');
    const message =
      name === 'auto' ? guess(bytes, PROTOCOLS) : decodeAs(protocolNamed(name, PROTOCOLS), bytes);
    return { messages: [message] };
  },
  items: ({ messages }) => messages,
  rows: ({ messages }) =>
    messages.flatMap(({ protocol, message, fields, error }) => [
      ...fields.map((read) => ({
        protocol,
        message,
        offset: read.offset,
        length: read.length,
        field: read.name,
        value: read.value,
        meaning: read.meaning ?? '',
      })),
      ...(error
        ? [
            {
              protocol,
              message,
              offset: error.offset,
              length: 0,
              field: error.field,
              value: '',
              meaning: error.message,
            },
          ]
        : []),
    ]),
  outcome: ({ messages }) => ({
    found: new Set(messages.some(({ error }) => error !== undefined) ? ['error'] : []),
  }),
  findings: ['error'],
};

function protocolNamed(name: string, protocols: readonly Protocol[]): Protocol {
  const found = protocols.find((protocol) => protocol.name === name);
  if (!found) throw new UsageError(`no protocol is called "${name}"`);
  return found;
}

async function readInputBytes(
  words: readonly string[],
  { platform, signal }: Context,
): Promise<Uint8Array> {
  const text = words.join(' ');
  if (text !== '-' && looksLikeHex(text)) return fromHex(text);
  if (words.length > 1) {
    // Several words are hexadecimal with a slip in it: say where.
    return fromHex(text);
  }
  // Standard input may never end.
  const bytes = await unlessAborted(
    readFile(text, platform),
    signal,
    () => new NotFoundError('interrupted before the input ended'),
  );
  const content = asText(bytes);
  return content !== undefined && looksLikeHex(content) ? fromHex(content) : bytes;
}

async function readFile(path: string, platform: Context['platform']): Promise<Uint8Array> {
  try {
    return await platform.files.read(path, INPUT_LIMIT);
  } catch (problem) {
    if (problem instanceof UsageError) {
      throw new UsageError(`"${path}" is not hexadecimal, and as a file: ${problem.message}`);
    }
    throw problem;
  }
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The protocol that understands the bytes, or else the one that got furthest. */
function guess(bytes: Uint8Array, protocols: readonly Protocol[]): ReadableMessage {
  const tries = protocols.map((protocol) => ({ protocol, decoded: protocol.decode(bytes) }));
  const whole = tries.find(({ decoded }) => decoded.ok);
  // What ends before its first field does is no more one protocol than another.
  const begun = tries.find(({ protocol, decoded }) => !protocol.unmarked && isBegun(decoded));
  const best = whole ?? begun;
  if (!best) {
    throw new NotFoundError(
      `no known protocol begins like this; known are: ${PROTOCOL_NAMES.join(', ')}`,
    );
  }
  return readable(best.protocol, bytes, best.decoded);
}

const isBegun = (decoded: Decoded<DecodedMessage>) =>
  !decoded.ok && decoded.error.kind !== 'magic' && decoded.fields.length > 0;

const decodeAs = (protocol: Protocol, bytes: Uint8Array) =>
  readable(protocol, bytes, protocol.decode(bytes));

function readable(
  protocol: Protocol,
  bytes: Uint8Array,
  decoded: Decoded<DecodedMessage>,
): ReadableMessage {
  return {
    protocol: protocol.name,
    message: decoded.ok ? decoded.message.title : '',
    fields: decoded.fields.map(readableField),
    bytes: toHex(bytes),
    ...(!decoded.ok && { error: decoded.error }),
  };
}

function readableField({ name, offset, length, value, meaning }: Field): ReadableField {
  return {
    name,
    offset,
    length,
    value: value instanceof Uint8Array ? toHex(value, ' ') : value,
    ...(meaning !== undefined && { meaning }),
  };
}
