import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/random.ts';
import { timeline } from '../../core/timeline.ts';
import {
  MAX_DATAGRAM,
  MAX_DEVICES,
  MAX_REPLIES_PER_HOST,
  MAX_UNREADABLE,
  UDP_MAX_DELAY,
  UDP_MIN_DELAY,
  wsdDiscovery,
  type WsdDiscoveryOptions,
} from './client.ts';
import { metadataAddress, type WsdDevice } from './device.ts';
import { encodeMatches, encodeProbe } from './encode.ts';
import { deviceType, PRINTER, SCANNER, VERSIONS, WSD_GROUP, WSD_PORT } from './vocabulary.ts';
import { decode, type WsdMessage, type WsdService } from './wire.ts';

const everyone: Endpoint = { address: WSD_GROUP, port: WSD_PORT };
const printer: Endpoint = { address: '192.0.2.10', port: WSD_PORT };
const stranger: Endpoint = { address: '198.51.100.9', port: WSD_PORT };
const service: WsdService = {
  id: 'urn:uuid:cfe92100-67c4-11d4-a45f-00005e005301',
  types: [PRINTER],
  scopes: [],
  addresses: ['http://192.0.2.10:80/WSD/DEVICE'],
  metadataVersion: 1,
};

/** Looks for printers in the draft's version, once, and listens for a second. */
const options: WsdDiscoveryOptions = {
  targets: [everyone],
  mayAsk: (address) => address.startsWith('192.0.2.'),
  random: seededRandom(1),
  searches: ['printers'],
  versions: ['2005/04'],
  repeats: 0,
  listen: 1000,
};
const discover = (more: Partial<WsdDiscoveryOptions> = {}) =>
  timeline(wsdDiscovery({ ...options, ...more }));

