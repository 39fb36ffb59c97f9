/** The order of hearing is no matter, and what strangers say costs little. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announced, EPSON_UUID, MAC, seen, WSD_UUID } from '../../test/support/observations.ts';
import { EMPTY_REPORT } from '../core/printer-report.ts';
import { gatherDevices, MAX_FROM_ONE, MAX_OBSERVATIONS, mergeObservations } from './merge.ts';
import type { Observation, Witness } from './observation.ts';
import { ADDRESS_HOLDS, AT_ONCE } from './together.ts';

/** A small world, so that marks meet often and contradict each other. */
const anyObservation = fc
  .record({
    witness: fc.constantFrom<Witness>('enpc', 'snmp', 'ipp', 'dnssd', 'wsd'),
    at: fc.constantFrom(0, 1000, AT_ONCE + 1, ADDRESS_HOLDS + 1, 3 * ADDRESS_HOLDS),
    last: fc.integer({ min: 1, max: 6 }),
    link: fc.constantFrom(undefined, 'eth0', 'wlan0'),
    mac: fc.constantFrom(undefined, 1, 2),
    serial: fc.constantFrom(undefined, 'AAAAA1', 'AAAAA2'),
    model: fc.constantFrom(undefined, 'ET-1', 'EPSON ET-1 Series', 'TM-2'),
    maker: fc.constantFrom(undefined, 'EPSON', 'HP'),
    uuid: fc.constantFrom(undefined, EPSON_UUID, WSD_UUID, '11111111-0000-4000-8000-000000000001'),
    stated: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
    name: fc.constantFrom(undefined, 'a', 'b'),
    supplies: fc.boolean(),
  })
  .map(
    ({
      witness,
      at,
      last,
      link,
      mac,
      serial,
      model,
      maker,
      uuid,
      stated,
      name,
      supplies,
    }): Observation => ({
      ...seen(witness, `192.0.2.${last}`, { at }),
      link: link!,
      ...(mac && { macs: [`00:00:5e:00:53:0${mac}`] }),
      ...(serial && { serial }),
      ...(model && { model }),
      ...(maker && { maker }),
      ...(uuid && { uuid }),
      ...(name && { name }),
      addresses: stated.map((n) => `192.0.2.${n}`),
      services: [{ service: 'ipp', transport: 'tcp', port: 631, path: name ?? '' }],
      evidence: [`${witness} ${last}`],
      ...(supplies && {
        printer: {
          ...EMPTY_REPORT,
          state: witness === 'ipp' ? 'stopped' : 'idle',
          supplies: [{ name: witness, kind: 'ink', level: { kind: 'percent', percent: last } }],
        },
      }),
    }),
  );

