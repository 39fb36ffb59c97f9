/** Whole machines: rules in the form that each tool prints, and what is said of a listener behind them. */
import { describe, expect, it } from 'vitest';
import {
  exposureOf,
  fixture,
  INTERFACES,
  iptables,
  LINKS,
  reading,
  socket,
} from '../../../test/support/firewall.ts';
import type { FirewallReading } from './reading.ts';

const UFW = reading(iptables(fixture('ufw.txt')), iptables(fixture('ufw6.txt'), 'ipv6'));
const FIREWALLD = reading({
  tool: 'nft',
  json: fixture('firewalld.json'),
  text: fixture('firewalld.nft.txt'),
});
const DOCKER = reading(iptables(fixture('docker-ufw.txt')));
const NOTHING = reading();

const told = (text: string, given: FirewallReading) => {
  const { from, firewall } = exposureOf(socket(text, { v6only: true }), given);
  return `${firewall.answer}, from ${from}: ${firewall.why}`;
};

describe('behind ufw', () => {
  it.each([
    ['tcp 0.0.0.0:22', 'open, from internet: ufw lets it in'],
    ['tcp [::]:22', 'open, from internet: ufw lets it in'],
    ['tcp 0.0.0.0:3306', 'blocked, from host: ufw stops it'],
    ['tcp 0.0.0.0:8000', 'blocked, from host: ufw stops what no rule lets in'],
    ['tcp [::]:8000', 'blocked, from host: ufw stops what no rule lets in'],
    ['tcp 0.0.0.0:5432', 'partly, from lan: ufw lets in only 192.168.0.0/16'],
    [
      'tcp 0.0.0.0:8080',
      'partly, from internet: eth0: ufw stops what no rule lets in; eth1: ufw lets it in',
    ],
    ['tcp 0.0.0.0:2222', 'partly, from internet: it hangs on how often a peer knocked before'],
    [
      'udp [::]:546',
      'partly, from lan: eth0 (2001:db8::10): ufw stops what no rule lets in; ' +
        "eth0 (fe80::10): it hangs on the peer's port",
    ],
    ['udp 0.0.0.0:5353', 'open, from internet: ufw lets it in'],
    // The group and the broadcast have rules of their own among ufw's first.
    [
      'udp 0.0.0.0:1900',
      'partly, from lan: eth0, eth1: ufw stops what no rule lets in; ' +
        'eth0, eth1, sent to groups: it hangs on the group it is sent to',
    ],
  ])('%s is %s', (text, says) => {
    expect(told(text, UFW)).toBe(says);
  });

  it('quotes the rule that decides, and where it stands', () => {
    expect(exposureOf(socket('tcp 10.0.0.10:22'), UFW).firewall).toEqual({
      answer: 'open',
      by: 'ufw',
      why: 'ufw lets it in',
      rule: 'iptables -t filter, chain ufw-user-input, rule 1: -A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT',
      perInterface: [
        expect.objectContaining({ interface: 'eth1', family: 'ipv4', addresses: ['10.0.0.10'] }),
      ],
    });
    expect(exposureOf(socket('tcp 0.0.0.0:8000'), UFW).firewall.rule).toBe(
      'iptables -t filter, chain INPUT: policy drop',
    );
  });
});

describe('behind firewalld', () => {
  it.each([
    [
      'tcp 198.51.100.10:443',
      'partly, from internet: firewalld (zone public) lets in all but 10.1.0.0/16, 203.0.113.0/24',
    ],
    [
      'tcp 198.51.100.10:5432',
      'partly, from lan: firewalld (zone public) lets in only 192.168.0.0/16',
    ],
    ['tcp [2001:db8::10]:22', 'open, from internet: firewalld (zone public) lets it in'],
    [
      'tcp [2001:db8::10]:9999',
      'blocked, from host: firewalld (zone public) stops what no rule lets in',
    ],
    ['tcp 10.0.0.10:22', 'open, from internet: firewalld (zone trusted) lets it in'],
  ])('%s is %s', (text, says) => {
    expect(told(text, FIREWALLD)).toBe(says);
  });

  it('quotes the rule as nft prints it', () => {
    expect(exposureOf(socket('tcp [2001:db8::10]:8080'), FIREWALLD).firewall.rule).toMatch(
      /^table inet firewalld, chain filter_IN_public_allow, handle \d+: tcp dport 8080 accept$/,
    );
  });
});

describe("behind ufw, with Docker's published ports", () => {
  it('sees that a published port goes past ufw, as users of both have found out', () => {
    const { firewall } = exposureOf(socket('tcp 0.0.0.0:8080'), DOCKER);
    expect(firewall).toMatchObject({
      answer: 'open',
      by: 'Docker',
      why: 'Docker sends it on to 172.17.0.2:80, past the rules for what comes in',
      rule: expect.stringContaining('-j DNAT --to-destination 172.17.0.2:80'),
    });
    expect(firewall.perInterface).toMatchObject([
      { interface: 'eth0', answer: 'open' },
      { interface: 'eth1', answer: 'open' },
      { interface: 'docker0', answer: 'blocked', by: 'ufw' },
    ]);
  });

  it('sees that a port beside it does not', () => {
    expect(told('tcp 0.0.0.0:9000', DOCKER)).toBe(
      'blocked, from host: ufw stops what no rule lets in',
    );
  });

  it('believes DOCKER-USER, where people put what Docker must not touch', () => {
    const closed = fixture('docker-ufw.txt').replace(
      '-A DOCKER-USER -j RETURN',
      '-A DOCKER-USER -i eth0 ! -s 10.0.0.0/24 -j DROP\n-A DOCKER-USER -j RETURN',
    );
    const { firewall } = exposureOf(socket('tcp 198.51.100.10:8080'), reading(iptables(closed)));
    expect(firewall).toMatchObject({ answer: 'partly', by: 'Docker' });
    expect(firewall.why).toBe('Docker lets in only 10.0.0.0/24');
  });
});

