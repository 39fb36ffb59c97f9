// Knocks at a sentinel in every way: says a lot, a little or nothing; waits, leaves, breaks off. Takes the addresses to
// knock at, ends when the last knock is over, and prints what was answered: seven datagrams and five connections each.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';

const bytes = (hex) => Buffer.from(hex, 'hex');

async function datagrams(host, port, payloads, from = 0) {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.bind(from);
  await once(socket, 'listening');
  for (const payload of payloads) {
    await new Promise((resolve, reject) => {
      socket.send(payload, port, host, (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
}

/** @param leave `end`: an orderly end; `reset`: at once; `wait`: until sent away */
async function connection(host, port, payload, leave) {
  const socket = connect({ host, port, allowHalfOpen: true });
  // Being sent away is what this is about.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => {
    socket.on('close', resolve);
  });
  await once(socket, 'connect');
  socket.on('data', (data) => console.log(`answered: ${data.toString('hex')}`));
  socket.on('end', () => socket.end());
  if (payload.length > 0) socket.write(payload);
  if (leave === 'end') socket.end();
  if (leave === 'reset') socket.resetAndDestroy();
  await closed;
}

for (const host of process.argv.slice(2)) {
  await datagrams(host, 3289, [
    bytes('4550534f4e510300000000000000'),
    Buffer.alloc(0),
    Buffer.alloc(1200, 'z'),
  ]);
  // What services would answer: echo, DNS, NTP; and a datagram that two services would bounce for ever (port 7).
  const dns = bytes('000001000001000000000000000000ff0001');
  const ntp = Buffer.concat([bytes('1b'), Buffer.alloc(47)]);
  await datagrams(host, 621, [Buffer.from('hello\r\n'), dns, ntp]);
  await datagrams(host, 621, [Buffer.from('bounce')], 7);
  await connection(host, 621, Buffer.from('GET / HTTP/1.0\r\n\r\n'), 'end');
  await connection(host, 621, Buffer.alloc(4000, 'x'), 'wait');
  await connection(host, 641, Buffer.alloc(0), 'wait');
  await connection(host, 641, Buffer.alloc(0), 'reset');
  await connection(host, 641, Buffer.from('half'), 'wait');
}
