import { describe, expect, it, test } from 'vitest';
import type { Source } from '../claim.ts';
import {
  EDITION_FILES,
  editionFile,
  editionSource,
  fingerprint,
  isSame,
  floorInstead,
  parseEdition,
  seemsSame,
  type Edition,
  type EditionFile,
} from './edition.ts';

const EDITION: Edition = {
  storage: 1,
  folder: '0123456789abcdef',
  previous: 'fedcba9876543210',
  format: 'xml',
  updated: '2026-08-17',
  imported: '2026-09-01T10:00:00.000Z',
  from: 'ports.xml',
  checksum: 'ab'.repeat(32),
  bytes: 4_000_000,
  records: 14_533,
  ports: 6571,
  names: 1007,
  unread: { colour: 2 },
  files: Object.fromEntries(Object.keys(EDITION_FILES).map((file) => [file, '1-ff'])) as Record<
    EditionFile,
    string
  >,
};

const parse = (changes: object) => parseEdition(JSON.stringify({ ...EDITION, ...changes }));

describe("an edition's description", () => {
  it('is read as it was written', () => {
    expect(parse({})).toEqual(EDITION);
    expect(parse({ previous: undefined, etag: '"1"', more: 'later' })).toMatchObject({
      etag: '"1"',
    });
  });

  it.each<[what: string, text: string, damage: RegExp]>([
    ['nothing', '', /is no JSON/],
    ['half of it', JSON.stringify(EDITION).slice(0, 100), /is no JSON/],
    ['null', 'null', /another form/],
    ['a list', '[]', /another form/],
    ['a number', '7', /another form/],
    [
      'an older form',
      JSON.stringify({ ...EDITION, storage: 0 }),
      /kept in another form, by another version/,
    ],
    [
      'a newer form',
      JSON.stringify({ ...EDITION, storage: 2 }),
      /kept in another form, by another version/,
    ],
  ])('%s is damaged', (_, text, damage) => {
    expect(parseEdition(text)).toEqual({ damage: expect.stringMatching(damage) as string });
  });

  it.each(Object.keys(EDITION).filter((key) => !['storage', 'previous'].includes(key)))(
    'without %s is not whole',
    (key) => {
      expect(parse({ [key]: undefined })).toEqual({ damage: 'its description is not whole' });
      expect(parse({ [key]: null })).toEqual({ damage: 'its description is not whole' });
    },
  );

  it.each([
    { folder: '../../../etc' },
    { folder: 7 },
    { previous: '..' },
    { format: 'json' },
    { records: '14533' },
    { bytes: 1.5 },
    { unread: { colour: 'many' } },
    { files: { ports: '1-ff' } },
    { etag: 7 },
  ])('with %o is not whole', (changes) => {
    expect(parse(changes)).toEqual({ damage: 'its description is not whole' });
  });
});

test('the files of an edition are in a folder of its own', () => {
  expect(editionFile(EDITION, 'ports')).toBe('registry/0123456789abcdef/ports.tsv');
});

describe('as a source', () => {
  const floor: Source = { id: 'iana', title: 'IANA', date: '2026-01-01', limits: 'names only' };

  it('an edition says its date, where it is from and what was not read', () => {
    expect(editionSource(floor, EDITION)).toEqual({
      id: 'iana',
      title: 'IANA',
      date: '2026-08-17',
      edition: 'the whole registry, 14,533 records, imported 2026-09-01 from ports.xml',
      limits: 'Not read, since unknown here: colour.',
    });
    expect(editionSource(floor, { ...EDITION, unread: {} })).not.toHaveProperty('limits');
  });

  it('the floor in its place says why', () => {
    expect(floorInstead(floor, 'x is missing')).toMatchObject({
      date: '2026-01-01',
      limits: expect.stringMatching(
        /^The imported edition cannot be read \(x is missing\), so the floor answers\. .* names only$/,
      ) as string,
    });
  });
});

describe('a fingerprint', () => {
  it('differs with length, order and any character', () => {
    const texts = [
      '',
      '\0',
      'a',
      'b',
      'ab',
      'ba',
      'a\n',
      'é',
      '日',
      'a'.repeat(1000),
      `${'a'.repeat(999)}b`,
    ];
    expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
  });

  it('is FNV-1a, with the length', () => {
    // http://www.isthe.com/chongo/tech/comp/fnv/ gives these of the empty text and of "a".
    const prints = ['0-811c9dc5-811c9dc5', '1-e40c292c-e40c292c'];
    expect([fingerprint(''), fingerprint('a')]).toEqual(prints);
  });

  it('tells any change to the last character, and any large one by its sample', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `${i}\ttcp\tservice-${i}\n`).join('');
    const print = fingerprint(text);
    const changed = `${text.slice(0, 100_001)}#${text.slice(100_002)}`;
    expect([isSame(text, print), seemsSame(text, print)]).toEqual([true, true]);
    expect(isSame(changed, print)).toBe(false);
    const others = [
      '',
      text.slice(0, -1),
      'x'.repeat(text.length),
      `${text.slice(4096)}${text.slice(0, 4096)}`,
      `${text.slice(0, 100_000)}${'\0'.repeat(512)}${text.slice(100_512)}`,
    ];
    for (const other of others)
      expect([isSame(other, print), seemsSame(other, print)]).toEqual([false, false]);
    expect([isSame(text, undefined), seemsSame(text, undefined)]).toEqual([false, false]);
  });
});
