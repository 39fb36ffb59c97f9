import { describe, expect, it } from 'vitest';
import { PageTextError, parsePageText } from './page-text.ts';

const PAGE = `# Echo

Sends back what it gets, on
one line.

## what

RFC 862 in one sentence.

A second paragraph with \`echo\` in it.

## reality

See <https://www.rfc-editor.org/rfc/rfc862>, which is short.

## security

Close it.

## questions

### Is it tcp or udp?

Both.

Really both.

### هل هو قديم؟

نعم.
`;

const text = (words: string) => [{ kind: 'text', text: words }];

describe('a page', () => {
  const page = parsePageText(PAGE);

  it('has a title and a lead, whose line breaks are blanks', () => {
    expect(page.title).toBe('Echo');
    expect(page.lead).toEqual(text('Sends back what it gets, on one line.'));
  });

  it('has paragraphs with code and links as spans of their own', () => {
    expect(page.what).toEqual([
      text('RFC 862 in one sentence.'),
      [
        { kind: 'text', text: 'A second paragraph with ' },
        { kind: 'code', text: 'echo' },
        { kind: 'text', text: ' in it.' },
      ],
    ]);
    expect(page.reality).toEqual([
      [
        { kind: 'text', text: 'See ' },
        { kind: 'link', text: 'https://www.rfc-editor.org/rfc/rfc862' },
        { kind: 'text', text: ', which is short.' },
      ],
    ]);
    expect(page.security).toEqual([text('Close it.')]);
  });

  it('has questions with answers of one or more paragraphs, in any script', () => {
    expect(page.questions).toEqual([
      { question: 'Is it tcp or udp?', answer: [text('Both.'), text('Really both.')] },
      { question: 'هل هو قديم؟', answer: [text('نعم.')] },
    ]);
  });

  it('reads the same with the line ends of Windows and without a last line end', () => {
    expect(parsePageText(PAGE.replaceAll('\n', '\r\n'))).toEqual(page);
    expect(parsePageText(PAGE.trimEnd())).toEqual(page);
  });

  it('takes a heading that follows a paragraph without an empty line for a heading', () => {
    expect(parsePageText(PAGE.replaceAll(/\n{2,}/g, '\n')).security).toEqual([text('Close it.')]);
  });

  it('leaves what stands in code alone, whatever it looks like', () => {
    const page = parsePageText(PAGE.replace('`echo`', '`*_[x]<y>`'));
    expect(page.what[1]?.[1]).toEqual({ kind: 'code', text: '*_[x]<y>' });
  });
});

/** What is changed in the page above, and what the fault says. */
const FAULTS: readonly [what: string, from: string, to: string, message: string][] = [
  ['no title', '# Echo\n', '', 'line 2: expected "# title", found "Sends back'],
  ['an empty title', '# Echo', '#', 'line 1: expected "# title"'],
  [
    'no lead',
    'Sends back what it gets, on\none line.\n',
    '',
    'line 4: expected the lead paragraph',
  ],
  ['two leads', 'one line.\n', 'one line.\n\nMore.\n', 'line 6: expected "## what", found "More."'],
  ['an unknown section', '## reality', '## history', 'line 12: expected "## reality"'],
  ['a section twice', '## reality', '## what', 'line 12: expected "## reality", found "what"'],
  ['an empty section', 'Close it.\n', '', 'line 19: expected a paragraph of "## security"'],
  [
    'no question',
    '### Is it tcp or udp?\n',
    '',
    'line 23: expected "### question?", found "Both."',
  ],
  ['no question mark', 'or udp?', 'or udp', 'line 22: expected a question mark'],
  ['no answer', 'Both.\n\nReally both.\n', '', 'line 25: expected an answer to the question'],
  ['more after the questions', 'نعم.\n', 'نعم.\n\n## more\n', 'expected the end of the page'],
  ['code that is not closed', '`echo`', '`echo', 'line 10: expected `code`'],
  ['empty code', '`echo`', '``', 'line 10: expected `code`'],
  ['a link without encryption', '<https:', '<http:', 'line 14: expected `code` or <https://...>'],
  ['HTML', 'Close it.', 'Close <b>it</b>.', 'line 18: expected `code` or <https://...>'],
  ['emphasis', 'Close it.', '*Close* it.', 'line 18: expected no markup but'],
  ['a list', 'Close it.', '- Close it.', 'line 18: expected no markup but'],
  ['a numbered list', 'Close it.', '1. Close it.', 'line 18: expected no markup but'],
  ['a table', 'Close it.', '| Close | it |', 'line 18: expected no markup but'],
  ['a deeper heading', 'Close it.', '#### Close it.', 'line 18: expected no markup but'],
];

describe('a fault in a page', () => {
  it.each(FAULTS)('%s: line and expectation are named', (_what, from, to, message) => {
    const broken = PAGE.replace(from, to);
    expect(broken).not.toBe(PAGE);
    expect(() => parsePageText(broken)).toThrow(PageTextError);
    expect(() => parsePageText(broken)).toThrow(message);
  });

  it('says where a page that is cut off ends', () => {
    const cut = PAGE.slice(0, PAGE.indexOf('## security'));
    expect(() => parsePageText(cut)).toThrow('the page ends where "## security" was expected');
    expect(() => parsePageText('')).toThrow('the page ends where "# title" was expected');
  });
});
