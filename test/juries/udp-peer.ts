/**
 * The real UDP door, worked from outside: a line of JSON in is something to do, a line out what came of it. For tests
 * that need it in another network namespace.
 */
import { createInterface } from 'node:readline';
import { fromHex, toHex } from '../../src/core/bytes/hex.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import { nodeInterfaces } from '../../src/platform/node/interfaces/index.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import type { UdpOptions, UdpSocket } from '../../src/platform/udp.ts';

export type PeerOrder =
  | { readonly do: 'open'; readonly socket: number; readonly options: UdpOptions }
  | { readonly do: 'send'; readonly socket: number; readonly hex: string; readonly to: Endpoint }
  | { readonly do: 'close'; readonly socket: number }
  | { readonly do: 'interfaces' }
  | { readonly do: 'unsent'; readonly socket: number };

const sockets = new Map<number, UdpSocket>();
const say = (what: object): void => console.log(JSON.stringify(what));

async function perform(order: PeerOrder): Promise<void> {
  switch (order.do) {
    case 'open': {
      const number = order.socket;
      const socket = await nodeUdp().open(order.options, (bytes, from) =>
        say({ heard: { socket: number, hex: toHex(bytes), from } }),
      );
      sockets.set(number, socket);
      return say({ answer: socket.local });
    }
    case 'send':
      return sockets.get(order.socket)?.send(fromHex(order.hex), order.to);
    case 'close':
      return sockets.get(order.socket)?.close();
    case 'interfaces':
      return say({ answer: nodeInterfaces() });
    case 'unsent':
      return say({ answer: sockets.get(order.socket)?.unsent() });
  }
}

// One after the other: what is sent must not overtake what is opened.
let turn = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (line) => {
  turn = turn
    .then(() => perform(JSON.parse(line) as PeerOrder))
    .catch((thrown: Error) => {
      say({ problem: { name: thrown.name, message: thrown.message } });
    });
});
process.stdin.on('end', () => process.exit());
