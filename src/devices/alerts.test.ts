/** One fault, told by several witnesses in several ways. */
import { describe, expect, it } from 'vitest';
import { alert, deviceWith, ink } from '../../test/support/said.ts';
import { EMPTY_REPORT } from '../core/printer-report.ts';
import { reading } from '../../test/support/said-by-snmp.ts';
import { snmpObservation } from './witnesses/snmp.ts';
import { alertsToTell, alertWords, conditionWords } from './words.ts';

const empty = { reason: 'media-empty' };

describe('the same fault', () => {
  it('told by three is one alert, in the words of the first, as severe as the worst says', () => {
    const { printer } = deviceWith({
      enpc: { alerts: [alert('critical', 'out of paper', empty)] },
      ipp: { alerts: [alert('warning', 'out of paper', empty)] },
      snmp: { alerts: [alert('critical', 'input: no paper', { ...empty, said: 'Load Tray 2' })] },
    });
    expect(printer!.alerts).toEqual([
      {
        severity: 'critical',
        words: 'out of paper',
        reason: 'media-empty',
        said: 'Load Tray 2',
        seenBy: ['enpc', 'ipp', 'snmp'],
        says: [
          { by: 'enpc', severity: 'critical', words: 'out of paper', reason: 'media-empty' },
          { by: 'ipp', severity: 'warning', words: 'out of paper', reason: 'media-empty' },
          {
            by: 'snmp',
            severity: 'critical',
            words: 'input: no paper',
            reason: 'media-empty',
            said: 'Load Tray 2',
          },
        ],
      },
    ]);
    expect(alertWords(printer!.alerts[0]!)).toBe(
      'critical: out of paper (by ENPC, IPP and SNMP; IPP says warning)',
    );
  });

  it('may have two keywords: a door is a cover', () => {
    const { printer } = deviceWith({
      ipp: { alerts: [alert('critical', 'a door is open', { reason: 'door-open' })] },
      snmp: { alerts: [alert('critical', 'cover: cover open', { reason: 'cover-open' })] },
    });
    expect(printer!.alerts.map(alertWords)).toEqual(['critical: a door is open (by IPP and SNMP)']);
  });

  it('of two trays keeps what is said of each', () => {
    const { printer } = deviceWith({
      snmp: {
        alerts: [
          alert('warning', 'input: no paper', { ...empty, said: 'Tray 1 empty' }),
          alert('warning', 'input: no paper', { ...empty, said: 'Tray 2 empty' }),
        ],
      },
    });
    expect(printer!.alerts).toHaveLength(1);
    expect(printer!.alerts[0]!.says!.map(({ said }) => said)).toEqual([
      'Tray 1 empty',
      'Tray 2 empty',
    ]);
  });

  it('is not what has other words and no keyword', () => {
    const { printer } = deviceWith({
      ipp: { alerts: [alert('warning', 'call for service')] },
      snmp: { alerts: [alert('warning', 'service requested')] },
    });
    expect(printer!.alerts).toHaveLength(2);
  });

  it('is no disagreement where one says nothing of how much it matters', () => {
    const { printer } = deviceWith({
      ipp: { alerts: [alert('other', 'paper is low', { reason: 'media-low' })] },
      snmp: { alerts: [alert('warning', 'input: paper low', { reason: 'media-low' })] },
    });
    expect(printer!.alerts.map(alertWords)).toEqual(['warning: paper is low (by IPP and SNMP)']);
  });
});

describe('an alert that repeats a supply', () => {
  const low = alert('warning', 'ink or toner is low', { reason: 'marker-supply-low' });
  const gone = alert('critical', 'out of toner', { reason: 'toner-empty' });
  const waste = alert('warning', 'the waste container is almost full', {
    reason: 'marker-waste-almost-full',
  });
  const yellow = (percent: number) => ink('yellow', percent, { name: 'Yellow Ink' });

  it('is kept, and left out of what people read', () => {
    const device = deviceWith({ ipp: { state: 'idle', alerts: [low], supplies: [yellow(7)] } });
    expect(device.printer!.alerts).toHaveLength(1);
    expect(alertsToTell(device.printer!)).toEqual([]);
    expect(conditionWords(device)).toBe('idle; Yellow Ink is low');
  });

  it.each([
    ['no supply is low', [low], [yellow(70)], 1],
    ['one is low and none is empty', [gone], [yellow(7)], 1],
    ['one is empty', [gone, low], [yellow(0)], 0],
    ['what is low is no container that fills', [waste], [yellow(7)], 1],
    ['the container is nearly full', [waste], [ink('', 5, { name: 'Box', fills: true })], 0],
    ['no level is known', [low], [ink('yellow', 'some left')], 1],
  ])('is told as far as no supply does: %s', (_, alerts, supplies, count) => {
    const { printer } = deviceWith({ snmp: { alerts, supplies } });
    expect(alertsToTell(printer!)).toHaveLength(count);
  });

  it('or the state: asleep', () => {
    const sleep = alert('other', 'asleep', { reason: 'standby' });
    const { printer } = deviceWith({ ipp: { state: 'sleeping', alerts: [sleep] } });
    expect(printer!.alerts).toHaveLength(1);
    expect(alertsToTell(printer!)).toEqual([]);
  });
});

describe('by SNMP', () => {
  it('a bit confirms the alert of the same fault, and has no severity of its own', () => {
    const said = snmpObservation(
      reading({ deviceState: 3, errorBits: [0x40], alerts: [[4, 8, 808, 'Tray 1 empty']] }),
      { at: 0 },
    );
    expect(said.printer).toEqual({
      ...EMPTY_REPORT,
      state: 'idle',
      alerts: [
        {
          severity: 'warning',
          words: 'input: no paper',
          reason: 'media-empty',
          said: 'Tray 1 empty',
        },
      ],
    });
  });

  it.each([
    ['goes on', 3, 'warning'],
    ['is down', 5, 'critical'],
    ['runs', 2, 'critical'],
  ])('a bit alone of a printer that %s is as severe as that', (_, deviceState, severity) => {
    const said = snmpObservation(reading({ deviceState, errorBits: [0x40] }), { at: 0 });
    expect(said.printer!.alerts).toEqual([{ severity, words: 'no paper', reason: 'media-empty' }]);
  });
});
