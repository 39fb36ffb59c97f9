/** Each rule stands alone in a chain that drops everything else, as `nft -j` prints it. */
import {
  array,
  assert,
  constantFrom,
  dictionary,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureOf, reading, socket } from '../../../../test/support/firewall.ts';
import type { Answer } from '../answer.ts';
import { readNftables } from './ruleset.ts';

type Json = Record<string, unknown>;

/** A statement: `field('tcp dport', '==', 22)`. */
const payload = (what: string, op: string, right: unknown): Json => {
  const [protocol, field] = what.split(' ');
  return { match: { op, left: { payload: { protocol, field } }, right } };
};
const meta = (key: string, op: string, right: unknown): Json => ({
  match: { op, left: { meta: { key } }, right },
});
const ct = (key: string, op: string, right: unknown, more: Json = {}): Json => ({
  match: { op, left: { ct: { key, ...more } }, right },
});
/** `fib saddr . mark . iif oif exists`, or `missing`. */
const back = (right: boolean): Json => ({
  match: { op: '==', left: { fib: { result: 'oif', flags: ['saddr', 'mark', 'iif'] } }, right },
});
const ACCEPT: Json = { accept: null };
const DROP: Json = { drop: null };

const ESTABLISHED = [ct('state', 'in', ['established', 'related']), ACCEPT];

interface Given {
  readonly rules: readonly (readonly Json[])[];
  /** Chains that others call. */
  readonly chains?: Readonly<Record<string, readonly (readonly Json[])[]>>;
  readonly sets?: readonly Json[];
  readonly policy?: 'accept' | 'drop';
  readonly hook?: string;
  readonly priority?: number;
  readonly type?: string;
  readonly family?: string;
}

function rulesetOf({ rules, chains = {}, sets = [], ...base }: Given): string {
  const where = { family: base.family ?? 'inet', table: 't' };
  const all = Object.entries({ ...chains, in: rules });
  let handle = 1;
  return JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6', json_schema_version: 1 } },
      { table: { family: where.family, name: 't', handle: 1 } },
      ...sets.map((set) => ({ [set['map'] ? 'map' : 'set']: { ...where, ...set } })),
      ...all.map(([name]) => ({
        chain: {
          ...where,
          name,
          ...(name === 'in' && {
            type: base.type ?? 'filter',
            hook: base.hook ?? 'input',
            prio: base.priority ?? 0,
            policy: base.policy ?? 'drop',
          }),
        },
      })),
      ...all.flatMap(([chain, of]) =>
        of.map((expr) => ({ rule: { ...where, chain, handle: handle++, expr } })),
      ),
    ],
  });
}

const answer = (given: Given, text = 'tcp 10.0.0.10:22'): Answer =>
  exposureOf(socket(text), reading({ tool: 'nft', json: rulesetOf(given) })).firewall.answer;

const lets = (match: Json[], text?: string, more: Partial<Given> = {}) =>
  answer({ ...more, rules: [ESTABLISHED, [...match, ACCEPT]] }, text);

