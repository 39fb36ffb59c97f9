/** HTML as plain text. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlText } from './html-text.ts';

describe('HTML is read as', () => {
  it.each<[what: string, html: string, text: string]>([
    ['words', 'just  words', 'just words\n'],
    ['paragraphs', '<p>One</p>\n<p>Two<br>lines</p>', 'One\n\nTwo\nlines\n'],
    ['words across tags', 'a<b>b</b> <i>c</i>d', 'ab cd\n'],
    ['lists', '<ul><li>One</li><li>Two</ul>After', '* One\n* Two\n\nAfter\n'],
    ['rows', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>', 'a b\nc\n'],
    [
      'a link',
      '<a href="http://x.example/?a=1&amp;b">Here</a>.',
      'Here <http://x.example/?a=1&b>.\n',
    ],
    [
      'a link that says itself',
      '<a href=http://x.example>http://x.example</a>',
      'http://x.example\n',
    ],
    ['a mail address', "<a href='mailto:a@x'>a@x</a>", 'a@x\n'],
    ['a link to a program', '<a href="javascript:f()">Here</a>', 'Here\n'],
    [
      'entities',
      'Gr&uuml;&#223;e &#x20AC;1&nbsp;&lt;b&gt; &nonsense; &#27;',
      'Gr\u00fc\u00dfe \u20ac1 <b> &nonsense; \ufffd\n',
    ],
    ['an image', '<img src=x alt="A cat">', '[A cat]\n'],
    ['no programs and styles', '<STYLE>p{}</style><script>if (a<b) x</script>Text', 'Text\n'],
    [
      'capitals whose small letter is two',
      '\u0130\u0130\u0130\u0130<STYLE>p{}</STYLE>a<1',
      '\u0130\u0130\u0130\u0130a<1\n',
    ],
    ['no comments', 'a<!-- <p>no</p> -->b', 'ab\n'],
    [
      'a page',
      '<!DOCTYPE html><html><head><title>T</title><body><h1>H</h1>Text</body></html>',
      'H\n\nText\n',
    ],
    ['what is no tag', '1 < 2 &amp; 3', '1 < 2 & 3\n'],
    ['what has no end', 'a<script>b', 'a\n'],
    ['nothing', '<p></p>', ''],
  ])('%s', (_, html, text) => {
    expect(htmlText(html)).toBe(text);
  });

  it.each(['<', '<!--', '<a ', '<a href=" ', '<script>', '&', '&#', '</', '<p>', ' \n'])(
    'quickly, however often it has %j',
    (piece) => {
      const begun = performance.now();
      htmlText(piece.repeat(65_536 / piece.length));
      expect(performance.now() - begun).toBeLessThan(2000);
    },
  );

  it('something, whatever it is', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      'a',
      '</a',
      '<a href=',
      '"',
      '<li>',
      '&',
      ';',
      '<!--',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        expect(htmlText(pieces.join(''))).not.toMatch(/[ \t\n]{2} |^\s/);
      }),
    );
  });
});
