/** Each rule stands alone in an INPUT chain that drops everything else, as `iptables-save` prints it. */
import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exposureOf,
  fixture,
  iptables,
  reading,
  socket,
} from '../../../../test/support/firewall.ts';
import type { Answer } from '../answer.ts';
import { readIptables } from './ruleset.ts';
import { optionsOf, wordsOf } from './words.ts';

const filter = (...rules: string[]) =>
  [
    '*filter',
    ':INPUT DROP [0:0]',
    ':FORWARD ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':more - [0:0]',
    '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ...rules,
    'COMMIT',
  ].join('\n');

const answer = (text: string, of = 'tcp 10.0.0.10:22'): Answer => {
  const listener = socket(of);
  return exposureOf(listener, reading(iptables(text, listener.family))).firewall.answer;
};

describe('a rule that accepts', () => {
  const V4 = 'tcp 10.0.0.10:22';
  const V6 = 'tcp [2001:db8::10]:22';
  const UDP = 'udp 10.0.0.10:22';

  it.each<[match: string, text: string, answer: Answer]>([
    ['', V4, 'open'],
    ['-p tcp', V4, 'open'],
    ['-p tcp', UDP, 'blocked'],
    ['! -p tcp', UDP, 'open'],
    ['-p 6', V4, 'open'],
    ['-p mystery', V4, 'not determined'],
    ['-p tcp -m tcp --dport 22', V4, 'open'],
    ['-p tcp -m tcp ! --dport 22', V4, 'blocked'],
    ['-p tcp -m tcp --dport 20:30', V4, 'open'],
    ['-p tcp -m tcp --dport :21', V4, 'blocked'],
    ['-p tcp -m tcp --dport 23:', V4, 'blocked'],
    ['-p udp -m udp --dport 22', V4, 'blocked'],
    ['-p tcp -m tcp --dport ssh', V4, 'not determined'],
    ['-p tcp -m tcp --sport 1024:65535', V4, 'partly'],
    ['-p tcp -m multiport --dports 80,22,443', V4, 'open'],
    ['-p tcp -m multiport --dports 80,1:21', V4, 'blocked'],
    ['-p tcp -m multiport ! --dports 80,443', V4, 'open'],
    ['-p tcp -m multiport --ports 22', V4, 'open'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', V4, 'open'],
    ['-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN', V4, 'blocked'],
    ['-p tcp -m tcp --tcp-flags MYSTERY SYN', V4, 'not determined'],
    ['-i eth1', V4, 'open'],
    ['-i eth+', V4, 'open'],
    ['! -i eth1', V4, 'blocked'],
    ['-i +', V4, 'open'],
    ['-s 10.0.0.0/8', V4, 'partly'],
    ['-s 0.0.0.0/0', V4, 'open'],
    ['-s 10.0.0.0/255.0.0.0', V4, 'partly'],
    ['-d 10.0.0.10/32', V4, 'open'],
    ['! -d 10.0.0.10/32', V4, 'blocked'],
    ['-s mystery.example', V4, 'not determined'],
    ['-s 2001:db8::/32', V6, 'partly'],
    ['-m state --state NEW', V4, 'open'],
    ['-m conntrack --ctstate NEW,UNTRACKED', V4, 'open'],
    ['-m conntrack ! --ctstate NEW', V4, 'blocked'],
    ['-m conntrack --ctstate DNAT', V4, 'blocked'],
    ['-m conntrack --ctstate MYSTERY', V4, 'not determined'],
    ['-m conntrack --ctdir ORIGINAL', V4, 'open'],
    ['-m conntrack --ctproto 6', V4, 'open'],
    ['-m conntrack --ctorigdstport 22', V4, 'open'],
    ['-m addrtype --dst-type LOCAL', V4, 'open'],
    ['-m addrtype --dst-type UNICAST', V4, 'blocked'],
    // Over IPv6 an address of our own is unicast too.
    ['-m addrtype --dst-type UNICAST', V6, 'open'],
    ['-m addrtype --dst-type LOCAL,MULTICAST', V6, 'not determined'],
    ['-m addrtype --dst-type LOCAL --limit-iface-in', V4, 'not determined'],
    ['-m iprange --src-range 0.0.0.0-255.255.255.255', V4, 'open'],
    ['-m pkttype --pkt-type broadcast', V4, 'blocked'],
    ['-p icmp -m icmp --icmp-type 8', V4, 'blocked'],
    ['-m rt --rt-type 0', V6, 'blocked'],
    ['-m comment --comment "-p udp --dport 53"', V4, 'open'],
    ['-m limit --limit 3/min --limit-burst 10', V4, 'partly'],
    ['-m recent --update --seconds 30 --hitcount 6 --name DEFAULT --rsource', V4, 'partly'],
    ['-m recent --set --name DEFAULT --rsource', V4, 'open'],
    ['-m time --timestart 08:00:00 --timestop 18:00:00', V4, 'partly'],
    ['-m mac --mac-source 00:11:22:33:44:55', V4, 'partly'],
    ['-m set --match-set blocked src', V4, 'not determined'],
    ['-m mark --mark 0x1/0x1', V4, 'not determined'],
    ['-m bpf --bytecode "1,6 0 0 0"', V4, 'not determined'],
    ['-m rpfilter', V4, 'open'],
    // Whoever cannot be answered by the way it came may still be let in by such a rule.
    ['-m rpfilter --invert', V4, 'not determined'],
  ])('%s (%s)', (match, text, says) => {
    expect(answer(filter(`-A INPUT ${match} -j ACCEPT`), text)).toBe(says);
  });

  it('does not mind those who could not be answered anyhow', () => {
    const text = filter('-A INPUT -m rpfilter --invert -j DROP', '-A INPUT -j ACCEPT');
    expect(answer(text)).toBe('open');
  });
});

describe('targets', () => {
  it.each<[rules: string[], answer: Answer]>([
    [['-A INPUT -j DROP', '-A INPUT -j ACCEPT'], 'blocked'],
    [['-A INPUT -j REJECT --reject-with icmp-port-unreachable'], 'blocked'],
    [['-A INPUT -j LOG --log-prefix "-j DROP "', '-A INPUT -j ACCEPT'], 'open'],
    [['-A INPUT -p tcp -m tcp --dport 22', '-A INPUT -j ACCEPT'], 'open'],
    [['-A INPUT -j more', '-A INPUT -j ACCEPT'], 'open'],
    [['-A INPUT -g more', '-A INPUT -j ACCEPT'], 'blocked'],
    [['-A INPUT -j more', '-A more -j RETURN', '-A more -j DROP', '-A INPUT -j ACCEPT'], 'open'],
    [['-A INPUT -j more', '-A more -j ACCEPT'], 'open'],
    [['-A INPUT -j NFQUEUE --queue-num 1'], 'not determined'],
    [['-A INPUT -j MYSTERY --with 1', '-A INPUT -j ACCEPT'], 'not determined'],
    [['[12:345] -A INPUT -j ACCEPT'], 'open'],
  ])('%j', (rules, says) => {
    expect(answer(filter(...rules))).toBe(says);
  });

  const prerouting = (table: string, ...rules: string[]) =>
    [
      `*${table}`,
      ':PREROUTING ACCEPT [0:0]',
      ...rules.map((rule) => `-A PREROUTING ${rule}`),
      'COMMIT',
    ].join('\n');

  it.each<[rule: string, answer: Answer]>([
    ['-p tcp -m tcp --dport 22 -j REDIRECT --to-ports 2222', 'open'],
    ['-p tcp -m tcp --dport 22 -j DNAT --to-destination 172.17.0.2:80', 'open'],
    ['-p tcp -m tcp --dport 22 -j DNAT --to-destination :2222', 'open'],
    ['-p tcp -m tcp --dport 22 -j DNAT --to-destination 172.17.0.2-172.17.0.9', 'not determined'],
    ['-p tcp -m tcp --dport 22 -j DNAT --to-destination 203.0.113.5:22', 'not determined'],
    ['-p tcp -m tcp --dport 22 -j REDIRECT --to-ports 2222-2230', 'not determined'],
  ])('of translation: %s', (rule, says) => {
    expect(answer(prerouting('nat', rule))).toBe(says);
  });

  it('that leave connection tracking out', () => {
    const stateful = filter('-A INPUT -m conntrack --ctstate NEW -j ACCEPT');
    expect(answer(stateful)).toBe('open');
    for (const target of ['CT --notrack', 'NOTRACK']) {
      expect(answer(`${prerouting('raw', `-j ${target}`)}\n${stateful}`)).toBe('blocked');
    }
  });

  it('of IPv6 have their addresses in brackets', () => {
    const rules = prerouting('nat', '-p tcp --dport 22 -j DNAT --to-destination [2001:db8::10]:23');
    expect(answer(rules, 'tcp [2001:db8::10]:22')).toBe('open');
  });
});

describe('what is printed', () => {
  it('is cut into words as a shell would', () => {
    expect(wordsOf('-A INPUT -m comment --comment "a \\"b\\" c" -j ACCEPT')).toEqual([
      '-A',
      'INPUT',
      '-m',
      'comment',
      '--comment',
      'a "b" c',
      '-j',
      'ACCEPT',
    ]);
    expect(optionsOf(wordsOf('! -i lo -m comment --comment "-j DROP"'))).toEqual([
      { name: '-i', negated: true, values: ['lo'] },
      { name: '-m', negated: false, values: ['comment'] },
      { name: '--comment', negated: false, values: ['-j DROP'] },
    ]);
  });

  it('is named where it makes no sense, and then nothing is determined', () => {
    const { tables, unread } = readIptables(
      '*filter\n:INPUT DROP [0:0]\nhello\n-A NOWHERE -j DROP',
      'ipv4',
    );
    expect(tables).toHaveLength(1);
    expect(unread).toEqual(['the line "hello"', 'the line "-A NOWHERE -j DROP"']);
    expect(answer('hello')).toBe('not determined');
  });

  it('is read whole from what ufw makes', () => {
    expect(readIptables(fixture('ufw.txt'), 'ipv4').unread).toEqual([]);
    expect(readIptables(fixture('ufw6.txt'), 'ipv6').unread).toEqual([]);
  });

  it('never makes it throw', () => {
    const word = oneof(
      constantFrom(
        ...'-A INPUT -j -g -m -p -s -d -i -o ! tcp udp --dport --sport --dports 22 80,443 1:9 0.0.0.0/0 ::/0 conntrack --ctstate NEW DNAT --to-destination [::1]:5 REDIRECT --to-ports ACCEPT DROP RETURN c " \\ *nat *filter :INPUT :c - DROP [0:0] COMMIT # tcp-flags --tcp-flags ALL NONE'.split(
          ' ',
        ),
      ),
      string({ maxLength: 6 }),
    );
    const line = array(word, { maxLength: 12 }).map((words) => words.join(' '));
    const text = array(
      oneof(
        line,
        constantFrom(
          '*filter',
          ':INPUT DROP [0:0]',
          ':c - [0:0]',
          '*nat',
          ':PREROUTING ACCEPT [0:0]',
        ),
      ),
      { maxLength: 25 },
    );
    assert(
      property(text, constantFrom('tcp 10.0.0.10:22', 'udp [2001:db8::10]:53'), (lines, of) => {
        expect(['open', 'blocked', 'partly', 'not determined']).toContain(
          answer(lines.join('\n'), of),
        );
      }),
      { numRuns: 2000, seed: 6 },
    );
  });
});
