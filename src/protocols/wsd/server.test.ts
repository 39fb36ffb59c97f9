import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { timeline } from '../../core/timeline.ts';
import { encodeGet, encodeMatches, encodeProbe, encodeResolve } from './encode.ts';
import { answerGet, APP_MAX_DELAY, wsdResponder } from './server.ts';
import { PRINTER, SCANNER } from './vocabulary.ts';
import { decode, type WsdService } from './wire.ts';

/** Chance that is always in the middle. */
const DELAY = APP_MAX_DELAY / 2;
const client: Endpoint = { address: '192.0.2.1', port: 50_000 };
const service: WsdService = {
  id: 'urn:uuid:1',
  types: [PRINTER],
  scopes: ['ldap:///ou=floor'],
  addresses: ['http://192.0.2.10/WSD'],
  metadataVersion: 1,
};
const device = () => timeline(wsdResponder({ service, instance: 1, random: () => 0.5 }));
const probe = (types: readonly (typeof PRINTER)[], messageId = 'urn:uuid:p') =>
  encodeProbe({ version: '1.1', messageId, types });

describe('a device', () => {
  it('answers what it is asked for, after a while and in the version of who asks', () => {
    const story = device();
    story
      .at(10)
      .hears(probe([PRINTER]), client)
      .tells('asked');
    story
      .at(10 + DELAY)
      .sendsSome(1)
      .rests();
    const [{ to, bytes }] = story.sent as [{ to: Endpoint; bytes: Uint8Array }];
    expect(to).toEqual(client);
    expect(decode(bytes)).toMatchObject({
      message: {
        kind: 'ProbeMatches',
        version: '1.1',
        relatesTo: 'urn:uuid:p',
        services: [service],
      },
    });
  });

  it('answers everyone who looks for everything, and no one who looks for something else', () => {
    const story = device();
    story.hears(probe([]), client).tells('asked');
    story.hears(probe([SCANNER], 'urn:uuid:q'), client).tells('asked');
    story.hears(probe([PRINTER, SCANNER], 'urn:uuid:r'), client).tells('asked');
    story.at(DELAY).sendsSome(1).rests();
    expect(story.told).toMatchObject([
      { answered: true },
      { answered: false },
      { answered: false },
    ]);
  });

  it('answers repetitions once', () => {
    const story = device();
    for (let i = 0; i < 3; i++) story.hears(probe([]), client).tells('asked');
    story.at(DELAY).sendsSome(1).rests();
    expect(story.sent).toHaveLength(1);
  });

  it('says at once where it is, to who asks for it and not for others', () => {
    const story = device();
    const resolve = (endpoint: string) =>
      encodeResolve({ version: '2005/04', messageId: `urn:uuid:for-${endpoint}`, endpoint });
    story.hears(resolve(service.id), client).tells('asked').sendsSome(1);
    story.hears(resolve('urn:uuid:2'), client).tells('asked').rests();
    expect(story.told).toMatchObject([{ answered: true }, { answered: false }]);
  });

  it('answers no answers: two of them never talk for ever', () => {
    const headers = {
      version: '2005/04',
      messageId: 'urn:uuid:a',
      relatesTo: 'urn:uuid:p',
      sequence: { instance: 1, number: 1 },
    } as const;
    const story = device();
    story.hears(encodeMatches('ProbeMatches', headers, [service]), client).rests();
    story
      .hears(new Uint8Array([1, 2, 3]), client)
      .tells('unreadable')
      .rests();
    expect(story.sent).toEqual([]);
  });
});

it('tells who asks for it by Get what it is', () => {
  const get = (endpoint: string) =>
    encodeGet({ version: '2005/04', messageId: 'urn:uuid:g', endpoint });
  const metadata = { modelName: 'ET-2760' };
  const answer = answerGet(service.id, metadata, 'urn:uuid:h', get(service.id));
  expect(decode(answer!)).toMatchObject({
    message: { kind: 'GetResponse', relatesTo: 'urn:uuid:g', metadata },
  });
  expect(answerGet(service.id, metadata, 'urn:uuid:h', get('urn:uuid:2'))).toBeUndefined();
  expect(answerGet(service.id, metadata, 'urn:uuid:h', probe([]))).toBeUndefined();
});

describe('a device that announces itself', () => {
  const announces: Endpoint = { address: '239.255.255.250', port: 3702 };
  const greeting = () =>
    timeline(wsdResponder({ service, instance: 7, random: () => 0.5, announces }));

  it('says Hello twice, as one message', () => {
    const story = greeting();
    story.at(DELAY).sendsSome(1);
    story
      .at(DELAY + 250)
      .sendsSome(1)
      .rests();
    const [one, other] = story.sent as [{ to: Endpoint; bytes: Uint8Array }, { bytes: Uint8Array }];
    expect(one.to).toEqual(announces);
    expect(other.bytes).toEqual(one.bytes);
    expect(decode(one.bytes)).toMatchObject({
      message: { kind: 'Hello', services: [service], sequence: { instance: 7, number: 1 } },
    });
  });

  it('says Bye with who it is and no more, and is gone', () => {
    const machine = wsdResponder({ service, instance: 7, random: () => 0.5, announces });
    const { state } = machine.start(0);
    const { actions } = machine.step(state, { kind: 'leave' }, 1);
    expect(actions.map(({ kind }) => kind)).toEqual(['send', 'done']);
    const [bye] = actions as unknown as [{ to: Endpoint; bytes: Uint8Array }];
    expect(bye.to).toEqual(announces);
    const { id } = service;
    expect(decode(bye.bytes)).toMatchObject({
      message: {
        kind: 'Bye',
        services: [{ id, types: [], addresses: [] }],
        sequence: { number: 2 },
      },
    });
  });

  it('goes without a word where it came without one', () => {
    const machine = wsdResponder({ service, instance: 7, random: () => 0.5 });
    const { state, actions } = machine.start(0);
    expect(actions).toEqual([]);
    expect(machine.step(state, { kind: 'leave' }, 1).actions).toEqual([{ kind: 'done' }]);
  });
});
