/**
 * Runs inside a network namespace that a test made: Epson devices of ours on real sockets, or our client. Says what it
 * does in lines of JSON on standard output, the first when it is ready.
 *
 * node enpc-peer.cjs devices '[description, …]'
 * node enpc-peer.cjs scanner 'description'          the same for one, and TCP 1865 beside it
 * node enpc-peer.cjs discover '["192.0.2.255"]'
 * node enpc-peer.cjs sweep '{"words":["192.0.2.0/24"],"perSecond":500}'
 */
import { createServer } from 'node:net';
import { parseIpv4 } from '../../src/core/addresses.ts';
import type { Endpoint } from '../../src/core/endpoint.ts';
import type { DatagramMachine } from '../../src/core/machine.ts';
import { sweepTargets } from '../../src/core/sweep-order.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import { discovery, sweep, type DiscoveryEvent } from '../../src/protocols/enpc/client.ts';
import type { EnpcDescription } from '../../src/protocols/enpc/description.ts';
import { responder } from '../../src/protocols/enpc/server.ts';
import { ENPC_PORT } from '../../src/protocols/enpc/vocabulary.ts';
import { ENTP_PORT } from '../../src/protocols/entp/vocabulary.ts';
import { decode } from '../../src/protocols/entp/wire.ts';
import { answerTo, GREETING } from './enpc-scanner.ts';

const say = (line: object): void => console.log(JSON.stringify(line));
const platform = { clock: nodeClock(), udp: nodeUdp() };
const MIB = 1024 * 1024;

type Ear = (bytes: Uint8Array, from: Endpoint) => void;

/** Each device answers from a socket of its own address; broadcasts come to one that is bound to all of them. */
async function serve(descriptions: readonly EnpcDescription[]): Promise<void> {
  const ears: Ear[] = [];
  for (const description of descriptions) {
    const machine = responder(description);
    let { state } = machine.start(platform.clock.now());
    const hear: Ear = (bytes, from) => {
      const input = { kind: 'received', from, bytes } as const;
      const step = machine.step(state, input, platform.clock.now());
      state = step.state;
      for (const action of step.actions) {
        if (action.kind === 'send') socket.send(action.bytes, action.to);
        if (action.kind === 'tell' && action.event.kind === 'asked') {
          const { request, outcome } = action.event;
          say({ asked: request.title, bytes: request.trailing.length, from, outcome });
        }
      }
    };
    const at = { address: description.address, port: ENPC_PORT, reuse: true };
    // oxlint-disable-next-line no-await-in-loop -- in their order
    const socket = await platform.udp.open(at, hear);
    ears.push(hear);
  }
  const everybody = { address: '0.0.0.0', port: ENPC_PORT, reuse: true, buffer: MIB };
  await platform.udp.open(everybody, (bytes, from) => {
    for (const hear of ears) hear(bytes, from);
  });
}

/** As much of a scanner as SANE wants to see before it lists one. */
async function scan(address: string): Promise<void> {
  const server = createServer((socket) => {
    say({ connected: socket.remoteAddress });
    socket.write(GREETING);
    let heard: Uint8Array = new Uint8Array(0);
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      heard = Uint8Array.of(...heard, ...piece);
      for (let read = decode(heard); read.ok; read = decode(heard)) {
        say({ heard: read.message.title, body: read.message.body.kind });
        heard = read.message.trailing;
        const answer = answerTo(read.message);
        if (answer) socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(ENTP_PORT, address, resolve);
  });
}

const isPrivate = (address: string): boolean => parseIpv4(address)[0] === 10;

async function converseWith<State>(machine: DatagramMachine<State, DiscoveryEvent>): Promise<void> {
  const began = platform.clock.now();
  const done = (event: DiscoveryEvent): void => {
    if (event.kind === 'finished') {
      const { devices, turnedAway, unreadable } = event;
      say({ devices, turnedAway, unreadable, took: platform.clock.now() - began });
    } else if (event.kind === 'found') {
      say({ found: event.device.address, after: platform.clock.now() - began });
    }
  };
  const signal = new AbortController().signal;
  await converse(machine, platform, { broadcast: true, buffer: MIB, signal, tell: done });
}

async function main(mode: string, given: never): Promise<void> {
  switch (mode) {
    case 'devices':
      await serve(given as EnpcDescription[]);
      return say({ ready: true });
    case 'scanner': {
      const description = given as EnpcDescription;
      await serve([description]);
      await scan(description.address);
      return say({ ready: true });
    }
    case 'discover': {
      const targets = (given as string[]).map((address) => ({ address, port: ENPC_PORT }));
      return converseWith(discovery({ targets, mayAsk: isPrivate }));
    }
    case 'sweep': {
      const { words, perSecond } = given as { words: string[]; perSecond: number };
      return converseWith(sweep({ hosts: sweepTargets(words), perSecond, mayAsk: isPrivate }));
    }
  }
}

void main(process.argv[2] ?? '', JSON.parse(process.argv[3] ?? '[]') as never);
