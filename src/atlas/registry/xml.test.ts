import { describe, expect, it, test } from 'vitest';
import { mutations } from '../../core/mutations.ts';
import { seededRandom } from '../../core/random.ts';
import { RegistryReader, readRegistryText } from './read.ts';
import { FIELDS, RegistryError, type RegistryRecord } from './record.ts';

const HEAD = '<?xml version="1.0"?>\n<registry id="service-names-port-numbers">\n';
const registry = (inside: string) => `${HEAD}${inside}\n</registry>\n`;
/** Its text begins on line 3. */
const readRecord = (inside: string) =>
  readRegistryText(registry(`<record>${inside}</record>`)).records[0];

const HTTP = '<record><name>http</name><protocol>tcp</protocol><number>80</number></record>';

/** The message of the error that a text is refused with. Any other error fails the test. */
function refusal(text: string): string {
  try {
    readRegistryText(text);
  } catch (problem) {
    if (problem instanceof RegistryError) return problem.message;
    throw problem;
  }
  throw new Error('it was accepted');
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a record', () => {
  it('has every element of the XML as a field', () => {
    const text = registry(`<record date="2002-02-11" updated="2020-01-02">
      <name>chart</name>
      <protocol>udp</protocol>
      <assignee><xref type="person" data="Ada_Ng"/></assignee>
      <contact><xref type="person" data="Bo_Li"/></contact>
      <description>Charts</description>
      <number>7000-7004</number>
      <sc>1213</sc>
      <unauthorized>Seen elsewhere</unauthorized>
      <note>Not a map</note>
      <xref type="rfc" data="rfc6335"/>
      <xref type="draft" data="draft-x">Title</xref>
      <xref type="rfc" data="rfc8765" section="6.1">RFC8765, Section 6.1</xref>
      <xref type="text">A book</xref>
    </record>`);
    expect(readRegistryText(text)).toMatchObject({ format: 'xml', unread: {} });
    expect(readRegistryText(text).records).toEqual([
      {
        service: 'chart',
        port: '7000-7004',
        transport: 'udp',
        description: 'Charts',
        assignee: '[Ada_Ng]',
        contact: '[Bo_Li]',
        registered: '2002-02-11',
        modified: '2020-01-02',
        reference: '[RFC6335][draft-x Title][RFC8765, Section 6.1][A book]',
        code: '1213',
        unauthorized: 'Seen elsewhere',
        note: 'Not a map',
      },
    ]);
  });

  it('is assigned to its contact where nobody else is named', () => {
    expect(
      readRecord('<name>a</name><xref type="person" data="Bo"/><xref type="person" data="Cy"/>'),
    ).toMatchObject({ assignee: '[Bo][Cy]', contact: '[Bo][Cy]', reference: '' });
  });

  it.each<[what: string, note: string, is: string]>([
    ['CDATA', '<![CDATA[a < b & c]]>', 'a < b & c'],
    ['CDATA amid text', 'x <![CDATA[<y>]]> z', 'x <y> z'],
    ['a comment, which is no text', 'x<!-- <y> & --> z', 'x z'],
    ["XML's own entities", '&lt;&amp;&gt;&quot;&apos;', '<&>"\''],
    ['numeric references', '&#65;&#x1F600;&#xe9;', 'A😀é'],
    ['a processing instruction, which is no text', 'a<?b c?>d', 'ad'],
    ['line breaks of the layout', 'a\n      b\r\n c', 'a b c'],
    ['line breaks that are asked for', 'a<br/>b<br/><br/>c', 'a\nb\nc'],
    ['paragraphs', '<paragraph>a</paragraph><paragraph>b</paragraph>', 'a\nb'],
    ['references amid text', 'see <xref type="rfc" data="rfc1"/>.', 'see [RFC1].'],
  ])('reads %s', (_, note, is) => {
    expect(readRecord(`<name>a</name><note>${note}</note>`)).toMatchObject({ note: is });
  });

  it('keeps two elements of one kind as two lines', () => {
    expect(readRecord('<name>a</name><note>one</note><note>two</note>')).toMatchObject({
      note: 'one\ntwo',
    });
  });

  it('is the same under a namespace prefix', () => {
    const plain = readRegistryText(registry(HTTP));
    const prefixed = registry(HTTP).replaceAll(/<(\/?)(\w)/g, '<$1i:$2');
    expect(readRegistryText(prefixed)).toEqual(plain);
  });

  it.each([
    ['tabs and CRLF', (text: string) => text.replaceAll('\n', '\r\n\t')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['blanks before it', (text: string) => `\n  ${text.slice(text.indexOf('<registry'))}`],
    [
      'a processing instruction',
      (text: string) => text.replace('?>', '?><?xml-stylesheet a="b"?>'),
    ],
  ])('is the same with %s', (_, change) => {
    const text = registry(`${HTTP}\n<record><name>a</name><note>b\nc</note></record>`);
    expect(readRegistryText(change(text))).toEqual(readRegistryText(text));
  });
});

