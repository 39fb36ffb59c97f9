// One side of bench/esro.mjs, a process of its own: told by messages what to be.
//   echo:      a bare node:dgram socket that sends back what comes
//   performer: performs echoes at several addresses, at once or when it is told to
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createEndpoint } from '../dist/esro.js';

const sides = {
  async echo({ address }) {
    const socket = createSocket('udp4');
    socket.on('message', (bytes, { port, address: to }) => socket.send(bytes, port, to));
    socket.bind(0, address);
    await once(socket, 'listening');
    socket.setRecvBufferSize(4 * 1024 * 1024);
    return { ports: [socket.address().port], close: () => socket.close() };
  },
  async performer({ addresses, handshake, timers, held }) {
    let release = () => {};
    const released = held && new Promise((resolve) => (release = resolve));
    const perform = held
      ? async ({ argument }) => (await released, argument)
      : ({ argument }) => argument;
    const saps = { 11: { handshake, perform } };
    const limits = { performances: 200_000 };
    const endpoints = await Promise.all(
      addresses.map((address) => createEndpoint({ address, saps, timers, limits })),
    );
    return {
      ports: endpoints.map(({ local }) => local.port),
      release,
      close: () => endpoints.forEach((endpoint) => endpoint.close()),
    };
  },
};

let side;
process.on('message', async (told) => {
  if (told.kind === 'release') return side.release();
  if (told.kind === 'memory') return process.send({ rss: process.memoryUsage.rss() });
  side?.close();
  side = told.kind === 'close' ? undefined : await sides[told.kind](told);
  process.send({ ports: side?.ports });
});
process.on('disconnect', () => process.exit());
