/** The words for `--fail-on`, from what printers say in their several ways. */
import { describe, expect, it } from 'vitest';
import { judgeSupply } from '../../devices/supplies.ts';
import type { DeviceAlert, DeviceCondition } from '../../devices/device.ts';
import { findingsOf, type Finding } from './findings.ts';

const NOTHING: DeviceCondition = {
  alerts: [],
  supplies: [],
  counters: [],
  covers: [],
  inputs: [],
  display: [],
  disputed: [],
};

const ink = (percent: number, low?: number) =>
  judgeSupply({ name: 'black', kind: 'ink', level: { kind: 'percent', percent } }, 'snmp', low);
const words = (text: string) =>
  judgeSupply({ name: 'box', kind: 'box', level: { kind: 'words', words: text } }, 'snmp');
const alert = (severity: DeviceAlert['severity'], text: string): DeviceAlert => ({
  severity,
  words: text,
  seenBy: ['ipp'],
});

describe('a printer is', () => {
  it.each<[what: string, printer: Partial<DeviceCondition>, found: Finding[]]>([
    ['well', { state: 'idle', supplies: [ink(50)] }, []],
    ['low at ten percent', { supplies: [ink(10), ink(90)] }, ['low']],
    ['low where that is twenty', { supplies: [ink(20, 20)] }, ['low']],
    ['not low at eleven', { supplies: [ink(11)] }, []],
    ['low and empty at none', { supplies: [ink(0)] }, ['low', 'empty']],
    ['full by its own words', { supplies: [words('full')] }, ['low', 'empty']],
    ['not low for an ink that is not read', { supplies: [words('inserted, not read')] }, []],
    ['low by an alert', { alerts: [alert('warning', 'toner is low')] }, ['low', 'warning']],
    ['empty by an alert', { alerts: [alert('critical', 'no toner')] }, ['low', 'empty', 'error']],
    ['without paper, which is no supply', { alerts: [alert('critical', 'no paper')] }, ['error']],
    [
      'low on paper, which is none either',
      { alerts: [alert('warning', 'paper low')] },
      ['warning'],
    ],
    [
      'full by the keyword of an alert',
      { alerts: [{ ...alert('warning', 'change the bottle'), reason: 'marker-waste-full' }] },
      ['low', 'empty', 'warning'],
    ],
    [
      'not out of ink for an alert whose words have it and whose keyword does not',
      { alerts: [{ ...alert('critical', 'ink cover is out'), reason: 'cover-open' }] },
      ['error'],
    ],
    ['stopped', { state: 'stopped' }, ['error']],
    ['offline by its state', { state: 'offline' }, ['offline']],
    ['offline by an alert', { alerts: [alert('critical', 'offline')] }, ['error', 'offline']],
    ['telling something of no weight', { alerts: [alert('other', 'power saver')] }, []],
  ])('%s', (_, printer, found) => {
    expect(findingsOf({ printer: { ...NOTHING, ...printer } })).toEqual(found);
  });

  it('unknown, where nobody says how it is', () => {
    expect(findingsOf({})).toEqual([]);
  });
});
