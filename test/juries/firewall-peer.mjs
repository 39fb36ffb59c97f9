/**
 * Two parts of the firewall jury, each run in a namespace of its own.
 *
 * `serve PORT…`: echoes TCP and UDP on each port, on every address of both families.
 * `knock`: reads JSON lines `{id, transport, from, to, port, wait}` and answers `{id, heard}`, where `heard` says
 * whether a word came back within `wait` milliseconds.
 */
import { createSocket } from 'node:dgram';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [task, ...words] = process.argv.slice(2);
if (task === 'serve') await serve(words.map(Number));
else knock();
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();

async function serve(ports) {
  for (const port of ports) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    await new Promise((resolve) => server.listen({ port, host: '::', backlog: 512 }, resolve));
    for (const [type, address] of [
      ['udp4', '0.0.0.0'],
      ['udp6', '::'],
    ]) {
      const socket = createSocket({ type, ipv6Only: type === 'udp6' });
      socket.on('error', () => {});
      socket.on('message', (word, from) => socket.send(word, from.port, from.address));
      await new Promise((resolve) => socket.bind(port, address, resolve));
    }
  }
  console.log('ready');
}

function knock() {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const wish = JSON.parse(line);
    const tell = once((heard) => console.log(JSON.stringify({ id: wish.id, heard })));
    if (wish.transport === 'tcp') knockTcp(wish, tell);
    else knockUdp(wish, tell);
  });
  console.log('ready');
}

/** Never the same port twice: connection tracking remembers what was allowed by earlier rules. */
let lastPort = 5000;
const nextPort = () => ++lastPort;

function once(tell) {
  let told = false;
  return (heard) => {
    if (!told) tell(heard);
    told = true;
  };
}

function knockTcp({ from, to, port, wait }, tell) {
  const socket = connect({ host: to, port, localAddress: from, localPort: nextPort() });
  const end = (heard) => {
    clearTimeout(late);
    // A reset, so that nothing lingers where the next rules would meet it.
    socket.resetAndDestroy();
    tell(heard);
  };
  const late = setTimeout(() => end(false), wait);
  socket.on('connect', () => socket.write('x'));
  socket.on('data', () => end(true));
  socket.on('error', () => end(false));
}

function knockUdp({ from, to, port, wait }, tell) {
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
  const end = (heard) => {
    clearTimeout(late);
    socket.close();
    tell(heard);
  };
  const late = setTimeout(() => end(false), wait);
  socket.on('error', () => end(false));
  socket.on('message', () => end(true));
  socket.bind(nextPort(), from, () => socket.send('x', port, to));
}
