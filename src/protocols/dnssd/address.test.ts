/** A host's address by its name: the machine against our responder, and against what it must not believe. */
import { describe, expect, it } from 'vitest';
import { never } from '../../core/signal.ts';
import { converse } from '../../platform/run.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { seededRandom } from '../../core/random.ts';
import { encode, record } from '../dns/encode.ts';
import { addressLookup, type AddressFound } from './address.ts';
import { responder } from './server.ts';
import { MDNS_GROUP, MDNS_PORT } from './vocabulary.ts';

const NAME = 'EPSON000001.local';
const ANYBODY = () => true;
const from = { address: '192.0.2.12', port: MDNS_PORT };
const answer = (name: string, id: number, response = true) =>
  encode({ id, response, answers: [record(name, { kind: 'A', address: '192.0.2.12' }, 10)] });

describe('a name', () => {
  it('is asked for three times, into the group, and given up', () => {
    const machine = addressLookup({ name: NAME, id: 7, mayHear: ANYBODY });
    let step = machine.start(0);
    const sent: number[] = [];
    let now = 0;
    for (let at = machine.wakeAt(step.state); at !== undefined; at = machine.wakeAt(step.state)) {
      sent.push(...step.actions.flatMap(({ kind }) => (kind === 'send' ? [now] : [])));
      now = at;
      step = machine.step(step.state, { kind: 'wake' }, now);
    }
    expect(sent).toEqual([0, 300, 900]);
    expect([now, step.actions]).toEqual([2100, [{ kind: 'done' }]]);
  });

  it.each<[what: string, bytes: Uint8Array, mayHear: () => boolean, found: boolean]>([
    ['is found', answer(NAME, 7), ANYBODY, true],
    ['is found in other letters', answer('epson000001.LOCAL', 7), ANYBODY, true],
    ['of another host is not its', answer('EPSON000002.local', 7), ANYBODY, false],
    ["is not found in an answer to another's question", answer(NAME, 8), ANYBODY, false],
    ['is not found in a question', answer(NAME, 7, false), ANYBODY, false],
    ['is not heard from elsewhere', answer(NAME, 7), () => false, false],
    ['is not found in anything', Uint8Array.of(1, 2, 3), ANYBODY, false],
  ])('%s', (_, bytes, mayHear, found) => {
    const machine = addressLookup({ name: NAME, id: 7, mayHear });
    const { actions } = machine.step(machine.start(0).state, { kind: 'received', from, bytes }, 5);
    const event = { kind: 'found', addresses: ['192.0.2.12'], from };
    expect(actions).toEqual(found ? [{ kind: 'tell', event }, { kind: 'done' }] : []);
  });

  it('is answered by our responder over a link that loses a third', async () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const network = createNetwork({ seed });
      const printer = network.host('printer', {
        addresses: ['192.0.2.12/24'],
        link: { loss: 0.3 },
      });
      const here = network.host('here', { addresses: ['192.0.2.1/24'] });
      void converse(
        responder(
          { host: 'EPSON000001', addresses: ['192.0.2.12'], services: [] },
          { random: seededRandom(1) },
        ),
        printer,
        {
          port: MDNS_PORT,
          multicast: { groups: [MDNS_GROUP.address], interface: '192.0.2.12' },
          signal: never,
          tell() {},
        },
      );
      await network.runUntil(3000);
      const heard: AddressFound[] = [];
      await network.run(
        converse(addressLookup({ name: NAME, id: seed, mayHear: ANYBODY }), here, {
          address: '192.0.2.1',
          multicast: { interface: '192.0.2.1' },
          signal: never,
          tell: (event) => void heard.push(event),
        }),
      );
      if (heard.length > 1) throw new Error('told twice');
      if (heard[0]?.addresses.join() === '192.0.2.12') found++;
    }
    // Each of three attempts is answered with 0.7 x 0.7: all fail in 13 of 100.
    expect(found).toBeGreaterThanOrEqual(30);
  });
});
