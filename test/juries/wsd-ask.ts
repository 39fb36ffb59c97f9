/** Looks for devices by our client, over real sockets, and prints what is told: `node script OWN TARGET`. */
import { never } from '../../src/core/signal.ts';
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { nodeWeb } from '../../src/platform/node/web.ts';
import { ask } from '../../src/platform/run-web.ts';
import { converse } from '../../src/platform/run.ts';
import { wsdDiscovery } from '../../src/protocols/wsd/client.ts';
import { metadataAddress, type WsdDevice } from '../../src/protocols/wsd/device.ts';
import { metadataQuestion } from '../../src/protocols/wsd/metadata-client.ts';

const [own = '', target = ''] = process.argv.slice(2);
const platform = { clock: nodeClock(), udp: nodeUdp(), web: nodeWeb() };
const machine = wsdDiscovery({
  targets: [{ address: target, port: 3702 }],
  mayAsk: (address) => address.startsWith('10.98.0.'),
  random: Math.random,
});
let devices: readonly WsdDevice[] = [];
let unreadable = 0;
async function run(): Promise<void> {
  await converse(machine, platform, {
    address: own,
    signal: never,
    tell(event) {
      if (event.kind === 'unreadable') unreadable += 1;
      if (event.kind === 'finished') devices = event.devices;
    },
  });
  const metadata: unknown[] = [];
  for (const device of devices) {
    const address = metadataAddress(device);
    if (address === undefined) continue;
    const question = metadataQuestion({ endpoint: device.id, address, random: Math.random });
    const options = { signal: never, patience: 5000 };
    await ask(question, platform, { ...options, tell: (event) => void metadata.push(event) });
  }
  console.log(JSON.stringify({ devices, unreadable, metadata }));
}

void run();
