/** Takes messages apart: which protocol, which fields, where, and what could not be understood. */
import { UsageError } from '../core/errors.ts';
import { PROTOCOL_NAMES } from '../protocols/names.ts';
import type { Protocol } from '../protocols/protocol.ts';
import type { DecodeCoverage } from './decode/coverage.ts';
import { messageRows, type ReadableMessage } from './decode/message.ts';
import type { Context, Input, Operation } from './operation.ts';

export type { DecodeCoverage, StreamCoverage } from './decode/coverage.ts';
export type {
  MessagePacket,
  ReadableField,
  ReadableMessage,
  StreamPart,
} from './decode/message.ts';

export interface DecodeResult {
  readonly messages: readonly ReadableMessage[];
  readonly coverage: DecodeCoverage;
}

/** What is known of the whole while messages are told. */
export interface DecodeState {
  /** There is but one message: all of it may be shown. */
  readonly isAlone: boolean;
}

/** Kept for doors that answer with the whole; those that write a message at a time have no limit. */
const MOST_KEPT = 100_000;

const endpoint = {
  type: 'object',
  required: ['address', 'port'],
  properties: { address: { type: 'string' }, port: { type: 'integer' } },
};

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

const message = {
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
    packet: {
      type: 'object',
      required: ['number', 'transport', 'from', 'to'],
      properties: {
        number: { type: 'integer' },
        time: { type: 'string' },
        transport: { enum: ['udp', 'tcp'] },
        from: endpoint,
        to: endpoint,
        missing: { type: 'integer' },
      },
    },
    part: {
      type: 'object',
      required: ['offset', 'length', 'kind', 'name', 'words'],
      properties: {
        offset: { type: 'integer' },
        length: { type: 'integer' },
        kind: { type: 'string' },
        name: { type: 'string' },
        numbers: { type: 'string' },
        words: { type: 'string' },
      },
    },
  },
};

const counts = (key: string) => ({
  type: 'array',
  items: { type: 'object', required: [key] },
});

