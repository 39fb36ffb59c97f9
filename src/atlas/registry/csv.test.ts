import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mutations } from '../../core/mutations.ts';
import { RegistryReader, readRegistryText } from './read.ts';
import { COLUMNS, FIELDS, RegistryError, type Registry, type RegistryRecord } from './record.ts';
import { writeCsv } from './write-csv.ts';

const HEAD = FIELDS.map((field) => COLUMNS[field]).join(',');
const HTTP = 'http,80,tcp,Web,[Ada],[Bo],1990-01-02,2020-03-04,[RFC9110],12,none,a note';
const bytes = (text: string) => new TextEncoder().encode(text);

function refusal(text: string): string {
  try {
    readRegistryText(text);
  } catch (problem) {
    if (problem instanceof RegistryError) return problem.message;
    throw problem;
  }
  throw new Error('it was accepted');
}

describe('a CSV', () => {
  it('has every column as a field', () => {
    expect(readRegistryText(`${HEAD}\n${HTTP}\n`)).toEqual({
      format: 'csv',
      title: 'Service Name and Transport Protocol Port Number Registry',
      updated: '2020-03-04',
      records: [
        {
          service: 'http',
          port: '80',
          transport: 'tcp',
          description: 'Web',
          assignee: '[Ada]',
          contact: '[Bo]',
          registered: '1990-01-02',
          modified: '2020-03-04',
          reference: '[RFC9110]',
          code: '12',
          unauthorized: 'none',
          note: 'a note',
        },
      ],
      people: [],
      remarks: [],
      unread: {},
    });
  });

  it('may have its columns in any order and case', () => {
    const turned = (line: string) => line.split(',').toReversed().join(',');
    expect(readRegistryText(`${turned(HEAD).toUpperCase()}\n${turned(HTTP)}\n`).records).toEqual(
      readRegistryText(`${HEAD}\n${HTTP}\n`).records,
    );
  });

  it('counts columns that it does not know', () => {
    const text = `${HEAD},Colour,Shape\n${HTTP},red,round\n${HTTP},blue,\n`;
    expect(readRegistryText(text).unread).toEqual({ Colour: 2, Shape: 2 });
    expect(readRegistryText(text).records).toHaveLength(2);
  });

  it('may lack the columns that a record can do without', () => {
    const text = 'Service Name,Port Number,Transport Protocol,Description\nhttp,80,tcp,Web\n';
    expect(readRegistryText(text).records).toMatchObject([{ service: 'http', note: '' }]);
  });

  it.each<[what: string, change: (text: string) => string]>([
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['empty lines', (text) => text.replaceAll('\n', '\n\n')],
    ['no line end at its end', (text) => text.trimEnd()],
    ['every field in quotes', (text) => text.replaceAll(/[^,\n]+/g, '"$&"')],
  ])('is the same with %s', (_, change) => {
    const text = `${HEAD}\n${HTTP}\n,81-90,udp,Reserved,,,,,,,,\n`;
    expect(readRegistryText(change(text))).toEqual(readRegistryText(text));
  });

  it('has commas, quotes and line breaks in quotes', () => {
    const text = `${HEAD}\nhttp,80,tcp,"a ""b"", c","","x\n\r\ny",,,,,,""\n`;
    expect(readRegistryText(text).records).toMatchObject([
      { description: 'a "b", c', assignee: '', contact: 'x\n\r\ny', note: '' },
    ]);
  });
});

