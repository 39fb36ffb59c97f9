/**
 * The jury: the kernel itself. Packet filters are made up by chance and loaded in a network namespace with
 * listeners; from another one somebody knocks at each port. Whom we said to be let in must be answered, whom
 * we said to be kept out must not. What we could not determine is counted and told.
 */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.ts';
import { understand } from '../../src/survey/exposure/firewall.ts';
import type { FirewallOutput } from '../../src/survey/exposure/reading.ts';
import { Ground, LINKS, obstacle, run } from './firewall-ground.ts';
import { makeIptables, makeNftables } from './firewall-rules.ts';
import { judge, LETTERS, trialsOf, type Trial, type Word } from './firewall-trials.ts';

/** How many packet filters are made up for each tool. */
const ROUNDS = Number(process.env['PORTOLAN_FIREWALL_ROUNDS'] ?? 60);
const FIRST_SEED = Number(process.env['PORTOLAN_FIREWALL_SEED'] ?? 1);

/** Where what the kernel agreed to is written, one line a ruleset, for systems that have no such kernel. */
const RECORD = process.env['PORTOLAN_FIREWALL_RECORD'];

const reason = obstacle();
if (reason) console.log(`LEFT OUT: jury firewall: ${reason}`);

/** A tool that makes rules, tried on a ground of its own. */
interface Tool {
  readonly name: string;
  load(ground: Ground, seed: number): string;
  read(ground: Ground): FirewallOutput[];
  clear(ground: Ground): void;
}

const save = (
  ground: Ground,
  family: 'ipv4' | 'ipv6',
  kernel: 'legacy' | 'nf_tables',
): FirewallOutput => {
  const command = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${kernel === 'legacy' ? 'legacy' : 'nft'}-save`;
  return { tool: 'iptables-save', kernel, family, text: ground.inside(command, []) };
};
const listed = (ground: Ground): FirewallOutput => ({
  tool: 'nft',
  json: ground.inside('nft', ['-j', 'list', 'ruleset']),
  text: ground.inside('nft', ['-a', 'list', 'ruleset']),
});
/**
 * Loads what the tool accepts: chance makes rules that it refuses, and it says in which line they are.
 * @returns the lines that were left
 */
function loadWithout(rules: string, load: (rules: string) => void): string {
  let lines = rules.split('\n');
  for (let attempt = 0; attempt < 40; attempt++) {
    try {
      load(lines.join('\n'));
      return lines.join('\n');
    } catch (error) {
      const said = String((error as { stderr?: string }).stderr ?? error);
      const refused = new Set(
        [...said.matchAll(/(?:stdin:|line:? )(\d+)/g)].map((match) => Number(match[1]) - 1),
      );
      if (refused.size === 0) throw error;
      lines = lines.filter((_, i) => !refused.has(i));
    }
  }
  throw new Error(`nothing was left of\n${rules}`);
}

const restore = (kind: 'legacy' | 'nft') => (ground: Ground, seed: number) => {
  const random = seededRandom(seed);
  return (['ipv4', 'ipv6'] as const)
    .map((family) => {
      const command = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${kind}-restore`;
      return loadWithout(makeIptables(random, family), (rules) =>
        ground.inside(command, [], rules),
      );
    })
    .join('\n');
};

const TOOLS: readonly Tool[] = [
  {
    name: 'nft',
    load: (ground, seed) =>
      loadWithout(makeNftables(seededRandom(seed)), (rules) =>
        ground.inside('nft', ['-f', '-'], rules),
      ),
    read: (ground) => [listed(ground)],
    clear: (ground) => ground.inside('nft', ['flush', 'ruleset']),
  },
  {
    name: 'iptables-nft',
    load: restore('nft'),
    read: (ground) => [
      listed(ground),
      save(ground, 'ipv4', 'nf_tables'),
      save(ground, 'ipv6', 'nf_tables'),
    ],
    clear: (ground) => ground.inside('nft', ['flush', 'ruleset']),
  },
  {
    name: 'iptables-legacy',
    load: restore('legacy'),
    read: (ground) => [save(ground, 'ipv4', 'legacy'), save(ground, 'ipv6', 'legacy')],
    clear: (ground) => {
      for (const command of ['iptables-legacy-restore', 'ip6tables-legacy-restore']) {
        ground.inside(command, [], EMPTY);
      }
    },
  },
];

const EMPTY = [
  '*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT',
  '*raw\n:PREROUTING ACCEPT\n:OUTPUT ACCEPT\nCOMMIT',
  '*nat\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\nCOMMIT\n',
].join('\n');

for (const tool of TOOLS) {
  const missing = reason ?? absence(tool.name);
  if (!reason && missing) console.log(`LEFT OUT: jury ${tool.name}: ${missing}`);

  describe.skipIf(missing)(`${tool.name}, held against the kernel`, () => {
    let ground: Ground;
    beforeAll(async () => {
      ground = await Ground.make();
    });
    afterAll(() => ground.remove());

    it(
      'lets in whom we say, and keeps out whom we say',
      { timeout: 100_000 + ROUNDS * 1500 },
      async () => {
        const counts: Record<Word, number> = { open: 0, blocked: 0, depends: 0, unknown: 0 };
        const wrong: string[] = [];
        for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
          tool.clear(ground);
          const rules = tool.load(ground, seed);
          const outputs = tool.read(ground);
          const links = LINKS.map(({ name, own, prefix }) => ({ name, address: own, prefix }));
          const trials = trialsOf(understand({ outputs, gaps: [], links }));
          for (const { word } of trials) counts[word]++;
          const faults = await judge(ground, trials);
          if (RECORD && faults.length === 0) record(tool.name, outputs, trials);
          if (faults.length > 0) wrong.push(`seed ${seed}:\n${faults.join('\n')}\n${rules}`);
          if (wrong.length > 2) break;
        }
        const all = counts.open + counts.blocked + counts.depends + counts.unknown;
        const share = (word: Word) => `${Math.round((1000 * counts[word]) / all) / 10} % ${word}`;
        console.log(
          `${tool.name}: ${all} conversations: ${(Object.keys(counts) as Word[]).map(share).join(', ')}`,
        );
        expect(wrong.join('\n\n')).toBe('');
        // A judge who never decides is never wrong.
        expect(counts.open).toBeGreaterThan(all / 10);
        expect(counts.blocked).toBeGreaterThan(all / 10);
        expect(counts.unknown).toBeLessThan(all / 4);
      },
    );
  });
}

function record(tool: string, outputs: readonly FirewallOutput[], trials: readonly Trial[]): void {
  const words = trials.map(({ word }) => LETTERS[word]).join('');
  appendFileSync(RECORD!, `${JSON.stringify({ tool, words, outputs })}\n`);
}

/** Why a tool cannot judge here: it is not installed, or this kernel lacks what it works on. */
function absence(tool: string): string | undefined {
  const tries =
    tool === 'nft'
      ? [['nft', 'list', 'ruleset']]
      : [
          [tool, '-n', '-L'],
          [tool.replace('iptables', 'ip6tables'), '-n', '-L'],
        ];
  try {
    // In a namespace of its own, so that nothing of this machine is touched.
    for (const words of tries) run('unshare', ['-n', ...words]);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}