export const decode: Operation<DecodeResult> = {
  name: 'decode',
  summary: 'take messages apart: fields, offsets, a hexdump; also those of a packet capture',
  description:
    'Reads hexadecimal (45 50, 4550, 45:50, 0x45,0x50), an escaped string (\\x45\\x50), an array of C\n' +
    '({ 0x45, 0x50 }), a file, or standard input (-). A file is a capture\n' +
    '(pcap or pcapng, of any length, or still being made: tcpdump -U -w - | portolan decode auto -),\n' +
    'a dump (xxd, hexdump -C, od -tx1, tcpdump -x, or copied from Wireshark), or raw bytes. With "auto" the\n' +
    'protocol is told by ports first, then by what the bytes are. Fragments and TCP streams are put together.\n' +
    'A print job (escp) is listed command by command, of whatever length; places are hexadecimal, as xxd has them.\n' +
    'Bytes that nobody can explain keep their place and are called unknown; packets that were not looked\n' +
    'into are counted with the reason.',
  examples: [
    {
      command: 'portolan decode enpc 4550534f4e510300000000000000',
      shows: 'what a till asks an Epson printer',
    },
    { command: 'portolan decode auto reply.bin', shows: 'a file, whatever it is' },
    { command: 'portolan decode auto scan.pcapng', shows: 'a line for each message of a capture' },
    {
      command: 'portolan decode escp job.prn',
      shows: 'what a print job says to an Epson printer',
    },
    {
      command: 'portolan decode snmp scan.pcapng --host 192.0.2.7 --full',
      shows: 'all that one host says by SNMP, field by field',
    },
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
    {
      name: 'port',
      summary: 'of a capture: packets from or to this port; the named protocol is spoken there',
      type: 'integer',
      minimum: 1,
      maximum: 65_535,
      placeholder: 'PORT',
    },
    {
      name: 'host',
      summary: 'of a capture: packets from or to this address',
      type: 'text',
      placeholder: 'ADDRESS',
    },
  ],
  output: {
    type: 'object',
    required: ['messages', 'coverage'],
    properties: {
      messages: { type: 'array', items: message },
      coverage: {
        type: 'object',
        required: ['messages', 'errors'],
        properties: {
          messages: { type: 'integer' },
          errors: { type: 'integer' },
          packets: { type: 'integer' },
          first: { type: 'string' },
          last: { type: 'string' },
          protocols: counts('protocol'),
          unknown: counts('port'),
          skipped: counts('reason'),
          problem: { type: 'string' },
          stream: {
            type: 'object',
            required: ['bytes', 'parts', 'unknown', 'faults'],
            properties: {
              bytes: { type: 'integer' },
              parts: { type: 'object', additionalProperties: { type: 'integer' } },
              unknown: counts('name'),
              faults: counts('name'),
              more: { type: 'integer' },
            },
          },
        },
      },
    },
  },
  async run(input, context) {
    const messages: ReadableMessage[] = [];
    const coverage = await decodeInput(input, context, (found) => {
      if (messages.length >= MOST_KEPT) {
        throw new UsageError(`there are more than ${MOST_KEPT} messages in it: ask for fewer`);
      }
      messages.push(found);
    });
    return { messages, coverage };
  },
  stream: {
    list: 'messages',
    rows: (emitted) => messageRows(emitted as ReadableMessage),
    async run(input, context) {
      const tell = (row: ReadableMessage) => context.emit({ kind: 'row', row });
      const say = (isAlone: boolean) =>
        context.emit({ kind: 'state', state: { isAlone } satisfies DecodeState });
      // The first is kept back until it is known whether it stays alone.
      let first: ReadableMessage | undefined;
      let isAlone = true;
      const coverage = await decodeInput(input, context, (found) => {
        if (isAlone && !first) {
          first = found;
          return;
        }
        if (isAlone) {
          isAlone = false;
          say(isAlone);
          tell(first!);
        }
        tell(found);
      });
      if (isAlone && first) {
        say(isAlone);
        tell(first);
      }
      return { coverage };
    },
  },
  items: ({ messages }) => messages,
  rows: ({ messages }) => messages.flatMap(messageRows),
  outcome: ({ coverage }) => ({
    found: new Set(coverage.errors > 0 ? ['error'] : []),
    partial: coverage.problem !== undefined,
    ...(coverage.problem !== undefined && { warnings: [coverage.problem] }),
    ...(coverage.messages === 0 && { missing: ['no message was found in the capture'] }),
  }),
  findings: ['error'],
};

type Tell = (message: ReadableMessage) => void;

async function decodeInput(input: Input, context: Context, tell: Tell): Promise<DecodeCoverage> {
  // No other command needs them, but for those that load them themselves.
  const [{ openInput }, { PROTOCOLS }] = await Promise.all([
    import('./decode/input.ts'),
    import('../protocols/index.ts'),
  ]);
  const source = await openInput(input['input'] as readonly string[], context);
  const name = input['protocol'] as string;
  const protocol = name === 'auto' ? undefined : protocolNamed(name, PROTOCOLS);
  if (source.kind === 'packets') {
    const { decodePackets } = await import('./decode/packets.ts');
    return decodePackets(source.batches, { protocol, input }, PROTOCOLS, context, tell);
  }
  refuseFilters(input);
  const { decodeMessages, languageOf } = await import('./decode/bytes.ts');
  const isLong = source.kind === 'long';
  const [beginning] = isLong ? [source.beginning] : source.messages;
  const language = beginning && languageOf(beginning, protocol, PROTOCOLS);
  if (language) {
    const { decodeParts } = await import('./decode/parts.ts');
    return decodeParts(language, isLong ? source.chunks : source.messages, tell, context.emit);
  }
  if (isLong) throw source.refusal;
  return decodeMessages(source.messages, protocol, PROTOCOLS, tell);
}

function protocolNamed(name: string, protocols: readonly Protocol[]): Protocol {
  const found = protocols.find((one) => one.name === name);
  if (!found) throw new UsageError(`no protocol is called "${name}"`);
  return found;
}

function refuseFilters(input: Input): void {
  for (const name of ['port', 'host']) {
    if (input[name] === undefined) continue;
    throw new UsageError(`${name} is for captures: bytes alone come from nowhere`);
  }
}
