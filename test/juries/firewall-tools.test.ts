/**
 * The same jury for the tools that people use: ufw, firewalld and an engine's published ports, read by the
 * reader of the command itself. Their settings are copies, mounted over the system's own for these commands
 * alone: a namespace of mounts belongs to each `ip netns exec`.
 */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainExposure } from '../../src/survey/exposure/exposure.ts';
import { understand, type Firewall } from '../../src/survey/exposure/firewall.ts';
import type { FirewallReading } from '../../src/survey/exposure/reading.ts';
import { scopeOf } from '../../src/survey/scope.ts';
import { socket } from '../support/firewall.ts';
import { Ground, obstacle } from './firewall-ground.ts';
import { judge, trialsOf } from './firewall-trials.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const reason = obstacle();
if (reason) console.log(`LEFT OUT: jury ufw, firewalld: ${reason}`);

const missing = (name: string, ...files: string[]): string | undefined => {
  const lacking = reason ?? files.find((file) => !existsSync(file));
  if (!reason && lacking) console.log(`LEFT OUT: jury ${name}: ${lacking} is not there`);
  return lacking;
};

const lacking = missing('nft, iptables', '/usr/sbin/nft', '/usr/sbin/iptables-nft-restore');

describe.skipIf(lacking)('read by the command itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-firewall-'));
  let reader: string;
  let ground: Ground;

  beforeAll(async () => {
    reader = await bundle(folder);
    ground = await Ground.make();
  });
  afterAll(async () => {
    await ground.remove();
    rmSync(folder, { recursive: true });
  });

  const read = (): { reading: FirewallReading; firewall: Firewall } => {
    const reading = JSON.parse(ground.inside(process.execPath, [reader])) as FirewallReading;
    expect(reading.gaps).toEqual([]);
    return { reading, firewall: understand(reading) };
  };
  /** What is said of a TCP listener on every address, IPv4 alone. */
  const told = ({ reading, firewall }: ReturnType<typeof read>, port: number) => {
    const interfaces = reading.links.map(({ name, address }) => ({
      name,
      address,
      scope: scopeOf(address),
    }));
    return explainExposure(socket(`tcp 0.0.0.0:${port}`), interfaces, firewall, 'internet')
      .firewall;
  };
  const shell = (script: string) => ground.inside('sh', ['-euc', script]);
  const clear = () => ground.inside('nft', ['flush', 'ruleset']);

  it('asks nothing of a kernel without rules, and says that nothing stands before it', () => {
    const given = read();
    expect(given.reading.outputs.map(({ tool }) => tool)).toEqual(['nft']);
    expect(told(given, 4001)).toMatchObject({
      answer: 'open',
      why: 'no packet filter stands before it',
    });
    // Asking for the older tables would have made them.
    expect(ground.inside('cat', ['/proc/net/ip_tables_names'])).toBe('');
  });

  it.skipIf(missing('ufw', '/usr/sbin/ufw', '/etc/ufw'))('understands ufw', async () => {
    const settings = join(folder, 'ufw');
    cpSync('/etc/ufw', settings, { recursive: true });
    const rules = [
      'allow 4001/tcp',
      'allow 4001/udp',
      'allow from 10.99.1.0/24 to any port 4002 proto tcp',
      'deny 4003/tcp',
      'allow in on h1 to any port 4004 proto tcp',
    ];
    shell(
      `mount --bind ${settings} /etc/ufw; mount -t tmpfs none /run; ufw --force enable; ` +
        rules.map((rule) => `ufw ${rule}`).join('; '),
    );
    const given = read();
    expect(told(given, 4001)).toMatchObject({ answer: 'open', by: 'ufw' });
    expect(told(given, 4002)).toMatchObject({
      answer: 'partly',
      by: 'ufw',
      why: 'ufw lets in only 10.99.1.0/24',
    });
    expect(told(given, 4003)).toMatchObject({ answer: 'blocked', by: 'ufw' });
    expect(told(given, 4004).why).toBe('h0: ufw stops what no rule lets in; h1: ufw lets it in');
    await settle(given.firewall);
    clear();
  });

  const firewalld = missing('firewalld', '/usr/sbin/firewalld', '/usr/bin/dbus-daemon');
  it.skipIf(firewalld)('understands firewalld', async () => {
    const settings = join(folder, 'firewalld');
    cpSync('/etc/firewalld', settings, { recursive: true });
    const bus = join(folder, 'bus');
    writeFileSync(`${bus}.conf`, busConfig(bus));
    const changes = [
      '--zone=public --change-interface=h0',
      '--zone=trusted --change-interface=h1',
      '--zone=public --add-port=4001/tcp',
      '--zone=public --add-port=4001/udp',
      `--zone=public --add-rich-rule='rule family="ipv4" source address="198.51.100.0/24" port port="4002" protocol="tcp" accept'`,
      `--zone=public --add-rich-rule='rule family="ipv6" source address="2001:db8:7::/48" reject'`,
    ];
    shell(
      `mount --bind ${settings} /etc/firewalld; mount -t tmpfs none /run; mount -t tmpfs none /var/log; ` +
        // Whatever happens, neither outlives this command. Killed, firewalld leaves the rules where they are.
        `WALL=; BUS=; trap 'kill -9 $WALL $BUS 2>/dev/null || true; wait' EXIT TERM; ` +
        `export DBUS_SYSTEM_BUS_ADDRESS=unix:path=${bus}; ` +
        `dbus-daemon --config-file=${bus}.conf --nofork --nopidfile >${bus}.log 2>&1 & BUS=$!; ` +
        `for i in $(seq 50); do [ -S ${bus} ] && break; sleep 0.1; done; ` +
        `firewalld --nofork --nopid >>${bus}.log 2>&1 & WALL=$!; ` +
        `for i in $(seq 100); do firewall-cmd --state >/dev/null 2>&1 && break; sleep 0.2; done; ` +
        `${changes.map((change) => `firewall-cmd ${change}`).join('; ')}; ` +
        'firewall-cmd --state',
    );
    const given = read();
    expect(told(given, 4001)).toMatchObject({ answer: 'open', by: 'firewalld' });
    expect(told(given, 4002).why).toBe(
      'h0: firewalld (zone public) lets in only 198.51.100.0/24; h1: firewalld (zone trusted) lets it in',
    );
    await settle(given.firewall);
    clear();
  });

  it('understands a published port that goes past the rules for what comes in', async () => {
    const box = await ground.attachContainer();
    for (const kind of ['nft', 'legacy']) {
      ground.inside(`iptables-${kind}-restore`, [], publishing(box));
      const given = read();
      expect(told(given, 4002)).toMatchObject({
        answer: 'open',
        by: 'Docker',
        why: `Docker sends it on to ${box}:4001, past the rules for what comes in`,
      });
      expect(told(given, 4003)).toMatchObject({ answer: 'partly', by: 'Docker' });
      expect(told(given, 4001)).toMatchObject({ answer: 'blocked' });
      await settle(given.firewall);
      if (kind === 'nft') clear();
    }
  });

  async function settle(firewall: Firewall): Promise<void> {
    const trials = trialsOf(firewall);
    expect(await judge(ground, trials)).toEqual([]);
    expect(trials.filter(({ word }) => word === 'unknown')).toEqual([]);
  }
});

