/** Makes up packet filters: nftables' and iptables' rules by chance, from one seed. */
import type { Random } from '../../src/core/random.ts';
import { LINKS, PORTS } from './firewall-ground.ts';

/** Draws with one source of chance. */
class Dice {
  constructor(private readonly random: Random) {}

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }

  /** Between `least` and `most` different ones. */
  some<T>(from: readonly T[], least: number, most: number): T[] {
    const left = [...from];
    const count = least + Math.floor(this.random() * (most - least + 1));
    return Array.from({ length: Math.min(count, left.length) }, () =>
      left.splice(Math.floor(this.random() * left.length), 1),
    ).flat();
  }

  repeat<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + Math.floor(this.random() * (most - least + 1)) }, make);
  }
}

const ports = [...PORTS.map(String), '22', '4002-4003', '1-4001', '4000-65535'];
const plainPorts = [...PORTS.map(String), '22', '443'];
const sources = {
  ipv4: [
    ...LINKS.filter(({ family }) => family === 'ipv4').flatMap(({ neighbour, stranger }) => [
      neighbour,
      stranger,
    ]),
    '10.0.0.0/8',
    '192.0.2.0/24',
    '198.51.100.0/24',
    '0.0.0.0/1',
    '203.0.113.1-203.0.113.20',
    '172.16.0.0/12',
  ],
  ipv6: [
    ...LINKS.filter(({ family }) => family === 'ipv6').flatMap(({ neighbour, stranger }) => [
      neighbour,
      stranger,
    ]),
    '2001:db8::/32',
    'fd00::/8',
    '2001:db8:7::/48',
    'fe80::/10',
    '2001:db8:9::1-2001:db8:9::ff',
  ],
};
const owns = (family: string) =>
  LINKS.filter((link) => link.family === family).map(({ own }) => own);
/** Sets of intervals refuse those that overlap. */
const APART = {
  ipv4: ['10.99.1.2', '198.51.100.0/24', '203.0.113.1-203.0.113.20', '192.0.2.2', '172.16.0.0/12'],
  ipv6: ['2001:db8:a1::2', '2001:db8:7::/48', 'fd99:2::/64', '2001:db8:9::1-2001:db8:9::ff'],
};

/** A ruleset for `nft -f`. */
export function makeNftables(random: Random): string {
  const dice = new Dice(random);
  const tables = [nftTable(dice, 'one', dice.pick(['inet', 'inet', 'inet', 'ip', 'ip6']))];
  if (dice.chance(0.3)) tables.push(nftTable(dice, 'two', dice.pick(['inet', 'ip', 'ip6'])));
  if (dice.chance(0.25)) tables.push(nftNat(dice));
  if (dice.chance(0.1)) tables.push(nftIngress(dice));
  return tables.join('\n');
}

type NftFamily = 'inet' | 'ip' | 'ip6';

function nftTable(dice: Dice, name: string, family: NftFamily): string {
  const called = dice.some(['c1', 'c2', 'c3'], 0, 3).toSorted();
  const lines = [
    `set v4 { type ipv4_addr; flags interval; elements = { ${dice.some(APART.ipv4, 1, 4).join(', ')} } }`,
    `set v6 { type ipv6_addr; flags interval; elements = { ${dice.some(APART.ipv6, 1, 3).join(', ')} } }`,
    `set ports { type inet_service; flags interval; elements = { ${dice.some(plainPorts, 1, 3).join(', ')} } }`,
    `set mixed { type ${family === 'ip6' ? 'ipv6_addr' : 'ipv4_addr'} . inet_service; flags interval; elements = { ${pairs(dice, family).join(', ')} } }`,
    `map verdicts { type inet_service : verdict; elements = { ${dice
      .some(plainPorts, 1, 3)
      .map((port) => `${port} : ${dice.pick(['accept', 'drop', 'continue', 'return'])}`)
      .join(', ')} } }`,
  ];
  // The last is made first: a chain calls only those that come after it.
  const chains: string[] = [];
  for (const [i, chain] of [...called.entries()].toReversed()) {
    const targets = called.slice(i + 1);
    chains.push(chainText(chain, '', nftRules(dice, family, targets, 0, 4)));
  }
  const base = (chain: string, head: string, rules: string[]) =>
    chains.push(chainText(chain, `type filter hook ${head};`, rules));
  const stateful = dice.chance(0.6) ? ['ct state established,related accept'] : [];
  const policy = dice.pick(['accept', 'drop', 'drop']);
  base('in', `input priority ${dice.pick(['filter', '10', '-50'])}; policy ${policy}`, [
    ...stateful,
    ...nftRules(dice, family, called, 1, 8),
  ]);
  if (dice.chance(0.2)) {
    base('in2', `input priority 50; policy accept`, nftRules(dice, family, called, 1, 3));
  }
  if (dice.chance(0.2)) {
    const priority = dice.pick(['raw', 'mangle', '-210']);
    base('pre', `prerouting priority ${priority}; policy accept`, [
      ...(dice.chance(0.3) ? [`${nftMatches(dice, family).join(' ')} notrack`] : []),
      ...nftRules(dice, family, [], 0, 2),
    ]);
  }
  if (dice.chance(0.25)) {
    const closed = dice.chance(0.5);
    base('out', `output priority filter; policy ${closed ? 'drop' : 'accept'}`, [
      ...(dice.chance(0.7) ? ['ct state established,related accept'] : []),
      ...nftRules(dice, family, [], 0, 2),
    ]);
  }
  return `table ${family} ${name} {\n${[...lines, ...chains].join('\n')}\n}`;
}

