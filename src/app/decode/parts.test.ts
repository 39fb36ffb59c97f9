/** A print job is listed part by part. */
import { describe, expect, it } from 'vitest';
import { machine } from '../../../test/support/command.ts';
import { shippedAtlas } from '../../../test/support/shipped.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { UsageError } from '../../core/errors.ts';
import { escp } from '../../protocols/escp/index.ts';
import { PROTOCOLS } from '../../protocols/index.ts';
import { never } from '../../core/signal.ts';
import { decode, type DecodeResult } from '../decode.ts';
import type { Emission } from '../operation.ts';
import { readInput } from '../parameters.ts';
import { languageOf } from './bytes.ts';
import type { ReadableMessage } from './message.ts';
import { messageRows } from './message.ts';
import { decodeParts } from './parts.ts';

const text = (words: string) => Uint8Array.from(words, (sign) => sign.charCodeAt(0));
const ESC = '\u001b';

async function decoded(...chunks: readonly Uint8Array[]) {
  const messages: ReadableMessage[] = [];
  const coverage = await decodeParts(escp, chunks, (message) => messages.push(message));
  return { messages, coverage };
}

describe('a job', () => {
  it('is a message a command, with its place, its bytes, and its fields', async () => {
    const { messages, coverage } = await decoded(
      text(`${ESC}@${ESC}(U`),
      text('\u0001\u0000\u000ahi'),
    );
    expect(messages[1]).toEqual({
      protocol: 'escp',
      message: 'ESC (U: unit: 1/360 inch',
      fields: [{ name: 'unit', offset: 5, length: 1, value: 10, meaning: '1/360 inch' }],
      bytes: '1b285501000a',
      part: {
        offset: 2,
        length: 6,
        kind: 'command',
        name: 'ESC (U',
        numbers: '10',
        words: 'unit: 1/360 inch',
      },
    });
    expect(messages[2]).toMatchObject({ message: '"hi"', bytes: '6869' });
    expect(coverage).toEqual({
      messages: 3,
      errors: 0,
      stream: { bytes: 10, parts: { command: 2, text: 1 }, unknown: [], faults: [] },
    });
    expect(messageRows(messages[1]!)).toEqual([
      {
        protocol: 'escp',
        offset: 2,
        length: 6,
        kind: 'command',
        name: 'ESC (U',
        numbers: '10',
        words: 'unit: 1/360 inch',
      },
    ]);
  });

  it('counts what is unknown and what is wrong, where it was first', async () => {
    const { messages, coverage } = await decoded(text(`a${ESC}~${ESC}~${ESC}`));
    expect(coverage.errors).toBe(1);
    expect(coverage.stream).toMatchObject({
      unknown: [{ name: 'ESC ~', offset: 1, count: 2 }],
      faults: [{ name: 'ESC', offset: 5, count: 1, says: 'the stream ends within it' }],
    });
    expect(messages.at(-1)).toMatchObject({ error: { kind: 'truncated', field: 'ESC' } });
  });

  it('lists no more kinds than a person reads, and counts the others', async () => {
    const noise = Array.from({ length: 400 }, (_, i) => {
      return joinBytes([text(`${ESC}*`), Uint8Array.of(128 + (i % 100), i % 250, 0)]);
    });
    const data = joinBytes(noise.map((head) => joinBytes([head, new Uint8Array(head[3]! * 6)])));
    const { coverage } = await decoded(data);
    expect(coverage.stream!.faults).toHaveLength(100);
    expect(coverage.stream!.more).toBe(300);
  });

  it('is told with the beginning of its bytes alone, however long its parts are', async () => {
    const line = text('x'.repeat(65_536));
    function* chunks(): Generator<Uint8Array> {
      yield text(
        `${ESC}@${ESC}(G\u0001\u0000\u0001${ESC}i\u0000\u0000\u0001\u00ff\u007f\u00ff\u00ff`,
      );
      for (let i = 0; i < 100; i++) yield line;
    }
    let told = 0;
    const coverage = await decodeParts(escp, chunks(), ({ bytes }) => {
      told = Math.max(told, bytes.length / 2);
    });
    expect(coverage.stream!.bytes).toBe(100 * 65_536 + 17);
    expect(told).toBeLessThanOrEqual(1024);
  });

  it('of no bytes is none', async () => {
    await expect(decoded()).rejects.toThrow(UsageError);
  });
});

describe('a file', () => {
  const line = `${'to and fro '.repeat(40)}\r\n`;
  const long = text(`${ESC}@${line.repeat(2400)}`);

  async function read(protocol: string, file: Uint8Array) {
    const platform = machine({ files: { 'a.prn': file } });
    const messages: ReadableMessage[] = [];
    const emit = (said: Emission) => {
      if (said.kind === 'row') messages.push(said.row as ReadableMessage);
    };
    const context = { platform, atlas: shippedAtlas(), signal: never, emit };
    const input = readInput(decode.parameters, { protocol, input: 'a.prn' });
    const result = (await decode.stream!.run(input, context)) as DecodeResult;
    return { messages, coverage: result.coverage };
  }

  it('of more than a megabyte is listed too, named or not', async () => {
    for (const protocol of ['escp', 'auto']) {
      const { messages, coverage } = await read(protocol, long);
      expect(messages).toHaveLength(1 + 2 * 2400);
      expect(coverage.stream).toMatchObject({ bytes: long.length, unknown: [], faults: [] });
    }
  });

  it('of more than a megabyte is refused where nobody reads it in pieces', async () => {
    await expect(read('enpc', long)).rejects.toThrow('is longer than 1,048,576 bytes');
    await expect(read('auto', long.subarray(2))).rejects.toThrow('is longer than 1,048,576 bytes');
  });

  it('of text alone is a job where it is called one', async () => {
    const { messages } = await read('escp', text(line));
    expect(messages.map(({ part }) => part!.kind)).toEqual(['text', 'control']);
  });
});

describe('the language of bytes', () => {
  it('is that which was named, or which they begin like', () => {
    const job = text(`\u0000\u0000\u0000${ESC}\u0001@EJL 1284.4\n@EJL     \n${ESC}@`);
    for (const bytes of [job, text(`${ESC}@Hello`)]) {
      expect(languageOf(bytes, undefined, PROTOCOLS)?.name).toBe('escp');
    }
    expect(languageOf(text('Hello'), undefined, PROTOCOLS)).toBeUndefined();
    expect(languageOf(text('Hello'), escp, PROTOCOLS)?.name).toBe('escp');
    const enpc = PROTOCOLS.find(({ name }) => name === 'enpc');
    expect(languageOf(job, enpc, PROTOCOLS)).toBeUndefined();
  });
});
