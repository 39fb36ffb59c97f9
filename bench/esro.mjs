// node bench/esro.mjs [turns] [seconds] [invokers] [each]: how many operations a second ESRO's library carries over loopback,
// beside a bare node:dgram echo of as many octets with as many in flight, one process each side; and what 10,000 in flight take.
//
// What bounds it first is the protocol: a reference number has 8 bits, and is held for some time after its operation.
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createEndpoint, DEFAULT_TIMERS, mostPerSecond } from '../dist/esro.js';
import { mb, median } from './turns.mjs';

const TURNS = Number(process.argv[2] ?? 5);
const SECONDS = Number(process.argv[3] ?? 3);

/** So many addresses of 127.0.0.0/8 invoke, and so many of each one's operations are under way. */
const INVOKERS = Number(process.argv[4] ?? 500);
const EACH = Number(process.argv[5] ?? 2);
const ARGUMENT = new Uint8Array(16).fill(7);
/** Octets of a datagram: both ways as many as an INVOKE has, which is one more than a RESULT. */
const OCTETS = 3 + ARGUMENT.length;
/** As short as a loopback that loses nothing needs them; the usual ones would hold each number for 26 seconds. */
const TIMERS = {
  invokeResend: 150,
  answerResend: 150,
  retransmissions: 2,
  lastWait: 300,
  inactivity: 160,
  referenceWait: 160,
  responseLimit: 900,
  reassembly: 450,
};

const invokerAddress = (i) => `127.1.${i >> 7}.${(i & 127) + 1}`;
const times = (number) => `${number.toFixed(2)} x`;
const rate = (number) => Math.round(number).toLocaleString('en');

const other = fork(fileURLToPath(new URL('esro-side.mjs', import.meta.url)));
const tell = async (told) => {
  other.send(told);
  const [said] = await once(other, 'message');
  return said;
};

/** Operations a second: each of the many in flight is followed by the next as soon as it is answered. */
async function perSecond(invokers, to, handshake, failures) {
  let done = 0;
  const end = new AbortController();
  const options = { handshake };
  const chains = Array.from({ length: INVOKERS * EACH }, async (_, i) => {
    const invoker = invokers[i % INVOKERS];
    while (!end.signal.aborted) {
      try {
        await invoker.invoke(to, 11, 1, ARGUMENT, options);
        done += 1;
      } catch (problem) {
        failures.set(problem.message, (failures.get(problem.message) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  });
  // The first second warms the code up.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const [before, began] = [done, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const measured = (1000 * (done - before)) / (performance.now() - began);
  end.abort();
  await Promise.all(chains);
  return measured;
}

/** The same with nothing but sockets: no promise either, what comes is answered by the next. */
async function bareEcho() {
  const { ports } = await tell({ kind: 'echo', address: '127.0.0.1' });
  const datagram = new Uint8Array(OCTETS);
  let done = 0;
  const sockets = await Promise.all(
    Array.from({ length: INVOKERS }, async (_, i) => {
      const socket = createSocket('udp4');
      socket.on('message', () => {
        done += 1;
        socket.send(datagram, ports[0], '127.0.0.1');
      });
      socket.bind(0, invokerAddress(i));
      await once(socket, 'listening');
      for (let n = 0; n < EACH; n++) socket.send(datagram, ports[0], '127.0.0.1');
      return socket;
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const [before, began] = [done, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const measured = (1000 * (done - before)) / (performance.now() - began);
  for (const socket of sockets) socket.close();
  await tell({ kind: 'close' });
  return measured;
}

async function operations(handshake) {
  const { ports } = await tell({
    kind: 'performer',
    addresses: ['127.0.0.1'],
    handshake,
    timers: TIMERS,
  });
  const invokers = await Promise.all(
    Array.from({ length: INVOKERS }, (_, i) =>
      createEndpoint({ address: invokerAddress(i), timers: TIMERS }),
    ),
  );
  const to = { address: '127.0.0.1', port: ports[0] };
  const failures = new Map();
  const measured = await perSecond(invokers, to, handshake, failures);
  for (const invoker of invokers) invoker.close();
  await tell({ kind: 'close' });
  for (const [why, count] of failures) console.error(`${handshake}: ${count} x ${why}`);
  return measured;
}

/** What both processes have resident while 10,000 operations toward 100 peers wait for their answers. */
async function inFlight() {
  const addresses = Array.from({ length: 100 }, (_, i) => `127.2.0.${i + 1}`);
  const { ports } = await tell({
    kind: 'performer',
    addresses,
    handshake: '3-way',
    held: true,
    timers: DEFAULT_TIMERS,
  });
  const invoker = await createEndpoint({ address: '127.1.0.1' });
  const asked = addresses.flatMap((address, i) =>
    Array.from({ length: 100 }, () =>
      invoker.invoke({ address, port: ports[i] }, 11, 1, ARGUMENT, { handshake: '3-way' }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const outstanding = invoker.outstanding;
  const here = process.memoryUsage.rss();
  const { rss } = await tell({ kind: 'memory' });
  other.send({ kind: 'release' });
  const ended = await Promise.allSettled(asked);
  const answered = ended.filter(({ status }) => status === 'fulfilled').length;
  invoker.close();
  await tell({ kind: 'close' });
  return { outstanding, here, there: rss, answered };
}

const CEILING =
  `${rate(INVOKERS * mostPerSecond(TIMERS))} a second for ${INVOKERS} pairs of addresses, ` +
  `${rate(mostPerSecond(TIMERS))} for one`;

console.log(
  `256 reference numbers, each held after its operation, bound what one pair of addresses can do: ` +
    `${mostPerSecond(DEFAULT_TIMERS).toFixed(1)} operations a second with the usual timers, ` +
    `${rate(mostPerSecond(TIMERS))} with those used here (${Object.entries(TIMERS)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}).`,
);

const memory = await inFlight();
const runs = {
  bare: bareEcho,
  '2-way': () => operations('2-way'),
  '3-way': () => operations('3-way'),
};
const rates = { bare: [], '2-way': [], '3-way': [] };
for (let turn = 0; turn < TURNS; turn++) {
  for (const [name, run] of Object.entries(runs)) rates[name].push(await run());
  console.log(
    Object.entries(rates)
      .map(([name, all]) => `${name} ${rate(all.at(-1))}`)
      .join(', '),
  );
}
other.disconnect();

const bare = median(rates.bare);
const row = (handshake, least) => {
  const ours = median(rates[handshake]);
  const ratio = ours / bare;
  return (
    `| ${handshake} operations a second over loopback, ${ARGUMENT.length} octets, ${INVOKERS * EACH} in flight; at most ` +
    `${CEILING} | ${rate(ours)} | bare \`node:dgram\` echo: ${rate(bare)} | ${times(ratio)} | ` +
    `at least ${least.toFixed(2)} x | ${ratio >= least ? 'yes' : '**no**'} |`
  );
};
const fits = memory.here < 150e6 && memory.there < 150e6;
console.log(`
| what | Portolan | peer | ratio | target | holds |
|---|---|---|---|---|---|
${row('2-way', 0.5)}
${row('3-way', 0.35)}
| ${rate(memory.outstanding)} 3-way operations in flight over 100 peers: memory | invoking ${mb(memory.here)}, performing ${mb(memory.there)}; ${rate(memory.answered)} answered in the end |  |  | under 150 MB | ${fits ? 'yes' : '**no**'} |`);
