/** A host's address by its name: how often it is asked for, and what must not be believed. */
import { describe, expect, it } from 'vitest';
import { encode, record } from '../dns/encode.ts';
import { addressLookup } from './address.ts';
import { MDNS_PORT } from './vocabulary.ts';

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
});
