/** Tells the demonstration's story: first ENPC alone, then everything that such devices speak. */
import type { Machine } from '../../core/machine.ts';
import { never } from '../../core/signal.ts';
import { converse } from '../../platform/run.ts';
import { createNetwork, type Crossing, type Network } from '../../platform/simulated/network.ts';
import type { Platform } from '../../platform/platform.ts';
import { discovery } from '../../protocols/enpc/client.ts';
import type { EnpcDescription } from '../../protocols/enpc/description.ts';
import type { EnpcDevice } from '../../protocols/enpc/device.ts';
import { responder } from '../../protocols/enpc/server.ts';
import { ENPC_PORT } from '../../protocols/enpc/vocabulary.ts';
import { decode } from '../../protocols/enpc/wire.ts';
import type { DemoCrossing, DemoHost, DemoResult } from './result.ts';
import { discover } from '../discover.ts';
import { runDiscover } from '../discover/run.ts';
import type { Context } from '../operation.ts';
import { readInput } from '../parameters.ts';
import { ASKER, ASKER_ADDRESS, BROADCAST, CAST, type Part } from './cast.ts';
import { officeWeb, serveOffice } from './office.ts';
import { printOnIt } from './printing.ts';

export async function runDemo(seed: number, context: Context): Promise<DemoResult> {
  const network = createNetwork({ seed });
  const hosts = switchOn(network);
  const laptop = network.host(ASKER, {
    addresses: [ASKER_ADDRESS],
    data: context.platform.data,
    web: officeWeb,
  });
  const devices = await callByEnpc(network, laptop);
  const took = Math.round(network.clock.now());
  const conversation = network.transcript.map(crossingOf);
  serveOffice(hosts.get('office')!);
  const asked = { ...context, platform: laptop, signal: never, emit() {} };
  const found = await network.run(runDiscover(readInput(discover.parameters, {}), asked));
  return {
    seed,
    took,
    hosts: CAST.map((part) => hostOf(part, devices)),
    conversation,
    devices: found.devices,
    coverage: found.coverage,
    printed: await printOnIt(seed, context),
  };
}

/** Switches the printers on. */
function switchOn(network: Network): ReadonlyMap<string, Platform> {
  return new Map(
    CAST.map(({ name, address, link = {}, printer }) => {
      const host = network.host(name, { addresses: [address], link });
      if (printer) void converse(asDatagramMachine(printer), host, SERVING);
      return [name, host];
    }),
  );
}

/** Lets the laptop ask everybody. */
async function callByEnpc(network: Network, laptop: Platform): Promise<readonly EnpcDevice[]> {
  let found: readonly EnpcDevice[] = [];
  const client = discovery({
    targets: [{ address: BROADCAST, port: ENPC_PORT }],
    mayAsk: (address) => CAST.some((part) => part.address === address),
  });
  await network.run(
    converse(client, laptop, {
      broadcast: true,
      signal: never,
      tell(event) {
        if (event.kind === 'finished') found = event.devices;
      },
    }),
  );
  return found;
}

const SERVING = { port: ENPC_PORT, signal: never, tell: () => {} } as const;

/** A responder that nobody tells of its print port: only datagrams move it. */
function asDatagramMachine(printer: EnpcDescription) {
  const machine = responder(printer);
  return machine satisfies Machine<unknown, never, unknown>;
}

function hostOf({ name, address, link, printer }: Part, devices: readonly EnpcDevice[]): DemoHost {
  const device = devices.find((known) => known.address === address);
  const answers = Object.values(device?.answers ?? {});
  return {
    name,
    address,
    loss: link?.loss ?? 0,
    deaf: printer === undefined,
    ...(device && {
      device: {
        model: device.model ?? '',
        mac: device.mac ?? '',
        answers: answers.filter((answer) => answer?.kind === 'answered').length,
      },
    }),
  };
}

function crossingOf(crossing: Crossing): DemoCrossing {
  const decoded = decode(crossing.bytes);
  return {
    at: Math.round(crossing.at),
    from: crossing.from.host,
    to: crossing.to.host ?? crossing.to.address,
    message: decoded.ok ? decoded.message.title : decoded.error.message,
    fate: crossing.fate,
    copy: crossing.copy ?? false,
  };
}
