import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Listener } from '../../../../../../survey/listener.ts';
import {
  isListener,
  parseListen,
  parseUnit,
  programOf,
  socketUnit,
  splitUnitName,
} from './units.ts';

const socket = (text: string, name = 'a.socket') => socketUnit(parseUnit(text, name), name);
const program = (text: string, name = 'a.service') => programOf(parseUnit(text, name));
const listener = (address: string, port: number, transport: 'tcp' | 'udp' | 'sctp' = 'tcp') =>
  ({ transport, address, port }) as Listener;

describe('what a unit listens on', () => {
  it.each([
    ['22', [{ transport: 'tcp', port: 22 }]],
    ['127.0.0.1:22', [{ transport: 'tcp', address: '127.0.0.1', port: 22 }]],
    ['[::1]:22', [{ transport: 'tcp', address: '::1', port: 22 }]],
    ['[FE80:0::1]:22%eth0', [{ transport: 'tcp', address: 'fe80::1', port: 22 }]],
    ['[fe80::1%eth0]:22', [{ transport: 'tcp', address: 'fe80::1', port: 22 }]],
    ['0', []],
    ['65536', []],
    ['/run/docker.sock', []],
    ['@abstract', []],
    ['vsock::22', []],
    ['vsock:2:22', []],
    ['127.0.0.256:22', []],
    ['[::1:22', []],
    ['localhost:22', []],
    ['', []],
  ])('%s', (value, listens) => expect(parseListen(value, 'tcp')).toEqual(listens));
});

describe('a socket unit', () => {
  it('starts the service of its own name', () => {
    expect(socket('[Socket]\nListenStream=631\nListenDatagram=[::]:631\n', 'cups.socket')).toEqual({
      listens: [
        { transport: 'tcp', port: 631 },
        { transport: 'udp', address: '::', port: 631 },
      ],
      service: 'cups.service',
    });
  });

  it.each([
    ['Service=other.service', 'a.service -> other.service', 'other.service'],
    ['Accept=yes', 'a service for each connection', 'a@.service'],
    ['Accept=yes\nService=other.service', 'which Service= does not change', 'a@.service'],
    ['Accept=true\nAccept=no', 'the last one counts', 'a.service'],
    ['Service=../../etc/passwd', 'no unit', 'a.service'],
  ])('%s: %s', (line, _, service) => expect(socket(`[Socket]\n${line}`).service).toBe(service));

  it('gives instances of a template their own port and service', () => {
    expect(socket('[Socket]\nListenStream=127.0.0.1:%i\n', 'web@8080.socket')).toEqual({
      listens: [{ transport: 'tcp', address: '127.0.0.1', port: 8080 }],
      service: 'web@8080.service',
    });
  });

  it('forgets what it had when a later file says so', () => {
    const text = '[Socket]\nListenStream=22\n[Socket]\nListenStream=\nListenStream=2222\n';
    expect(socket(text).listens).toEqual([{ transport: 'tcp', port: 2222 }]);
  });

  it('may speak SCTP', () => {
    const text = '[Socket]\nListenStream=3868\nSocketProtocol=sctp\n';
    expect(socket(text).listens).toEqual([{ transport: 'sctp', port: 3868 }]);
  });

  it('is read as systemd reads it: comments, sections, lines that go on, a byte order mark', () => {
    const text =
      '\uFEFF# ListenStream=1\n; ListenStream=2\n[Unit]\nListenStream=3\n[Socket]\r\n' +
      '  ListenStream = \\\n# between\n 127.0.0.1:4 \r\nnonsense\n=5\nListenStream="6"\n';
    expect(socket(text).listens).toEqual([
      { transport: 'tcp', address: '127.0.0.1', port: 4 },
      { transport: 'tcp', port: 6 },
    ]);
  });

  it('says nothing where a specifier needs more than the name', () => {
    expect(socket('[Socket]\nListenStream=%H:80\nListenStream=%t/x\n').listens).toEqual([]);
  });
});

describe('which listener it is', () => {
  it.each<[string, Listener, boolean]>([
    ['22', listener('::', 22), true],
    ['22', listener('0.0.0.0', 22), true],
    ['22', listener('127.0.0.1', 22), false],
    ['22', listener('::', 23), false],
    ['22', listener('::', 22, 'udp'), false],
    ['127.0.0.1:22', listener('127.0.0.1', 22), true],
    ['127.0.0.1:22', listener('::ffff:127.0.0.1', 22), true],
    ['127.0.0.1:22', listener('0.0.0.0', 22), false],
    ['[fe80::1]:22%eth0', listener('fe80::1%eth0', 22), true],
  ])('%s and %j: %s', (value, found, expected) => {
    expect(parseListen(value, 'tcp').some((listen) => isListener(listen, found))).toBe(expected);
  });
});

describe('the program of a service', () => {
  it.each([
    ['/usr/sbin/sshd -D $OPTS', '/usr/sbin/sshd'],
    ['-/usr/sbin/cupsd -l', '/usr/sbin/cupsd'],
    ['!!/usr/lib/x', '/usr/lib/x'],
    ['@/bin/bash named', '/bin/bash'],
    ['"/opt/my app/run" --now', '/opt/my app/run'],
    ["'/opt/my app/run' --now", '/opt/my app/run'],
    ['/usr/bin/%p --port', '/usr/bin/a'],
    ['sshd -D', undefined],
    ['$BINARY', undefined],
    ['/opt/$VERSION/run', undefined],
    ['%h/bin/x', undefined],
    ['', undefined],
  ])('ExecStart=%s', (command, path) =>
    expect(program(`[Service]\nExecStart=${command}\n`)).toBe(path),
  );

  it('is the last that was not taken back', () => {
    const text = '[Service]\nExecStart=/bin/a\n[Service]\nExecStart=\nExecStart=/bin/b\n';
    expect(program(text)).toBe('/bin/b');
    expect(program(`${text}ExecStart=\n`)).toBeUndefined();
  });
});

describe("a unit's name", () => {
  it.each([
    ['ssh.socket', { stem: 'ssh', instance: undefined, suffix: 'socket' }],
    ['ssh@.service', { stem: 'ssh', instance: '', suffix: 'service' }],
    ['ssh@a@b.service', { stem: 'ssh', instance: 'a@b', suffix: 'service' }],
    ['dev-disk\\x2da.service', { stem: 'dev-disk\\x2da', instance: undefined, suffix: 'service' }],
    ['../x.service', undefined],
    ['a/b.socket', undefined],
    ['a b.socket', undefined],
    ['ssh.target', undefined],
    [`${'a'.repeat(250)}.socket`, undefined],
  ])('%s', (name, parts) => expect(splitUnitName(name)).toEqual(parts));
});

it('never throws, and takes a line of a megabyte in no time', () => {
  const word = fc.constantFrom(
    '[Socket]',
    '[',
    ']',
    '\n',
    '\\',
    '=',
    'ListenStream',
    '%',
    '%i',
    '"',
    '[::1]',
    ':',
    '22',
    'ExecStart',
    '@',
    '-',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
      const text = words.join('');
      void socket(text);
      void program(text, 'a@b.service');
    }),
    { numRuns: 2000 },
  );
  const long = `[Socket]\nListenStream=${'[1:'.repeat(300_000)}\n${'\\\n'.repeat(100_000)}`;
  const before = performance.now();
  expect(socket(long).listens).toEqual([]);
  expect(performance.now() - before).toBeLessThan(2_000);
});
