/**
 * Sends a datagram to every target by the same parts that a sweep has, and says how that went, as one line of JSON:
 * milliseconds it took, what was heard, what was sent again, what the system lost.
 */
import type { Endpoint } from '../src/core/endpoint.ts';
import { sweepOrder, sweepTargets } from '../src/core/sweep-order.ts';
import { linkPrefixes } from '../src/platform/interfaces.ts';
import { nodeClock } from '../src/platform/node/clock.ts';
import { nodeInterfaces } from '../src/platform/node/interfaces/index.ts';
import { nodeNeighbours } from '../src/platform/node/interfaces/neighbours.ts';
import { nodeUdp } from '../src/platform/node/udp.ts';
import { PacedSender } from '../src/platform/paced.ts';
import { encodeQuery } from '../src/protocols/enpc/wire.ts';

/** What a target is told: what a sweep says first. */
const HELLO = encodeQuery('network card');

/** How many targets are handed to the sender at a time. */
const BATCH = 64;

export interface Order {
  readonly targets: string;
  readonly port: number;
  readonly perSecond: number | null;
  /** Whether the table of neighbours is kept to. */
  readonly careful: boolean;
  /** How long answers are waited for after the last datagram, milliseconds. */
  readonly listen: number;
}

async function sweep({ targets, port, perSecond, careful, listen }: Order): Promise<object> {
  const clock = nodeClock();
  const heard = new Set<string>();
  let take = (_address: string): void => {};
  const socket = await nodeUdp().open({ buffer: 1024 * 1024 }, (_bytes, { address }) => {
    heard.add(address);
    take(address);
  });
  const links = linkPrefixes(nodeInterfaces());
  const pacing = {
    ...(perSecond !== null && { perSecond }),
    ...(careful && { links, neighbours: nodeNeighbours() }),
  };
  const order = sweepOrder(sweepTargets([targets]), { seed: 1 });
  let sent = 0;
  const began = clock.now();
  let ended = began;
  await new Promise<void>((resolve, reject) => {
    const next = (): Endpoint | undefined => {
      const step = order.next();
      return step.done ? undefined : { address: step.value.address, port };
    };
    let over = false;
    const feed = (): void => {
      // As a machine does that is woken at once: what is left to the event loop between two batches is its turn.
      for (let i = 0; i < BATCH; i++) {
        const to = next();
        if (!to) {
          over = true;
          break;
        }
        sent += 1;
        sender.send(HELLO, to);
      }
      if (sender.waiting > 0) return;
      if (over) finish();
      else setImmediate(feed);
    };
    const finish = (): void => {
      ended = clock.now();
      clock.wakeAt(ended + listen, resolve);
    };
    let finished = false;
    const drained = (): void => {
      if (!over) return void setImmediate(feed);
      if (!finished) finish();
      finished = true;
    };
    const sender = new PacedSender(socket, clock, pacing, { drained, failed: reject });
    take = (address) => sender.heard(address);
    feed();
  });
  const result = { sent, took: ended - began, heard: heard.size, unsent: socket.unsent() };
  socket.close();
  return result;
}

console.log(JSON.stringify(await sweep(JSON.parse(process.argv[2]!) as Order)));
