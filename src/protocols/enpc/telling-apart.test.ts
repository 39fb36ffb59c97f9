import { describe, expect, it } from 'vitest';
import { timeline } from '../../core/timeline.ts';
import { discovery } from './client.ts';
import { answersOf, TM_M30II, XP_432, type EnpcDescription } from './description.ts';
import type { Answers, AskedName, HostAnswers } from './device.ts';
import { devicesOf, MAX_TWINS } from './telling-apart.ts';
import { encodeReply } from './wire.ts';

/** A host that answered everything that it has an answer to. */
const hostOf = (description: EnpcDescription, at = description.address): HostAnswers => ({
  from: { address: at, port: 3289 },
  answers: Object.fromEntries(
    answersOf(description).map((payload) => [payload.kind, { kind: 'answered', payload }]),
  ),
});
const only = ({ from, answers }: HostAnswers, ...names: AskedName[]): HostAnswers => ({
  from,
  answers: Object.fromEntries(names.map((name) => [name, answers[name]])) as Answers,
});

const first = hostOf(TM_M30II);
const twin = { ...TM_M30II, address: '192.0.2.77' };

describe('hosts with one MAC address', () => {
  it('are one device when they say the same', () => {
    const devices = devicesOf([first, hostOf(TM_M30II, '198.51.100.7')]);
    expect(devices).toHaveLength(1);
    expect(devices[0]).not.toHaveProperty('conflict');
    expect(devices[0]!.endpoints).toHaveLength(2);
  });

  it('are two when one is another model', () => {
    const devices = devicesOf([first, hostOf({ ...TM_M30II, model: 'TM-m30' }, '198.51.100.7')]);
    expect(devices).toMatchObject([
      {
        model: 'TM-m30II',
        conflict: { with: [{ address: '198.51.100.7', port: 3289 }], differs: ['model'] },
      },
      {
        model: 'TM-m30',
        conflict: { with: [{ address: '192.0.2.10', port: 3289 }], differs: ['model'] },
      },
    ]);
  });

  it('are two when their serial numbers differ', () => {
    const other = { ...XP_432, deviceId: XP_432.deviceId.replace('5831', '5832') };
    const devices = devicesOf([hostOf(XP_432), hostOf(other, '198.51.100.7')]);
    expect(devices.map(({ serial }) => serial)).toEqual(['X1YZ00000', 'X2YZ00000']);
    expect(devices[1]!.conflict!.differs).toEqual(['serial']);
  });

  it('are two when each is at an address of its own in one subnet', () => {
    const devices = devicesOf([first, hostOf(twin)]);
    expect(devices.map(({ address }) => address)).toEqual(['192.0.2.10', '192.0.2.77']);
    expect(devices.map(({ conflict }) => conflict!.differs)).toEqual([['address'], ['address']]);
  });

  it('are one when their addresses are in two subnets: a device may be in both', () => {
    expect(devicesOf([first, hostOf({ ...TM_M30II, address: '198.51.100.7' })])).toHaveLength(1);
  });

  it('are one when their netmasks differ: what is one subnet to one is two to the other', () => {
    const narrow = { ...twin, netmask: '255.255.255.192' };
    expect(devicesOf([first, hostOf(narrow)])).toHaveLength(1);
  });

  it('are one while one of them has not told', () => {
    expect(devicesOf([first, only(hostOf(twin), 'network card')])).toHaveLength(1);
  });

  it('name a few of the others, if there are very many', () => {
    const many = Array.from({ length: 50 }, (_, i) =>
      hostOf({ ...TM_M30II, model: `M${i}` }, `10.0.0.${i}`),
    );
    const devices = devicesOf(many);
    expect(devices).toHaveLength(50);
    expect(devices[0]!.conflict!.with).toHaveLength(MAX_TWINS);
  });
});

describe('one endpoint in several discoveries', () => {
  it('is one host, with what it said to each', () => {
    const [device, ...more] = devicesOf([
      only(first, 'network card', 'network status'),
      only(first, 'receipt model'),
      first,
    ]);
    expect(more).toEqual([]);
    expect(device).toMatchObject({ model: 'TM-m30II', network: { dhcp: true } });
    expect(device!.endpoints).toHaveLength(1);
  });
});

describe('while a discovery runs', () => {
  const reply = (description: EnpcDescription, name: string) =>
    encodeReply(answersOf(description).find(({ kind }) => kind === name)!);

  it('a record that turns out to be two is told as two', () => {
    const [here, there] = [first.from, { address: '192.0.2.77', port: 3289 }];
    const other = { ...TM_M30II, model: 'TM-T20' };
    const story = timeline(
      discovery({
        targets: [{ address: '192.0.2.255', port: 3289 }],
        mayAsk: () => true,
        rounds: { waits: [1000] },
        queries: [],
      }),
    );
    story.at(0).sendsSome(5);
    story.at(1).hears(reply(TM_M30II, 'network card'), here).tells('found');
    story.at(2).hears(reply(TM_M30II, 'receipt model'), here).tells('learned');
    story.at(3).hears(reply(other, 'network card'), there).tells('learned');
    expect(story.told.at(-1)).toMatchObject({ device: { endpoints: [here, there] } });
    story.at(4).hears(reply(other, 'receipt model'), there).tells('learned', 'learned');
    expect(story.told.slice(-2)).toMatchObject([
      { device: { endpoints: [there], model: 'TM-T20', conflict: { with: [here] } } },
      { device: { endpoints: [here], model: 'TM-m30II', conflict: { with: [there] } } },
    ]);
    story.at(1000).tells('finished').ends();
    expect(story.told.at(-1)).toMatchObject({
      devices: [{ conflict: { differs: ['model'] } }, { conflict: { differs: ['model'] } }],
    });
  });
});
