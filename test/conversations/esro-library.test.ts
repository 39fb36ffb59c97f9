/** ESRO's library between simulated hosts, and the services of the command on it. */
import { describe, expect, it } from 'vitest';
import {
  AbortError,
  OperationError,
  OperationFailed,
  type Call,
  type Sap,
} from '../../src/app/esro/call.ts';
import { openEndpoint, type OpenOptions } from '../../src/app/esro/endpoint.ts';
import { invokeOnce } from '../../src/app/esro/once.ts';
import { cardClient } from '../../src/app/esro/services/card-authorization/client.ts';
import { TEST_CARDS } from '../../src/app/esro/services/card-authorization/cards.ts';
import { Ledger } from '../../src/app/esro/services/card-authorization/ledger.ts';
import { cardServer } from '../../src/app/esro/services/card-authorization/server.ts';
import { cancellation } from '../../src/core/signal.ts';
import { createNetwork, type LinkQuality } from '../../src/platform/simulated/network.ts';

const SERVER = '192.0.2.2';
const HERE = { address: SERVER, port: 259 };
const words = (text: string) => new TextEncoder().encode(text);
const echo: Sap = { perform: ({ argument }) => argument };

function world(link: Partial<LinkQuality> = {}, seed = 1) {
  const network = createNetwork({ seed });
  const server = network.host('server', { addresses: [`${SERVER}/24`], link });
  const client = network.host('client', { addresses: ['192.0.2.1/24'], link });
  return {
    network,
    client,
    perform: (saps: OpenOptions['saps'], more: Partial<OpenOptions> = {}) =>
      openEndpoint(server, { ...HERE, ...(saps && { saps }), ...more }),
    invoker: (more: Partial<OpenOptions> = {}) =>
      openEndpoint(client, { address: '192.0.2.1', ...more }),
    async run<T>(work: Promise<T>): Promise<T> {
      return network.run(work);
    },
  };
}

