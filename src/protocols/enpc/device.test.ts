import { describe, expect, it } from 'vitest';
import { readAutomaticStatus } from './asb.ts';
import { answersOf, XP_432 } from './description.ts';
import { deviceOf, type HostAnswers } from './device.ts';

const from = { address: '192.0.2.12', port: 3289 };

function serialOf(text: string): string | undefined {
  const deviceId = `MFG:EPSON;MDL:X;SN:${text};`;
  const payload = answersOf({ ...XP_432, deviceId }).find(
    ({ kind }) => kind === 'printer identity',
  )!;
  return deviceOf([{ from, answers: { 'printer identity': { kind: 'answered', payload } } }])
    .serial;
}

describe('serial number', () => {
  it.each([
    ['5831595A3030303030', 'X1YZ00000'],
    ['X1YZ000000', 'X1YZ000000'],
    ['3132', '3132'],
    ['303132333435', '303132333435'],
    ['58315A5930303030303', '58315A5930303030303'],
    ['58315900303030303030', '58315900303030303030'],
  ])('%s is %s', (text, serial) => {
    expect(serialOf(text)).toBe(serial);
  });

  it('is absent when the id has none', () => {
    expect(serialOf('')).toBeUndefined();
  });
});

describe('MAC address', () => {
  const macOf = (mac: string) => {
    const answers = answersOf({ ...XP_432, mac }).map(
      (payload) => [payload.kind, { kind: 'answered', payload }] as const,
    );
    return deviceOf([{ from, answers: Object.fromEntries(answers) }]).mac;
  };

  it.each([
    ['00:00:5e:00:53:03', '00:00:5e:00:53:03'],
    ['02:00:5e:00:53:03', '02:00:5e:00:53:03'],
    ['01:00:5e:00:53:03', undefined],
    ['ff:ff:ff:ff:ff:ff', undefined],
    ['00:00:00:00:00:00', undefined],
  ])("%s: a device's own, or nobody's", (mac, own) => {
    expect(macOf(mac)).toBe(own);
  });
});

describe('several hosts that are one device', () => {
  it.each(['forward', 'backward'])('an answer beats a refusal, and that silence: %s', (order) => {
    const payload = answersOf(XP_432)[0]!;
    const hosts: HostAnswers[] = [
      { from, answers: { 'network card': { kind: 'silent' } } },
      { from, answers: { 'network card': { kind: 'answered', payload } } },
      { from, answers: { 'network card': { kind: 'refused', result: 0xffff } } },
    ];
    const device = deviceOf(order === 'forward' ? hosts : hosts.toReversed());
    expect(device.answers).toEqual({ 'network card': { kind: 'answered', payload } });
  });
});

describe('automatic status', () => {
  it.each([
    ['idle', [0x14, 0, 0, 0x0f], { offline: false, drawerPinHigh: true, errors: [] }],
    ['cover open', [0x38, 0, 0, 0x0f], { offline: true, coverOpen: true, drawerPinHigh: false }],
    ['paper nearly out', [0x10, 0, 0x03, 0x0f], { paperNearEnd: true, paperEnd: false }],
    ['paper out', [0x18, 0, 0x0f, 0x0f], { offline: true, paperNearEnd: true, paperEnd: true }],
    ['cutter stuck', [0x18, 0x08, 0, 0x0f], { errors: ['cutter'] }],
    ['hot, and soon well again', [0x18, 0x41, 0, 0x0f], { errors: ['recovering'] }],
    ['broken', [0x18, 0x20, 0, 0x0f], { errors: ['unrecoverable'] }],
    ['stuck', [0x18, 0x04, 0, 0x0f], { errors: ['mechanical'] }],
    ['waiting', [0x18, 0x01, 0, 0x0f], { waitingForRecovery: true, feedButton: false }],
    ['button held', [0x50, 0x02, 0, 0x0f], { paperFeeding: true, feedButton: true }],
  ])('%s', (_, bytes, meaning) => {
    expect(readAutomaticStatus(Uint8Array.from(bytes))).toMatchObject(meaning);
  });

  it.each([
    [[0xff, 0xff, 0xff, 0xff]],
    [[0, 0, 0, 0]],
    [[0x14, 0, 0]],
    [[0x94, 0, 0, 0x0f]],
    [[0x15, 0, 0, 0x0f]],
    [[0x16, 0, 0, 0x0f]],
    [[0x14, 0x10, 0, 0x0f]],
    [[0x14, 0, 0x80, 0x0f]],
    [[0x14, 0, 0, 0x9f]],
  ])('%j is none', (bytes) => {
    expect(readAutomaticStatus(Uint8Array.from(bytes))).toBeUndefined();
  });
});