describe('a rule that accepts', () => {
  const V4 = 'tcp 10.0.0.10:22';
  const V6 = 'tcp [2001:db8::10]:22';
  const UDP = 'udp 10.0.0.10:22';

  it.each<[name: string, match: Json[], text: string, answer: Answer]>([
    ['the port', [payload('tcp dport', '==', 22)], V4, 'open'],
    ['another port', [payload('tcp dport', '==', 23)], V4, 'blocked'],
    ['the port of another protocol', [payload('udp dport', '==', 22)], V4, 'blocked'],
    ['every other port of another protocol', [payload('udp dport', '!=', 23)], V4, 'blocked'],
    ['a range', [payload('tcp dport', '==', { range: [20, 30] })], V4, 'open'],
    ['a list', [payload('tcp dport', '==', { set: [21, { range: [22, 25] }] })], V4, 'open'],
    ['what is not in a list', [payload('tcp dport', '!=', { set: [80, 443] })], V4, 'open'],
    ['ports below', [payload('tcp dport', '<', 22)], V4, 'blocked'],
    ['ports up to', [payload('tcp dport', '<=', 22)], V4, 'open'],
    ['ports above', [payload('tcp dport', '>', 21)], V4, 'open'],
    ['whatever protocol has ports', [payload('th dport', '==', 22)], UDP, 'open'],
    ['a protocol', [meta('l4proto', '==', 'tcp')], UDP, 'blocked'],
    ['protocols', [meta('l4proto', '==', { set: ['tcp', 'udp'] })], UDP, 'open'],
    ['a family', [meta('nfproto', '==', 'ipv6')], V4, 'blocked'],
    ['the other family', [meta('nfproto', '==', 'ipv6')], V6, 'open'],
    ['a protocol of IPv4', [payload('ip protocol', '==', 'tcp')], V4, 'open'],
    ['a protocol of IPv6', [payload('ip6 nexthdr', '!=', 'udp')], V4, 'blocked'],
    ['an interface', [meta('iifname', '==', 'eth1')], V4, 'open'],
    ['interfaces that begin so', [meta('iifname', '==', 'eth*')], V4, 'open'],
    ['every interface but one', [meta('iif', '!=', 'eth1')], V4, 'blocked'],
    ['interfaces', [meta('iifname', '==', { set: ['lo', 'eth1'] })], V4, 'open'],
    ['an interface that it leaves by', [meta('oifname', '==', 'eth1')], V4, 'blocked'],
    ['every interface that it may leave by', [meta('oifname', '!=', 'eth1')], V4, 'open'],
    [
      'some sources',
      [payload('ip saddr', '==', { prefix: { addr: '10.0.0.0', len: 8 } })],
      V4,
      'partly',
    ],
    ['a source of the other family', [payload('ip6 saddr', '!=', '::1')], V4, 'blocked'],
    ['its address', [payload('ip daddr', '==', '10.0.0.10')], V4, 'open'],
    ['new connections', [ct('state', 'in', 'new')], V4, 'open'],
    ['new or established', [ct('state', '==', { set: ['new', 'established'] })], V4, 'open'],
    ['invalid packets', [ct('state', 'in', 'invalid')], V4, 'blocked'],
    ['packets that are not established', [ct('state', '!', 'established')], V4, 'open'],
    ['the direction', [ct('direction', '==', 'original')], V4, 'open'],
    ['what was translated', [ct('status', 'in', 'dnat')], V4, 'blocked'],
    [
      'the flags of a beginning',
      [
        {
          match: {
            op: '==',
            left: {
              '&': [{ payload: { protocol: 'tcp', field: 'flags' } }, ['fin', 'syn', 'rst', 'ack']],
            },
            right: 'syn',
          },
        },
      ],
      V4,
      'open',
    ],
    ['a flag', [payload('tcp flags', 'in', 'syn')], V4, 'open'],
    [
      'no other flag, which is for the sender to say',
      [payload('tcp flags', '==', 'syn')],
      V4,
      'partly',
    ],
    ['flags, of UDP', [payload('tcp flags', 'in', 'syn')], UDP, 'blocked'],
    [
      'what is for us',
      [
        {
          match: { op: '==', left: { fib: { result: 'type', flags: ['daddr'] } }, right: 'local' },
        },
      ],
      V4,
      'open',
    ],
    [
      'what is for a group',
      [
        {
          match: {
            op: '==',
            left: { fib: { result: 'type', flags: ['daddr'] } },
            right: { set: ['broadcast', 'multicast'] },
          },
        },
      ],
      V4,
      'blocked',
    ],
    ['broadcasts', [meta('pkttype', '==', 'broadcast')], V4, 'blocked'],
    ['pings', [payload('icmp type', '==', 'echo-request')], V4, 'blocked'],
    ['all but pings', [payload('icmp type', '!=', 'echo-request')], V4, 'blocked'],
    [
      'fragments',
      [
        {
          match: {
            op: '!=',
            left: { '&': [{ payload: { protocol: 'ip', field: 'frag-off' } }, 8191] },
            right: 0,
          },
        },
      ],
      V4,
      'blocked',
    ],
    ['a rate', [{ limit: { rate: 5, per: 'second' } }], V4, 'partly'],
    ['a few connections', [{ 'ct count': { val: 5 } }], V4, 'partly'],
    ['a time of day', [meta('hour', '==', { range: ['10:00', '12:00'] })], V4, 'partly'],
    ["a peer's port", [payload('tcp sport', '==', { range: [1024, 65535] })], V4, 'partly'],
    ["any peer's port", [payload('tcp sport', '==', { range: [0, 65535] })], V4, 'open'],
    ['whoever is answered by the way it came', [back(true)], V4, 'open'],
    ['whoever is not, and may get in all the same', [back(false)], V4, 'not determined'],
    ['a mark', [meta('mark', '==', 1)], V4, 'not determined'],
    ['a zone', [ct('zone', '==', 1)], V4, 'not determined'],
    ['an operator that nobody knows', [payload('tcp dport', '~', 22)], V4, 'not determined'],
    ['what nobody knows', [{ mystery: { key: 1 } }], V4, 'not determined'],
    ['a protocol that nobody knows', [meta('l4proto', '==', 'mystery')], V4, 'not determined'],
    [
      'a source and a port',
      [
        {
          match: {
            op: '==',
            left: {
              concat: [
                { payload: { protocol: 'ip', field: 'saddr' } },
                { payload: { protocol: 'tcp', field: 'dport' } },
              ],
            },
            right: {
              set: [{ concat: [{ prefix: { addr: '0.0.0.0', len: 0 } }, { range: [20, 25] }] }],
            },
          },
        },
      ],
      V4,
      'open',
    ],
    [
      'another source and port',
      [
        {
          match: {
            op: '==',
            left: {
              concat: [
                { payload: { protocol: 'ip', field: 'saddr' } },
                { payload: { protocol: 'tcp', field: 'dport' } },
              ],
            },
            right: { set: [{ concat: ['10.1.1.1', 23] }] },
          },
        },
      ],
      V4,
      'blocked',
    ],
  ])('%s', (_, match, text, says) => {
    expect(lets(match, text)).toBe(says);
  });

  it('stops nobody who could be answered', () => {
    expect(answer({ rules: [[back(false), DROP]], policy: 'accept' })).toBe('open');
  });

  it('does not matter where something else decides the same', () => {
    // Whatever the mark is, all are dropped in the end.
    expect(answer({ rules: [ESTABLISHED, [meta('mark', '==', 1), DROP]] })).toBe('blocked');
    expect(answer({ rules: [[meta('mark', '==', 1), ACCEPT], [ACCEPT]], policy: 'drop' })).toBe(
      'open',
    );
  });
});

