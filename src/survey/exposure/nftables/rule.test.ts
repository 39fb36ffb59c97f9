/** Each rule stands alone in a chain that drops everything else. */
import { describe, expect, it } from 'vitest';
import {
  ACCEPT,
  DROP,
  ESTABLISHED,
  answer,
  back,
  ct,
  lets,
  meta,
  payload,
  type Json,
} from '../../../../test/support/nft.ts';
import type { Answer } from '../answer.ts';

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