function pairs(dice: Dice, family: NftFamily): string[] {
  return dice
    .some(APART[family === 'ip6' ? 'ipv6' : 'ipv4'], 1, 3)
    .map((address) => `${address} . ${dice.pick(['4001', '4002-4003', '22'])}`);
}

const chainText = (name: string, head: string, rules: readonly string[]) =>
  `chain ${name} {\n${[head, ...rules].filter(Boolean).join('\n')}\n}`;

function nftRules(
  dice: Dice,
  family: NftFamily,
  targets: readonly string[],
  least: number,
  most: number,
): string[] {
  return dice.repeat(least, most, () => nftRule(dice, family, targets));
}

function nftRule(dice: Dice, family: NftFamily, targets: readonly string[]): string {
  if (dice.chance(0.12)) return nftMap(dice, family, targets);
  const matches = nftMatches(dice, family);
  if (dice.chance(0.1)) matches.push(dice.pick(['counter', 'log prefix "x "', 'meta mark set 7']));
  return `${matches.join(' ')} ${nftVerdict(dice, targets, matches)}`;
}

function nftVerdict(dice: Dice, targets: readonly string[], matches: readonly string[]): string {
  const calls = targets.flatMap((target) => [`jump ${target}`, `goto ${target}`]);
  const isTcp = matches.some((match) => match.startsWith('tcp '));
  const refusals = ['reject', ...(isTcp ? ['reject with tcp reset'] : [])];
  return dice.pick(['accept', 'accept', 'accept', 'drop', 'drop', 'return', ...refusals, ...calls]);
}

function nftMap(dice: Dice, family: NftFamily, targets: readonly string[]): string {
  const verdict = () => nftVerdict(dice, targets, []).replace(/^reject$/, 'drop');
  return dice.pick([
    () => `tcp dport vmap @verdicts`,
    () =>
      `udp dport vmap { ${dice
        .some(plainPorts, 1, 3)
        .map((port) => `${port} : ${verdict()}`)
        .join(', ')} }`,
    () => `ct state vmap { established : accept, related : accept, invalid : drop }`,
    () => `iifname vmap { "h0" : ${verdict()}, "lo" : accept }`,
    () => `meta l4proto vmap { tcp : ${verdict()}, icmp : accept }`,
    () =>
      `ip${family === 'ip6' ? '6' : ''} saddr . th dport vmap { ${pairs(dice, family)
        .map((pair) => `${pair} : ${verdict()}`)
        .join(', ')} }`,
  ])();
}

