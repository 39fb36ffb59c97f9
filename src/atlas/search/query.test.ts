import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import { MOST_WORDS, readSearch, type SearchQuery } from './query.ts';

const port = (from: number, to = from) => ({ from, to });

describe('what is searched for', () => {
  it.each<[text: string, query: Partial<SearchQuery>]>([
    ['Seiko  EPSON', { words: ['seiko', 'epson'] }],
    ['epson epson', { words: ['epson'] }],
    ['3289', { ports: [port(3289)] }],
    ['620-642', { ports: [port(620, 642)] }],
    ['udp/621', { ports: [port(621)], transports: ['udp'] }],
    [':8080', { ports: [port(8080)] }],
    ['621,641', { ports: [port(621), port(641)] }],
    ['epson 3289', { words: ['epson'], ports: [port(3289)] }],
    ['RFC 2188', { words: ['rfc2188'] }],
    ['rfc2188', { words: ['rfc2188'] }],
    ['printer udp', { words: ['printer'], transports: ['udp'] }],
    ['enpc/udp', { words: ['enpc'], transports: ['udp'] }],
    ['tcp', { words: ['tcp'] }],
    ['syslog-tcp', { words: ['syslog', 'tcp'] }],
    ['what is port 631', { ports: [port(631)] }],
    ['port for epson', { words: ['epson'] }],
    ['the port', { words: ['the', 'port'] }],
    ['10.0.0.1', { words: ['10', '0', '1'] }],
    ['x.400', { words: ['x', '400'] }],
  ])('%j', (text, query) => {
    expect(readSearch(text)).toEqual({ words: [], ports: [], transports: [], ...query });
  });

  it.each<[text: string, sentence: string]>([
    ['', 'name a word, a number, a range or an RFC'],
    [' \t\n', 'name a word, a number, a range or an RFC'],
    ['.*+?()[]', 'name a word, a number, a range or an RFC'],
    ['🖨️', 'name a word, a number, a range or an RFC'],
    ['65536', '65536 is no port'],
    ['642-620', 'is upside down: write 620-642'],
    [Array.from({ length: MOST_WORDS + 1 }, (_, i) => `w${i}`).join(' '), 'not 17'],
  ])('%j makes no sense', (text, sentence) => {
    expect(() => readSearch(text)).toThrow(sentence);
    expect(() => readSearch(text)).toThrow(UsageError);
  });
});
