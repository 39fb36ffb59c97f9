import { describe, expect, it } from 'vitest';
import { HEAD, HTTP, readRecord, refusal, registry } from '../../../test/support/registry-xml.ts';
import { readRegistryText } from './read.ts';

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
