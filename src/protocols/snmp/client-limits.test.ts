/** What strangers may cost a client: memory, answers, questions, and an end. */
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { inquiry, MAX_AGENTS, MAX_REPLIES, MAX_UNREADABLE, type InquiryOptions } from './client.ts';
import { GREETING } from './greeting.ts';
import type { Variable } from './pdu.ts';
import { encodeResponse } from './response.ts';
import type { SnmpValue } from './values.ts';

const printer: Endpoint = { address: '192.0.2.10', port: 161 };
const everyone: Endpoint = { address: '192.0.2.255', port: 161 };
const FIRST = 100;
const A = '1.3.6.1.2.1.43.5.1.1.16.1';
const quick = {
  hosts: [printer],
  mayAsk: (address) => address.startsWith('192.0.2.'),
  variables: [],
  firstId: FIRST,
} satisfies InquiryOptions;
const integer = (value: number): SnmpValue => ({ type: 'INTEGER', value });
const reply = (number: number, variables: readonly Variable[]) =>
  encodeResponse({ version: '2c', community: 'public', requestId: FIRST + number, variables });
const hello = () => reply(0, [{ oid: GREETING[0]!, value: integer(1) }]);

describe('what strangers may cost', () => {
  const hosts = Array.from({ length: MAX_AGENTS + 50 }, (_, i) => {
    return { address: `192.0.2.${i}`, port: 161 };
  });

  it('no more agents than it remembers', () => {
    const machine = inquiry({ ...quick, hosts: [], broadcasts: [everyone], variables: [A] });
    let { state } = machine.start(0);
    for (const from of hosts) {
      ({ state } = machine.step(state, { kind: 'received', from, bytes: hello() }, 1));
    }
    expect(state.agents.size).toBe(MAX_AGENTS);
  });

  it('no more replies than it reads, and no more complaints than it tells', () => {
    const machine = inquiry({ ...quick, hosts: [], broadcasts: [everyone], variables: [A] });
    let { state, actions } = machine.start(0);
    const heard = (bytes: Uint8Array) => {
      ({ state, actions } = machine.step(state, { kind: 'received', from: printer, bytes }, 1));
      return actions.length;
    };
    expect(heard(hello())).toBeGreaterThan(0);
    let answered = 0;
    for (let i = 0; i < 10_000; i++) answered += heard(hello());
    expect(answered).toBe(0);
    expect(state.agents.get('192.0.2.10:161')?.replies).toBe(MAX_REPLIES);
    const fresh = inquiry({ ...quick, hosts: [], broadcasts: [everyone] });
    ({ state } = fresh.start(0));
    let told = 0;
    for (let i = 0; i < 1000; i++) {
      const junk = { kind: 'received', from: printer, bytes: Uint8Array.of(0x30, 1) } as const;
      ({ state, actions } = fresh.step(state, junk, 1));
      told += actions.length;
    }
    expect(told).toBe(MAX_UNREADABLE);
  });

  it('an end, with an agent that has something next for ever', () => {
    const machine = inquiry({ ...quick, walks: [{ columns: ['1.3.6.1.2.1'], most: 1e9 }] });
    let { state } = machine.start(0);
    let sent = [hello()];
    let questions = 0;
    for (let i = 0; sent.length > 0 && i < 2000; i++) {
      const [bytes] = sent as [Uint8Array];
      const step = machine.step(state, { kind: 'received', from: printer, bytes }, i);
      state = step.state;
      const ids = step.actions.filter(({ kind }) => kind === 'send');
      questions += ids.length;
      const oid = `1.3.6.1.2.1.${i + 1}`;
      sent = ids.map(() => reply(questions + 1, [{ oid, value: integer(1) }]));
    }
    expect(state.finished).toBe(true);
    expect(questions).toBe(400);
  });
});