describe('an operation', () => {
  it.each(['2-way', '3-way'] as const)('is answered, %s', async (handshake) => {
    const { perform, invoker, run } = world();
    const calls: Call[] = [];
    await run(
      perform({
        11: {
          handshake,
          perform(call) {
            calls.push(call);
            return { encoding: 'XDR', result: words('here') };
          },
        },
      }),
    );
    const client = await run(invoker());
    const options = { handshake, encoding: 'PER' } as const;
    const reply = await run(client.invoke(HERE, 11, 63, words('there'), options));
    expect(reply).toEqual({ encoding: 'XDR', result: words('here') });
    expect(calls).toEqual([
      { from: client.local, sap: 11, operation: 63, encoding: 'PER', argument: words('there') },
    ]);
    expect(client.outstanding).toBe(0);
  });

  it('is asked for from any place in either direction, by one socket', async () => {
    const { perform, invoker, run } = world();
    const server = await run(perform({ 11: echo }));
    const client = await run(invoker({ port: 259, saps: { 13: echo } }));
    const [there, back] = await run(
      Promise.all([
        client.invoke(`${SERVER}`, 11, 1, words('there')),
        server.invoke('192.0.2.1:259', 13, 1, words('back')),
      ]),
    );
    expect([there.result, back.result]).toEqual([words('there'), words('back')]);
  });

  it('can fail in every way, and says which', async () => {
    const { perform, invoker, run } = world();
    const bugs: unknown[] = [];
    await run(
      perform(
        {
          11: {
            perform({ operation }) {
              if (operation === 1) throw new OperationError(7, words('why'), 'PER');
              if (operation === 2) throw new OperationFailed(3);
              if (operation === 3) return new Uint8Array(1399);
              if (operation === 4) return undefined as unknown as Uint8Array;
              throw new RangeError('a bug');
            },
          },
        },
        { failed: (thrown) => void bugs.push(thrown) },
      ),
    );
    const client = await run(invoker());
    const ask = (sap: number, operation: number) =>
      run(client.invoke(HERE, sap, operation, words('x')).catch((problem: unknown) => problem));
    expect(await ask(11, 1)).toMatchObject({ value: 7, parameter: words('why'), encoding: 'PER' });
    expect(await ask(11, 2)).toMatchObject({
      value: 3,
      from: 'peer',
      words: 'out of remote resources',
    });
    expect(await ask(11, 3)).toMatchObject({ value: 2, from: 'peer' });
    expect(await ask(11, 4)).toMatchObject({ value: 2, from: 'peer' });
    expect(await ask(11, 5)).toMatchObject({ value: 2, from: 'peer' });
    expect(bugs).toEqual([
      expect.objectContaining({ message: expect.stringContaining('1398 can be sent') as string }),
      expect.objectContaining({ message: expect.stringContaining('not undefined') as string }),
      new RangeError('a bug'),
    ]);
    // Nobody is bound to that selector.
    expect(await ask(9, 1)).toMatchObject({ value: 2, from: 'peer' });
    const silent = client
      .invoke('192.0.2.77', 11, 1, words('x'))
      .catch((problem: unknown) => problem);
    expect(await run(silent)).toMatchObject({ from: 'silence' });
  });

  it('is performed though a user threw when it was told of another', async () => {
    const { perform, invoker, run } = world();
    const bugs: unknown[] = [];
    const confirmed = () => {
      throw new RangeError('a bug');
    };
    const saps = { 11: { ...echo, handshake: '3-way', confirmed } } as const;
    await run(perform(saps, { failed: (thrown, { operation }) => bugs.push([operation, thrown]) }));
    const client = await run(invoker());
    for (const operation of [1, 2]) {
      await run(client.invoke(HERE, 11, operation, words('x'), { handshake: '3-way' }));
    }
    expect(bugs).toEqual([[1, new RangeError('a bug')]]);
  });

  it('is given up by a signal, or by closing', async () => {
    const { perform, invoker, run, network } = world();
    await run(perform({ 11: { perform: () => new Promise(() => {}) } }));
    const client = await run(invoker());
    const { signal, cancel } = cancellation();
    const given = client.invoke(HERE, 11, 1, words('x'), { signal }).catch((problem) => problem);
    const closed = client.invoke(HERE, 11, 1, words('x')).catch((problem) => problem);
    await network.runUntil(network.clock.now() + 100);
    expect(client.outstanding).toBe(2);
    cancel();
    expect(await given).toBeInstanceOf(AbortError);
    expect(client.outstanding).toBe(1);
    client.close();
    expect(await closed).toBeInstanceOf(AbortError);
    await expect(client.invoke(HERE, 11, 1, words('x'))).rejects.toThrow(AbortError);
    await expect(client.invoke(HERE, 11, 1, words('x'), { signal })).rejects.toThrow(AbortError);
  });

  it.each([
    [HERE, 0, 1, 1, 'selector'],
    [HERE, 16, 1, 1, 'selector'],
    [HERE, 11, 64, 1, 'operation value'],
    [HERE, 11, 1.5, 1, 'operation value'],
    [HERE, 11, 1, 1398, '1397 can be sent in one datagram'],
    ['::1', 11, 1, 1, 'IPv6'],
    ['192.0.2.2:0', 11, 1, 1, 'no port'],
    [{ address: 'host.example', port: 259 }, 11, 1, 1, 'no IP address'],
  ])('of %j, %s, %s with %i octets is refused', async (to, sap, operation, size, says) => {
    const { invoker, run } = world();
    const client = await run(invoker());
    await expect(client.invoke(to, sap, operation, new Uint8Array(size))).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(says) as string,
    });
  });

  it('takes octets alone', async () => {
    const { invoker, run } = world();
    const client = await run(invoker());
    const text = 'text' as unknown as Uint8Array;
    await expect(client.invoke(HERE, 11, 1, text)).rejects.toThrow('is no Uint8Array');
  });

  it('takes the words of the RFC alone', async () => {
    const { perform, invoker, run } = world();
    const client = await run(invoker());
    const ask = (options: object) => client.invoke(HERE, 11, 1, words('x'), options);
    await expect(ask({ encoding: 'ber' })).rejects.toThrow('"ber" is no encoding of the argument');
    await expect(ask({ handshake: '3way' })).rejects.toThrow('"3way" is no handshake');
    const saps = { 11: { ...echo, handshake: '3way' as '3-way' } };
    await expect(run(perform(saps))).rejects.toThrow('"3way" is no handshake');
    expect(() => new OperationFailed(999)).toThrow(RangeError);
    expect(client.outstanding).toBe(0);
  });

  it('may be long where segments are on', async () => {
    const { perform, invoker, run } = world();
    const segments = () => true;
    await run(perform({ 11: echo }, { segments }));
    const client = await run(invoker({ segments }));
    const long = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251);
    expect((await run(client.invoke(HERE, 11, 1, long))).result).toEqual(long);
    await expect(client.invoke(HERE, 11, 1, new Uint8Array(200_000))).rejects.toThrow(
      'in segments',
    );
  });
});

