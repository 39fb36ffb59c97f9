import { assert, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutations } from '../mutations.ts';
import {
  childOf,
  MAX_ATTRIBUTES,
  MAX_DECLARING,
  MAX_DEPTH,
  MAX_ELEMENTS,
  readXml,
} from './tree.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readXml(bytes(text));

describe('a document', () => {
  it('is a tree with namespaces', () => {
    const { root, error } = read(
      '<?xml version="1.0"?><a:x xmlns:a="urn:a" xmlns="urn:d"><y b="1">t &amp; u</y><a:z/></a:x>',
    );
    expect(error).toBeUndefined();
    expect(root).toMatchObject({ name: 'x', namespace: 'urn:a' });
    expect(root!.children).toMatchObject([
      { name: 'y', namespace: 'urn:d', text: 't & u' },
      { name: 'z', namespace: 'urn:a', text: '' },
    ]);
    expect(childOf(root, 'y')!.attributes.get('b')).toBe('1');
  });

  it('knows where its texts stand, in bytes', () => {
    const text = '\ufeff<a><b>Küche</b><c>\n  zwei </c><d>&lt;3</d></a>';
    const { leaves } = read(text);
    const places = leaves.map(({ name, offset, length }) => [
      name,
      new TextDecoder().decode(bytes(text).subarray(offset, offset + length)),
    ]);
    expect(places).toEqual([
      ['b', 'Küche'],
      ['c', 'zwei'],
      ['d', '&lt;3'],
    ]);
    expect(leaves.map((leaf) => leaf.text)).toEqual(['Küche', 'zwei', '<3']);
  });

  it('may name characters by number, in ASCII or beyond', () => {
    expect(read('<a>K&#252;che &#x2013; K\u00fcche &#x41;</a>').root!.text).toBe('Küche – Küche A');
  });

  it.each([
    ['', 'it ends before its first element', true],
    ['<a><b>x', 'it ends inside <b>', true],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'a document type (DOCTYPE) is not read', false],
    ['<a>&x;</a>', 'invalid character entity', false],
    ['<a></b>', 'unexpected close tag', false],
    ['<a/><b/>', 'a second outermost element', false],
    ['no xml', 'non-whitespace before first tag.', false],
    ['<a/>behind', 'text data outside of root node.', false],
  ])('is told where it is broken: %s', (text, message, cut) => {
    expect(read(text).error).toMatchObject({ message: expect.stringContaining(message), cut });
  });
});

describe('limits', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
  it.each([
    ['depth', nested(MAX_DEPTH), nested(MAX_DEPTH + 1)],
    [
      'elements',
      `<a>${'<b/>'.repeat(MAX_ELEMENTS - 1)}</a>`,
      `<a>${'<b/>'.repeat(MAX_ELEMENTS)}</a>`,
    ],
    [
      'attributes',
      `<a ${Array.from({ length: MAX_ATTRIBUTES }, (_, i) => `b${i}=""`).join(' ')}/>`,
      `<a ${Array.from({ length: MAX_ATTRIBUTES + 1 }, (_, i) => `b${i}=""`).join(' ')}/>`,
    ],
    [
      'namespaces',
      `<a>${'<b xmlns="x"/>'.repeat(MAX_DECLARING)}</a>`,
      `<a>${'<b xmlns="x"/>'.repeat(MAX_DECLARING + 1)}</a>`,
    ],
  ])('of %s', (_, fits, tooMuch) => {
    expect(read(fits).error).toBeUndefined();
    expect(read(tooMuch).error).toMatchObject({ cut: false });
  });

  it('something that never ends is given up', () => {
    const never = [
      '<!' + 'x'.repeat(1 << 20),
      `<a b="${'x'.repeat(1 << 20)}`,
      '<' + 'x'.repeat(1 << 20),
    ];
    for (const text of never) expect(read(text).error).toBeDefined();
  });
});

it('survives whatever comes', () => {
  const good = bytes('<a:x xmlns:a="urn:a"><a:b c="&#65;">t&amp;u</a:b><![CDATA[x]]></a:x>');
  const sound = (input: Uint8Array) => {
    const { leaves, error } = readXml(input);
    let at = 0;
    for (const { offset, length } of leaves) {
      expect(offset >= at && length >= 0).toBe(true);
      at = offset + length;
      expect(at).toBeLessThanOrEqual(input.length);
    }
    expect(error === undefined || (error.offset >= 0 && error.offset <= input.length)).toBe(true);
  };
  for (const broken of mutations(good)) sound(broken);
  assert(property(uint8Array({ maxLength: 200 }), sound));
  assert(property(string({ maxLength: 200 }), (text) => sound(bytes(`<a>${text}</a>`))));
});
