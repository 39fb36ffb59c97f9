import { describe, expect, it } from 'vitest';
import { code, createPhrases, quote, textOf, type Catalogue } from './phrases.ts';

const catalogue = (messages: Catalogue['messages']): Catalogue => ({
  name: 'Test',
  direction: 'ltr',
  messages,
});

describe('a message', () => {
  const phrases = createPhrases(
    'en',
    catalogue({
      'page.title': 'Port {port}',
      'what.assigned': '{use} has {port} on {transports}',
      'what.more': { one: '{count} more', other: '{count} more of them' },
    }),
  );

  it('has its values where the language puts them', () => {
    expect(phrases.say('page.title', { port: 641 })).toBe('Port 641');
    expect(
      phrases.parts('what.assigned', {
        use: [code('http'), quote(' (Web)')],
        port: 80,
        transports: phrases.list([[code('tcp')], [code('udp')]]),
      }),
    ).toEqual([
      { kind: 'code', text: 'http' },
      { kind: 'quote', text: ' (Web)' },
      { kind: 'text', text: ' has ' },
      { kind: 'text', text: '80' },
      { kind: 'text', text: ' on ' },
      { kind: 'code', text: 'tcp' },
      { kind: 'text', text: ' and ' },
      { kind: 'code', text: 'udp' },
    ]);
  });

  it('takes the form that its number asks for', () => {
    expect(phrases.say('what.more', { count: 1 })).toBe('1 more');
    expect(phrases.say('what.more', { count: 0 })).toBe('0 more of them');
  });

  it('never takes a value for a placeholder', () => {
    const use = quote('{port} {constructor} $& $1');
    expect(textOf(phrases.parts('what.assigned', { use, port: 1, transports: '' }))).toBe(
      '{port} {constructor} $& $1 has 1 on ',
    );
  });

  it('that is missing, or lacks a value or a number, is a bug', () => {
    expect(() => phrases.say('site.skip')).toThrow('site.skip');
    expect(() => phrases.say('page.title')).toThrow('{port}');
    expect(() => phrases.say('what.more', {})).toThrow('what.more');
    expect(() => phrases.say('what.more', { count: 'one' })).toThrow('what.more');
  });

  it('does not compile with a misspelt name', () => {
    // @ts-expect-error: there is no such message
    expect(() => phrases.say('page.titel')).toThrow('page.titel');
  });
});

describe('plurals', () => {
  it('have as many forms as the language', () => {
    const forms = { zero: '0', one: '1', two: '2', few: '3-10', many: '11-99', other: 'more' };
    const arabic = createPhrases('ar', catalogue({ 'list.ports': forms }));
    const said = [0, 1, 2, 3, 11, 100].map((count) => arabic.say('list.ports', { count }));
    expect(said).toEqual(['0', '1', '2', '3-10', '11-99', 'more']);
  });
});

describe('a list', () => {
  it.each([
    ['en', 'tcp, udp, and sctp'],
    ['de', 'tcp, udp und sctp'],
    ['ms', 'tcp, udp dan sctp'],
    ['ar', 'tcp وudp وsctp'],
    ['he', 'tcp, udp ו-sctp'],
  ])('is joined in the way of %s', (tag, joined) => {
    const phrases = createPhrases(tag, catalogue({}));
    const list = phrases.list([[code('tcp')], [code('udp')], [code('sctp')]]);
    expect(textOf(list)).toBe(joined);
    expect(list.filter(({ kind }) => kind === 'code')).toHaveLength(3);
  });

  it('may have one member, or none', () => {
    const phrases = createPhrases('en', catalogue({}));
    expect(phrases.list([])).toEqual([]);
    expect(phrases.list([[code('tcp')]])).toEqual([code('tcp')]);
  });
});

describe('a share', () => {
  it.each([
    ['en', '0.41%'],
    ['de', '0,41\u00a0%'],
    ['ms', '0.41%'],
    ['he', '0.41%'],
    ['ar', '0.41%'],
  ])(
    'is written in the way of %s, in the digits of port numbers and without marks',
    (tag, written) => {
      expect(createPhrases(tag, catalogue({})).percent(0.004_123)).toBe(written);
    },
  );
});