/** An echo that is acknowledged, and what it is told of its answers. */
function confirmedEcho(): { readonly sap: Sap; readonly told: readonly string[] } {
  const told: string[] = [];
  const sap: Sap = {
    ...echo,
    handshake: '3-way',
    confirmed: () => void told.push('confirmed'),
    unconfirmed: () => void told.push('unconfirmed'),
  };
  return { sap, told };
}

describe('a single operation', () => {
  it('tells its performer that the answer arrived', async () => {
    const { client, perform, run, network } = world();
    const { sap, told } = confirmedEcho();
    await run(perform({ 11: sap }));
    const invoke = () => run(invokeOnce(client, SERVER, 11, 1, words('x'), { handshake: '3-way' }));
    expect((await invoke()).result).toEqual(words('x'));
    await network.runUntil(network.clock.now() + 2000);
    expect(told).toEqual(['confirmed']);
  });

  it.each([
    [10_000, 'confirmed'],
    [0, 'unconfirmed'],
  ])('whose ACK is lost and lingers %i ms is %s', async (linger, end) => {
    const { client, perform, run, network } = world();
    const { sap, told } = confirmedEcho();
    await run(perform({ 11: sap }));
    // The first ACK, and nothing else, is lost on the way.
    let isLost = false;
    const udp: typeof client.udp = {
      async open(options, receive) {
        const socket = await client.udp.open(options, receive);
        const send: typeof socket.send = (bytes, to) => {
          const isFirstAck = bytes[0] === 3 && !isLost;
          if (isFirstAck) isLost = true;
          else socket.send(bytes, to);
        };
        return { ...socket, send };
      },
    };
    const options = { handshake: '3-way', linger } as const;
    await run(invokeOnce({ ...client, udp }, SERVER, 11, 1, words('x'), options));
    expect(isLost).toBe(true);
    await network.runUntil(network.clock.now() + 60_000);
    expect(told).toEqual([end]);
  });
});

describe('a card', () => {
  it('is charged once however much is lost, doubled and asked for again', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { perform, invoker, run } = world({ loss: 0.3, duplication: 0.2 }, seed);
      const ledger = new Ledger(TEST_CARDS);
      const { perform: authorize } = cardServer(ledger);
      await run(perform({ 15: { handshake: '3-way', perform: authorize } }));
      const client = await run(invoker());
      const { operation, argument } = cardClient.ask(
        'authorize till 1 4111111111111111 100'.split(' '),
      );
      const ask = () =>
        run(client.invoke(HERE, 15, operation, argument, { handshake: '3-way' }).catch(() => {}));
      // Whoever has no answer asks again, under another reference number.
      await ask();
      await ask();
      const left = ledger.verify({ terminal: 'till', number: 1 });
      expect(left).toEqual({ answer: { standing: 'charged', code: '000001', left: 40_000 } });
    }
  });
});
