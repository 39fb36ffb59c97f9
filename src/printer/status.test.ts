import { describe, expect, it } from 'vitest';
import { bdcReport } from '../protocols/bdc/report.ts';
import { decode } from '../protocols/bdc/wire.ts';
import { ACTIVITIES } from './activity.ts';
import { printerDevice, type PrinterWish } from './device.ts';
import { PAPER } from './kinds.ts';
import { snmpDescription } from './snmp.ts';
import { statusReply, statusText } from './status.ts';
import { troublesOf } from './trouble.ts';

const inks = (black: number, cyan: number) => [
  { colour: 'black', level: black },
  { colour: 'cyan', level: cyan },
];
const inkjet = (wish: Partial<PrinterWish> = {}) =>
  printerDevice({ kind: 'inkjet', model: 'XP-432', inks: inks(64, 55), ...wish }, 'x');

function said(...of: Parameters<typeof statusReply>) {
  const decoded = decode(statusReply(...of)!);
  if (!decoded.ok || decoded.message.kind !== 'st2') throw new Error('no status');
  return decoded.message.status;
}

describe('what an inkjet says to its driver', () => {
  it('is who it is, what it is at, and what is in it', () => {
    const device = inkjet({ serial: 'X1YZ000000' });
    expect(said(device, 'idle')).toEqual({
      state: 4,
      inks: [
        { cartridge: 1, colour: 0, level: 64, more: new Uint8Array(0) },
        { cartridge: 3, colour: 1, level: 55, more: new Uint8Array(0) },
      ],
      serial: 'X1YZ000000',
    });
    expect(said(device, 'waiting').state).toBe(3);
    expect(said(device, 'printing', 'letter')).toMatchObject({ state: 2, jobName: 'letter' });
  });

  it('is what stops it, and which ink is low by its place', () => {
    const warned = said(inkjet({ inks: inks(64, 10) }), 'idle');
    expect(warned).toMatchObject({ state: 4, warnings: [0x11] });
    expect(warned.error).toBeUndefined();
    expect(said(inkjet({ inks: inks(0, 3) }), 'idle')).toMatchObject({
      state: 0,
      error: 5,
      warnings: [0x11],
    });
    // What stops it first.
    const out = inkjet({ inks: inks(0, 55), paper: 'out' });
    expect(said(out, 'printing')).toMatchObject({ state: 0, error: 6 });
  });

  it('says nothing of inks that have no code', () => {
    const odd = [{ colour: 'tea', level: 5 }, ...inks(64, 5)];
    expect(said(inkjet({ inks: odd }), 'idle')).toMatchObject({
      inks: [{ cartridge: 1 }, { cartridge: 3 }],
      warnings: [0x11],
    });
    expect(said(inkjet({ inks: [] }), 'idle').inks).toBeUndefined();
  });

  it('has the faults that all other protocols have', () => {
    const levels = [0, 5, 64];
    for (const paper of PAPER) {
      for (const black of levels) {
        for (const cyan of levels) {
          const device = inkjet({ paper, inks: inks(black, cyan) });
          const decoded = decode(statusReply(device, 'idle')!);
          const { state, errors, alerts } = bdcReport(
            decoded.ok ? decoded.message : (undefined as never),
          );
          const troubles = troublesOf(device);
          const isStopped = troubles.some(({ stops }) => stops);
          expect(state === 'error').toBe(isStopped);
          expect(errors).toHaveLength(isStopped ? 1 : 0);
          const low = troubles.filter(({ kind }) => kind === 'ink low').length;
          expect(alerts).toHaveLength(low);
        }
      }
    }
  });

  it('is the same in text, of the inks that it has places for', () => {
    const text = (wish: Partial<PrinterWish>) =>
      String.fromCharCode(...statusText(inkjet(wish), 'idle')!);
    expect(text({})).toBe('@BDC ST\r\nST:04;IQ:4037;\f');
    expect(text({ paper: 'out' })).toBe('@BDC ST\r\nST:00;ER:06;IQ:4037;\f');
    const noCyan = ['yellow', 'magenta', 'black'].map((colour) => ({ colour, level: 16 }));
    expect(text({ inks: noCyan })).toBe('@BDC ST\r\nST:04;IQ:10;\f');
    expect(text({ inks: [] })).toBe('@BDC ST\r\nST:04;\f');
  });

  it('is silence where nobody knows what is said', () => {
    for (const kind of ['dot-matrix', 'receipt'] as const) {
      const device = printerDevice({ kind, model: 'X' }, 'x');
      expect(statusReply(device, 'idle')).toBeUndefined();
      expect(statusText(device, 'idle')).toBeUndefined();
      expect(snmpDescription(device).epson).toBeUndefined();
    }
  });
});

it.each(ACTIVITIES)('its agent says the same, and the same by the tables: %s', (activity) => {
  const { state, epson } = snmpDescription(inkjet(), activity);
  const decoded = decode(epson!.status);
  expect(epson!.status[0]).toBe(0);
  expect(state).toBe(activity === 'idle' ? 3 : 4);
  expect(decoded).toMatchObject({
    message: { status: { state: { idle: 4, waiting: 3, printing: 2 }[activity] } },
  });
});