describe('the order of hearing', () => {
  it('is no matter', () => {
    const shuffled = fc
      .array(anyObservation, { maxLength: 16 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(mergeObservations(other)).toEqual(mergeObservations(all));
      }),
      { numRuns: 400 },
    );
  });

  it('is no matter to what is looked at on the way either', () => {
    fc.assert(
      fc.property(fc.array(anyObservation, { maxLength: 16 }), (all) => {
        const gathering = gatherDevices();
        for (const one of all) {
          gathering.add(one);
          gathering.devices();
        }
        expect(gathering.devices()).toEqual(mergeObservations(all));
      }),
      { numRuns: 200 },
    );
  });

  it('loses no observation and shares none', () => {
    fc.assert(
      fc.property(fc.array(anyObservation, { maxLength: 16 }), (all) => {
        const apart = all.map((one, i) => ({ ...one, about: `${i}`, evidence: [`line ${i}`] }));
        const devices = mergeObservations(apart);
        const lines = devices.flatMap(({ evidence }) => evidence.map(({ line }) => line));
        expect(lines.toSorted()).toEqual(apart.flatMap(({ evidence }) => evidence).toSorted());
        expect(new Set(devices.map(({ id }) => id)).size).toBe(devices.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('limits', () => {
  it('keep a flood from one host out, and nobody else', () => {
    const gathering = gatherDevices();
    for (let i = 0; i < 10_000; i++) {
      const mac = `00:00:5e:01:${(i >> 8).toString(16).padStart(2, '0')}:${(i & 255).toString(16).padStart(2, '0')}`;
      gathering.add(seen('ipp', '192.0.2.66', { about: `${i}`, macs: [mac], serial: `FLOOD${i}` }));
    }
    expect(gathering.dropped).toBe(10_000 - MAX_FROM_ONE);
    expect(gathering.devices()).toHaveLength(MAX_FROM_ONE);
    expect(gathering.add(seen('enpc', '192.0.2.10', { macs: [MAC] }))).toBe(true);
    expect(gathering.devices()).toHaveLength(MAX_FROM_ONE + 1);
  });

  it('hold what is heard again once', () => {
    const gathering = gatherDevices();
    for (let at = 0; at < 1000; at++)
      gathering.add(seen('enpc', '192.0.2.10', { macs: [MAC], at }));
    expect(gathering.dropped).toBe(0);
    expect(gathering.devices()).toMatchObject([{ firstSeen: 999, lastSeen: 999 }]);
  });

  it('let what is learned later replace what was known at first', () => {
    const gathering = gatherDevices();
    const first = seen('snmp', '192.0.2.10', { evidence: ['answered'] });
    const whole = seen('snmp', '192.0.2.10', { macs: [MAC], evidence: ['answered, and told all'] });
    for (const one of [first, whole, first]) gathering.add(one);
    expect(gathering.devices()).toMatchObject([
      { mac: MAC, evidence: [{ by: 'snmp', line: 'answered, and told all' }] },
    ]);
  });

  it('bound the whole', () => {
    const gathering = gatherDevices();
    for (let i = 0; i < MAX_OBSERVATIONS + 10; i++) {
      gathering.add(
        seen('enpc', `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, { link: undefined }),
      );
    }
    expect(gathering.dropped).toBe(10);
    expect(gathering.devices()).toHaveLength(MAX_OBSERVATIONS);
  });

  it('let no forged mark cost more than its share', () => {
    const forged = Array.from({ length: 3000 }, (_, i) =>
      announced(`M-${i}`, ['192.0.2.1'], {
        model: `M-${i}`,
        from: { address: `10.0.${i >> 8}.${i & 255}`, port: 5353 },
      }),
    );
    const devices = mergeObservations(forged);
    expect(devices).toHaveLength(3000);
    expect(devices.every(({ contradictions }) => contradictions.length <= 1)).toBe(true);
    expect(JSON.stringify(devices).length).toBeLessThan(3000 * 2000);
  });

  it('join a long chain, in which each address leads to the next', () => {
    const chain = Array.from({ length: 8000 }, (_, i) => {
      const at = (n: number) => `10.1.${n >> 8}.${n & 255}`;
      return seen('snmp', at(i), { addresses: [at(i + 1)] });
    });
    const [device, ...others] = mergeObservations(chain);
    expect(others).toEqual([]);
    expect(device!.addresses).toHaveLength(8001);
  });

  it('take a forger who claims all addresses for one thing with a few', () => {
    const devices = mergeObservations([
      ...Array.from({ length: 40 }, (_, i) =>
        seen('enpc', `192.0.2.${i + 1}`, { serial: `AAAAA${i}`, maker: 'EPSON' }),
      ),
      announced(
        'All',
        Array.from({ length: 40 }, (_, i) => `192.0.2.${i + 1}`),
      ),
    ]);
    expect(devices).toHaveLength(40);
  });
});

describe('a network of 200 devices', () => {
  it('is looked at after each of 2,000 observations', () => {
    const gathering = gatherDevices();
    const witnesses = ['enpc', 'snmp', 'ipp', 'dnssd', 'wsd'] as const;
    for (let round = 0; round < 10; round++) {
      for (let n = 0; n < 200; n++) {
        const address = `10.0.${n >> 7}.${(n & 127) + 1}`;
        const mac = `00:00:5e:00:53:${n.toString(16).padStart(2, '0')}`;
        const witness = witnesses[round % 5]!;
        gathering.add(
          seen(witness, address, { macs: [mac], about: `${round}`, addresses: [address] }),
        );
        gathering.devices();
      }
    }
    const devices = gathering.devices();
    expect(devices).toHaveLength(200);
    expect(devices.every(({ seenBy }) => seenBy.length === 5)).toBe(true);
  });
});
