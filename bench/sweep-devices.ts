/**
 * Live devices for sweeps, in a namespace of the benchmark's own: one on each address that is named, with a socket of
 * its own, and sockets for what is said to everybody. `enpc`: receipt printers that speak ENPC; `both`: every other
 * one is a printer that speaks SNMP alone. Ends when its standard input does.
 *
 * node sweep-devices.mjs enpc|both BROADCAST ADDRESS…
 */
import { once } from 'node:events';
import type { Endpoint } from '../src/core/endpoint.ts';
import type { DatagramMachine } from '../src/core/machine.ts';
import { nodeClock } from '../src/platform/node/clock.ts';
import { nodeUdp } from '../src/platform/node/udp.ts';
import { TM_M30II } from '../src/protocols/enpc/description.ts';
import { responder } from '../src/protocols/enpc/server.ts';
import { ENPC_PORT } from '../src/protocols/enpc/vocabulary.ts';
import { printerObjects, XP_432 as SNMP_XP_432 } from '../src/protocols/snmp/description.ts';
import { agent } from '../src/protocols/snmp/server.ts';
import { SNMP_PORT } from '../src/protocols/snmp/vocabulary.ts';

const { now } = nodeClock();
const door = nodeUdp();
const MIB = 1024 * 1024;

/** Without what Epson's own answers say of its serial number: each is another printer. */
const { epson: _, ...PRINTER } = SNMP_XP_432;

const objectsOf = (number: number) =>
  printerObjects({
    ...PRINTER,
    name: `EPSON${number}`,
    mac: macOf(number),
    deviceId: PRINTER.deviceId.replace(/SN:\w+;/, `SN:${30_000 + number};`),
  });

const macOf = (number: number): string => `00:00:5e:00:53:${number.toString(16).padStart(2, '0')}`;

const [, , kinds, broadcast, ...addresses] = process.argv;

const machineOf = (address: string, number: number) =>
  kinds === 'enpc' || number % 2 === 0
    ? { port: ENPC_PORT, machine: responder({ ...TM_M30II, address, mac: macOf(number) }) }
    : { port: SNMP_PORT, machine: agent({ objects: objectsOf(number) }) };

async function live(address: string, number: number) {
  const { port, machine } = machineOf(address, number);
  const driven: DatagramMachine<unknown, unknown> = machine;
  let { state } = driven.start(now());
  const hear = (bytes: Uint8Array, from: Endpoint): void => {
    const step = driven.step(state, { kind: 'received', from, bytes }, now());
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'send') socket.send(action.bytes, action.to);
    }
  };
  const socket = await door.open({ address, port, reuse: true }, hear);
  return { port, hear };
}

const devices = await Promise.all(addresses.map(live));
// Not 0.0.0.0: there everybody would answer what was said to one host.
for (const address of ['255.255.255.255', broadcast!]) {
  for (const port of [ENPC_PORT, SNMP_PORT]) {
    const listeners = devices.filter((device) => device.port === port);
    // oxlint-disable-next-line no-await-in-loop -- four of them
    await door.open({ address, port, reuse: true, buffer: MIB }, (bytes, from) => {
      for (const { hear } of listeners) hear(bytes, from);
    });
  }
}
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
process.exit();
