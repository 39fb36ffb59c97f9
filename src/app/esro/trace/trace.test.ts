/** Traces through the operation: what a simulated conversation tells, and what a real one's datagrams are. */
import { describe, expect, it } from 'vitest';
import { passing } from '../../../../test/support/printers.ts';
import { shippedAtlas } from '../../../../test/support/shipped.ts';
import { UsageError } from '../../../core/errors.ts';
import { never } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { openEndpoint } from '../endpoint.ts';
import { OperationError, type Sap } from '../call.ts';
import { readInput, type RawInput } from '../../parameters.ts';
import { esroTrace } from '../trace.ts';
import type { TraceUnit } from './event.ts';
import type { TraceResult } from './result.ts';

/** On a laptop, with a performer at 10.0.7.3 where there is one. */
async function trace(raw: RawInput, sap?: Sap): Promise<TraceResult> {
  const network = createNetwork({ seed: 5 });
  const platform = network.host('laptop', { addresses: ['10.0.7.2'] });
  const performer = network.host('performer', { addresses: ['10.0.7.3'] });
  if (sap) await openEndpoint(performer, { address: '10.0.7.3', port: 259, saps: { 13: sap } });
  const context = { platform, atlas: shippedAtlas(), signal: never, emit() {} };
  const running = esroTrace.run(readInput(esroTrace.parameters, raw), context);
  // A simulated conversation has a network of its own.
  return raw['host'] === undefined ? running : passing(network, running);
}

const unitsOf = ({ events }: TraceResult) =>
  events.filter((event): event is TraceUnit => event.event === 'unit');

/** `invoker Invoke`, `performer Result again lost`. */
const short = (told: TraceResult) =>
  unitsOf(told).map(({ from, message, again, fate, copy }) =>
    [
      from,
      /^\w+/.exec(message)![0],
      ...(again > 0 ? ['again'] : []),
      ...(copy ? ['copy'] : []),
      ...(['delivered', 'sent', 'received'].includes(fate) ? [] : [fate]),
    ].join(' '),
  );

const messages = ({ events }: TraceResult) =>
  events.filter(({ event }) => event === 'told').map(({ message }) => message);

describe('a simulated conversation', () => {
  it('is an invoke and a result, where nothing is lost', async () => {
    const told = await trace({});
    expect(short(told)).toEqual(['invoker Invoke', 'performer Result']);
    expect(told).toMatchObject({
      simulated: true,
      performed: 1,
      datagrams: 2,
      again: 0,
      lost: 0,
      operations: [{ outcome: 'result', words: '4 octets as BER' }],
    });
    expect(messages(told).at(-1)).toContain('nobody asks again');
  });

  it('has an acknowledgement, where both agreed on one', async () => {
    const told = await trace({ handshake: '3-way' });
    expect(short(told)).toEqual(['invoker Invoke', 'performer Result', 'invoker Ack']);
    expect(messages(told).at(-1)).toBe('the performer knows that its answer arrived');
  });

  it('gives up when everything is lost', async () => {
    const told = await trace({ loss: '100' });
    expect(short(told)).toEqual([
      'invoker Invoke lost',
      ...Array.from({ length: 8 }, () => 'invoker Invoke again lost'),
    ]);
    expect(told).toMatchObject({
      performed: 0,
      datagrams: 9,
      again: 8,
      lost: 9,
      operations: [{ outcome: 'failure', value: 2 }],
    });
    expect(esroTrace.outcome!(told)).toEqual({});
  });

  it('sends again by the timers that were given', async () => {
    const told = await trace({ loss: '100', timers: 'invokeResend=3500,retransmissions=1' });
    // An endpoint lets deadlines that lie close together share an alarm.
    const [first, second, ...more] = unitsOf(told).map(({ at }) => at);
    expect([first, more]).toEqual([0, []]);
    expect(second! >= 3500 && second! < 3550).toBe(true);
  });

  it.each([
    ['error', { outcome: 'error', value: 7 }],
    ['failure', { outcome: 'failure', value: 2 }],
    ['nothing', { outcome: 'failure', value: 2 }],
  ])('ends as the performer wants it: %s', async (answer, operation) => {
    expect((await trace({ answer })).operations).toMatchObject([operation]);
  });

  it('is performed once, however often it is asked for while that goes on', async () => {
    const told = await trace({ work: '10000' });
    expect(told).toMatchObject({
      performed: 1,
      again: 3,
      operations: [{ outcome: 'result' }],
    });
  });

  it('goes in segments, where they are let', async () => {
    const told = await trace({ size: '250', largest: '104' });
    expect(unitsOf(told).map(({ message }) => /^\w+ \d+(, [^:]*)?/.exec(message)![1])).toEqual([
      ', first of 3',
      ', segment 1',
      ', segment 2',
      ', first of 3',
      ', segment 1',
      ', segment 2',
    ]);
    expect(Math.max(...unitsOf(told).map(({ hex }) => hex.length / 2))).toBe(104);
  });

  it('calls a copy a copy, and not sent again', async () => {
    const told = await trace({ duplicate: '100' });
    expect(short(told).slice(0, 2)).toEqual(['invoker Invoke', 'invoker Invoke copy']);
    expect(told.performed).toBe(1);
  });

  it('says which of several operations it speaks of', async () => {
    const told = await trace({ operations: '3' });
    expect(told.operations).toHaveLength(3);
    expect(messages(told).filter((words) => words.endsWith('(#3)'))).toHaveLength(3);
  });

  it('tells the same story of the same seed, and another of another', async () => {
    const raw = { handshake: '3-way', loss: '40', operations: '20' };
    const [one, same, other] = [
      await trace(raw),
      await trace(raw),
      await trace({ ...raw, seed: '1' }),
    ];
    expect(same).toEqual(one);
    expect(other.events).not.toEqual(one.events);
    for (const told of [one, other]) {
      const { events, lost, datagrams } = told;
      expect(events.map(({ at }) => at)).toEqual(
        events.map(({ at }) => at).toSorted((a, b) => a - b),
      );
      expect(lost).toBeGreaterThan(0);
      expect(datagrams).toBe(unitsOf(told).filter(({ copy }) => !copy).length);
    }
  });
});

