/** The models in `data/printers.json`: that each can be, and how one is chosen. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inches, millimetres } from '../core/page/paper.ts';
import { characterTable, nationalCharacters } from '../protocols/escp/characters/index.ts';
import { printerDevice } from './device.ts';
import { PRINTER_KINDS } from './kinds.ts';
import { printerModel, printerModels, wishedModel, type PrinterFacts } from './models.ts';

const FOLDER = new URL('../../data/', import.meta.url);
const data = { text: (path: string) => readFileSync(new URL(path, FOLDER), 'utf8') };
const { models: FACTS } = JSON.parse(data.text('printers.json')) as PrinterFacts;

describe.each(printerModels(data))('$name', ({ name, kind, inks, languages, escp }) => {
  it('is a device', () => {
    const colours = Object.entries(inks).map(([colour, level]) => ({ colour, level }));
    expect(printerDevice({ kind, model: name, inks: colours, languages }, 'x')).toMatchObject({
      kind,
      model: name,
      languages,
    });
  });

  it('has character tables that are known', () => {
    expect(escp.tables.filter((table) => characterTable(table) === undefined)).toEqual([]);
    expect(nationalCharacters(escp.country)).toBeDefined();
  });

  it('prints on its paper, in whole units, and a line at least', () => {
    const { paper, printable, isColour } = escp;
    const { left, top, right, bottom } = printable;
    for (const length of [paper.width, paper.height, left, top, right, bottom]) {
      expect(Number.isInteger(length)).toBe(true);
    }
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right - left).toBeGreaterThan(inches(2));
    expect(right).toBeLessThanOrEqual(paper.width);
    expect(bottom - top).toBeGreaterThan(inches(1 / 6));
    expect(bottom).toBeLessThanOrEqual(paper.height);
    expect(isColour || Object.keys(inks).length <= 1).toBe(true);
  });
});

describe('the file', () => {
  it('has each kind, and no name twice', () => {
    expect(new Set(FACTS.map(({ kind }) => kind))).toEqual(new Set(PRINTER_KINDS));
    const names = FACTS.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    const series = FACTS.flatMap((fact) => fact.series);
    expect(new Set(series).size).toBe(series.length);
  });

  it('says either sheet or roll of each, and nothing that nobody reads', () => {
    const known = 'name kind series pins paper roll margins tables inks isColour languages speaks';
    for (const fact of FACTS) {
      expect((fact.paper === undefined) !== (fact.roll === undefined)).toBe(true);
      expect(Object.keys(fact).filter((key) => !known.split(' ').includes(key))).toEqual([]);
      expect([9, 24]).toContain(fact.pins);
      expect(fact.tables).toHaveLength(4);
    }
  });

  it('has room for 80 columns of 10 to the inch on every sheet', () => {
    const sheets = printerModels(data).filter(({ escp }) => !escp.isRoll);
    const widths = sheets.map(({ escp }) => escp.printable.right - escp.printable.left);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(inches(8));
  });
});

describe('a model', () => {
  it.each([
    ['LX-350', 'LX-350', 9],
    ['epson lx-350', 'LX-350', 9],
    ['FX-2190', 'FX-2190', 9],
    ['LQ-2090', 'LQ-2090', 24],
    ['Epson ET-2760 Series', 'ET-2760 Series', 24],
    ['L3250', 'L3250', 24],
    ['Stylus Photo 1500W', 'Stylus Photo 1500W', 24],
    ['TM-T88V', 'TM-T88V', 24],
  ])('%s is known by its name or its series', (given, name, pins) => {
    expect(printerModel(data, given)).toMatchObject({ name, escp: { pins } });
  });

  it.each(['LaserJet 4', 'Stylusx', 'XP', ''])(
    '%j is none, and it says which there are',
    (name) => {
      expect(() => printerModel(data, name)).toThrow(/no model .* LQ-590II.* LX-/);
    },
  );

  it('is wished for by kind, by name, or by both', () => {
    const wished = (...wish: [Parameters<typeof wishedModel>[1], string | undefined]) => {
      const { name, kind } = wishedModel(data, ...wish);
      return `${kind} ${name}`;
    };
    expect(wished(undefined, undefined)).toBe('inkjet XP-432 435 Series');
    expect(wished('dot-matrix', undefined)).toBe('dot-matrix LX-350');
    expect(wished(undefined, 'LQ-570')).toBe('dot-matrix LQ-570');
    expect(wished('receipt', 'Till 7')).toBe('receipt Till 7');
    expect(wished(undefined, 'EPSON Mine')).toBe('inkjet Mine');
    expect(() => wished('receipt', 'LQ-570')).toThrow('of kind dot-matrix and not receipt');
  });

  it('of a receipt printer prints on 72 mm of a roll', () => {
    const { escp } = wishedModel(data, 'receipt', undefined);
    expect(escp.isRoll).toBe(true);
    const width = escp.printable.right - escp.printable.left;
    expect(Math.abs(width - millimetres(72))).toBeLessThan(3);
  });
});
