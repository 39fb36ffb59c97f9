/** What a person sees of printers, and of what is none. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { alert, deviceWith, ink } from '../../../../test/support/said.ts';
import type { StatusDevice, StatusResult } from '../../../app/status/result.ts';
import { findingsOf } from '../../../app/status/findings.ts';
import type { Device } from '../../../devices/device.ts';
import { mergeObservations } from '../../../devices/merge.ts';
import { snmpObservation } from '../../../devices/witnesses/snmp.ts';
import { conditionWords } from '../../../devices/words.ts';
import { OIDS } from '../../../protocols/snmp/mib/names.ts';
import { statusView } from './status.ts';

const HOST = '192.0.2.10';

const statusOf = (device: Device, host = HOST): StatusDevice => ({
  ...device,
  host,
  says: conditionWords(device) ?? null,
  findings: findingsOf(device),
});

const resultOf = (
  devices: readonly StatusDevice[],
  silent: readonly string[] = [],
): StatusResult => ({
  devices,
  hosts: [
    ...devices.map(({ host }) => ({ host, address: host, answered: true, asked: [], took: 1 })),
    ...silent.map((host) => ({ host, address: host, answered: false, asked: [], took: 1 })),
  ],
  coverage: { complete: true, gaps: [] },
});

const seen = (result: StatusResult, width = 80, isColoured = false): string =>
  statusView(result, { width, numeric: false, colours: pc.createColors(isColoured) }).join('\n');

describe('several hosts', () => {
  const idle = deviceWith({ ipp: { state: 'idle' } });
  const low = deviceWith({ ipp: { state: 'idle', supplies: [ink('black', 4)] } });
  const result = resultOf([statusOf(idle), statusOf(low, 'hall.lan')], ['192.0.2.99']);

  it('are seen at a glance first, the silent ones too', () => {
    expect(seen(result).split('\n').slice(0, 6)).toEqual([
      '192.0.2.10  idle',
      'hall.lan    192.0.2.10: idle; black ink is low',
      '192.0.2.99  does not answer',
      '',
      '',
      '192.0.2.10',
    ]);
  });

  it('have a glance in colours by what is the matter', () => {
    const [well, wanting] = seen(result, 80, true).split('\n');
    expect(well).toContain(pc.createColors(true).green('192.0.2.10  idle'));
    expect(wanting).toContain('\u001b[33m');
  });

  it.each([24, 40, 60])('fit into %i columns', (width) => {
    const widest = Math.max(
      ...seen(result, width)
        .split('\n')
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(width);
  });
});

describe('a host that is no printer', () => {
  it('says what it was heard to be', () => {
    const text = (value: string) => ({
      type: 'OCTET STRING' as const,
      value: new TextEncoder().encode(value),
    });
    const router = snmpObservation(
      {
        from: { address: HOST, port: 161 },
        version: '2c',
        values: new Map([
          [`${OIDS.sysDescr}.0`, text('Example Router OS 7')],
          [`${OIDS.sysName}.0`, text('edge')],
        ]),
      },
      { at: 0 },
    );
    const [device] = mergeObservations([router]);
    expect(seen(resultOf([statusOf(device!)]))).toBe(
      [
        'edge',
        '  What answers here is no printer, or does not say how it is.',
        '  address   192.0.2.10',
        '  told by   SNMP',
        '',
        'Heard',
        '  SNMP: answered at 192.0.2.10:161 (SNMP 2c)',
        '  SNMP: sysDescr: Example Router OS 7',
      ].join('\n'),
    );
  });
});

describe('alerts', () => {
  it('quote what the printer says of each tray, and who takes it for less', () => {
    const empty = { reason: 'media-empty' };
    const device = deviceWith({
      ipp: { alerts: [alert('warning', 'out of paper', empty)] },
      snmp: {
        alerts: [
          alert('critical', 'input: no paper', { ...empty, said: 'Tray 1 empty' }),
          alert('critical', 'input: no paper', { ...empty, said: 'Tray 2 empty' }),
        ],
      },
    });
    expect(seen(resultOf([statusOf(device)]), 120)).toContain(
      '  critical: out of paper – "Tray 1 empty", "Tray 2 empty" (IPP and SNMP; IPP says warning)',
    );
  });

  it('that a supply shows are not told beside it', () => {
    const low = alert('warning', 'ink or toner is low', { reason: 'marker-supply-low' });
    const device = deviceWith({ ipp: { alerts: [low], supplies: [ink('yellow', 7)] } });
    const shown = seen(resultOf([statusOf(device)]));
    expect(shown).not.toContain('Alerts');
    expect(shown).toMatch(/yellow ink +█+·+ 7 %, low/);
  });
});

describe('bars', () => {
  const drawn = (colour: string) => {
    const device = deviceWith({ ipp: { supplies: [ink(colour, 50)] } });
    return seen(resultOf([statusOf(device)]), 80, true)
      .split('\n')
      .find((line) => line.includes('█'))!;
  };

  it.each([
    ['light cyan', 36],
    ['magenta', 35],
    ['yellow', 33],
    ['red', 31],
    ['green', 32],
    ['blue', 34],
    ['grey', 90],
  ])('have the colour of %s ink', (colour, code) => {
    expect(drawn(colour)).toContain(`\u001b[${code}m█`);
  });

  it.each(['black', 'matte black', 'white'])('of %s ink are seen on any ground', (colour) => {
    expect(drawn(colour)).not.toContain('\u001b[');
  });

  it('are not drawn of a level that nobody knows', () => {
    const device = deviceWith({ ipp: { supplies: [ink('cyan', 50), ink('black', 'unknown')] } });
    expect(seen(resultOf([statusOf(device)]))).toMatch(/^ {2}black ink {2}unknown$/m);
  });
});