function nftMatches(dice: Dice, family: NftFamily): string[] {
  const not = () => (dice.chance(0.25) ? '!= ' : '');
  const address = (version: 'ipv4' | 'ipv6') => {
    const word = version === 'ipv4' ? 'ip' : 'ip6';
    const named = version === 'ipv4' ? '@v4' : '@v6';
    return dice.pick([
      () => `${word} saddr ${not()}${dice.pick(sources[version])}`,
      () => `${word} saddr ${not()}{ ${dice.some(APART[version], 1, 3).join(', ')} }`,
      () => `${word} saddr ${not()}${named}`,
      () => `${word} daddr ${not()}${dice.pick(owns(version))}`,
    ])();
  };
  const either = () =>
    address(family === 'ip' ? 'ipv4' : family === 'ip6' ? 'ipv6' : dice.pick(['ipv4', 'ipv6']));
  const makers: (() => string)[] = [
    () => `${dice.pick(['tcp', 'udp', 'tcp', 'th'])} dport ${not()}${dice.pick(ports)}`,
    () =>
      `${dice.pick(['tcp', 'udp'])} dport ${not()}{ ${dice.some(plainPorts, 1, 4).join(', ')} }`,
    () => `tcp dport ${not()}@ports`,
    () => `tcp dport ${dice.pick(['<', '>', '<=', '>='])} 4002`,
    () => `iifname ${not()}"${dice.pick(['h0', 'h1', 'h*', 'lo', 'eth0'])}"`,
    () => `iif ${not()}"${dice.pick(['h0', 'h1', 'lo'])}"`,
    () => `iifname ${not()}{ "h1", "lo" }`,
    () => `oifname ${not()}"${dice.pick(['h0', 'h1'])}"`,
    either,
    either,
    either,
    () => `meta l4proto ${not()}${dice.pick(['tcp', 'udp', '{ tcp, udp }', 'icmp'])}`,
    () => `meta nfproto ${not()}${dice.pick(['ipv4', 'ipv6'])}`,
    () =>
      `ct state ${dice.pick(['new', 'established', 'invalid', 'new,untracked', '{ new, established }', '!= new', 'untracked'])}`,
    () => `ct direction ${dice.pick(['original', 'reply'])}`,
    () => `ct status dnat`,
    () =>
      `tcp flags ${dice.pick(['syn', '& (fin|syn|rst|ack) == syn', '& syn == 0', '& (syn|ack) == ack'])}`,
    () => `fib daddr type ${dice.pick(['local', '!= local', '{ local, multicast }', 'broadcast'])}`,
    () => `meta pkttype ${dice.pick(['host', 'broadcast', 'multicast'])}`,
    () => `${family === 'ip6' ? 'ip6' : 'ip'} saddr . tcp dport @mixed`,
    () => `icmp type echo-request`,
    () => `limit rate ${dice.pick(['5/second', 'over 5/second'])}`,
    () => `meta mark ${dice.pick(['7', '!= 7', '0'])}`,
    () => `th sport ${dice.pick(['1-1023', '1024-65535', '!= 53'])}`,
    () => `ip dscp cs1`,
  ];
  const usable = makers.filter(
    (make) => family !== 'ip6' || !/icmp type|ip dscp/.test(make.toString()),
  );
  return dice.repeat(0, 2, () => dice.pick(usable)());
}

function nftNat(dice: Dice): string {
  const rules = dice.repeat(1, 3, () =>
    dice.pick([
      `tcp dport ${dice.pick(plainPorts)} redirect to :${dice.pick(PORTS)}`,
      `iifname "h0" udp dport ${dice.pick(plainPorts)} redirect to :${dice.pick(PORTS)}`,
      `tcp dport ${dice.pick(plainPorts)} dnat to 192.0.2.1`,
      `ip saddr 10.0.0.0/8 tcp dport ${dice.pick(plainPorts)} dnat to 10.99.1.1:${dice.pick(PORTS)}`,
      `udp dport 4003 accept`,
    ]),
  );
  const head = 'type nat hook prerouting priority dstnat; policy accept;';
  return `table ip translate {\n${chainText('pre', head, rules)}\n}`;
}

function nftIngress(dice: Dice): string {
  const rule = dice.pick([
    'tcp dport 4001 drop',
    'ip saddr 198.51.100.0/24 drop',
    'ip6 saddr != 2001:db8:a1::/64 drop',
  ]);
  const head = `type filter hook ingress device "h0" priority 0; policy accept;`;
  return `table netdev early {\n${chainText('ingress', head, [rule])}\n}`;
}

/** A ruleset for `iptables-restore`, or for `ip6tables-restore`. */
export function makeIptables(random: Random, family: 'ipv4' | 'ipv6'): string {
  const dice = new Dice(random);
  const lines = [...iptablesFilter(dice, family)];
  if (dice.chance(0.3)) {
    lines.push('*raw', ':PREROUTING ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]');
    lines.push(
      dice.pick([
        `-A PREROUTING -p tcp --dport ${dice.pick(plainPorts)} -j DROP`,
        `-A PREROUTING ${iptablesMatches(dice, family)} -j CT --notrack`,
        `-A PREROUTING -i h1 -p udp -j DROP`,
      ]),
      'COMMIT',
    );
  }
  if (dice.chance(0.25)) {
    lines.push('*nat', ':PREROUTING ACCEPT [0:0]', ':INPUT ACCEPT [0:0]', ':OUTPUT ACCEPT [0:0]');
    lines.push(':POSTROUTING ACCEPT [0:0]');
    const own = dice.pick(owns(family));
    const port = dice.pick(PORTS);
    lines.push(
      dice.pick([
        `-A PREROUTING -p tcp --dport ${dice.pick(plainPorts)} -j REDIRECT --to-ports ${port}`,
        `-A PREROUTING -p tcp --dport ${port} -j DNAT --to-destination ${family === 'ipv4' ? own : `[${own}]`}:${dice.pick(PORTS)}`,
      ]),
      'COMMIT',
    );
  }
  return `${lines.join('\n')}\n`;
}