describe('named sets and maps', () => {
  const set = (name: string, type: unknown, elem: unknown[], more: Json = {}): Json => ({
    name,
    type,
    elem,
    ...more,
  });

  it.each<[string, Json, Answer]>([
    ['of ports', set('s', 'inet_service', [22, 80]), 'open'],
    ['without the port', set('s', 'inet_service', [80]), 'blocked'],
    ['with comments', set('s', 'inet_service', [{ elem: { val: 22, comment: 'ssh' } }]), 'open'],
    ['with nothing in it', set('s', 'inet_service', []), 'blocked'],
    ['that packets fill', set('s', 'inet_service', [], { flags: ['dynamic'] }), 'partly'],
    ['that time empties', set('s', 'inet_service', [22], { flags: ['timeout'] }), 'partly'],
  ])('%s', (_, given, says) => {
    expect(lets([payload('tcp dport', '==', '@s')], undefined, { sets: [given] })).toBe(says);
  });

  it('that are not there decide nothing', () => {
    expect(lets([payload('tcp dport', '==', '@gone')])).toBe('not determined');
  });

  const map = (...elem: unknown[]): Json => ({
    name: 'm',
    map: 'verdict',
    type: 'inet_service',
    elem,
  });
  const vmap = (data: unknown): Json => ({
    vmap: { key: { payload: { protocol: 'tcp', field: 'dport' } }, data },
  });

  it.each<[string, Json, Answer]>([
    ['with the port', vmap({ set: [[22, ACCEPT]] }), 'open'],
    ['with another port', vmap({ set: [[23, ACCEPT]] }), 'blocked'],
    ['with a range', vmap({ set: [[{ range: [1, 1023] }, ACCEPT]] }), 'open'],
    ['with a call', vmap({ set: [[22, { jump: { target: 'more' } }]] }), 'open'],
    ['with a name', vmap('@m'), 'open'],
    ['that is not there', vmap('@gone'), 'not determined'],
    ['of what nobody knows', vmap({ set: [[22, { mystery: null }]] }), 'not determined'],
  ])('verdicts %s', (_, statement, says) => {
    const given: Given = {
      rules: [ESTABLISHED, [statement]],
      chains: { more: [[ACCEPT]] },
      sets: [map([22, ACCEPT])],
    };
    expect(answer(given)).toBe(says);
  });
});

