/** XML that is meant to do harm, or was cut: it is refused in time, with its line. */
import { describe, expect, it, test } from 'vitest';
import { HEAD, bytes, refusal, registry } from '../../../test/support/registry-xml.ts';
import { mutations } from '../../core/mutations.ts';
import { seededRandom } from '../../core/random.ts';
import { RegistryReader, readRegistryText } from './read.ts';
import { FIELDS, RegistryError, type RegistryRecord } from './record.ts';

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
