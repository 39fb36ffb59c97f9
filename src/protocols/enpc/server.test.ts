import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/bytes/hex.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { mutations } from '../../core/mutations.ts';
import { MAX_SOURCES } from '../../core/allowance.ts';
import { timeline } from '../../core/timeline.ts';
import {
  ALL_ANSWERS_AT_ONCE,
  ALL_ANSWERS_PER_SECOND,
  ANSWERS_AT_ONCE,
  ANSWERS_PER_SECOND,
} from './allowance.ts';
import { TM_M30II, TM_T88V, XP_432, type EnpcDescription } from './description.ts';
import { responder } from './server.ts';
import readOnly from './vectors/read-only.json' with { type: 'json' };
import rejects from './vectors/rejects.json' with { type: 'json' };
import replies from './vectors/replies.json' with { type: 'json' };
import requests from './vectors/requests.json' with { type: 'json' };
import { MAGIC } from './vocabulary.ts';
import { encodeProbe, encodeQuery } from './wire.ts';

const till: Endpoint = { address: '192.0.2.20', port: 50_000 };
const vector = (mark: string) => {
  const found = [...requests, ...replies].find(({ name }) => name.includes(mark));
  return fromHex(found!.hex);
};
const printer = (description: EnpcDescription = TM_M30II) => timeline(responder(description));

describe('a TM-m30II answers as the recorded one', () => {
  it.each([
    ['A1', 'R3'],
    ['A3', 'R3'],
    ['A6', 'R6a'],
    ['A7', 'R7a'],
    ['A8', 'R8a'],
    ['A9', 'R9a'],
    ['query secure print', 'R10'],
  ])('%s with %s', (question, answer) => {
    const story = printer().hears(vector(question), till);
    story.sends(vector(answer)).tells('asked').rests();
    expect(story.sent).toHaveLength(1);
  });

  it('and a TM-m30 tells its model and, alone of the bytes, its own four at 36', () => {
    const story = printer({ ...TM_M30II, model: 'TM-m30' });
    story.hears(vector('A4'), till).sends(vector('R4a')).tells('asked');
    const card = vector('R3');
    card.set([0x15, 0x00, 0x02, 0x00], 14 + 36);
    story.hears(vector('A3'), till).sends(card).tells('asked').rests();
    expect(story.sent).toHaveLength(2);
  });

  it('and a model that was not recorded has its unexplained bytes, whatever it is called', () => {
    const model = 'constructor';
    const story = printer({ ...TM_M30II, model }).hears(vector('A8'), till);
    story.sends(vector('R8a')).tells('asked').rests();
    expect(story.sent).toHaveLength(1);
  });

  it('says that its address is not by DHCP, if so, by one bit', () => {
    const status = vector('R6a');
    status[14 + 8] = 0x00;
    const story = printer({ ...TM_M30II, dhcp: false }).hears(vector('A6'), till);
    story.sends(status).tells('asked').rests();
    expect(story.sent).toHaveLength(1);
  });

  it('answers to where the question came from', () => {
    expect(printer().hears(vector('A3'), till).sent[0]!.to).toEqual(till);
  });

  it('does not mind sloppy queries, as a TM-T88V does not', () => {
    const story = printer({ ...TM_M30II, model: 'TM-m30' }).hears(vector('sloppy'), till);
    story.sends(vector('R4a')).tells('asked').rests();
    expect(story.told).toMatchObject([{ outcome: 'answered', request: { result: 0x1000 } }]);
  });

  it('says who holds the print port, and when it is free again', () => {
    const story = printer().is({ kind: 'held', by: '192.0.2.20' });
    story.hears(vector('A9'), till).sends(vector('R9b')).tells('asked');
    story.is({ kind: 'held', by: null }).hears(vector('A9'), till);
    story.sends(vector('R9a')).tells('asked').rests();
    expect(() => story.is({ kind: 'held', by: 'fe80::1' })).toThrow(UsageError);
  });
});

