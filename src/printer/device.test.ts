import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeviceId, deviceIdValue } from '../core/ieee1284.ts';
import { encodeReply } from '../protocols/enpc/wire.ts';
import { answersOf } from '../protocols/enpc/description.ts';
import { readAutomaticStatus } from '../protocols/enpc/asb.ts';
import { deviceIdOf, hostName, printerDevice, uuidOf, type PrinterWish } from './device.ts';
import { PAPER, PRINTER_KINDS } from './kinds.ts';
import { enpcDescription } from './enpc.ts';
import { snmpDescription } from './snmp.ts';
import { troublesOf } from './trouble.ts';

const INKJET = { kind: 'inkjet', model: 'XP-432 435 Series' } as const;

const place = {
  address: '192.0.2.9',
  netmask: '255.255.255.0',
  gateway: '0.0.0.0',
  ports: {},
};

describe('a virtual printer', () => {
  it('is the same each time on one machine, and another one elsewhere', () => {
    const one = printerDevice(INKJET, 'harbour');
    expect(printerDevice(INKJET, 'harbour')).toEqual(one);
    const others = [
      printerDevice(INKJET, 'beach'),
      printerDevice({ ...INKJET, kind: 'receipt' }, 'harbour'),
      printerDevice({ ...INKJET, name: 'Second' }, 'harbour'),
    ];
    for (const other of others) expect(other.mac).not.toBe(one.mac);
    // Locally administered, and one station's.
    expect(one.mac).toMatch(/^02:/);
    const tail = one.mac.replaceAll(':', '').slice(6).toUpperCase();
    expect([one.serial, hostName(one)]).toEqual([`VIRT${tail}`, `EPSON${tail}`]);
    expect(uuidOf(one)).toBe(`cfe92100-67c4-11d4-a45f-${one.mac.replaceAll(':', '')}`);
  });

  it('is what was wished for', () => {
    const wish = {
      kind: 'inkjet',
      name: 'Küche',
      model: 'EPSON ET-2760 Series',
      serial: 'X1YZ000000',
      mac: '00-00-5E-00-53-07',
      location: 'Hall',
      inks: [{ colour: 'black', level: 7 }],
      paper: 'low',
      pages: 5,
      languages: ['ESCPL2', 'ESCPR1'],
    } as const;
    const device = printerDevice(wish, 'x');
    expect(device).toEqual({ ...wish, model: 'ET-2760 Series', mac: '00:00:5e:00:53:07' });
    const id = parseDeviceId(deviceIdOf(device));
    expect(deviceIdValue(id, 'MDL')).toBe('ET-2760 Series');
    expect(deviceIdValue(id, 'CMD')).toBe('ESCPL2,ESCPR1');
    // As an XP-432 writes it.
    expect(deviceIdValue(id, 'SN')).toBe('5831595A303030303030');
  });

  it.each<[wish: Partial<PrinterWish>, says: string]>([
    [{ mac: '01:00:5e:00:53:07' }, "no device's own MAC address"],
    [{ mac: '00:00:00:00:00:00' }, "no device's own MAC address"],
    [{ mac: 'twelve' }, 'not a MAC address'],
    [{ name: 'é'.repeat(32) }, 'the name has 64 bytes: 63 are possible'],
    [{ name: 'a\u001b[2Jb' }, 'nobody would see'],
    [{ name: '' }, 'nobody would see'],
    [{ model: 'ET;SN:1' }, 'no model'],
    [{ model: 'Füller' }, 'no model'],
    [{ model: 'x'.repeat(65) }, '64 are possible'],
    [{ serial: ' ' }, 'no serial number'],
    [{ location: 'x'.repeat(64) }, '63 are possible'],
    [{ kind: 'receipt', inks: [{ colour: 'black', level: 1 }] }, 'no ink'],
    [{ inks: Array.from({ length: 13 }, (_, i) => ({ colour: `c${i}`, level: 1 })) }, '12 inks'],
  ])('is not %j', (wish, says) => {
    expect(() => printerDevice({ ...INKJET, ...wish }, 'x')).toThrow(says);
  });

  it('fits the wire whatever is wished for', () => {
    const plain = fc
      .stringMatching(/^[!-9<-~][ -9<-~]{0,18}$/)
      .filter((text) => text.trim() === text);
    fc.assert(
      fc.property(
        fc.constantFrom(...PRINTER_KINDS),
        plain,
        plain,
        fc.constantFrom(...PAPER),
        (kind, model, serial, paper) => {
          const device = printerDevice({ kind, model, serial, paper }, 'x');
          for (const answer of answersOf(enpcDescription(device, place, 'none'))) {
            expect(encodeReply(answer).length).toBeGreaterThan(14);
          }
        },
      ),
    );
  });
});

describe('what is wrong with it', () => {
  it('is said once, what stops it first', () => {
    const device = printerDevice(
      {
        ...INKJET,
        paper: 'low',
        inks: [
          { colour: 'black', level: 10 },
          { colour: 'cyan', level: 0 },
          { colour: 'yellow', level: 11 },
        ],
      },
      'x',
    );
    expect(troublesOf(device).map(({ kind, stops }) => [kind, stops])).toEqual([
      ['ink out', true],
      ['paper low', false],
      ['ink low', false],
    ]);
    const { errorBits, state, deviceState, alerts } = snmpDescription(device);
    expect([...errorBits, state, deviceState]).toEqual([0x80 | 0x20 | 0x10, 1, 5]);
    expect(alerts.map(({ severity, code }) => [severity, code])).toEqual([
      [3, 1102],
      [4, 807],
      [4, 1105],
    ]);
  });

  it.each([
    ['there', { paperNearEnd: false, paperEnd: false, offline: false }],
    ['low', { paperNearEnd: true, paperEnd: false, offline: false }],
    ['out', { paperNearEnd: true, paperEnd: true, offline: true }],
  ] as const)("with paper %s is in a receipt printer's status", (paper, sensors) => {
    const description = enpcDescription(
      printerDevice({ kind: 'receipt', model: 'TM-m30II', paper }, 'x'),
      place,
      'none',
    );
    expect(description.kind).toBe('receipt');
    const { asb } = description as { asb: Uint8Array };
    expect(readAutomaticStatus(asb)).toMatchObject({ ...sensors, errors: [] });
  });
});
