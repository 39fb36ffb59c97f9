/** A port's page on the terminal: it fits, nothing in it is obeyed, and it is in the reader's language. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../../test/support/command.ts';
import { obeyed, tooWide, uncoloured } from '../../../../test/support/terminal.ts';
import { LANGUAGES } from '../../../language/languages.ts';

const PORTS = ['0', '80', '259', '641', '3289', 'udp/621', '6000', '9100', '50001'];

const heading = (out: string) => uncoloured(out.split('\n', 1)[0]!);

describe.each(LANGUAGES)('in $tag', ({ tag }) => {
  it.each([40, 60, 80, 160])('fits %d columns', async (columns) => {
    for (const port of PORTS) {
      const { out, code } = await portolan(['port', port, '--page', '--lang', tag], { columns });
      expect(code).toBe(0);
      expect(tooWide(out, columns)).toEqual([]);
      expect(obeyed(out)).toEqual([]);
      expect(out).not.toMatch(/[{}]|undefined/);
    }
  });

  it('is chosen by the environment, unless the command says otherwise', async () => {
    const locale = `${tag}_XX.UTF-8`;
    const argv = ['port', '50001', '--page'];
    const named = await portolan([...argv, '--lang', tag]);
    expect((await portolan(argv, { env: { LANG: locale } })).out).toBe(named.out);
    expect((await portolan(argv, { env: { LANG: 'en_US', LANGUAGE: tag } })).out).toBe(named.out);
    expect((await portolan(argv, { env: { LC_ALL: 'C', LANG: locale } })).out).toBe(
      (await portolan([...argv, '--lang', 'en'])).out,
    );
  });

  it('needs no --page beside --lang', async () => {
    const { out } = await portolan(['641', '--lang', tag]);
    expect(out).toBe((await portolan(['641', '--page', '--lang', tag])).out);
  });
});

describe('a page', () => {
  it('has its sections in order, headings in bold', async () => {
    const { out } = await portolan(['port', '641', '--page'], { columns: 80 });
    // oxlint-disable-next-line no-control-regex -- colours are made of control characters
    const bold = [...out.matchAll(/^\u001b\[1m(.*?)\u001b\[22m$/gm)].map(([, text]) => text);
    expect(bold.slice(1)).toEqual([
      'What it is',
      'The range explained',
      'Promise and reality',
      'Claims by source',
      'Where the sources disagree',
      'What else uses it',
      'Security',
      'Check it yourself',
      'Questions people ask',
    ]);
    expect(heading(out)).toMatch(/^Port 641: /);
  });

  it('has commands that can be pasted: broken only where the shell goes on', async () => {
    const { out } = await portolan(['port', '3289', '--page'], { columns: 50 });
    const text = uncoloured(out).replaceAll(/ [\\`]\n +/g, ' ');
    expect(text).toContain("sudo ss -tulnp 'sport = :3289'");
    expect(text).toContain('Get-NetTCPConnection -State Listen -LocalPort 3289');
  });

  it('is in the JSON document when asked for, in the environment’s language too', async () => {
    const { out } = await portolan(['641', '--page', '--json'], { env: { LANG: 'en_GB' } });
    const { pages, ports } = JSON.parse(out) as { pages: unknown[]; ports: unknown[] };
    expect(pages).toMatchObject([{ port: 641, language: 'en', direction: 'ltr' }]);
    expect(ports).toHaveLength(1);
    const plain = JSON.parse((await portolan(['641', '--json'])).out) as object;
    expect(plain).not.toHaveProperty('pages');
    expect(plain).toHaveProperty('ports', ports);
  });

  it('of several ports stands one after the other', async () => {
    const { out } = await portolan(['641', '3289', '--page']);
    expect(out).toMatch(/^Port 641: [^]*^Port 3289: /m);
  });

  it.each([
    [['620-642', '--page'], 'pages are for single ports, 8 at most'],
    [['1,2,3,4,5,6,7,8,9', '--page'], '8 at most'],
    [['641', '--lang', 'tlh'], 'there are no pages in "tlh"; there are: en (English)'],
    [['641', '--lang', ''], 'lang is empty'],
  ])('%j is a mistake of the caller', async (argv, sentence) => {
    const { code, err, out } = await portolan(argv, { columns: 200 });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.replaceAll(/\s+/g, ' ')).toContain(sentence);
  });
});
