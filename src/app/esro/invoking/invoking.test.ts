/** `esro invoke` on the simulated network, toward somebody who is there and does not speak ESRO. */
import { expect, it } from 'vitest';
import { passing } from '../../../../test/support/printers.ts';
import { shippedAtlas } from '../../../../test/support/shipped.ts';
import { never } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { readInput, type RawInput } from '../../parameters.ts';
import { esroInvoke } from '../invoke.ts';

const THERE = '192.168.1.9';
const PORT = 2590;

/** What is said of who answers each datagram with these. */
async function asked(
  answers: (datagram: Uint8Array) => readonly Uint8Array[],
  wishes: RawInput = { argument: 'hello' },
) {
  const network = createNetwork({ seed: 1 });
  const platform = network.host('here', { addresses: ['192.168.1.5/24'] });
  const there = network.host('there', { addresses: [`${THERE}/24`] });
  const socket = await network.run(
    there.udp.open({ address: THERE, port: PORT }, (bytes, from) => {
      for (const answer of answers(bytes)) socket.send(answer, from);
    }),
  );
  const raw = {
    host: `${THERE}:${PORT}`,
    sap: '11',
    op: '1',
    ...wishes,
  };
  const context = { platform, atlas: shippedAtlas(), signal: never, emit() {} };
  return passing(network, esroInvoke.run(readInput(esroInvoke.parameters, raw), context));
}

const WHERE = `${THERE}:${PORT}`;

it('says nothing more of who is silent', async () => {
  const { failure } = await asked(() => []);
  expect(failure).toMatchObject({ from: 'silence', says: `nobody answers at ${WHERE}` });
});

it('is not fooled by a server that sends back whatever comes', async () => {
  const { outcome, failure } = await asked((bytes) => [bytes]);
  expect(outcome).toBe('failure');
  expect(failure).toMatchObject({ from: 'silence' });
  expect(failure!.says).toContain('the INVOKE itself comes back from there');
});

it.each<[what: string, answer: (invoke: Uint8Array) => Uint8Array]>([
  ['what is no ESRO', () => Uint8Array.from([0x0f, 1, 2])],
  ['a result of another number', ([, reference]) => Uint8Array.from([1, reference! ^ 1, 5])],
])('counts %s', async (...[, answer]) => {
  const once = await asked((bytes) => [answer(bytes)], { timeout: '2' });
  expect(once.failure!.says).toBe(
    `given up after 2 s: ${WHERE} has not answered: 1 datagram came from there, but it is not an answer to it`,
  );
  const { failure } = await asked((bytes) => [answer(bytes), answer(bytes)]);
  expect(failure!.says).toMatch(/: 18 datagrams came from there, but none of them is an answer/);
});

it('takes an empty argument in hexadecimal', async () => {
  const came: number[] = [];
  const answer = ([, reference]: Uint8Array) => Uint8Array.from([1, reference!, 7]);
  const { outcome } = await asked((bytes) => (came.push(bytes.length), [answer(bytes)]), {
    hex: '',
  });
  expect([outcome, came]).toEqual(['result', [3]]);
});
