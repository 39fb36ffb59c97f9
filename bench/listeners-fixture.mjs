// A machine to be measured: opens listeners on loopback and starts idle processes, says so, and
// takes everything down again when its standard input closes.
//
//   node bench/listeners-fixture.mjs LISTENERS [PROCESSES]
//
// Prints `ready LISTENERS PROCESSES`. Half of the listeners are TCP and half UDP, half of each on
// 127.0.0.1 and half on ::1, all on ports that the kernel picks.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const [listeners = 200, processes = 0] = process.argv.slice(2).map(Number);
if (![listeners, processes].every((count) => Number.isInteger(count) && count >= 0)) {
  console.error('usage: node bench/listeners-fixture.mjs LISTENERS [PROCESSES]');
  process.exit(2);
}

const HOSTS = ['127.0.0.1', '::1'];

/** Opens the listener of an index, so that the mix is the same each time. */
async function open(index) {
  const host = HOSTS[(index >> 1) % HOSTS.length];
  if (index % 2 === 0) {
    const server = createServer();
    server.listen({ host, port: 0 });
    await once(server, 'listening');
    return;
  }
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind({ address: host, port: 0, exclusive: true });
  await once(socket, 'listening');
}

/** A process that does nothing and costs nothing, with the three descriptors that everybody has. */
async function idle() {
  const child = spawn('sleep', ['infinity'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return child;
}

const children = [];
/** Ends what was started here, by its handle, and waits for it: a zombie would be measured, too. */
async function end() {
  const alive = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const gone = alive.map((child) => once(child, 'exit'));
  for (const child of alive) child.kill('SIGKILL');
  await Promise.all(gone);
  process.exit(0);
}
process.stdin.resume().once('end', end);
process.once('SIGTERM', end);
process.once('SIGINT', end);

for (let index = 0; index < listeners; index++) await open(index);
for (let count = 0; count < processes; count++) children.push(await idle());
console.log(`ready ${listeners} ${processes}`);