function read(bytes: Uint8Array): WsdMessage {
  const decoded = decode(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.message;
}

const SEARCHED = ['printers', 'scanners', 'devices', 'everything'] as const;

type Story = ReturnType<typeof discover>;
const asked = (story: Story, i = 0) => read(story.sent[i]!.bytes).messageId!;
const answer = (
  relatesTo: string,
  services: readonly WsdService[] = [service],
  kind: 'ProbeMatches' | 'ResolveMatches' = 'ProbeMatches',
) =>
  encodeMatches(
    kind,
    {
      version: '2005/04',
      messageId: 'urn:uuid:a',
      relatesTo,
      sequence: { instance: 1, number: 1 },
    },
    services,
  );

describe('asking', () => {
  it('looks for printers, scanners, devices and everything in both versions, and repeats itself', () => {
    const story = discover({
      searches: SEARCHED,
      versions: ['2005/04', '1.1'],
      repeats: 2,
    });
    story.at(0).sendsSome(8);
    const first = story.sent.map(({ bytes }) => read(bytes));
    expect(first.map(({ version }) => version)).toEqual(SEARCHED.flatMap(() => ['2005/04', '1.1']));
    const types = first.map(({ probe }) => probe!.types);
    const devices = VERSIONS.map((version) => [deviceType(version)]);
    expect(types).toEqual([[PRINTER], [PRINTER], [SCANNER], [SCANNER], ...devices, [], []]);
    expect(new Set(first.map(({ messageId }) => messageId)).size).toBe(8);
    const delay = story.state.nextAt;
    expect(delay).toBeGreaterThanOrEqual(UDP_MIN_DELAY);
    expect(delay).toBeLessThanOrEqual(UDP_MAX_DELAY);
    // The same messages again, under the same identifiers: whoever heard one knows the other.
    const said = story.sent.map(({ bytes }) => bytes);
    story.at(delay).sends(...said);
    story.at(3 * delay).sends(...said);
    story
      .at(3 * delay + 1000)
      .tells('finished')
      .ends();
  });

  it('never waits longer than the upper delay', () => {
    const story = discover({ repeats: 4, random: () => 0.999 });
    story.at(0).sendsSome(1);
    const times: number[] = [];
    for (let last = 0; times.length < 4; last = times.at(-1)!) {
      times.push(story.state.nextAt - last);
      story.at(story.state.nextAt).sendsSome(1);
      times[times.length - 1] = times.at(-1)! + last;
    }
    expect(times.map((time, i) => time - (times[i - 1] ?? 0))).toEqual([250, 500, 500, 500]);
  });

  it('spreads what it says to many hosts', () => {
    const targets = Array.from({ length: 40 }, (_, i) => ({ ...printer, address: `192.0.2.${i}` }));
    const story = discover({ targets });
    story.at(0).sendsSome(16);
    story.at(40).sendsSome(16);
    story.at(80).sendsSome(8);
    expect(story.sent.map(({ to }) => to)).toEqual(targets);
    story.at(1080).tells('finished').ends();
  });

  it('wants somebody and something to ask', () => {
    expect(() => discover({ targets: [] })).toThrow(UsageError);
    expect(() => discover({ searches: [] })).toThrow(UsageError);
  });
});

describe('hearing', () => {
  it('tells a device once, and what is learned of it later', () => {
    const story = discover();
    story.at(0).sendsSome(1);
    story
      .at(20)
      .hears(answer(asked(story)), printer)
      .tells('found');
    story.hears(answer(asked(story)), printer);
    const scanner = { ...service, types: [PRINTER, SCANNER], metadataVersion: 2 };
    story
      .at(30)
      .hears(answer(asked(story), [scanner]), printer)
      .tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [
        {
          id: service.id,
          kinds: ['printer', 'scanner'],
          addresses: service.addresses,
          metadataVersion: 2,
          endpoints: [printer],
        },
      ],
    });
  });

  it('shows that two hosts are one device', () => {
    const story = discover();
    const second = { ...printer, address: '192.0.2.11' };
    story.at(0).sendsSome(1);
    story
      .at(20)
      .hears(answer(asked(story)), printer)
      .tells('found');
    story.hears(answer(asked(story)), second).tells('learned');
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ endpoints: [printer, second] }] });
  });

  it('asks for the address of who kept it to himself, until it is told', () => {
    const story = discover();
    story.at(0).sendsSome(1);
    const shy = { ...service, addresses: [] };
    story
      .at(20)
      .hears(answer(asked(story), [shy]), printer)
      .tells('found')
      .sendsSome(1);
    expect(story.sent[1]).toMatchObject({ to: everyone });
    expect(read(story.sent[1]!.bytes)).toMatchObject({ kind: 'Resolve', wanted: service.id });
    story.at(270).sends(story.sent[1]!.bytes);
    story.at(300).hears(answer(asked(story, 1), [service], 'ResolveMatches'), printer);
    story.tells('learned').at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({ devices: [{ addresses: service.addresses }] });
  });

  it('asks a host for its address where no group was asked', () => {
    const story = discover({ targets: [printer] });
    story.at(0).sendsSome(1);
    const shy = { ...service, addresses: [] };
    story
      .at(20)
      .hears(answer(asked(story), [shy]), printer)
      .tells('found')
      .sendsSome(1);
    expect(story.sent[1]).toMatchObject({ to: printer });
    story.at(270).sendsSome(1);
    story.at(770).sendsSome(1);
    story.at(1000).tells('finished').ends();
  });

  it('hears nothing from strangers, nor what answers somebody else', () => {
    const story = discover();
    story.at(0).sendsSome(1);
    story.hears(answer(asked(story)), stranger);
    story.hears(answer('urn:uuid:other'), printer);
    story.hears(encodeProbe({ version: '1.1', messageId: 'urn:uuid:b', types: [] }), printer);
    story.at(1000).tells('finished').ends();
    expect(story.told).toEqual([{ kind: 'finished', devices: [] }]);
  });

  it('does not read what is far too long', () => {
    const story = discover();
    story.at(0).sendsSome(1);
    const long = new Uint8Array(MAX_DATAGRAM + 1).fill(0x3c);
    story.hears(long, printer).tells('unreadable');
    story.at(1000).tells('finished').ends();
    expect(story.told[0]).toMatchObject({ error: { kind: 'length' } });
  });

  it('keeps its memory through a flood', () => {
    const machine = wsdDiscovery(options);
    let { state } = machine.start(0);
    const relatesTo = [...state.asked][0]!;
    let told = 0;
    const hear = (bytes: Uint8Array, last: number) => {
      const from = { ...printer, address: `192.0.2.${last}` };
      const step = machine.step(state, { kind: 'received', from, bytes }, 10);
      state = step.state;
      told += step.actions.filter(({ kind }) => kind === 'tell').length;
    };
    const junk = new TextEncoder().encode('<junk');
    for (let i = 0; i < 2000; i++) hear(junk, i % 250);
    expect(told).toBe(MAX_UNREADABLE);
    const many = (first: number) =>
      Array.from({ length: 30 }, (_, i) => ({ ...service, id: `urn:uuid:${first + i}` }));
    for (let i = 0; i < 40; i++) hear(answer(relatesTo, many(30 * i)), i);
    for (let i = 0; i < 2 * MAX_REPLIES_PER_HOST; i++) hear(answer(relatesTo), 10);
    expect(state.devices.size).toBe(MAX_DEVICES);
    expect(Math.max(...state.replies.values())).toBe(MAX_REPLIES_PER_HOST);
  });
});

describe('where a device may be asked more', () => {
  const at = (...addresses: string[]): WsdDevice => ({
    id: service.id,
    kinds: [],
    types: [],
    scopes: [],
    addresses,
    endpoints: [printer, { address: 'fe80::1%eth0', port: WSD_PORT }],
  });

  it.each([
    [['http://192.0.2.10:80/WSD'], 'http://192.0.2.10:80/WSD'],
    // By which link, this machine alone knows.
    [['http://198.51.100.9/x', 'http://[FE80::1]/y'], 'http://[fe80::1%25eth0]:80/y'],
    [['http://198.51.100.9/x'], undefined],
    [['http://192.0.2.10:9100/x'], undefined],
    [['http://printer.local/x', 'javascript:alert(1)', ''], undefined],
    [[], undefined],
  ])('of %j: %s', (addresses, expected) => {
    expect(metadataAddress(at(...addresses))).toBe(expected);
  });
});
