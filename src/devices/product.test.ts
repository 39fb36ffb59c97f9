/** One model, however it is written; one serial number, in whatever digits. */
import { describe, expect, it } from 'vitest';
import {
  makerName,
  mayBeSameModel,
  mayBeSameSerial,
  modelKey,
  productOf,
  serialNumber,
} from './product.ts';

describe('a product', () => {
  it.each<[text: string, maker: string | undefined, product: { maker?: string; model?: string }]>([
    ['EPSON ET-2760 Series', undefined, { maker: 'Epson', model: 'ET-2760 Series' }],
    ['ET-2760 Series', 'EPSON', { maker: 'Epson', model: 'ET-2760 Series' }],
    ['ET-2760 Series', 'SEIKO EPSON CORP.', { maker: 'Epson', model: 'ET-2760 Series' }],
    ['EPSON ET-2760 Series', 'Seiko Epson', { maker: 'Epson', model: 'ET-2760 Series' }],
    ['ET-2760 Series', undefined, { model: 'ET-2760 Series' }],
    [
      'MFG:EPSON;CMD:ESCPL2;MDL:XP-432 435 Series;',
      undefined,
      { maker: 'Epson', model: 'XP-432 435 Series' },
    ],
    ['Hewlett-Packard HP LaserJet 4', undefined, { maker: 'HP', model: 'HP LaserJet 4' }],
    ['HP_LaserJet_4', undefined, { maker: 'HP', model: 'LaserJet_4' }],
    ['Acme LabelMaker 3', 'Acme', { maker: 'Acme', model: 'LabelMaker 3' }],
    ['Epsonia 3', undefined, { model: 'Epsonia 3' }],
    ['EPSON', undefined, { maker: 'Epson' }],
    ['', undefined, {}],
  ])('%j by %j', (text, maker, product) => {
    expect(productOf(text, maker)).toEqual(product);
  });

  it.each([
    ['EPSON', 'Epson'],
    ['Seiko Epson Corporation', 'Epson'],
    ['KONICA MINOLTA, INC.', 'Konica Minolta'],
    ['Acme', 'Acme'],
    [' ', undefined],
  ])('the maker %j is called %j', (text, name) => {
    expect(makerName(text)).toBe(name);
  });

  it.each([
    ['ET-2760 Series', 'ET-2760', true],
    ['XP-432 435 Series', 'XP-432', true],
    ['XP-432 435 Series', 'XP-435', true],
    ['TM-m30', 'TM-m30II', false],
    ['ET-2760 Series', 'ET-2750 Series', false],
    ['ET-2760 Series', 'Epson Print Server', true],
  ])('%j and %j may be one: %j', (a, b, same) => {
    expect(mayBeSameModel(a, b)).toBe(same);
    expect(mayBeSameModel(b, a)).toBe(same);
  });

  it('has one key for all its spellings, and another for another model', () => {
    const keys = [
      'EPSON ET-2760 Series',
      'ET-2760 Series',
      'et-2760',
      'MFG:EPSON;MDL:ET-2760 Series;',
    ];
    expect(new Set(keys.map((text) => modelKey(text)))).toEqual(new Set(['et 2760']));
    expect(modelKey('ET-2750 Series')).not.toBe('et 2760');
  });
});

describe('a serial number', () => {
  it.each([
    ['X1YZ000000', 'X1YZ000000'],
    ['x1yz 000000', 'X1YZ000000'],
    // As xp432's device id has it.
    ['58 31 59 5A 30 30 30 30 30 30', 'X1YZ000000'],
    // Too few pairs to be letters in disguise.
    ['583159', '583159'],
    ['0000000000', undefined],
    ['unknown', undefined],
    ['N/A', undefined],
    ['1234', undefined],
    [undefined, undefined],
  ])('%j is %j', (text, serial) => {
    expect(serialNumber(text)).toBe(serial);
  });

  it.each([
    ['X1YZ000000', 'X1YZ000000', true],
    ['X1YZ000000', 'X1YZ00000', true],
    ['X1YZ000000', 'X1YZ000001', false],
    ['AAAAA1', 'AAAAA10', false],
  ])('%s and %s may be one: %j', (a, b, same) => {
    expect(mayBeSameSerial(a, b)).toBe(same);
    expect(mayBeSameSerial(b, a)).toBe(same);
  });
});
