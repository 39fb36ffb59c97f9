import { expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { unitsIn } from './units-in.ts';
import { read } from './wire.ts';

it.each<[what: string, hex: string, units: number]>([
  ['nothing', '', 1],
  ['an INVOKE', 'b0 2a 01 05 00', 1],
  ['two in a concatenation', '08 03 b0 2a 01 03 b0 2b 01', 2],
  ['one that is cut', '08 03 b0 2a 01 03 b0', 2],
  ['an empty one, where reading stops', '08 03 b0 2a 01 00 03 b0 2b 01', 1],
  ['a concatenation of nothing', '08', 1],
])('counts the units of %s', (_, hex, units) => {
  expect(unitsIn(fromHex(hex))).toBe(units);
});

it('counts every unit that a machine would be handed', () => {
  const inside = Array.from({ length: 256 }, () => [0xfb, 0xb0, ...Array<number>(250).fill(1)]);
  const bytes = Uint8Array.from([8, ...inside.flat()]);
  const pdu = read(bytes);
  expect(pdu).toMatchObject({ kind: 'concatenated', pdus: { length: 256 } });
  expect(unitsIn(bytes)).toBe(256);
});
