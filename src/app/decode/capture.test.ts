/** Captures through the operation: which messages, from where to where, and what was left out. */
import { describe, expect, it } from 'vitest';
import { machine } from '../../../test/support/command.ts';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { fromHex } from '../../core/bytes/hex.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { TCP_FLAGS, tcpPacket, udpPacket, type PacketWay } from '../../core/capture/packet.ts';
import { captureStart, packetBlock } from '../../core/capture/pcapng.ts';
import { UsageError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import type { Files } from '../../platform/platform.ts';
import { decode, type ReadableMessage } from '../decode.ts';
import type { Emission } from '../operation.ts';
import { readInput, type RawInput } from '../parameters.ts';

const ENPC = fromHex('4550534f4e510300000000000000');
const SNMP = fromHex(
  '302902010104067075626c6963a01c020401020304020100020100300e300c06082b060102010101000500',
);
const text = (words: string) => new TextEncoder().encode(words);

const end = (last: number, port: number) => ({ address: Uint8Array.of(192, 0, 2, last), port });
const udp = (from: number, to: number, bytes: Uint8Array) =>
  udpPacket({ from: end(1, from), to: end(2, to) }, { bytes });

function capture(packets: readonly Uint8Array[], cutTo = Infinity): Uint8Array {
  const start = captureStart({ comment: 'made up', program: 'a test', interfaceName: 'none' });
  const time = Date.UTC(2026, 10, 21, 2, 3, 4);
  const blocks = packets.map((bytes, i) =>
    packetBlock({ time: time + 1000 * i, bytes: bytes.subarray(0, cutTo), length: bytes.length }),
  );
  return joinBytes([start, ...blocks]);
}

function contextOf(file: Uint8Array, emit: (emission: Emission) => void = () => {}) {
  const platform = machine({ files: { 'a.pcapng': file } });
  return { platform, atlas: shippedAtlas(), signal: never, emit };
}

const inputOf = (raw: RawInput) =>
  readInput(decode.parameters, { protocol: 'auto', input: 'a.pcapng', ...raw });

const run = (file: Uint8Array, raw: RawInput = {}) => decode.run(inputOf(raw), contextOf(file));

const short = (messages: readonly ReadableMessage[]) =>
  messages.map(({ protocol, packet, error }) => [packet?.number, protocol, error?.kind]);

/** A conversation over TCP, each line said by the client (1) or the server (2). */
function talk(port: number, ...lines: readonly (readonly [who: 1 | 2, bytes: Uint8Array])[]) {
  const sequences = { 1: 1000, 2: 2000 };
  const ways: Record<1 | 2, PacketWay> = {
    1: { from: end(1, 50_000), to: end(2, port) },
    2: { from: end(2, port), to: end(1, 50_000) },
  };
  return lines.map(([who, bytes]) => {
    const sequence = sequences[who];
    sequences[who] += bytes.length;
    const payload = { bytes };
    return tcpPacket(ways[who], { sequence, acknowledgement: 0, flags: TCP_FLAGS.ack, payload });
  });
}

describe('datagrams', () => {
  const packets = [
    udp(50_000, 3289, ENPC),
    udp(50_001, 161, SNMP),
    udp(50_002, 40_000, text('strangers')),
    udp(50_003, 40_001, ENPC),
    udp(3289, 50_000, ENPC.slice(0, 9)),
  ];

  it('each is told with its packet, time and ends', async () => {
    const { messages, coverage } = await run(capture(packets));
    expect(short(messages)).toEqual([
      [1, 'enpc', undefined],
      [2, 'snmp', undefined],
      [4, 'enpc', undefined],
      [5, 'enpc', 'truncated'],
    ]);
    expect(messages[0]!.packet).toEqual({
      number: 1,
      time: '2026-11-21T02:03:04.000Z',
      transport: 'udp',
      from: { address: '192.0.2.1', port: 50_000 },
      to: { address: '192.0.2.2', port: 3289 },
    });
    expect(coverage).toMatchObject({
      packets: 5,
      messages: 4,
      errors: 1,
      first: '2026-11-21T02:03:04.000Z',
      last: '2026-11-21T02:03:08.000Z',
      protocols: [
        { protocol: 'enpc', messages: 3 },
        { protocol: 'snmp', messages: 1 },
      ],
      unknown: [{ transport: 'udp', port: 40_000, count: 1 }],
      skipped: [],
    });
  });

  it('begin with numbers and are believed at their own port, whichever end it is', async () => {
    const invoke = fromHex('d02a0264617465');
    const talk = [udp(50_000, 259, invoke), udp(259, 50_000, fromHex('012a6f6b'))];
    const { messages } = await run(capture([...talk, udp(50_001, 40_000, invoke)]));
    expect(messages.map(({ protocol, message }) => [protocol, message])).toEqual([
      ['esro', 'Invoke 42: operation 2 of selector 13, 4 octets as BER'],
      ['esro', 'Result 42: 2 octets as BER'],
    ]);
  });

  it('a protocol that is named is all that is told, and the others are counted', async () => {
    const { messages, coverage } = await run(capture(packets), { protocol: 'snmp' });
    expect(short(messages)).toEqual([[2, 'snmp', undefined]]);
    expect(coverage.errors).toBe(0);
    expect(coverage.protocols).toContainEqual({ protocol: 'enpc', messages: 3 });
  });

  it('--port and --host keep to some packets, and say of a port what is spoken there', async () => {
    const strange = [...packets, udp(50_004, 40_000, SNMP.slice(0, 20))];
    const { messages, coverage } = await run(capture(strange), { protocol: 'snmp', port: '40000' });
    expect(short(messages)).toEqual([[6, 'snmp', 'truncated']]);
    const between = 'between other ports or hosts than were asked for';
    expect(coverage.skipped).toEqual([{ reason: between, packets: 4 }]);
    const nobody = await run(capture(packets), { host: '192.0.2.9' });
    expect([nobody.messages, nobody.coverage.packets]).toEqual([[], 5]);
    expect((await run(capture(packets), { host: '192.0.2.2' })).messages).toHaveLength(4);
    await expect(run(capture(packets), { host: 'printer' })).rejects.toThrow(UsageError);
  });

  it('what was not captured is said, and is nobody’s error', async () => {
    const { messages, coverage } = await run(capture(packets.slice(0, 1), 28 + 9));
    expect(messages).toMatchObject([{ error: { kind: 'truncated' }, packet: { missing: 5 } }]);
    expect(coverage.errors).toBe(0);
  });

  it('a capture that ends in a packet is read up to there', async () => {
    const whole = capture(packets);
    const { messages, coverage } = await run(whole.slice(0, whole.length - 5));
    expect(messages).toHaveLength(3);
    expect(coverage.problem).toBe('the capture ends in the middle of a block, after packet 4');
    expect(decode.outcome!({ messages, coverage })).toMatchObject({
      partial: true,
      warnings: [coverage.problem],
    });
  });

  it('no packets, and packets without anything known', async () => {
    expect((await run(capture([]))).coverage).toMatchObject({ packets: 0, messages: 0 });
    const { coverage } = await run(capture([udp(50_000, 69, text('x')), Uint8Array.of(0)]));
    expect(coverage).toMatchObject({
      unknown: [{ transport: 'udp', port: 69, count: 1, service: 'tftp' }],
      skipped: [{ reason: 'not IP', packets: 1 }],
    });
  });

  it('a filter for bytes that come from nowhere is refused', async () => {
    const given = decode.run(inputOf({ input: '4550', port: '7' }), contextOf(capture([])));
    await expect(given).rejects.toThrow('port is for captures');
  });
});

describe('streams', () => {
  const IPP = fromHex(
    '0200000b0000000701470012617474726962757465732d6368617273657400057574662d3803',
  );
  const post = (headers: string) =>
    text(`POST /ipp/print HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
  const type = 'Content-Type: application/ipp';

  it('greetings and answers are turns', async () => {
    const { messages } = await run(
      capture(
        talk(
          22,
          [2, text('SSH-2.0-Open')],
          [2, text('SSH_9\r\n')],
          [1, text('SSH-2.0-x\r\n')],
          [2, fromHex('00ff')],
        ),
      ),
    );
    expect(short(messages)).toEqual([
      [2, 'ssh', undefined],
      [3, 'ssh', undefined],
    ]);
  });

  it.each([
    [
      'with a length',
      [[1, joinBytes([post(`${type}\r\nContent-Length: ${IPP.length}`), IPP])]],
      [1, 1],
    ],
    [
      'in chunks',
      [
        [
          1,
          joinBytes([
            post(`${type}\r\nTransfer-Encoding: chunked`),
            text('5\r\n'),
            IPP.slice(0, 5),
            text(`\r\n${(IPP.length - 5).toString(16)};x\r\n`),
            IPP.slice(5),
            text('\r\n0\r\nA: b\r\n\r\n'),
          ]),
        ],
      ],
      [1, 1],
    ],
    [
      'after 100 Continue',
      [
        [1, post(`${type}\r\nExpect: 100-continue\r\nContent-Length: ${IPP.length}`)],
        [2, text('HTTP/1.1 100 Continue\r\n\r\n')],
        [1, IPP.slice(0, 9)],
        [1, IPP.slice(9)],
      ],
      [2, 4, 4],
    ],
  ] as [string, (readonly [1 | 2, Uint8Array])[], number[]][])(
    'IPP in HTTP %s',
    async (_, lines, numbers) => {
      const { messages } = await run(capture(talk(8631, ...lines)));
      expect(messages.map(({ packet }) => packet!.number)).toEqual(numbers);
      expect(messages.at(-1)).toMatchObject({
        protocol: 'ipp',
        bytes: Buffer.from(IPP).toString('hex'),
      });
      expect(messages.at(-2)).toMatchObject({
        protocol: 'http',
        message: 'HTTP request POST /ipp/print',
      });
      const only = await run(capture(talk(631, ...lines)), { protocol: 'ipp' });
      expect(only.messages.map(({ protocol }) => protocol)).toEqual(['ipp']);
    },
  );

  it('several messages in one segment are told apart where they say how long they are', async () => {
    const packet = fromHex('4953210000000c0000000000'.replace('0000000c', '000c0000'));
    const { messages } = await run(
      capture(
        talk(1865, [1, joinBytes([packet, packet, packet.slice(0, 5)])], [1, packet.slice(5)]),
      ),
    );
    expect(messages.map((one) => [one.protocol, one.packet!.number])).toEqual([
      ['entp', 1],
      ['entp', 1],
      ['entp', 2],
    ]);
  });

  it('DNS over TCP has a length before it', async () => {
    const query = fromHex('00010100000100000000000003777777076578616d706c65036f72670000010001');
    const { messages } = await run(capture(talk(53, [1, joinBytes([fromHex('0021'), query])])));
    expect(messages).toMatchObject([
      { protocol: 'dns', bytes: Buffer.from(query).toString('hex') },
    ]);
  });

  it('what is too long to be kept is passed over', async () => {
    const long = Array.from({ length: 40 }, () => [1, new Uint8Array(10_000).fill(0x61)] as const);
    const { messages, coverage } = await run(
      capture(talk(40_000, ...long, [2, text('SSH-2.0-x\r\n')])),
    );
    expect(short(messages)).toEqual([[41, 'ssh', undefined]]);
    expect(coverage.unknown).toMatchObject([{ transport: 'tcp', port: 40_000, count: 1 }]);
  });
});

describe('one message after the other', () => {
  async function streamed(file: Uint8Array, raw: RawInput = {}) {
    const emitted: Emission[] = [];
    const result = await decode.stream!.run(
      inputOf(raw),
      contextOf(file, (one) => emitted.push(one)),
    );
    return { result, emitted: emitted.filter(({ kind }) => kind !== 'progress') };
  }

  it('are the same messages, and the rest of the result', async () => {
    const file = capture([udp(50_000, 3289, ENPC), udp(50_001, 161, SNMP)]);
    const { messages, ...rest } = await run(file);
    const { result, emitted } = await streamed(file);
    expect(result).toEqual(rest);
    expect(emitted).toEqual([
      { kind: 'state', state: { isAlone: false } },
      ...messages.map((row) => ({ kind: 'row', row })),
    ]);
  });

  it('of one alone that is said', async () => {
    const { emitted } = await streamed(capture([udp(50_000, 3289, ENPC)]));
    expect(emitted[0]).toEqual({ kind: 'state', state: { isAlone: true } });
    expect(emitted).toHaveLength(2);
  });
});

it('a capture that is still being made is read until it is interrupted', async () => {
  const { signal, cancel } = cancellation();
  const file = capture([udp(50_000, 3289, ENPC), udp(50_001, 161, SNMP)]);
  const context = contextOf(file);
  const files: Files = {
    ...context.platform.files,
    async *stream() {
      yield file;
      cancel();
      await new Promise(() => {});
    },
  };
  const platform = { ...context.platform, files };
  const { messages, coverage } = await decode.run(inputOf({}), { ...context, platform, signal });
  expect(messages).toHaveLength(2);
  expect(coverage.problem).toBe('interrupted before the input ended');
});

it('a packet that was copied by itself is found in its frame', async () => {
  const hex = Buffer.from(udp(50_000, 3289, ENPC)).toString('hex');
  const { messages } = await decode.run(
    inputOf({ protocol: 'enpc', input: hex }),
    contextOf(capture([])),
  );
  expect(messages).toMatchObject([{ protocol: 'enpc', packet: { number: 1, to: { port: 3289 } } }]);
});

it('a file that is compressed, or of another format, is refused with the way out', async () => {
  const refused = run(fromHex('1f8b080000000000'));
  await expect(refused).rejects.toThrow('gunzip -c');
  await expect(refused).rejects.toThrow(UsageError);
});
