// A child of the ss jury: opens every kind of listener that a row of a socket table can be, and
// some sockets that are none. Prints one line of JSON with what it could not open, and ends when
// its standard input closes.
//
//   node test/juries/listen.mjs ADDRESS... [--copies N]
//
// ADDRESS: the machine's own addresses to listen on besides the usual ones; `fe80::1%name` is
// understood.
import { fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** TCP in the way that nginx or HAProxy do it: two sockets of one program on one port. */
const REUSEPORT = `
import socket, sys
held = []
for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    port = 0
    for _ in range(2):
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        s.bind((host, port))
        s.listen()
        port = s.getsockname()[1]
        held.append(s)
silent = socket.socket()
silent.bind(('127.0.0.1', 0))
print('ready', flush=True)
sys.stdin.read()
`;

if (process.argv[2] === '--worker') {
  // Holds the same socket as its parent, as workers do, and nothing of its own.
  process.on('message', (_, handle) => handle && process.send('held'));
  process.on('disconnect', () => process.exit(0));
} else {
  await main();
}

async function main() {
  const words = process.argv.slice(2);
  const at = words.indexOf('--copies');
  const copies = at < 0 ? 1 : Number(words.splice(at, 2)[1]);
  const hosts = ['127.0.0.1', '127.8.8.8', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1', ...words];
  const failed = [];
  for (let copy = 0; copy < copies; copy++) {
    for (const host of hosts) {
      await tcp(host, 0).catch((error) => failed.push(`tcp ${host}: ${error.code}`));
      await udp(host, 0).catch((error) => failed.push(`udp ${host}: ${error.code}`));
    }
  }
  await tcp('::', 0, { ipv6Only: true });
  await udp('::', 0, { ipv6Only: true });
  await sharedUdp();
  await connectedUdp();
  const children = [await shareWithWorker(), await reuse().catch(() => undefined)];
  if (!children[1]) failed.push('tcp SO_REUSEPORT: no python3');
  const end = () => {
    // By handle: only what was started here.
    for (const child of children) child?.kill('SIGKILL');
    process.exit(0);
  };
  process.stdin.resume().on('end', end).on('close', end);
  process.on('SIGTERM', end);
  console.log(JSON.stringify({ failed }));
}

async function tcp(host, port, more = {}) {
  const server = createServer();
  server.listen({ host, port, ...more });
  await once(server, 'listening');
  return server;
}

async function udp(address, port, more = {}) {
  const type = address.includes(':') ? 'udp6' : 'udp4';
  const socket = createSocket({ type, ...more });
  socket.bind({ address, port, exclusive: true });
  await once(socket, 'listening');
  return socket;
}

/** Two sockets on one port, as multicast programs have them. */
async function sharedUdp() {
  const first = await udp('0.0.0.0', 0, { reuseAddr: true });
  await udp('0.0.0.0', first.address().port, { reuseAddr: true });
}

/** Connected UDP hears one peer only: no listener. */
async function connectedUdp() {
  const peer = await udp('127.0.0.1', 0);
  const socket = await udp('127.0.0.1', 0);
  socket.connect(peer.address().port, '127.0.0.1');
  await once(socket, 'connect');
}

async function shareWithWorker() {
  const server = await tcp('127.0.0.1', 0);
  const worker = fork(fileURLToPath(import.meta.url), ['--worker']);
  worker.send('take', server);
  await once(worker, 'message');
  return worker;
}

async function reuse() {
  const child = spawn('python3', ['-c', REUSEPORT], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  await once(child.stdout, 'data');
  return child;
}
