import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { dropsOf, sendsWithoutRoom, udpDrops, unsentOf4, unsentOf6 } from './udp-drops.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 0100007F:0CD9 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9001 2 0000000000000000 5317
  102: 00000000:0CD9 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9002 2 0000000000000000 0
  103: 00000000:0CD9 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9003 2 0000000000000000 12
`;
const TABLE6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  101: 000080FE00000000FF005450B6AD1DFE:026D 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9004 2 0000000000000000 7
  102: 00000000000000000000000001000000:026D 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9005 2 0000000000000000 8
`;

describe('drops in a table', () => {
  it.each([
    [TABLE, '127.0.0.1', 3289, 5317],
    [TABLE, '0.0.0.0', 3289, 12],
    [TABLE6, '::1', 621, 8],
    [TABLE6, 'fe80::5054:ff:fe1d:adb6%eth0', 621, 7],
  ])('%#', (text, address, port, drops) => {
    expect(dropsOf(text, { address, port })).toBe(drops);
  });

  it('of a socket that is not in it are not known', () => {
    expect(dropsOf(TABLE, { address: '127.0.0.1', port: 3288 })).toBeUndefined();
    expect(dropsOf('', { address: '::', port: 1 })).toBeUndefined();
  });
});

describe('what had no room to be sent', () => {
  it('is counted by name, whatever stands before it', () => {
    const text =
      'Udp: InDatagrams NoPorts SndbufErrors\nUdp: 9 8 7\nUdpLite: SndbufErrors\nUdpLite: 1\n';
    expect(unsentOf4(text)).toBe(7);
    expect(unsentOf4('Tcp: A\nTcp: 1\n')).toBeUndefined();
    expect(unsentOf6('Udp6OutDatagrams  5\nUdp6SndbufErrors   \t12\n')).toBe(12);
    expect(unsentOf6('')).toBeUndefined();
  });

  it.skipIf(process.platform !== 'linux')('is known here', () => {
    expect(sendsWithoutRoom('127.0.0.1')).toBeGreaterThanOrEqual(0);
  });
});

/** Counts what comes to it, and says how much when told to end. */
const COUNTER = `
  const socket = require('node:dgram').createSocket(process.argv[1]);
  let count = 0;
  socket.on('message', () => (count += 1));
  socket.bind(0, process.argv[2], () => console.log(socket.address().port));
  process.stdin.on('end', () => setTimeout(() => { console.log(count); socket.close(); }, 100)).resume();
`;

it.skipIf(process.platform !== 'linux').each([
  ['udp4', '127.0.0.1'],
  ['udp6', '::1'],
] as const)(
  'what a stopped process does not read from %s is dropped, or comes later',
  async (type, host) => {
    const child = spawn(process.execPath, ['-e', COUNTER, type, host], { stdio: 'pipe' });
    const sender = createSocket(type);
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const local = { address: host, port: Number(line.toString()) };
      expect(udpDrops(local)).toBe(0);
      child.kill('SIGSTOP');
      for (let i = 0; i < 2000; i++) {
        await new Promise((resolve) => {
          sender.send(Buffer.alloc(1000), local.port, host, resolve);
        });
      }
      const drops = udpDrops(local)!;
      child.kill('SIGCONT');
      child.stdin.end();
      const [count] = (await once(child.stdout, 'data')) as [Buffer];
      expect(drops).toBeGreaterThan(0);
      expect(drops + Number(count.toString())).toBe(2000);
    } finally {
      sender.close();
      child.kill('SIGKILL');
    }
  },
);