describe('around the records', () => {
  it('are the title, the date, remarks and people', () => {
    const text = registry(`<title>Ports</title><category>C</category><updated>2026-08-17</updated>
      <xref type="rfc" data="rfc6335"/><expert>Ada,\n Bo</expert>
      <note title="How">Ask <xref type="uri" data="https://example.org/"/></note>
      ${HTTP}
      <footnote anchor="1">Mind this</footnote>
      <people>
        <person id="Ada_Ng"><name>Ada Ng</name><org>Charts</org><uri>mailto:a&amp;example.org</uri><updated>2001-05</updated></person>
        <person id="Bo"><name>Bo</name></person>
      </people>`);
    expect(readRegistryText(text)).toMatchObject({
      title: 'Ports',
      updated: '2026-08-17',
      remarks: ['C', '[RFC6335]', 'Ada, Bo', 'How: Ask [https://example.org/]', '1: Mind this'],
      people: [
        {
          id: 'Ada_Ng',
          name: 'Ada Ng, Charts',
          address: 'mailto:a&example.org',
          updated: '2001-05',
        },
        { id: 'Bo', name: 'Bo' },
      ],
      unread: {},
    });
  });

  it('what is unknown is counted, whatever it is called', () => {
    const text = registry(`<colour>red</colour>
      <record shape="round"><name>a</name><colour>red</colour><constructor>x</constructor>stray</record>
      <record><name>b</name><colour/><__proto__>y</__proto__><note><b>c</b></note></record>
      <people><person id="A"><name>A</name><phone>1</phone></person></people>`);
    expect(readRegistryText(text).unread).toEqual({
      colour: 3,
      'record shape=': 1,
      constructor: 1,
      'text between elements': 1,
      ['__proto__']: 1,
      b: 1,
      phone: 1,
    });
  });
});

