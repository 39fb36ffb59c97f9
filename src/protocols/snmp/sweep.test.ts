import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { LAST_PAUSE, PASS_PAUSE } from '../../core/sweep.ts';
import { timeline } from '../../core/timeline.ts';
import { MAX_AGENTS, sweep, type SweepOptions } from './client.ts';
import { GREETING } from './greeting.ts';
import { encodeResponse } from './response.ts';
import { decode } from './wire.ts';

const A = '1.3.6.1.2.1.43.5.1.1.16.1';

const options: SweepOptions = {
  hosts: { count: 3, at: (index) => `10.9.0.${index}` },
  mayAsk: (address) => address.startsWith('10.9.'),
  perSecond: 10,
  passes: 2,
  variables: [A],
  patience: { waits: [100] },
  firstId: 77,
};
const sweepOf = (more: Partial<SweepOptions> = {}) => timeline(sweep({ ...options, ...more }));
const host = (index: number) => ({ address: `10.9.0.${index}`, port: 161 });

interface Asked {
  readonly id: number;
  readonly version: '1' | '2c';
  readonly oids: readonly string[];
}

function read(bytes: Uint8Array): Asked {
  const decoded = decode(bytes);
  if (!decoded.ok || decoded.message.version === '3') throw new Error('no request');
  const { version, pdu } = decoded.message;
  if (pdu.kind !== 'get') throw new Error(`a ${pdu.kind}`);
  return { id: pdu.requestId, version, oids: pdu.variables.map(({ oid }) => oid) };
}

const answer = ({ id, version, oids }: Asked) =>
  encodeResponse({
    version,
    community: 'public',
    requestId: id,
    variables: oids.map((oid) => ({ oid, value: { type: 'INTEGER', value: 1 } })),
  });

describe('a sweep', () => {
  it('greets each host once a pass, each with an id of its own, and ends', () => {
    const story = sweepOf();
    for (const pass of [0, 200 + PASS_PAUSE]) {
      story.at(pass).tells('progress').sendsSome(1);
      story.at(pass + 100).sendsSome(1);
      story.at(pass + 200).sendsSome(1);
    }
    story.tells('progress');
    story
      .at(400 + PASS_PAUSE + LAST_PAUSE)
      .tells('finished')
      .ends();
    const asked = story.sent.map(({ bytes }) => read(bytes));
    expect(story.sent.map(({ to }) => to)).toEqual([0, 1, 2, 0, 1, 2].map(host));
    expect(asked.map(({ version }) => version)).toEqual(['2c', '2c', '2c', '1', '1', '1']);
    for (const { oids } of asked) expect(oids).toEqual(GREETING);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(6);
  });

  it('knows an answer by its id, and by nothing that it remembers', () => {
    const story = sweepOf();
    story.at(0).tells('progress').sendsSome(1);
    const first = read(story.sent[0]!.bytes);
    // What was said to one host is no answer of another, nor in another version, nor from another port.
    story.at(10).hears(answer(first), host(1));
    story.hears(answer({ ...first, version: '1' }), host(0));
    story.hears(answer(first), { ...host(0), port: 1161 });
    story.hears(answer({ ...first, id: first.id ^ 1 }), host(0));
    story.at(20).hears(answer(first), host(0)).tells('found').sendsSome(1);
    const question = read(story.sent[1]!.bytes);
    expect(question.oids).toEqual([A]);
    story.at(30).hears(answer(question), host(0)).tells('completed');
    story.at(100).sendsSome(1).at(200).sendsSome(1);
    // Who answered is not greeted in the next pass.
    story.at(700).tells('progress').at(800).sendsSome(1).at(900).sendsSome(1).tells('progress');
    story
      .at(900 + LAST_PAUSE)
      .tells('finished')
      .ends();
    expect(story.sent.slice(-2).map(({ to }) => to)).toEqual([host(1), host(2)]);
    expect(story.told.at(-1)).toMatchObject({ agents: [{ from: host(0) }], turnedAway: 0 });
  });

  it('has other ids for another key', () => {
    const ids = [1, 2].map((firstId) => {
      const story = sweepOf({ firstId });
      story.at(0).tells('progress').sendsSome(1);
      return read(story.sent[0]!.bytes).id;
    });
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('turns away who comes when there is no room, and says so', () => {
    const count = MAX_AGENTS + 5;
    const hosts = { count, at: (index: number) => `10.9.${index >> 8}.${index & 255}` };
    const machine = sweep({ ...options, variables: [], hosts, perSecond: 1e6, passes: 1 });
    let { state, actions } = machine.start(0);
    const all = [...actions];
    let now = 0;
    while (!state.finished) {
      for (const action of actions) {
        if (action.kind !== 'send') continue;
        const bytes = answer(read(action.bytes));
        const step = machine.step(state, { kind: 'received', from: action.to, bytes }, now);
        state = step.state;
        all.push(...step.actions);
      }
      now = machine.wakeAt(state)!;
      ({ state, actions } = machine.step(state, { kind: 'wake' }, now));
      all.push(...actions);
    }
    const told = all.flatMap((action) => (action.kind === 'tell' ? [action.event] : []));
    expect(told.at(-1)).toMatchObject({ kind: 'finished', turnedAway: 5 });
    expect(told.filter(({ kind }) => kind === 'found')).toHaveLength(MAX_AGENTS);
  });

  it.each([
    { hosts: { count: 0, at: () => '' } },
    { versions: [] },
    { passes: 0 },
    { perSecond: 0 },
    { from: 7 },
    { community: 'x'.repeat(256) },
    { patience: { waits: [] } },
  ])('wants what makes sense: %j', (wrong) => {
    expect(() => sweepOf(wrong)).toThrow(UsageError);
  });
});
