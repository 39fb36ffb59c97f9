/** Search results on the terminal: they fit, nothing in them is obeyed, and each says how it was found. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../../test/support/command.ts';
import { obeyed, tooWide, uncoloured } from '../../../../test/support/terminal.ts';
import type { FoundName, SearchResult } from '../../../app/search.ts';
import { searchView } from './search.ts';

const search = (words: string, columns = 120) =>
  portolan(['search', ...words.split(' ')], { columns });

const lines = (result: Partial<SearchResult>) =>
  searchView(
    { query: 'q', claims: [], names: [], more: false, ...result },
    { width: 100, colours: pc.createColors(false), numeric: false },
  );

describe.each([40, 60, 80, 160])('on %d columns', (columns) => {
  it.each(['epson', 'espon', 'mariadb', 'seiko epson', 'rfc2188', '620-642', 'enpc flurbl'])(
    'search %s fits',
    async (words) => {
      const { out } = await search(words, columns);
      expect(out).not.toBe('');
      expect(tooWide(out, columns)).toEqual([]);
      expect(obeyed(out)).toEqual([]);
    },
  );
});

it.each<[words: string, how: RegExp]>([
  ['mariadb', /^3306 .* also mariadb /m],
  ['seiko epson', /^3289 .* registrant /m],
  ['rfc2188', /^259 .* reference /m],
  ['htttp', /^80 .* nearly http /m],
])('search %s says how', async (words, how) => {
  expect(uncoloured((await search(words)).out)).toMatch(how);
});

it('what can be seen is not said', async () => {
  expect((await search('enpc')).out).not.toContain('FOUND BY');
});

it('what comes nearest is shown, and what is missing is complained of', async () => {
  const { code, out, err } = await search('enpc flurbl');
  expect(code).toBe(3);
  expect(uncoloured(out)).toMatch(/^3289 .* enpc /m);
  expect(err).toContain('nothing has "flurbl"; here is what has the other words');
});

it('names without a port are told from ports', () => {
  const name: FoundName = {
    service: 'airplay',
    title: 'Media to a screen\u001b[2J',
    transports: [],
    standing: 'assigned',
    source: 'iana',
  };
  const shown = lines({ names: [name] }).join('\n');
  expect(shown).toMatch(/^- +- +airplay +assigned +iana +Media/m);
  expect(shown).toContain('registered without a port');
  expect(obeyed(shown)).toEqual([]);
});