describe('chains', () => {
  const CALL = (kind: string) => ({ [kind]: { target: 'c' } });

  it.each<[string, Given, Answer]>([
    ['come back at their end', { rules: [[CALL('jump')], [ACCEPT]], chains: { c: [] } }, 'open'],
    [
      'come back by return',
      { rules: [[CALL('jump')], [ACCEPT]], chains: { c: [[{ return: null }], [DROP]] } },
      'open',
    ],
    [
      'do not come back after goto',
      { rules: [[CALL('goto')], [ACCEPT]], chains: { c: [] } },
      'blocked',
    ],
    [
      'return from a base chain to its policy',
      { rules: [[{ return: null }], [DROP]], policy: 'accept' },
      'open',
    ],
    ['that are not there decide nothing', { rules: [[CALL('jump')], [ACCEPT]] }, 'not determined'],
    [
      'that call themselves end in doubt',
      { rules: [[CALL('jump')], [ACCEPT]], chains: { c: [[CALL('jump')]] } },
      'not determined',
    ],
    ['may ask a program', { rules: [[{ queue: { num: 1 } }]], policy: 'accept' }, 'not determined'],
    ['of frames are not followed', { family: 'bridge', rules: [[DROP]] }, 'not determined'],
    ['of ARP are not followed', { family: 'arp', rules: [[DROP]] }, 'not determined'],
    ['that only forward do not see what stays', { hook: 'forward', rules: [] }, 'open'],
    ['may keep answers in', { hook: 'output', rules: [] }, 'blocked'],
    [
      'that let the first packet in and no other',
      { rules: [[ct('state', 'in', 'new'), ACCEPT]] },
      'blocked',
    ],
    [
      'before connection tracking see no state',
      {
        hook: 'prerouting',
        priority: -300,
        policy: 'accept',
        rules: [[ct('state', 'in', 'invalid'), DROP]],
      },
      'blocked',
    ],
    [
      'after it see the state',
      {
        hook: 'prerouting',
        priority: -150,
        policy: 'accept',
        rules: [[ct('state', 'in', 'invalid'), DROP]],
      },
      'open',
    ],
    [
      'refuse by a reset what is TCP',
      { rules: [[{ reject: { type: 'tcp reset' } }]], policy: 'accept' },
      'blocked',
    ],
    [
      'refuse by ICMPv6 what is IPv6',
      { rules: [[{ reject: { type: 'icmpv6', expr: 'no-route' } }]], policy: 'accept' },
      'open',
    ],
    ['at an unknown hook are left unread', { hook: 'egress', rules: [[DROP]] }, 'not determined'],
    [
      'at ingress without an interface are left unread',
      { family: 'netdev', hook: 'ingress', rules: [[DROP]] },
      'not determined',
    ],
  ])('%s', (_, given, says) => {
    expect(answer(given)).toBe(says);
  });

  it('lets datagrams in whose answers stay in', () => {
    const { firewall } = exposureOf(
      socket('udp 10.0.0.10:53'),
      reading({ tool: 'nft', json: rulesetOf({ hook: 'output', rules: [] }) }),
    );
    expect(firewall).toMatchObject({
      answer: 'partly',
      why: 'it gets in, but the answers do not get out',
    });
  });

  it('are asked nothing while their table is dormant, which nft 1.0.6 tells in its text alone', () => {
    const json = rulesetOf({ rules: [[DROP]] }).replace('"name":"t"', '"name":"t","flags":"t"');
    const told = (text?: string) =>
      exposureOf(
        socket('tcp 10.0.0.10:22'),
        reading({ tool: 'nft', json, ...(text !== undefined && { text }) }),
      ).firewall.answer;
    expect(told('table inet t { # handle 1\n\tflags dormant\n')).toBe('open');
    expect(told('table inet t { # handle 1\n\tflags owner\n')).toBe('blocked');
    expect(told()).toBe('not determined');
  });

  it('takes the interfaces of ingress from the text where the JSON has none', () => {
    const json = rulesetOf({ family: 'netdev', hook: 'ingress', rules: [[DROP]] });
    const text = (names: string) =>
      `table netdev t { # handle 1\n\tchain in { # handle 1\n\t\ttype filter hook ingress ${names} priority filter; policy accept;\n\t}\n}`;
    const told = (names: string) =>
      exposureOf(socket('tcp 10.0.0.10:22'), reading({ tool: 'nft', json, text: text(names) }))
        .firewall.answer;
    expect(told('device "eth1"')).toBe('blocked');
    expect(told('devices = { eth0, eth1 }')).toBe('blocked');
    expect(told('device "eth0"')).toBe('open');
  });
});

