// A child of the ss jury: opens every kind of listener that a row of a socket table can be, and
// some sockets that are none. Prints one line of JSON with what it could not open, and ends when
// its standard input closes.
//
//   node test/juries/listen.mjs ADDRESS... [--copies N] [--device NAME]
//
// ADDRESS: the machine's own addresses to listen on besides the usual ones; `fe80::1%name` is
// understood. NAME: an interface to bind some to; default `lo`. The line has `failed`, what could not
// be opened, and `silent`, the TCP sockets that hold a port without listening.
import { fork, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/**
 * What Node cannot open: two TCP sockets of one program on one port, in the way of nginx and HAProxy;
 * sockets bound to one interface; raw sockets; and TCP sockets that hold a port in silence, or none.
 */
const ODD_ONES = `
import json, socket, sys
copies, device = int(sys.argv[1]), sys.argv[2].encode()
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
held, silent = [], []

def opened(family, kind, host, port=0, reuse=False, protocol=0, on=None):
    s = socket.socket(family, kind, protocol)
    if reuse:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if on:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, on)
    if host is not None:
        s.bind((host, port))
    held.append(s)
    return s

for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
    port = 0
    for _ in range(2):
        s = opened(family, TCP, host, port, reuse=True)
        s.listen()
        port = s.getsockname()[1]
    # Holds a port that others listen on: nobody misses it.
    opened(family, TCP, host, port, reuse=True)
for _ in range(copies):
    for family, every, own in ((socket.AF_INET, '0.0.0.0', '127.0.0.1'), (socket.AF_INET6, '::', '::1')):
        opened(family, TCP, every, on=device).listen()
        opened(family, UDP, every, on=device)
        silent.append('tcp %s %d' % (own, opened(family, TCP, own).getsockname()[1]))
opened(socket.AF_INET, TCP, None)
opened(socket.AF_INET, socket.SOCK_RAW, None, protocol=1)
opened(socket.AF_INET, socket.SOCK_RAW, '127.0.0.1', protocol=89)
opened(socket.AF_INET6, socket.SOCK_RAW, None, protocol=58)
print(json.dumps(silent), flush=True)
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
  const option = (name, otherwise) => {
    const at = words.indexOf(name);
    return at < 0 ? otherwise : words.splice(at, 2)[1];
  };
  const copies = Number(option('--copies', 1));
  const device = option('--device', 'lo');
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
  const odd = await oddOnes(copies, device).catch(() => undefined);
  if (!odd) failed.push('SO_REUSEPORT, SO_BINDTODEVICE, raw and silent sockets: no python3');
  const children = [await shareWithWorker(), odd?.child];
  const end = () => {
    // By handle: only what was started here.
    for (const child of children) child?.kill('SIGKILL');
    process.exit(0);
  };
  process.stdin.resume().on('end', end).on('close', end);
  process.on('SIGTERM', end);
  console.log(JSON.stringify({ failed, silent: odd?.silent ?? [] }));
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

async function oddOnes(copies, device) {
  const child = spawn('python3', ['-c', ODD_ONES, String(copies), device], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  const [line] = await once(child.stdout, 'data');
  return { child, silent: JSON.parse(line) };
}
