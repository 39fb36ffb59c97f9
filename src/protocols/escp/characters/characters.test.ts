import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  assignedTable,
  assignmentOf,
  characterTable,
  nationalCharacters,
  TABLE_NAMES,
} from './index.ts';

/** Of 80h to FFh, U+FFFD where there is none, in UTF-8: the beginning of SHA-256, as other implementations' tables give it. */
const DIGESTS: Readonly<Record<string, string>> = {
  pc437: '6395cab87eae09bf',
  pc737: 'fdc2fbf0b9ba7b89',
  pc775: 'd839cdacb4df9c11',
  pc850: '4ca3112428df72e8',
  pc851: '239751677a0fd85c',
  pc852: '3ee7c6ae05c3663f',
  pc855: 'eadf925e23779e96',
  pc857: 'b4915fbdd144e552',
  pc858: '91d24582be31b95d',
  pc860: 'b47c99e1080c8798',
  pc861: 'e09dcd7ed2826885',
  pc862: '63a04c0876563dbe',
  pc863: 'c852b1a960b95633',
  pc864: '602bf3e0682fc4bb',
  pc865: '0f57c0ee1a135ef8',
  pc866: '2e3f89d51df1d1b9',
  pc869: 'e6d4b889c2ab6a17',
  'windows-1250': 'a89a33e480deaf78',
  'windows-1251': '7240d214d6ad8af7',
  'windows-1252': '8df215c206c16c15',
  'windows-1253': '9080f17e14fe11f0',
  'windows-1254': '41ceb2bbbbd81acc',
  'iso8859-1': '3aa1866266d03297',
  'iso8859-2': '852aa1b1ec17264e',
  'iso8859-7': '8fe4f379f807a0c4',
  'iso8859-15': 'f80b48bce610175b',
};

const upperHalf = (name: string): string =>
  Array.from({ length: 128 }, (_, at) => characterTable(name)?.decode(at + 0x80) ?? '\ufffd').join(
    '',
  );

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('character tables', () => {
  it('are those that they are called', () => {
    const names = TABLE_NAMES.filter((name) => name !== 'italic');
    expect(Object.fromEntries(names.map((name) => [name, digest(upperHalf(name))]))).toEqual(
      DIGESTS,
    );
    expect(characterTable('pc932')).toBeUndefined();
    expect(characterTable('toString')).toBeUndefined();
  });

  it.each(TABLE_NAMES)('%s gives back what it was given, ASCII as ASCII', (name) => {
    const table = characterTable(name)!;
    for (let code = 0; code < 256; code++) {
      const character = table.decode(code);
      const back = character === undefined ? undefined : table.encode(character);
      expect(back === undefined ? undefined : table.decode(back)).toBe(character);
    }
    for (let code = 0x20; code < 0x7f; code++) {
      expect(table.encode(String.fromCharCode(code))).toBe(code);
    }
    expect(table.encode('\u{1f600}')).toBeUndefined();
  });

  it('of the italic table are slanted ASCII', () => {
    const italic = characterTable('italic')!;
    expect([italic.decode(0xe1), italic.isSlanted(0xe1)]).toEqual(['a', true]);
    expect([italic.decode(0x61), italic.isSlanted(0x61)]).toEqual(['a', false]);
    expect(italic.decode(0x81)).toBeUndefined();
  });

  it('are assigned by two numbers', () => {
    expect(assignedTable(1, 0)).toEqual({ table: 'pc437' });
    expect(assignedTable(3, 1)).toHaveProperty('says');
    const assigned = TABLE_NAMES.filter((name) => assignmentOf(name));
    expect(assigned.map((table) => assignedTable(...assignmentOf(table)!))).toEqual(
      assigned.map((table) => ({ table })),
    );
    expect(assigned.length).toBeGreaterThan(15);
    expect(assignmentOf('iso8859-1')).toEqual([29, 16]);
    expect(assignmentOf('windows-1252')).toBeUndefined();
  });
});

describe('national variants', () => {
  const CODES = [0x23, 0x24, 0x40, 0x5b, 0x5c, 0x5d, 0x5e, 0x60, 0x7b, 0x7c, 0x7d, 0x7e];

  it('are twelve codes each; the first is ASCII', () => {
    const countries = [...Array.from({ length: 14 }, (_, n) => n), 64];
    for (const country of countries) {
      const set = nationalCharacters(country)!;
      expect([...set.keys()]).toEqual(CODES);
      expect([...set.values()].every((character) => [...character].length === 1)).toBe(true);
    }
    expect([...nationalCharacters(0)!.values()]).toEqual(
      CODES.map((code) => String.fromCharCode(code)),
    );
    expect(nationalCharacters(14)).toBeUndefined();
  });
});
