/** Why nobody may have answered: only what was asked can have been kept out. */
import { describe, expect, it } from 'vitest';
import type { Witness } from '../../devices/observation.ts';
import type { DiscoverCoverage } from './result.ts';
import { causesOf } from './silence.ts';

const swept = (by: readonly Witness[]): DiscoverCoverage => ({
  complete: true,
  by,
  interfaces: [],
  unusable: [],
  hosts: { words: ['10.0.0.0/24'], count: 254, rate: 1000 },
  interrupted: false,
  unreadable: 0,
  turnedAway: 0,
  gaps: [],
});

const saidOf = (by: readonly Witness[], interrupted = false): string =>
  causesOf([], { ...swept(by), interrupted }, { system: 'linux', wait: 2500, elsewise: [] })
    .map(({ says }) => says)
    .join('\n');

describe('a sweep that nobody answered', () => {
  it.each<[by: readonly Witness[], named: readonly string[], unnamed: readonly string[]]>([
    [['enpc'], ['3289'], ['161', '5353', '3702']],
    [['snmp'], ['161'], ['3289', '5353', '3702']],
    [
      ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      ['3289', '161'],
      ['5353', '3702'],
    ],
  ])('by %j names the ports that were asked, and no other', (by, named, unnamed) => {
    const said = saidOf(by);
    for (const port of named) expect(said).toContain(port);
    for (const port of unnamed) expect(said).not.toContain(port);
  });

  it('and was interrupted says just that', () => {
    expect(saidOf(['enpc'], true)).toBe('it was interrupted before anybody answered');
  });
});