describe('what is not the registry', () => {
  it.each<[what: string, text: string, says: RegExp]>([
    ['an empty file', '', /^line 1: the file is empty$/],
    ['blanks alone', ' \n\t\r\n', /^line 1: the file is empty$/],
    ['a web page', '<!DOCTYPE html>\n<html><p>Sign in', /^line 1: this is a web page \(HTML\)/],
    ['a web page without a type', '<html lang="en"><p>', /^line 1, <html>: this is a web page/],
    ['another document', '<feed/>', /^line 1, <feed>: this is the outermost element, where/],
    [
      'another registry of IANA',
      '<registry id="http-status-codes"><title/>',
      /^line 1, <registry>: this is IANA's registry "http-status-codes", not "service-names/,
    ],
    ['a registry without an id', '<registry/>', /this is IANA's registry "", not/],
    ['a registry without a record', registry('<title/>'), /^line 5: there is no record in it$/],
    ['a second root', registry(HTTP) + registry(HTTP), /not well-formed|follows the end/],
    ['something behind it', `${registry(HTTP)}more`, /^line 5: not well-formed XML: text data/],
    [
      'another encoding by name',
      '<?xml version="1.0" encoding="ISO-8859-1"?><registry/>',
      /ISO-8859-1; the registry is UTF-8/,
    ],
    [
      'a wrong nesting',
      `${HEAD}<record><name></record></name>`,
      /^line 3, .*unexpected close tag|unmatched/,
    ],
    ['an attribute without quotes', `${HEAD}<record date=1>`, /^line 3.*unquoted attribute value/],
    [
      'a record with nothing',
      registry('<record>\n</record>'),
      /^line 3, <name>: a record has neither a name nor a port$/,
    ],
    [
      'a record in blanks',
      registry('<record><name> \n</name></record>'),
      /neither a name nor a port$/,
    ],
  ])('%s is refused', (_, text, says) => {
    expect(refusal(text)).toMatch(says);
  });

  it.each<[what: string, field: string, says: string]>([
    [
      'an unknown transport',
      '<protocol>ipx</protocol>',
      'line 5, <protocol>: "ipx" is no transport that has ports; those are tcp, udp, sctp and dccp',
    ],
    [
      'a port beyond the last',
      '<number>65536</number>',
      'line 5, <number>: "65536" is no port: ports are 0 to 65535',
    ],
    [
      'a range beyond the last',
      '<number>70000-80000</number>',
      'line 5, <number>: "70000-80000" is no port: ports are 0 to 65535',
    ],
    [
      'a range upside down',
      '<number>90-80</number>',
      'line 5, <number>: the range 90-80 is upside down: the lower port comes first',
    ],
    [
      'half a range',
      '<number>80-</number>',
      'line 5, <number>: "80-" is neither a port (80) nor a range (6000-6063)',
    ],
    [
      'a negative port',
      '<number>-80</number>',
      'line 5, <number>: "-80" is neither a port (80) nor a range (6000-6063)',
    ],
    [
      'a port in words',
      '<number>eighty</number>',
      'line 5, <number>: "eighty" is neither a port (80) nor a range (6000-6063)',
    ],
    [
      'six digits',
      '<number>000080</number>',
      'line 5, <number>: "000080" is neither a port (80) nor a range (6000-6063)',
    ],
    [
      'other digits',
      '<number>٨٠</number>',
      'line 5, <number>: "٨٠" is neither a port (80) nor a range (6000-6063)',
    ],
  ])('%s is refused by line and field', (_, field, says) => {
    expect(refusal(registry(`<record>\n<name>a</name>\n${field}\n</record>`))).toBe(says);
  });
});

describe('hostile XML', () => {
  it.each<[what: string, text: string, says: RegExp]>([
    [
      'entities of its own',
      `<!DOCTYPE lol [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>${registry('<title>&b;</title>')}`,
      /^line 1: a document type \(DOCTYPE\) has no place in the registry/,
    ],
    [
      'an entity from elsewhere',
      `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${registry('<title>&f;</title>')}`,
      /^line 1: a document type/,
    ],
    [
      'an unknown entity',
      registry('<title>&nbsp;</title>'),
      /^line 3, <title>: an entity that XML does not have by itself/,
    ],
    ['an entity without end', registry('<title>&amp</title>'), /^line 3, <title>: an entity/],
    ['a surrogate', registry('<title>&#xD800;</title>'), /an entity that XML does not have/],
    ['a NUL by reference', registry('<title>&#0;</title>'), /an entity that XML does not have/],
    ['a NUL', registry('<title>\n\0</title>'), /^line 4: the character U\+0000 has no place/],
    [
      'an escape',
      registry('<title>\u001b[2J</title>'),
      /^line 3: the character U\+001B has no place/,
    ],
    ['deep nesting', HEAD + '<a>'.repeat(100_000), /^line 3, <a>: elements lie too deep/],
    ['depth inside a field', `${HEAD}<record><note>${'<a>'.repeat(99)}`, /lie too deep/],
    [
      'a million empty records',
      HEAD + '<record/>'.repeat(1e6),
      /^line 3, <name>: a record has neither/,
    ],
    [
      'a thousand unknown elements',
      `${HEAD}<record>${Array.from({ length: 1000 }, (_, i) => `<x${i}/>`).join('')}`,
      /more than 100 kinds of unknown elements/,
    ],
    [
      'a thousand attributes',
      `${HEAD}<record ${Array.from({ length: 1000 }, (_, i) => `x${i}=""`).join(' ')}>`,
      /an element has more than 100 attributes/,
    ],
    [
      'a field in many elements',
      `${HEAD}<record>${'<note>abc</note>'.repeat(20_000)}`,
      /^line 3, <record>: it is longer than 65,536 characters/,
    ],
    [
      'references without end',
      `${HEAD}<record>${'<xref type="rfc" data="rfc1"/>'.repeat(20_000)}`,
      /longer than 65,536/,
    ],
  ])('%s is refused', (_, text, says) => {
    expect(refusal(text)).toMatch(says);
  });

  const PIECE = 8192;
  it.each<[what: string, begin: string, again: string, says: RegExp]>([
    ['element', `${HEAD}<record><note>`, 'x', /^line 3, <note>: it is longer than 65,536 char/],
    ['title', `${HEAD}<title>`, 'x ', /^line 3, <title>: it is longer/],
    ['text between records', HEAD, 'x', /^line 3, <registry>: it is longer/],
    ['comment', `${HEAD}<!-- `, '-x', /^line 3, <registry>: a comment never ends/],
    ['attribute', `${HEAD}<record date="`, '1', /the value of an attribute never ends/],
    ['CDATA', `${HEAD}<record><note><![CDATA[`, ']', /^line 3, <note>: it is longer/],
    ['name of an element', `${HEAD}<`, 'x', /the name of an element never ends/],
    ['name of an attribute', `${HEAD}<record `, 'x', /the name of an attribute never ends/],
    ['closing tag', `${HEAD}</`, 'x', /never ends|not well-formed/],
    ['document type', '<!DOCTYPE ', 'x', /^line 1: a document type \(DOCTYPE\) never ends/],
    [
      'declaration',
      `${HEAD}<!`,
      'x',
      /^line 3, <registry>: .*a declaration that XML does not have/,
    ],
    ['processing instruction', `${HEAD}<?x `, 'x', /^line 3, <registry>: a processing instr/],
    ['entity', `${HEAD}<title>&`, 'x', /^line 3, <title>: (?:the name of an entity|an entity)/],
    ['list of elements', `${HEAD}<record>`, '<note/>', /^line 3, <record>: it is longer/],
  ])('a gigabyte of one %s is refused when little of it was read', (_, begin, again, says) => {
    const reader = new RegistryReader();
    const piece = bytes(again.repeat(PIECE / again.length));
    let taken = 0;
    const read = () => {
      reader.push(bytes(begin));
      for (; taken < 2 ** 30; taken += piece.length) reader.push(piece);
    };
    expect(read).toThrow(says);
    expect(taken).toBeLessThan(200_000);
  });

  it('blanks without end are refused at the limit', () => {
    const reader = new RegistryReader();
    const piece = bytes(' '.repeat(2 ** 20));
    expect(() => {
      for (;;) reader.push(piece);
    }).toThrow(/^line 1: the file is longer than 16,777,216 bytes, so this is not the registry$/);
  });
});

/** Small, with something of everything. */
const SMALL = `\uFEFF<?xml version='1.0' encoding='UTF-8'?>
<!-- é -->
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Ports 日本</title>
  <updated>2026-08-17</updated>
  <note>
See <xref type="rfc" data="rfc6335"/> 😀.
</note>
  <record date="2002-02-11">
    <name>http</name>
    <protocol>tcp</protocol>
    <description>a &lt;b&gt; &#233; <![CDATA[c]]></description>
    <number>80</number>
    <xref type="person" data="Ada"/>
  </record>
  <people>
    <person id="Ada"><name>Ada Ñ</name></person>
  </people>
</registry>`;

describe('however it is cut', () => {
  const whole = readRegistryText(SMALL);
  const all = bytes(SMALL);

  it.each([1, 2, 3, 5, 7, 64])('into pieces of %i bytes, it is the same', (size) => {
    const reader = new RegistryReader();
    for (let at = 0; at < all.length; at += size) reader.push(all.subarray(at, at + size));
    expect(reader.end()).toEqual(whole);
  });

  it('into two at any byte, it is the same', () => {
    for (let at = 0; at <= all.length; at++) {
      const reader = new RegistryReader();
      reader.push(all.subarray(0, at));
      reader.push(all.subarray(at));
      expect(reader.end()).toEqual(whole);
    }
  });

  it('an error is on the same line', () => {
    const wrong = bytes(SMALL.replace('>80<', '>80-<'));
    for (let at = 0; at <= wrong.length; at++) {
      const reader = new RegistryReader();
      expect(() => {
        reader.push(wrong.subarray(0, at));
        reader.push(wrong.subarray(at));
      }).toThrow(/^line 13, <number>: "80-"/);
    }
  });

  it('short, it is refused with a line, at every byte', () => {
    for (let length = 0; length < all.length; length++) {
      const reader = new RegistryReader();
      const read = () => {
        reader.push(all.subarray(0, length));
        return reader.end();
      };
      expect(read, `the first ${length} bytes`).toThrow(RegistryError);
    }
  });
});

/** Whether a text is read or refused as it should be; every other outcome is a fault. */
function outcome(text: Uint8Array): 'read' | 'refused' {
  const reader = new RegistryReader();
  try {
    reader.push(text);
    for (const record of reader.end().records) checkShape(record);
    return 'read';
  } catch (problem) {
    if (problem instanceof RegistryError && problem.line > 0 && problem.problem !== '') {
      return 'refused';
    }
    throw problem;
  }
}

function checkShape(record: RegistryRecord): void {
  expect(Object.keys(record)).toEqual(FIELDS);
  for (const field of FIELDS) expect(typeof record[field]).toBe('string');
}

test('no flipped bit and no prefix does anything else than be read or refused', () => {
  const seen = { read: 0, refused: 0 };
  for (const mutated of mutations(bytes(SMALL))) seen[outcome(mutated)]++;
  expect(seen.read).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(1000);
});

test('nor do pieces of it in any order', () => {
  const random = seededRandom(7);
  const seen = { read: 0, refused: 0 };
  const tokens = SMALL.split(/(?=<)|(?<=>)/);
  for (let i = 0; i < 3000; i++) {
    const some = Array.from(
      { length: 1 + Math.floor(random() * 40) },
      () => tokens[Math.floor(random() * tokens.length)],
    );
    seen[outcome(bytes(random() < 0.5 ? HEAD + some.join('') : some.join('')))]++;
  }
  expect(seen.refused).toBeGreaterThan(1000);
});

describe('what cannot be true', () => {
  const inRecord = (attributes: string, inside = '') =>
    registry(
      `<record${attributes}><name>http</name><protocol>tcp</protocol><number>80</number>${inside}</record>`,
    );

  it.each([
    [inRecord(' date="yesterday"'), /^line 3, <record>: "yesterday" is no date/],
    [inRecord(' updated="2026-13-45"'), /^line 3, <record>: "2026-13-45" is no date/],
    [registry(`<updated>soon</updated>${HTTP}`), /^line 3, <updated>: "soon" is no date/],
    [inRecord('', '<name>www</name>'), /^line 3, <name>: there is a second one/],
    [inRecord('', '<number>81</number>'), /^line 3, <number>: there is a second one/],
    [
      `<registry xmlns="http://evil.example/" id="service-names-port-numbers">${HTTP}</registry>`,
      /^line 1, <registry>: its namespace is "http:\/\/evil\.example\/"/,
    ],
  ])('%s', (text, says) => {
    expect(refusal(text)).toMatch(says);
  });

  it('is not the namespace that IANA uses, with or without a prefix', () => {
    const namespace = 'http://www.iana.org/assignments';
    const plain = `<registry xmlns="${namespace}" id="service-names-port-numbers">${HTTP}</registry>`;
    const prefixed = plain.replaceAll(/<(\/?)(?=\w)/g, '<$1i:').replace('xmlns=', 'xmlns:i=');
    for (const text of [plain, prefixed]) expect(readRegistryText(text).records).toHaveLength(1);
  });
});
