import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseShownSockets } from './systemctl.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

it('reads what systemd 252 says', () => {
  const tcp = (address: string, port: number) => ({ transport: 'tcp', address, port });
  expect([...parseShownSockets(fixture('systemctl-show-252.txt'))]).toEqual([
    ['inst@47005.socket', { listens: [tcp('127.0.0.1', 47_005)], service: 'echo.service' }],
    ['daemon.socket', { listens: [tcp('127.0.0.1', 47_006)], service: 'daemon.service' }],
    ['each.socket', { listens: [tcp('0.0.0.0', 47_004)], service: 'each@.service' }],
    [
      'echo.socket',
      {
        listens: [
          tcp('127.0.0.1', 47_001),
          tcp('::1', 47_001),
          { transport: 'udp', address: '::', port: 47_002 },
          tcp('::', 47_003),
        ],
        service: 'echo.service',
      },
    ],
  ]);
});

it('reads the older form, and leaves out what is no port', () => {
  expect([...parseShownSockets(fixture('systemctl-show-219.txt'))]).toEqual([
    [
      'sshd.socket',
      { listens: [{ transport: 'tcp', address: '::', port: 22 }], service: 'sshd@.service' },
    ],
    [
      'rpcbind.socket',
      {
        listens: [
          { transport: 'tcp', address: '0.0.0.0', port: 111 },
          { transport: 'udp', address: '0.0.0.0', port: 111 },
        ],
        service: 'rpcbind.service',
      },
    ],
  ]);
});

it('leaves out units that hold nothing', () => {
  const unit = (state: string) =>
    `Id=a.socket\nListen=[::]:1 (Stream)\nTriggers=a.service\nActiveState=${state}\n`;
  expect(
    ['active', 'inactive', 'failed'].map((state) => parseShownSockets(unit(state)).size),
  ).toEqual([1, 0, 0]);
});

it('never throws', () => {
  const word = fc.constantFrom(
    'Id=',
    'a.socket',
    '\n',
    '\n\n',
    'Listen=',
    '[::]:1 (Stream)',
    'Triggers=',
    '(',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
      expect(parseShownSockets(words.join(''))).toBeInstanceOf(Map);
    }),
    { numRuns: 1000 },
  );
});
