/** Sets, maps, chains and tables, and what is no ruleset at all. */
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
import {
  ACCEPT,
  DROP,
  ESTABLISHED,
  answer,
  ct,
  lets,
  payload,
  rulesetOf,
  type Given,
  type Json,
} from '../../../../test/support/nft.ts';
import type { Answer } from '../answer.ts';
import { readNftables } from './ruleset.ts';

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