describe('a CSV that is damaged', () => {
  it.each<[what: string, lines: string, says: string]>([
    [
      'a quote that is never closed',
      'a,80,tcp,"b,,,,,,,,\n',
      'line 2, Description: a quote is opened and never closed, or the file is cut short',
    ],
    [
      'the same, lines later',
      `${HTTP}\n${HTTP}\na,80,tcp,b,"c,,,,,,,\n${HTTP}\n`,
      'line 4, Assignee: a quote is opened and never closed, or the file is cut short',
    ],
    [
      'a quote inside a field',
      'a,80,tcp,5" disk,,,,,,,,\n',
      'line 2, Description: a quote stands inside a field that does not begin with one',
    ],
    [
      'something behind a quote',
      'a,80,tcp,"b"c,,,,,,,,\n',
      'line 2, Description: something follows a closing quote; a quote inside a field is written twice',
    ],
    [
      'a blank behind a quote',
      'a,80,tcp,"b" ,,,,,,,,\n',
      'line 2, Description: something follows a closing quote; a quote inside a field is written twice',
    ],
    [
      'too few fields',
      `${HTTP}\na,80,tcp\n`,
      "line 3, Description: the line ends before this field: it has 3 of the header's 12",
    ],
    [
      'one word',
      'sorry\n',
      "line 2, Port Number: the line ends before this field: it has 1 of the header's 12",
    ],
    [
      'too many fields',
      `${HTTP},more\n`,
      'line 2, Assignment Notes: there are more fields than the 12 of the header: a field with a comma in it stands in quotes',
    ],
    [
      'a carriage return alone',
      'a,80,tcp,b\rc,,,,,,,,\n',
      'line 2, Description: a carriage return stands alone: lines end in a line feed',
    ],
    [
      'a carriage return at the end',
      `${HTTP}\r`,
      'line 2, Assignment Notes: a carriage return stands alone: lines end in a line feed',
    ],
    [
      'an unknown transport',
      'a,80,ipx,,,,,,,,,\n',
      'line 2, Transport Protocol: "ipx" is no transport that has ports; those are tcp, udp, sctp and dccp',
    ],
    [
      'a port beyond the last',
      'a,65536,tcp,,,,,,,,,\n',
      'line 2, Port Number: "65536" is no port: ports are 0 to 65535',
    ],
    [
      'a range beyond the last',
      'a,70000-80000,tcp,,,,,,,,,\n',
      'line 2, Port Number: "70000-80000" is no port: ports are 0 to 65535',
    ],
    [
      'a range upside down',
      `"b\nb",1,tcp,,,,,,,,,\na,9-8,tcp,,,,,,,,,\n`,
      'line 4, Port Number: the range 9-8 is upside down: the lower port comes first',
    ],
    [
      'half a range',
      'a,80-,tcp,,,,,,,,,\n',
      'line 2, Port Number: "80-" is neither a port (80) nor a range (6000-6063)',
    ],
    [
      'an empty record',
      ',,,,,,,,,,,\n',
      'line 2, Service Name: a record has neither a name nor a port',
    ],
    [
      'a NUL',
      'a,80,tcp,\0,,,,,,,,\n',
      'line 2: the character U+0000 has no place in a text; is it UTF-16? The registry is UTF-8',
    ],
    [
      'an escape',
      `${HTTP}\na,80,tcp,\u001b[0m,,,,,,,,\n`,
      'line 3: the character U+001B has no place in a text',
    ],
  ])('%s is refused by line and field', (_, lines, says) => {
    expect(refusal(`${HEAD}\n${lines}`)).toBe(says);
  });

  it.each<[what: string, text: string, says: string]>([
    ['the header alone', `${HEAD}\n`, 'line 2: there is no record in it'],
    [
      'a missing column',
      'Service Name,Port Number,Description\na,1,b\n',
      "line 1, Transport Protocol: this column is missing: the file is not IANA's registry as CSV",
    ],
    [
      'another table',
      'date,time\n1,2\n',
      "line 1, Service Name: this column is missing: the file is not IANA's registry as CSV",
    ],
    ['a column twice', `${HEAD},Description\n`, 'line 1, Description: this column is there twice'],
    [
      'JSON',
      '{"records": []}',
      'line 1, field 1: a quote stands inside a field that does not begin with one',
    ],
    ['only quotes', '""', 'line 1: the file is empty'],
    [
      'commas without end',
      ','.repeat(1e6),
      'line 1: there are more than 100 columns, so this is not the registry',
    ],
  ])('%s is refused', (_, text, says) => {
    expect(refusal(text)).toBe(says);
  });

  it.each([
    ['field', `${HEAD}\n`, 'x', /^line 2, Service Name: it is longer than 65,536 characters/],
    ['field in quotes', `${HEAD}\na,1,tcp,"`, 'x\n', /^line 2, Description: it is longer than/],
    ['field of doubled quotes', `${HEAD}\n"`, '""', /^line 2, Service Name: it is longer than/],
    ['line', `${HEAD}\n`, ',', /^line 2, Assignment Notes: there are more fields than the 12/],
    ['header', '', 'x', /^line 1, field 1: it is longer than/],
  ])('a gigabyte of one %s is refused when little of it was read', (_, begin, again, says) => {
    const reader = new RegistryReader();
    const piece = bytes(again.repeat(8192 / again.length));
    let taken = 0;
    const read = () => {
      reader.push(bytes(begin));
      for (; taken < 2 ** 30; taken += piece.length) reader.push(piece);
    };
    expect(read).toThrow(says);
    expect(taken).toBeLessThan(200_000);
  });
});