describe('without a filter, or without knowing', () => {
  it('says that nothing stands before it', () => {
    expect(exposureOf(socket('tcp 10.0.0.10:22'), NOTHING).firewall).toEqual({
      answer: 'open',
      why: 'no packet filter stands before it',
      perInterface: [expect.objectContaining({ answer: 'open' })],
    });
  });

  it('determines nothing while something could not be read', () => {
    const given = { ...UFW, gaps: ["only root may read the packet filter's rules"] };
    const { firewall, keepsOut, from } = exposureOf(socket('tcp 0.0.0.0:3306'), given);
    expect(firewall).toMatchObject({
      answer: 'not determined',
      why: "only root may read the packet filter's rules",
    });
    expect(keepsOut).toEqual([]);
    expect(from).toBe('internet');
  });

  it('needs no filter to know that nobody outside comes to loopback', () => {
    for (const text of ['tcp 127.0.0.1:22', 'tcp [::1]:22']) {
      expect(exposureOf(socket(text), NOTHING, 'host')).toMatchObject({
        from: 'host',
        firewall: { answer: 'blocked', perInterface: [] },
        keepsOut: ['lan', 'internet'],
      });
    }
  });

  it('says so where no address that is up leads to it', () => {
    expect(exposureOf(socket('tcp 192.0.2.99:22'), NOTHING).firewall).toMatchObject({
      answer: 'not determined',
      why: 'no interface that is up has an address it listens on',
    });
  });
});

describe('the interfaces that a listener is bound to', () => {
  const names = (text: string, more = {}) =>
    exposureOf(socket(text, more), NOTHING).interfaces.map(
      ({ name, address }) => `${name} ${address}`,
    );
  const named = (...wanted: string[]) =>
    INTERFACES.map(({ name, address }) => `${name} ${address}`).filter((one) =>
      wanted.some((want) => one.includes(want)),
    );

  it('are all of the family for the wildcard', () => {
    expect(names('tcp 0.0.0.0:22')).toEqual(named('.'));
    expect(names('tcp [::]:22', { v6only: true })).toEqual(named(':'));
  });

  it('are those of both families where `::` takes IPv4 too', () => {
    expect(names('tcp [::]:22', { v6only: false })).toHaveLength(LINKS.length);
    expect(names('tcp [::]:22')).toHaveLength(LINKS.length);
  });

  it('are the one that a socket is bound to', () => {
    expect(names('tcp 0.0.0.0:22', { device: 'eth1' })).toEqual(['eth1 10.0.0.10']);
    expect(names('tcp [fe80::10%eth0]:22')).toEqual(['eth0 fe80::10']);
    expect(names('tcp [fe80::10%eth1]:22')).toEqual([]);
  });

  it('are all but loopback for a group', () => {
    expect(names('udp 224.0.0.251:5353')).toEqual(named('eth0 198', 'eth1', 'docker0'));
  });
});

describe('who is kept out', () => {
  const INPUT = (...rules: string[]) =>
    reading(iptables(['*filter', ':INPUT DROP [0:0]', ...rules, 'COMMIT'].join('\n')));

  it.each([
    [[], ['lan', 'internet'], 'host'],
    [['-A INPUT -s 10.0.0.0/24 -j ACCEPT'], ['internet'], 'lan'],
    // A network of our own is a neighbour, whatever its address.
    [['-A INPUT -s 198.51.100.0/24 -j ACCEPT'], ['internet'], 'lan'],
    [['-A INPUT -s 203.0.113.7 -j ACCEPT'], ['lan'], 'internet'],
    [['-A INPUT -i eth1 -j ACCEPT'], [], 'internet'],
    [['-A INPUT -m mark --mark 0x1 -j ACCEPT'], [], 'internet'],
  ])('%j keeps out %j', (rules, keepsOut, from) => {
    expect(exposureOf(socket('tcp 0.0.0.0:22'), INPUT(...rules))).toMatchObject({ keepsOut, from });
  });

  it('does not take a group for nobody', () => {
    const given = INPUT('-A INPUT -d 224.0.0.251/32 -p udp -m udp --dport 5353 -j ACCEPT');
    const { firewall, keepsOut } = exposureOf(socket('udp 0.0.0.0:5353'), given);
    expect(firewall.answer).toBe('partly');
    expect(keepsOut).toEqual(['internet']);
  });

  it('does not take a port for closed to which another is sent on', () => {
    const given = reading(
      iptables(
        [
          '*nat',
          ':PREROUTING ACCEPT [0:0]',
          '-A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080',
          'COMMIT',
          '*filter',
          ':INPUT DROP [0:0]',
          '-A INPUT -m conntrack --ctstate DNAT,ESTABLISHED -j ACCEPT',
          'COMMIT',
        ].join('\n'),
      ),
    );
    expect(exposureOf(socket('tcp 0.0.0.0:8080'), given).firewall).toMatchObject({
      answer: 'not determined',
      why: 'what comes to another port may be sent on to this one',
    });
    expect(exposureOf(socket('tcp 0.0.0.0:80'), given).firewall).toMatchObject({ answer: 'open' });
    expect(exposureOf(socket('tcp 0.0.0.0:81'), given).firewall).toMatchObject({
      answer: 'blocked',
    });
  });
});