describe('address translation', () => {
  const nat = (statement: Json) =>
    answer({
      type: 'nat',
      hook: 'prerouting',
      priority: -100,
      policy: 'accept',
      rules: [[payload('tcp dport', '==', 22), statement]],
    });

  it.each<[string, Json, Answer]>([
    ['to a port of our own', { redirect: { port: 2222 } }, 'open'],
    ['to another address of our own', { dnat: { addr: '198.51.100.10' } }, 'open'],
    ['to a container', { dnat: { addr: '172.17.0.2', port: 80 } }, 'open'],
    ['to we cannot tell where', { dnat: { addr: '203.0.113.9' } }, 'not determined'],
    [
      'to one of several',
      { dnat: { addr: { range: ['10.0.0.1', '10.0.0.9'] } } },
      'not determined',
    ],
    ['to a proxy', { tproxy: { port: 3128 } }, 'not determined'],
  ])('%s', (_, statement, says) => {
    expect(nat(statement)).toBe(says);
  });
});

describe('what is no ruleset', () => {
  it.each(['', '{', '[]', 'null', '{"nftables": {}}', '{"nftables": [1, null, {"rule": 5}]}'])(
    '%j gives no tables',
    (json) => {
      expect(readNftables(json).tables).toEqual([]);
    },
  );

  it('never throws', () => {
    const word = constantFrom(
      ...'table chain rule set map family name handle expr match op left right payload protocol field meta key ct state accept drop jump target vmap data set elem prefix addr len range concat inet ip input filter hook prio policy type =='.split(
        ' ',
      ),
    );
    const json = letrec<{ value: unknown }>((tie) => ({
      value: oneof(
        { maxDepth: 7 },
        word,
        constantFrom(null, 0, 22, -1, 1e300, true),
        array(tie('value'), { maxLength: 4 }),
        dictionary(word, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    assert(
      property(array(json, { maxLength: 6 }), string(), (objects, text) => {
        const { tables } = readNftables(JSON.stringify({ nftables: objects }), text);
        expect(Array.isArray(tables)).toBe(true);
      }),
      { numRuns: 1000, seed: 4 },
    );
    // The same in the places where rules have expressions.
    assert(
      property(array(json, { maxLength: 5 }), json, (expr, elem) => {
        const given: Given = {
          rules: [expr as Json[], [payload('tcp dport', '==', '@s'), ACCEPT]],
          sets: [{ name: 's', type: 'inet_service', elem }],
        };
        expect(['open', 'blocked', 'partly', 'not determined']).toContain(answer(given));
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});