describe('what is no text', () => {
  const push = (...pieces: Uint8Array[]) => {
    const reader = new RegistryReader();
    for (const piece of pieces) reader.push(piece);
    return reader.end();
  };
  const utf16 = (text: string) =>
    Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0]));
  /** `é` in Latin-1. */
  const LATIN = Uint8Array.of(0xe9);

  it('is refused on the line where it stands, however it comes', () => {
    const before = bytes(`${HEAD}\n${HTTP}\nhttp,81,tcp,日本 caf`);
    const after = bytes(`,,,,,,,,\n${HTTP}\n`);
    const whole = Uint8Array.of(...before, ...LATIN, ...after);
    for (let at = 0; at <= whole.length; at++) {
      expect(() => push(whole.subarray(0, at), whole.subarray(at))).toThrow(
        /^line 3: this is no text in UTF-8$/,
      );
    }
  });

  it('a file that ends inside a character is refused', () => {
    const text = bytes(`${HEAD}\n${HTTP} é`);
    expect(() => push(text.subarray(0, -1))).toThrow(/^line 2: this is no text in UTF-8$/);
  });

  it.each<[what: string, file: Uint8Array, says: RegExp]>([
    ['UTF-16', Uint8Array.of(0xff, 0xfe, ...utf16(HEAD)), /no text in UTF-8/],
    ['UTF-16 without a mark', utf16(HEAD), /U\+0000 has no place in a text; is it UTF-16\?/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /^line 1: the file is compressed: unpack it first$/],
    ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), /no text in UTF-8/],
    ['nothing', new Uint8Array(), /^line 1: the file is empty$/],
    ['a byte order mark alone', bytes('\uFEFF'), /^line 1: the file is empty$/],
  ])('%s is refused', (_, file, says) => {
    expect(() => push(file)).toThrow(says);
  });
});

const SMALL = `${HEAD}\r\n${HTTP}\n\n"a ""b"" é",,,"日本\r\n😀, ""c""",,,,,,,,""\r\n`;

test('however it is cut into two, it is the same', () => {
  const whole = readRegistryText(SMALL);
  const all = bytes(SMALL);
  for (let at = 0; at <= all.length; at++) {
    const reader = new RegistryReader();
    reader.push(all.subarray(0, at));
    reader.push(all.subarray(at));
    expect(reader.end()).toEqual(whole);
  }
});

/** Undefined when it is refused, as it should be; any other error is a fault. */
function read(text: Uint8Array): Registry | undefined {
  const reader = new RegistryReader();
  try {
    reader.push(text);
    return reader.end();
  } catch (problem) {
    if (problem instanceof RegistryError && problem.line > 0) return undefined;
    throw problem;
  }
}

test('cut short, it is refused or has whole records alone, but for the last field', () => {
  const all = bytes(SMALL);
  const { records } = readRegistryText(SMALL);
  for (let length = 0; length < all.length; length++) {
    // Where a CSV is cut inside its last field nobody can tell.
    const cut = read(all.subarray(0, length))?.records ?? [];
    cut.forEach((record, i) => {
      expect(records[i]!.note.startsWith(record.note)).toBe(true);
      expect({ ...record, note: '' }).toEqual({ ...records[i], note: '' });
    });
  }
});

test('no flipped bit and no prefix does anything else than be read or refused', () => {
  let wasRead = 0;
  for (const mutated of mutations(bytes(SMALL))) {
    const registry = read(mutated);
    if (registry) wasRead++;
    for (const record of registry?.records ?? []) expect(Object.keys(record)).toEqual(FIELDS);
  }
  expect(wasRead).toBeGreaterThan(100);
});

test('what is written is read again, whatever it is', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'ab",\n\r é日\t;=', '😀'),
    maxLength: 12,
  });
  const port = fc.integer({ min: 0, max: 65_535 }).map(String);
  const date = fc.constantFrom('', '2002', '2002-02', '2002-02-14');
  const recordOf = fc.record({
    ...(Object.fromEntries(FIELDS.map((field) => [field, text])) as Record<
      keyof RegistryRecord,
      typeof text
    >),
    port,
    registered: date,
    modified: date,
    transport: fc.constantFrom('tcp', 'udp', 'sctp', 'dccp', 'UDP', ''),
  });
  fc.assert(
    fc.property(fc.array(recordOf, { minLength: 1, maxLength: 5 }), (records) => {
      expect(readRegistryText(writeCsv(records)).records).toEqual(records);
    }),
    { seed: 1, numRuns: 300 },
  );
});
