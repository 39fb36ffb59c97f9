/**
 * What a Linux kernel did with rules made by chance, kept from a run of the jury: the same is said of them on
 * systems that have no such kernel.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LINKS } from '../../../test/juries/firewall-ground.ts';
import { LETTERS, trialsOf } from '../../../test/juries/firewall-trials.ts';
import { understand } from './firewall.ts';
import type { FirewallOutput } from './reading.ts';

interface Kept {
  readonly tool: string;
  /** A letter for each knock: answered, blocked, or not sure enough to ask. */
  readonly words: string;
  readonly outputs: readonly FirewallOutput[];
}

const KEPT = JSON.parse(
  readFileSync(new URL('fixtures/kernel.json', import.meta.url), 'utf8'),
) as readonly Kept[];
const links = LINKS.map(({ name, own, prefix }) => ({ name, address: own, prefix }));

describe('rulesets that a kernel has judged', () => {
  it('are of every tool, and decide both ways', () => {
    expect(new Set(KEPT.map(({ tool }) => tool)).size).toBe(3);
    expect(KEPT.filter(({ words }) => /o/.test(words) && /b/.test(words)).length).toBeGreaterThan(
      20,
    );
  });

  it.each(KEPT.map((kept, i) => [`${kept.tool} ${i}`, kept] as const))('%s', (_, kept) => {
    const trials = trialsOf(understand({ outputs: kept.outputs, gaps: [], links }));
    const said = trials.map(({ word }) => LETTERS[word]).join('');
    expect(said).toHaveLength(kept.words.length);
    // Who learns more may say more; what was said and true stays said.
    const known = [...kept.words].map((word, i) => (word === '?' ? '?' : said[i])).join('');
    expect(known).toBe(kept.words);
  });
});