describe('a TM-T88V answers as the recorded one', () => {
  it.each([
    ['(A4)', '(R4b)'],
    ['(A6)', '(R6b)'],
    ['(A7)', '(R7b)'],
    ['query receipt card variant', '(R7c)'],
    ['(A8)', '(R8b)'],
    ['(A9)', '(R9a)'],
    ['query secure print', '(R10)'],
  ])('%s with %s', (question, answer) => {
    const story = printer(TM_T88V).hears(vector(question), till);
    story.sends(vector(answer)).tells('asked').rests();
    expect(story.sent).toHaveLength(1);
  });

  it.each(['function 0099', 'function 0003', '0016 asked as a query'])('refuses %s', (mark) => {
    const answer = fromHex(readOnly.find(({ name }) => name.startsWith(mark))!.hex);
    const question = answer.slice();
    question.set([0x51], 5);
    question.set([0, 0], 10);
    const story = printer(TM_T88V).hears(question, till).sends(answer).tells('asked').rests();
    expect(story.told).toMatchObject([{ outcome: 'refused' }]);
  });
});

describe('an XP-432', () => {
  it("does not pass for a receipt printer with Epson's till software, which looks for UB-E", () => {
    const story = printer(XP_432).hears(vector('A3'), till).sendsSome(1).tells('asked').rests();
    const name = String.fromCharCode(...story.sent[0]!.bytes.subarray(14, 26));
    expect(name).toBe('EPSON005303\0');
  });

  it('answers with its IEEE 1284 id', () => {
    const story = printer({ ...XP_432, deviceId: XP_432.deviceId.replace('5A30', '5a30') });
    story.hears(vector('A5'), till).sends(vector('R5')).tells('asked').rests();
    expect(story.sent[0]!.bytes).toHaveLength(238);
  });

  it('invents nothing to the inkjet probe, whose answer nobody has published', () => {
    const story = printer(XP_432).hears(encodeProbe('inkjet'), till).tells('asked').rests();
    expect(story.told[0]).toMatchObject({ kind: 'asked', outcome: 'ignored' });
  });

  it('is no receipt printer', () => {
    const story = printer(XP_432).hears(encodeQuery('receipt model'), till).sendsSome(1);
    expect(toHex(story.sent[0]!.bytes, ' ')).toBe('45 50 53 4f 4e 71 03 00 00 00 ff ff 00 00');
    story.tells('asked').hears(encodeQuery('port holder'), till).sendsSome(1).tells('asked');
    expect(story.told).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
  });
});

describe('an inkjet that is to be found by scan software', () => {
  const scanner = () => printer({ ...XP_432, probeReply: 'zeroes' });

  it('answers the inkjet probe with 76 bytes of ours, as SANE sends it too', () => {
    for (const probe of [vector('A2'), vector('as SANE sends it')]) {
      const story = scanner().hears(probe, till).sendsSome(1).tells('asked').rests();
      expect(story.told[0]).toMatchObject({ outcome: 'answered' });
      expect(toHex(story.sent[0]!.bytes)).toBe(`4550534f4e7000ff00000000003e${'00'.repeat(62)}`);
    }
  });

  it('answers it as an inkjet alone', () => {
    const story = printer().hears(vector('A2'), till).tells('asked').rests();
    expect(story.told[0]).toMatchObject({ outcome: 'ignored' });
  });
});

describe('an inkjet, of which no source shows that it says who holds its print port', () => {
  it.each([
    [undefined, 'refused'],
    [true, 'answered'],
  ] as const)('says it as it was told to: %s', (tellsHolder, outcome) => {
    const story = printer(tellsHolder ? { ...XP_432, tellsHolder } : XP_432);
    story.is({ kind: 'held', by: '192.0.2.20' }).hears(vector('A9'), till);
    if (tellsHolder) story.sends(vector('R9b')).tells('asked').rests();
    else story.sendsSome(1).tells('asked').rests();
    expect(story.told).toMatchObject([{ outcome }]);
  });
});