/** The reader as a program of its own, to run where the rules are. */
async function bundle(folder: string): Promise<string> {
  const input = join(folder, 'read.ts');
  const output = join(folder, 'read.mjs');
  const source = join(ROOT, 'src/platform/node/firewall/index.ts');
  writeFileSync(
    input,
    `import { nodeFirewall } from ${JSON.stringify(source)};\n` +
      `const never = { aborted: false, addEventListener() {}, removeEventListener() {} };\n` +
      'console.log(JSON.stringify(await nodeFirewall().read(never)));\n',
  );
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await build.write({ file: output, format: 'esm', codeSplitting: false });
  await build.close();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return output;
}

/** A bus of our own on which everybody may do everything: it lives as long as firewalld does. */
function busConfig(path: string): string {
  const types = ['method_call', 'method_return', 'signal', 'error'];
  const allows = ['user="*"', 'own="*"']
    .concat(types.flatMap((type) => [`send_type="${type}"`, `receive_type="${type}"`]))
    .map((what) => `<allow ${what}/>`)
    .join('');
  return (
    `<busconfig><type>system</type><listen>unix:path=${path}</listen><auth>EXTERNAL</auth>` +
    `<policy context="default">${allows}</policy></busconfig>`
  );
}

/** The rules of an engine that publishes two ports, beside an INPUT that lets nobody in. */
function publishing(box: string): string {
  return [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':INPUT ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':POSTROUTING ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    `-A DOCKER ! -i docker0 -p tcp -m tcp --dport 4002 -j DNAT --to-destination ${box}:4001`,
    `-A DOCKER ! -i docker0 -p tcp -m tcp --dport 4003 -j DNAT --to-destination ${box}:4004`,
    'COMMIT',
    '*filter',
    ':INPUT DROP [0:0]',
    ':FORWARD DROP [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':DOCKER - [0:0]',
    ':DOCKER-USER - [0:0]',
    '-A FORWARD -j DOCKER-USER',
    '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    '-A FORWARD -o docker0 -j DOCKER',
    '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    `-A DOCKER -d ${box}/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 4001 -j ACCEPT`,
    `-A DOCKER -d ${box}/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 4004 -j ACCEPT`,
    '-A DOCKER-USER ! -s 10.99.1.0/24 -p tcp -m conntrack --ctorigdstport 4003 --ctdir ORIGINAL -j DROP',
    '-A DOCKER-USER -j RETURN',
    'COMMIT',
    '',
  ].join('\n');
}