describe('a conversation with a performer', () => {
  const echo: Sap = { handshake: '3-way', perform: ({ argument }) => argument };
  const asked = { host: '10.0.7.3', sap: '13', op: '2' };

  it('tells each datagram as it goes or comes', async () => {
    const told = await trace({ ...asked, argument: 'hello', handshake: '3-way' }, echo);
    expect(short(told)).toEqual(['invoker Invoke', 'performer Result', 'invoker Ack']);
    expect(unitsOf(told).map(({ fate }) => fate)).toEqual(['sent', 'received', 'sent']);
    expect(unitsOf(told)[0]!.hex).toMatch(/^d0..0268656c6c6f$/);
    expect(unitsOf(told)[1]!.hex).toMatch(/^01..68656c6c6f$/);
    expect(told).toMatchObject({
      simulated: false,
      performer: '10.0.7.3:259',
      operations: [{ outcome: 'result', words: '"hello"' }],
    });
    expect(told).not.toHaveProperty('lost');
  });

  it('stays for as long as the answer may come again', async () => {
    const raw = { ...asked, handshake: '3-way', timers: 'inactivity=9000' };
    expect((await trace(raw, echo)).took).toBeGreaterThanOrEqual(9000);
  });

  it('ends well with an error, which is an answer', async () => {
    const refusing: Sap = {
      perform() {
        throw new OperationError(9);
      },
    };
    const result = await trace({ ...asked, hex: '01 02' }, refusing);
    expect(result.operations).toMatchObject([{ outcome: 'error', value: 9 }]);
    expect(esroTrace.outcome!(result)).toEqual({});
  });

  it('has found nobody where nobody answers', async () => {
    const result = await trace({ ...asked, timers: 'retransmissions=1' });
    expect(result).toMatchObject({ datagrams: 2, again: 1, operations: [{ outcome: 'failure' }] });
    expect(esroTrace.outcome!(result).missing).toEqual(['nobody answers at 10.0.7.3:259']);
  });
});

describe('what makes no sense', () => {
  it.each<[RawInput, RegExp]>([
    [{ host: '10.0.7.3', sap: '1', op: '1', loss: '4' }, /^--loss is for simulated/],
    [{ sap: '1' }, /^--sap is for a performer that is there: name its host/],
    [{ host: '10.0.7.3', op: '1' }, /^--sap is missing/],
    [{ host: '10.0.7.3', sap: '1', op: '1', argument: 'a', hex: '01' }, /one argument/],
    [{ host: '10.0.7.3', sap: '1', op: '1', hex: 'xy' }, /not a hexadecimal digit/],
    [{ host: '192.0.2.1', sap: '1', op: '1' }, /^192\.0\.2\.1 is refused/],
    [{ host: '10.0.7.0/24', sap: '1', op: '1' }, /more than one host/],
    [{ timers: 'invokeResend=soon' }, /^timers takes whole numbers/],
    [{ timers: 'sometimes=4' }, /not "sometimes"/],
    [{ timers: 'inactivity=1' }, /^inactivity \(1 ms\) must be longer/],
    [{ largest: '4' }, /largest/],
    [{ size: '2000' }, /^the argument has 2000 octets; 1397 can be sent/],
    [{ operations: '100', size: '170000', largest: '1400' }, /^too long a story: .* datagrams/],
    [{ size: '150000', largest: '65000', operations: '2' }, /^too long a story: .* octets/],
    [{ operations: '10', timers: 'retransmissions=255,referenceWait=900000' }, /^too long a story/],
  ])('%j is refused with a sentence', async (raw, sentence) => {
    const problem = await trace(raw).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(UsageError);
    expect((problem as Error).message).toMatch(sentence);
  });
});