function iptablesFilter(dice: Dice, family: 'ipv4' | 'ipv6'): string[] {
  const called = dice.some(['c1', 'c2', 'c3'], 0, 3).toSorted();
  const policy = dice.pick(['ACCEPT', 'DROP', 'DROP']);
  const out = dice.chance(0.15) ? 'DROP' : 'ACCEPT';
  const lines = [
    '*filter',
    `:INPUT ${policy} [0:0]`,
    ':FORWARD ACCEPT [0:0]',
    `:OUTPUT ${out} [0:0]`,
  ];
  lines.push(...called.map((name) => `:${name} - [0:0]`));
  if (dice.chance(0.6)) lines.push('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
  if (out === 'DROP') lines.push('-A OUTPUT -m state --state ESTABLISHED -j ACCEPT');
  lines.push(...dice.repeat(1, 8, () => `-A INPUT ${iptablesRule(dice, family, called)}`));
  for (const [i, name] of called.entries()) {
    const targets = called.slice(i + 1);
    lines.push(...dice.repeat(0, 4, () => `-A ${name} ${iptablesRule(dice, family, targets)}`));
  }
  return [...lines, 'COMMIT'];
}

function iptablesRule(dice: Dice, family: 'ipv4' | 'ipv6', targets: readonly string[]): string {
  const match = iptablesMatches(dice, family);
  const calls = targets.flatMap((target) => [`-j ${target}`, `-g ${target}`]);
  const isTcp = /(^| )-p tcp/.test(match) && !match.includes('! -p');
  const resets = isTcp ? ['-j REJECT --reject-with tcp-reset'] : [];
  const verdicts = ['-j ACCEPT', '-j ACCEPT', '-j ACCEPT', '-j DROP', '-j DROP', '-j RETURN'];
  const others = ['-j REJECT', '-j LOG --log-prefix "-j x"', '', ...resets];
  return `${match} ${dice.pick([...verdicts, ...others, ...calls])}`.trim();
}

function iptablesMatches(dice: Dice, family: 'ipv4' | 'ipv6'): string {
  const not = () => (dice.chance(0.25) ? '! ' : '');
  const address = () => dice.pick(sources[family].filter((source) => !source.includes('-')));
  const range = dice.pick(sources[family].filter((source) => source.includes('-')));
  const list = dice.some([...plainPorts, '4002:4003'], 1, 4).join(',');
  const port = dice.pick([...plainPorts, '4002:4003', ':4001', '4000:']);
  const protocol = dice.pick(['tcp', 'udp']);
  const makers: (() => string)[] = [
    () => `-p ${protocol} -m ${protocol} ${not()}--dport ${port}`,
    () => `-p tcp ${not()}--syn`,
    () => `-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN`,
    () => `-p ${protocol} -m multiport ${not()}--dports ${list}`,
    () => `-p ${protocol} -m multiport --ports ${list}`,
    () =>
      `${not()}-p ${dice.pick(['tcp', 'udp', 'all', family === 'ipv4' ? 'icmp' : 'ipv6-icmp']).replace('all', 'tcp')}`,
    () => '',
  ];
  const more: (() => string)[] = [
    () => `${not()}-s ${address()}`,
    () => `${not()}-s ${address()}`,
    () => `${not()}-d ${dice.pick(owns(family))}`,
    () => `${not()}-i ${dice.pick(['h0', 'h1', 'h+', 'lo'])}`,
    () =>
      `-m conntrack ${not()}--ctstate ${dice.pick(['NEW', 'INVALID', 'RELATED,ESTABLISHED', 'NEW,UNTRACKED', 'UNTRACKED'])}`,
    () => `-m state --state ${dice.pick(['NEW', 'ESTABLISHED'])}`,
    () =>
      `-m addrtype ${not()}--dst-type ${dice.pick(family === 'ipv4' ? ['LOCAL', 'BROADCAST,MULTICAST', 'UNICAST'] : ['LOCAL', 'MULTICAST', 'UNICAST'])}`,
    () => `-m iprange ${not()}--src-range ${range}`,
    () => `-m pkttype --pkt-type ${dice.pick(['unicast', 'broadcast', 'multicast'])}`,
    () => `-m limit --limit 5/min --limit-burst 2`,
    () => `-m mark --mark 0x1/0x1`,
    () => `-m comment --comment "-p tcp --dport 4001"`,
    () => `-m recent --name r --update --seconds 30 --hitcount 6 --rsource`,
  ];
  return [dice.pick(makers)(), ...dice.repeat(0, 2, () => dice.pick(more)())]
    .filter(Boolean)
    .filter((part, i, all) => all.findIndex((one) => firstWord(one) === firstWord(part)) === i)
    .join(' ');
}

/** An option is given once: `-s` twice would be refused. */
const firstWord = (part: string) =>
  part
    .replace(/^! /, '')
    .split(' ')
    .slice(0, part.includes('-m ') ? 2 : 1)
    .join(' ');
