/**
 * Runs inside a network namespace that a test made: hosts that answer ENPC wrongly, each in its own way, on real
 * sockets. They answer whoever asks, and nobody else but for `stranger`. Prints `ready` once they listen.
 *
 * node hostile-peer.cjs '{"refuser":"10.95.1.20", …}'
 */
import type { Endpoint } from '../../src/core/endpoint.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import type { UdpSocket } from '../../src/platform/udp.ts';
import { TM_M30II } from '../../src/protocols/enpc/description.ts';
import { responder } from '../../src/protocols/enpc/server.ts';
import { ENPC_PORT } from '../../src/protocols/enpc/vocabulary.ts';

/** Of one host, in one second. */
const FLOOD = 10_000;

type Places = Readonly<
  Record<'refuser' | 'swapper' | 'mirror' | 'flooder' | 'cutter' | 'stranger', string>
>;

/** What an honest device would answer. */
function honest(address: string, mac: string) {
  const machine = responder({ ...TM_M30II, address, mac });
  let { state } = machine.start(0);
  return (bytes: Uint8Array, from: Endpoint): Uint8Array[] => {
    const step = machine.step(state, { kind: 'received', from, bytes }, 0);
    state = step.state;
    return step.actions.flatMap((action) => (action.kind === 'send' ? [action.bytes] : []));
  };
}

/** Header: magic 0-4, letter 5, device 6-7, function 8-9, result 10-11, length 12-13. */
const LETTER = 5;
const RESULT = 10;
const LENGTH = 12;

/** A device that knows no answer: result ffff to every query, and a plain answer to the probe. */
function refused(reply: Uint8Array): Uint8Array {
  if (reply[LETTER] !== 'q'.charCodeAt(0)) return reply;
  const header = reply.slice(0, LENGTH + 2);
  header.set([0xff, 0xff, 0, 0], RESULT);
  return header;
}

function swapped(reply: Uint8Array): Uint8Array {
  const copy = reply.slice();
  copy.set([reply[LENGTH + 1]!, reply[LENGTH]!], LENGTH);
  return copy;
}

const BROKEN = [
  Uint8Array.of(0x45, 0x50, 0x53),
  new TextEncoder().encode('EPSOMq\u0003\u0000\u0000\u0000\u0000\u0000\u0000\u0000'),
  new Uint8Array(1400).fill(0xff),
];

function flood(socket: UdpSocket, to: Endpoint): void {
  let left = FLOOD;
  const timer = setInterval(() => {
    for (let i = 0; i < FLOOD / 100 && left > 0; i++, left--) socket.send(BROKEN[i % 3]!, to);
    if (left === 0) clearInterval(timer);
  }, 10);
}

async function main(places: Places): Promise<void> {
  const door = nodeUdp();
  const serve = async (
    address: string,
    hear: (bytes: Uint8Array, from: Endpoint, socket: UdpSocket) => void,
  ) => {
    const socket = await door.open({ address, port: ENPC_PORT, reuse: true }, (bytes, from) =>
      hear(bytes, from, socket),
    );
  };
  const answering =
    (address: string, mac: string, change: (reply: Uint8Array) => Uint8Array) =>
    (own = honest(address, mac)) =>
      serve(address, (bytes, from, socket) => {
        for (const reply of own(bytes, from)) socket.send(change(reply), from);
      });
  await answering(places.refuser, '00:00:5e:00:53:20', refused)();
  await answering(places.swapper, '00:00:5e:00:53:21', swapped)();
  await answering(places.cutter, '00:00:5e:00:53:22', (reply) => reply.slice(0, -1))();
  await serve(places.mirror, (bytes, from, socket) => socket.send(bytes, from));
  let isFlooding = false;
  await serve(places.flooder, (_, from, socket) => {
    if (!isFlooding) flood(socket, from);
    isFlooding = true;
  });
  // Somebody who was never asked answers what the mirror was.
  const stranger = await door.open(
    { address: places.stranger, port: ENPC_PORT, reuse: true },
    () => {},
  );
  const forged = honest(places.stranger, '00:00:5e:00:53:66');
  const bait = await door.open(
    { address: '0.0.0.0', port: ENPC_PORT, reuse: true },
    (bytes, from) => {
      for (const reply of forged(bytes, from)) stranger.send(reply, from);
    },
  );
  console.log('ready', bait.local.port);
}

void main(JSON.parse(process.argv[2]!) as Places);
