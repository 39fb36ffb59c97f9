/** Reads from a made-up `/proc` and with made-up tools: scripts that are really run. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../core/signal.ts';
import { nodeFirewall } from './index.ts';
import { linkAddresses } from './links.ts';
import { readLinuxFirewall } from './linux.ts';

const ROOT = 'CapEff:\t000001ffffffffff\n';
const NOBODY = 'CapEff:\t0000000000000000\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-firewall-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Machine {
  readonly proc: Readonly<Record<string, string>>;
  /** Shell scripts by name. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** What a machine tells, and which of its tools were run. */
async function readingOf({ proc, tools = {} }: Machine, signal = never) {
  const log = join(folder, 'log');
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('modules/6.1.0/modules.builtin', 'kernel/fs/ext4/ext4.ko\n');
  for (const [path, text] of Object.entries(proc)) write(`proc/${path}`, text);
  for (const [name, script] of Object.entries(tools)) {
    write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> ${log}\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const reading = await readLinuxFirewall(signal, {
    proc: join(folder, 'proc'),
    modules: join(folder, 'modules'),
    folders: [join(folder, 'bin')],
  });
  const ran = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').toSorted() : [];
  return { ...reading, ran };
}

/** A kernel with modules, one of which is nftables'; without, one that has no such thing. */
const MODULES = 'nf_tables 200704 3 nft_ct, Live 0x0\n';
const NO_MODULES = 'ext4 700000 1 - Live 0x0\n';
const NFT = { nft: `case $1 in -j) echo '{"nftables": []}';; -a) echo text;; esac` };

describe.skipIf(process.platform === 'win32')("Linux's packet filter", () => {
  it('is read by root alone, and others are told how', async () => {
    const { outputs, gaps, remedy, ran } = await readingOf({
      proc: { 'self/status': NOBODY, modules: MODULES },
      tools: NFT,
    });
    expect({ outputs, gaps, remedy, ran }).toEqual({
      outputs: [],
      gaps: ["only root may read the packet filter's rules"],
      remedy: 'sudo portolan survey --firewall',
      ran: [],
    });
  });

  it('is asked of nft where the kernel has nftables', async () => {
    const { outputs, gaps, ran } = await readingOf({
      proc: { 'self/status': ROOT, modules: MODULES },
      tools: NFT,
    });
    expect(outputs).toEqual([{ tool: 'nft', json: '{"nftables": []}\n', text: 'text\n' }]);
    expect(gaps).toEqual([]);
    expect(ran).toEqual(['nft -a list ruleset', 'nft -j list ruleset']);
  });

  it('loads nothing into a kernel that has neither', async () => {
    const iptables = { 'iptables-legacy-save': 'exit 1', 'ip6tables-legacy-save': 'exit 1' };
    const { outputs, gaps, ran } = await readingOf({
      proc: {
        'self/status': ROOT,
        modules: NO_MODULES,
        'sys/kernel/osrelease': '6.1.0\n',
        'self/net/ip_tables_names': '',
      },
      tools: { ...NFT, ...iptables },
    });
    expect(outputs).toEqual([]);
    expect(ran).toEqual([]);
    expect(gaps).toEqual([]);
  });

  it('is asked of iptables where the older tables are in use, and only for that family', async () => {
    const { outputs, ran } = await readingOf({
      proc: {
        'self/status': ROOT,
        modules: MODULES,
        'self/net/ip_tables_names': 'filter\n',
        'self/net/ip6_tables_names': '',
      },
      tools: {
        ...NFT,
        'iptables-legacy-save': 'echo "*filter"',
        'ip6tables-legacy-save': 'exit 1',
      },
    });
    expect(outputs).toContainEqual({
      tool: 'iptables-save',
      kernel: 'legacy',
      family: 'ipv4',
      text: '*filter\n',
    });
    expect(ran.filter((command) => command.includes('tables'))).toEqual(['iptables-legacy-save']);
  });

  it('is asked of iptables too where nft knows only that iptables made a rule', async () => {
    const { outputs } = await readingOf({
      proc: { 'self/status': ROOT, modules: MODULES },
      tools: {
        nft: `echo '{"nftables": [{"rule": {"expr": [{"xt": null}]}}]}'`,
        'iptables-nft-save': 'echo four',
        'ip6tables-nft-save': 'echo six',
      },
    });
    expect(outputs.map((output) => (output.tool === 'nft' ? 'nft' : output.text.trim()))).toEqual([
      'nft',
      'four',
      'six',
    ]);
  });

  it.each([
    ['is not installed', {}, 'nft is not installed, which tells the rules'],
    [
      'fails',
      { nft: 'echo "no such netlink" >&2; exit 1' },
      'nft could not tell the rules: no such netlink',
    ],
    ['is killed', { nft: 'kill -9 $$' }, 'nft could not tell the rules: it was ended by SIGKILL'],
    ['says nothing', { nft: 'exit 3' }, 'nft could not tell the rules: it ended with 3'],
    [
      'says far too much',
      { nft: 'head -c 40000000 /dev/zero' },
      'nft could not tell the rules: they are too long',
    ],
  ])('says so where a tool %s', async (_, tools, why) => {
    const { gaps } = await readingOf({
      proc: { 'self/status': ROOT, modules: MODULES },
      tools: tools as Record<string, string>,
    });
    expect(gaps).toEqual([why]);
  });

  it('waits for no tool once nobody wants the answer', async () => {
    const begun = Date.now();
    const stop = new AbortController();
    const reading = readingOf(
      { proc: { 'self/status': ROOT, modules: MODULES }, tools: { nft: 'exec sleep 4' } },
      stop.signal,
    );
    setTimeout(() => stop.abort(), 100);
    expect((await reading).gaps).not.toEqual([]);
    expect(Date.now() - begun).toBeLessThan(3500);
  });
});

describe('other systems', () => {
  it.each(['darwin', 'win32', 'freebsd'])(
    'say of %s that its filter is not read',
    async (system) => {
      const { outputs, gaps, links } = await nodeFirewall(system).read(never);
      expect(outputs).toEqual([]);
      expect(gaps).toEqual([expect.stringContaining('not read')]);
      expect(links).toEqual(linkAddresses());
    },
  );
});

describe("this machine's addresses", () => {
  it('have the length of their prefix', () => {
    const loopback = linkAddresses().filter(({ address }) => address === '127.0.0.1');
    expect(loopback.map(({ prefix }) => prefix)).toEqual([8]);
  });
});
