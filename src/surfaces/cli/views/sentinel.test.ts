/** A sentinel on the terminal: it fits, and nothing that a knocker says is obeyed. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { obeyed, tooWide, uncoloured } from '../../../../test/support/terminal.ts';
import type { KnockEvent, SentinelEvent } from '../../../app/sentinel/event.ts';
import type { SentinelLogResult } from '../../../app/sentinel/log.ts';
import type { OpenDoor, SentinelResult, Stand } from '../../../app/sentinel/stand.ts';
import { sentinelLogView } from './sentinel-log.ts';
import { eventLines, sentinelLiveView, sentinelView } from './sentinel.ts';

const options = (width: number) => ({ width, colours: pc.createColors(true), numeric: false });
const shown = (lines: readonly string[]) => uncoloured(lines.join('\n'));

const TIME = '2026-11-21T14:03:04.000Z';
const EVIL = '\x1b[2J\x9b31m\u202e';

const knock = (more: Partial<KnockEvent> = {}): KnockEvent => ({
  event: 'knock',
  time: TIME,
  transport: 'tcp',
  source: { address: '2001:db8:1234:5678:9abc:def0:1234:5678', port: 54_321 },
  local: { address: '::', port: 621 },
  length: 1000,
  hex: '',
  text: 'x'.repeat(256),
  promised: 'escp-ip',
  stayed: 1234,
  ended: 'enough',
  ...more,
});

const EVENTS: readonly SentinelEvent[] = [
  knock(),
  knock({ transport: 'udp', text: '', length: 0, source: { address: '', port: 0 } }),
  knock({ promised: EVIL, text: EVIL, said: { protocol: 'x', message: EVIL, error: EVIL } }),
  knock({ source: { address: `fe80::1%${EVIL}`, port: 1 } }),
  {
    event: 'sweep',
    time: TIME,
    source: EVIL,
    ports: Array.from({ length: 64 }, (_, i) => i + 8000),
  },
  { event: 'counted', time: TIME, until: TIME, count: 1_234_567, ports: [621] },
];

const stand: Stand = {
  opened: [
    { transport: 'tcp', port: 621, address: '127.0.0.1', promised: 'escp-ip' },
    { transport: 'udp', port: 621, address: '127.0.0.1', promised: 'escp-ip' },
    { transport: 'udp', port: 3289, address: '127.0.0.1', promised: EVIL },
    { transport: 'tcp', port: 13_260, address: '::1' },
  ],
  refused: [],
  isReachable: false,
  user: `nobody${EVIL}`,
  store: '/var/lib/somebody/with/a/long/name/portolan.db',
  capture: `knocks${EVIL}.pcapng`,
};

/** A door by its address and place. */
const open = (address: string, place: string) => {
  const [transport, port] = place.split('/') as ['tcp' | 'udp', string];
  return { transport, port: Number(port), address };
};

const result: SentinelResult = {
  ...stand,
  since: TIME,
  until: TIME,
  knocks: 12_345,
  counted: 67,
  sources: 8,
  lost: 9,
};

const log: SentinelLogResult = {
  events: EVENTS.filter((one) => one.event !== 'sweep'),
  callers: [
    {
      source: '192.0.2.1',
      knocks: 5,
      counted: 12_000,
      first: TIME,
      last: TIME,
      places: ['tcp/259', 'udp/621', '641'],
      isSweep: true,
      said: [`http: ${EVIL}`, 'nothing'],
    },
    {
      source: '',
      knocks: 0,
      counted: 1,
      first: TIME,
      last: TIME,
      places: [],
      isSweep: false,
      said: [],
    },
  ],
  total: 999,
  store: '/home/ann/.local/state/portolan/portolan.db',
};

describe('the heading names what is really open', () => {
  const places = ['tcp/3289', 'udp/3289'];
  const everywhere = ['127.0.0.1', '::1'].flatMap((address) =>
    places.map((place) => open(address, place)),
  );
  it.each<[what: string, opened: OpenDoor[], where: string]>([
    ['all', everywhere, '3289\non 127.0.0.1, ::1\n'],
    [
      'all but one',
      everywhere.slice(1),
      '3289\non 127.0.0.1, ::1, but not tcp/3289 on 127.0.0.1\n',
    ],
    [
      'one of each',
      [everywhere[0]!, everywhere[3]!],
      '3289\non 127.0.0.1, ::1, but not udp/3289 on 127.0.0.1, nor tcp/3289 on ::1\n',
    ],
    ['one address', everywhere.slice(2), '3289\non ::1\n'],
  ])('%s', (_, opened, where) => {
    const lines = sentinelLiveView.first!({ ...stand, opened }, options(200));
    expect(shown(lines)).toContain(`Standing behind ${where}`);
  });
});

describe.each([20, 40, 60, 80, 120, 200])('on %d columns', (width) => {
  it.each<[name: string, lines: () => readonly string[]]>([
    ['the stand', () => sentinelLiveView.first!(stand, options(width))],
    ['events', () => EVENTS.flatMap((told) => eventLines(told, options(width)))],
    ['the end', () => sentinelView(result, options(width))],
    [
      'an end without a knock',
      () => sentinelView({ ...result, knocks: 0, counted: 0 }, options(width)),
    ],
    ['nothing yet', () => sentinelLogView({ ...log, total: 0, caller: 'ann' }, options(width))],
    ['nothing since', () => sentinelLogView({ ...log, total: 0, since: TIME }, options(width))],
  ])('%s fits and commands nothing', (_, lines) => {
    const text = lines().join('\n');
    expect(text).not.toBe('');
    expect(tooWide(text, width)).toEqual([]);
    expect(obeyed(text)).toEqual([]);
  });
});

it.each([60, 80, 200])('the log fits and commands nothing on %d columns', (width) => {
  const text = sentinelLogView(log, options(width)).join('\n');
  expect(tooWide(text, width)).toEqual([]);
  expect(obeyed(text)).toEqual([]);
});

it('a knock is one line where there is room', () => {
  const told = knock({
    source: { address: '192.0.2.1', port: 4000 },
    text: 'GET / HTTP/1.1....',
    length: 18,
    said: { protocol: 'http', message: 'HTTP request: GET /' },
  });
  const [line, ...more] = eventLines(told, options(120));
  expect(more).toEqual([]);
  expect(uncoloured(line!)).toMatch(
    /^\d\d:\d\d:\d\d {2}tcp\/621 escp-ip {2}from 192\.0\.2\.1:4000 {2}HTTP request: GET \/ {2}"GET \/ HTTP\/1\.1\.{4}" 18 bytes, 1\.2 s$/,
  );
});

it('says how it stands', () => {
  const text = shown(sentinelLiveView.first!({ ...stand, user: 'nobody' }, options(200)));
  expect(text).toContain('Standing behind 621 escp-ip, udp/3289');
  expect(text).toContain('Only programs on this machine can knock');
  expect(text).toContain('It runs as nobody from here on');
  const open = shown(sentinelLiveView.first!({ ...stand, isReachable: true }, options(200)));
  expect(open).not.toContain('Only programs');
});

it('an empty log teaches', () => {
  const { since: _, ...empty } = { ...log, since: undefined, total: 0 };
  const text = shown(sentinelLogView(empty, options(100)));
  expect(text).toContain('No sentinel has seen anybody yet');
  expect(text).toContain('portolan sentinel 3259 3289 --listen any');
  expect(shown(sentinelLogView({ ...empty, caller: 'ann' }, options(200)))).toContain(
    'with who called it, which is ann',
  );
});
