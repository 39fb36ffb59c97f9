import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../core/endpoint.ts';
import { UsageError } from '../../core/errors.ts';
import { nodeUdp } from './udp.ts';

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((own) => own?.address === '::1');

/** Opens a socket on `address` and gives the first datagram that it hears. */
async function hearOnce(address: string, port = 0) {
  let heard: (from: Endpoint) => void;
  const first = new Promise<Endpoint>((resolve) => (heard = resolve));
  const socket = await nodeUdp().open({ address, port }, (_bytes, from) => heard(from));
  return { socket, first };
}

describe('a UDP socket of the operating system', () => {
  it.runIf(hasIpv6)('speaks IPv6', async () => {
    const { socket, first } = await hearOnce('::1');
    const sender = await nodeUdp().open({ address: '::1' }, () => {});
    sender.send(Uint8Array.of(1), socket.local);
    expect(await first).toEqual(sender.local);
    socket.close();
    sender.close();
  });

  it.runIf(hasIpv6)('leaves IPv4 alone when it is open for every IPv6 address', async () => {
    const six = await nodeUdp().open({ address: '::' }, () => {});
    const four = await hearOnce('0.0.0.0', six.local.port);
    const sender = await nodeUdp().open({ address: '127.0.0.1' }, () => {});
    sender.send(Uint8Array.of(1), { address: '127.0.0.1', port: six.local.port });
    expect((await four.first).address).toBe('127.0.0.1');
    for (const socket of [six, four.socket, sender]) socket.close();
  });

  it('knows the broadcast address of its own subnets', async () => {
    const socket = await nodeUdp().open({}, () => {});
    // Loopback is a /8 on Linux and macOS, and the interface that every machine has.
    const send = () => socket.send(Uint8Array.of(1), { address: '127.255.255.255', port: 9 });
    expect(send).toThrow(UsageError);
    socket.close();
  });

  it('may broadcast when it was opened for that', async () => {
    const ear = await hearOnce('0.0.0.0');
    const socket = await nodeUdp().open({ address: '127.0.0.1', broadcast: true }, () => {});
    socket.send(Uint8Array.of(1), { address: '127.255.255.255', port: ear.socket.local.port });
    expect(await ear.first).toEqual(socket.local);
    ear.socket.close();
    socket.close();
  });
});
