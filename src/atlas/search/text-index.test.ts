import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../table.ts';
import {
  createTextIndex,
  newTextIndex,
  readTextIndex,
  type FindOptions,
  type TextIndex,
} from './text-index.ts';

const LINES = [
  '66\ttcp\tsql-net\tOracle SQL*Net\tassigned',
  '259\tudp\tesro-gen\tEfficient Short Remote Operations\tassigned\tRFC 2188\t1997\tMohsen Banan',
  '3289\ttcp udp\tenpc\tENPC\tassigned\t\t\tSeiko Epson Corporation',
  '3306\ttcp\tmysql\tMySQL\tassigned',
  '8080\ttcp\tprinter-web\tPages of printers\tunofficial\thttps://www.example.org/manual\t\t\t\tNoted for Epson.',
];
const TABLE = readTable(`${LINES.join('\n')}\n`, 'test');
const OTHERS = { mysql: ['MariaDB'] };

const plain: FindOptions = { every: true, nearly: false };
const nearly: FindOptions = { every: true, nearly: true };

const index = readTextIndex(createTextIndex(TABLE, OTHERS), TABLE)!;

/** The services found, with how each word was. */
function found(words: string[], options: FindOptions, of: TextIndex = index) {
  const lines = of.find(words, options).map(({ id, words }) => {
    const how = words.map(({ field, fit }) => `${fit} in ${field}`);
    return `${TABLE.line(id)[0]!.service}: ${how.join(', ')}`;
  });
  return lines.toSorted();
}

describe('a full-text index', () => {
  it.each<[words: string, found: string[]]>([
    ['enpc', ['enpc: same in name']],
    ['enp', ['enpc: begins in name']],
    ['sql', ['mysql: inside in name', 'sql-net: begins in name']],
    ['mariadb', ['mysql: same in alias']],
    ['epson', ['enpc: same in registrant', 'printer-web: same in note']],
    ['rfc2188', ['esro-gen: same in reference']],
    ['rfc218', []],
    ['manual', ['printer-web: same in reference']],
    ['www', []],
    ['printer', ['printer-web: begins in name']],
    ['printers', ['printer-web: same in title']],
    ['short operations', ['esro-gen: same in title, same in title']],
    ['short epson', []],
    ['esro gen', ['esro-gen: same in name']],
    ['my sql', ['mysql: same in name']],
  ])('%j: %j', (words, lines) => {
    expect(found(words.split(' '), plain)).toEqual(lines);
  });

  it.each<[words: string, found: string[]]>([
    ['enbc', ['enpc: nearly in name']],
    ['mayrdb', []],
    ['oparetions', ['esro-gen: nearly in title']],
    ['rfc2189', []],
    ['640', []],
  ])('spelled nearly so, %j: %j', (words, lines) => {
    expect(found(words.split(' '), nearly)).toEqual(lines);
    expect(found(words.split(' '), plain)).toEqual([]);
  });

  it('one word is enough when it is told so', () => {
    const some = index.find(['epson', 'nothing'], { every: false, nearly: true });
    expect(some.map(({ words }) => words.map(({ word }) => word))).toEqual([['epson'], ['epson']]);
  });

  it('is the same read as made', () => {
    const made = newTextIndex(TABLE, OTHERS);
    for (const word of ['enpc', 'sql', 'epson', 'mariadb', 'oparetions']) {
      expect(found([word], nearly, made)).toEqual(found([word], nearly));
    }
  });

  it('of another table or form, or cut off, is not taken', () => {
    const text = createTextIndex(TABLE);
    const other = readTable(`${LINES.slice(1).join('\n')}\n`, 'test');
    expect(readTextIndex(text, other)).toBeUndefined();
    expect(readTextIndex(text.replace('search-index-', 'search-index-0'), TABLE)).toBeUndefined();
    expect(readTextIndex('', TABLE)).toBeUndefined();
    for (let end = 0; end < text.length; end += 7) {
      expect(readTextIndex(text.slice(0, end), TABLE)).toBeUndefined();
    }
  });

  it('of an empty table finds nothing', () => {
    const empty = readTable('', 'test');
    const none = readTextIndex(createTextIndex(empty), empty)!;
    expect(none.find(['enpc'], nearly)).toEqual([]);
  });

  it('takes any words: of objects, long, of other scripts', () => {
    const words = ['constructor', 'proto', 'tostring', 'q'.repeat(100_000), 'הדפסה', '漢字', 'ß'];
    for (const word of words) expect(index.find([word], nearly)).toEqual([]);
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }),
        (any) => {
          for (const { words } of index.find(any, nearly)) expect(words).toHaveLength(1);
        },
      ),
    );
  });
});
