import { describe, expect, it } from 'vitest';
import type { DatagramMachine } from './machine.ts';
import { timeline } from './timeline.ts';

const peer = { address: '192.0.2.1', port: 7 };
const ping = Uint8Array.of(1);

/** Says `ping` at 0 and at 500, tells `silence` at 1000 and ends; an answer ends it at once. */
const pinger: DatagramMachine<{ at: number }, { kind: 'answer' | 'silence' }> = {
  start: () => ({ state: { at: 500 }, actions: [{ kind: 'send', to: peer, bytes: ping }] }),
  step(state, input, now) {
    if (input.kind === 'received') {
      return { state, actions: [{ kind: 'tell', event: { kind: 'answer' } }, { kind: 'done' }] };
    }
    if (now < 1000) {
      return { state: { at: 1000 }, actions: [{ kind: 'send', to: peer, bytes: ping }] };
    }
    return { state, actions: [{ kind: 'tell', event: { kind: 'silence' } }, { kind: 'done' }] };
  },
  wakeAt: (state) => state.at,
};

describe('a story that is true', () => {
  it('passes', () => {
    const story = timeline(pinger).at(0).sends(ping).at(499).at(500).sends(ping);
    story.at(1000).tells('silence').ends();
    expect(story.told).toEqual([{ kind: 'silence' }]);
    const answered = timeline(pinger).sends(ping).at(20).hears(ping, peer).tells('answer').ends();
    expect(answered.sent).toHaveLength(1);
  });
});

describe('a story that is not', () => {
  const begun = () => timeline(pinger).at(0).sends(ping);
  it.each<[string, () => unknown, string]>([
    ['says too early', () => begun().at(499).sends(ping), 'at 499: expected to send 01'],
    ['says too late', () => begun().at(501).sends(ping), 'at 500: the story does not tell'],
    ['leaves out', () => begun().at(1000), 'at 500: the story does not tell that it did send 01'],
    ['has other bytes', () => timeline(pinger).sends(new Uint8Array(1)), 'expected to send 00'],
    ['has other news', () => begun().hears(ping, peer).tells('silence'), 'told answer'],
    ['has an end too many', () => begun().ends(), 'expected to reach the end'],
    ['rests while the machine waits', () => begun().rests(), 'wants to be woken at 500'],
    ['goes back', () => begun().at(100).at(50), 'goes back to 50'],
  ])('%s', (_, tell, message) => {
    expect(tell).toThrow(message);
  });
});
