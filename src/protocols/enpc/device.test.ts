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
    ['58315900303030303030', '58315900303030303030'],
  ])('%s is %s', (text, serial) => {
    expect(serialOf(text)).toBe(serial);
  });

  it('is absent when the id has none', () => {
    expect(serialOf('')).toBeUndefined();
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
    ['waiting', [0x18, 0x01, 0, 0x0f], { waitingForRecovery: true, feedButton: false }],
    ['button held', [0x50, 0x02, 0, 0x0f], { paperFeeding: true, feedButton: true }],
  ])('%s', (_, bytes, meaning) => {
    expect(readAutomaticStatus(Uint8Array.from(bytes))).toMatchObject(meaning);
  });

  it.each([
    [[0xff, 0xff, 0xff, 0xff]],
    [[0, 0, 0, 0]],
    [[0x14, 0, 0]],
    [[0x14, 0x10, 0, 0x0f]],
    [[0x14, 0, 0x80, 0x0f]],
    [[0x14, 0, 0, 0x9f]],
  ])('%j is none', (bytes) => {
    expect(readAutomaticStatus(Uint8Array.from(bytes))).toBeUndefined();
  });
});