describe('how often it answers', () => {
  const flood = (sources: readonly string[], count: number, pause: number) => {
    const machine = responder(TM_M30II);
    let { state } = machine.start(0);
    const answers = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const from = { address: sources[i % sources.length]!, port: 1024 + i };
      const step = machine.step(
        state,
        { kind: 'received', from, bytes: vector('A7') },
        (i + 1) * pause,
      );
      state = step.state;
      const sent = step.actions.filter(({ kind }) => kind === 'send').length;
      answers.set(from.address, (answers.get(from.address) ?? 0) + sent);
    }
    return { answers, state };
  };

  it('is a bounded number a second to one address, whatever its ports', () => {
    const { answers } = flood([till.address], 30_000, 0.1);
    const most = ANSWERS_AT_ONCE + 3 * ANSWERS_PER_SECOND;
    expect(answers.get(till.address)).toBeGreaterThan(most - 3);
    expect(answers.get(till.address)).toBeLessThanOrEqual(most);
  });

  it('leaves others their share', () => {
    const { state } = flood([till.address], 1000, 0.1);
    const from = { ...till, address: '192.0.2.21' };
    const { actions } = responder(TM_M30II).step(
      state,
      { kind: 'received', from, bytes: vector('A7') },
      200,
    );
    expect(actions.filter(({ kind }) => kind === 'send')).toHaveLength(1);
  });

  it('is bounded for all senders together, and so is what is remembered of them', () => {
    const forged = Array.from({ length: 5000 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
    const { answers, state } = flood(forged, 20_000, 0.1);
    const given = [...answers.values()].reduce((sum, count) => sum + count, 0);
    expect(given).toBeLessThanOrEqual(ALL_ANSWERS_AT_ONCE + 2 * ALL_ANSWERS_PER_SECOND);
    expect(state.allowance.sources.size).toBe(MAX_SOURCES);
  });
});

describe('what gets no answer', () => {
  const head = (letter: string, ...rest: number[]) =>
    Uint8Array.of(...MAGIC, letter.charCodeAt(0), ...rest);

  it.each([
    ['a reset', head('C', 3, 0, 0, 0x12, 0, 0, 0, 1, 0)],
    ['a keep-alive', head('C', 3, 0, 0, 0x16, 0, 0, 0, 0)],
    ['a Setup', head('S', 0, 0, 0, 0, 0, 0, 0, 0)],
    ['an Initialize', head('I', 0, 0, 0, 0, 0, 0, 0, 0)],
    ['a Notify', head('N', 0, 0, 0, 0, 0, 0, 0, 0)],
    ['EPSONPS', vector('EPSONPS')],
    ['a query with a device number', head('Q', 0, 7, 0, 0, 0, 0, 0, 0)],
  ])('%s', (_, bytes) => {
    const story = printer().hears(bytes, till).tells('asked').rests();
    expect(story.told[0]).toMatchObject({ outcome: 'ignored' });
  });

  it.each([...replies, ...readOnly])('the reply: $name', ({ hex }) => {
    const story = printer().hears(fromHex(hex), till).rests();
    expect(story.sent).toEqual([]);
  });

  it.each(rejects)('unreadable: $name', ({ hex }) => {
    const story = printer().hears(fromHex(hex), till).tells('unreadable').rests();
    expect(story.sent).toEqual([]);
  });
});

describe('hostile bytes', () => {
  const { state } = responder(TM_M30II).start(0);
  const outcome = (bytes: Uint8Array) => {
    const { actions } = responder(TM_M30II).step(state, { kind: 'received', from: till, bytes }, 0);
    return actions.filter((action) => action.kind === 'send');
  };

  it('get at most one answer, of kind q', () => {
    for (const { hex } of [...requests, ...replies, ...readOnly, ...rejects]) {
      for (const bytes of mutations(fromHex(hex))) {
        const sent = outcome(bytes);
        expect(sent.length).toBeLessThanOrEqual(1);
        expect(sent.every((action) => action.bytes[5] === 0x71)).toBe(true);
      }
    }
  });

  it('never make it throw', () => {
    const survives = fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => {
      return outcome(Uint8Array.of(...MAGIC, ...tail)).length <= 1;
    });
    expect(fc.check(survives, { numRuns: 20_000 }).failed).toBe(false);
  });
});

describe('descriptions that do not fit the wire', () => {
  it.each([
    { ...TM_M30II, mac: 'none' },
    { ...TM_M30II, address: '192.0.2' },
    { ...TM_M30II, model: 'x'.repeat(129) },
    { ...TM_M30II, name: 'ü€' },
  ])('are refused with a sentence', (description) => {
    expect(() => responder(description)).toThrow(UsageError);
  });
});
