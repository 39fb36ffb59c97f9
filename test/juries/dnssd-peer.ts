/**
 * Our side of the jury on DNS-SD, in a network namespace. `browse OPTIONS` prints what the browser tells, an event a
 * line; `respond DEVICE` answers for a device, prints `ready`, and says farewell when its input ends.
 */
import { nodeClock } from '../../src/platform/node/clock.ts';
import { nodeUdp } from '../../src/platform/node/udp.ts';
import { converse } from '../../src/platform/run.ts';
import { browser, type BrowsingOptions } from '../../src/protocols/dnssd/client.ts';
import type { DeviceDescription } from '../../src/protocols/dnssd/description.ts';
import {
  responder,
  type ResponderEvent,
  type ResponderInput,
  type ResponderState,
} from '../../src/protocols/dnssd/server.ts';
import { MDNS_GROUP, MDNS_GROUP_IPV6, MDNS_PORT } from '../../src/protocols/dnssd/vocabulary.ts';
import type { DatagramAction, Machine } from '../../src/core/machine.ts';

const platform = { clock: nodeClock(), udp: nodeUdp() };
const stop = new AbortController();
/** The interface: by one of its addresses for IPv4, by its name for IPv6. */
const [what, given = '{}', place = ''] = process.argv.slice(2);
const isSix = !place.includes('.');
const group = isSix
  ? { ...MDNS_GROUP_IPV6, address: `${MDNS_GROUP_IPV6.address}%${place}` }
  : MDNS_GROUP;
const groups = [(isSix ? MDNS_GROUP_IPV6 : MDNS_GROUP).address];
const member = {
  address: isSix ? '::' : '0.0.0.0',
  port: MDNS_PORT,
  reuse: true,
  hops: 255,
  multicast: { groups, interface: place, hops: 255, loop: false },
};

async function browse(): Promise<void> {
  const options = { to: group, ...JSON.parse(given) } as BrowsingOptions;
  const other = {
    ...member,
    port: 0,
    reuse: false,
    multicast: { ...member.multicast, groups: [] },
  };
  await converse(browser(options), platform, {
    ...(options.mode === 'member' ? member : other),
    signal: stop.signal,
    tell: (event) => console.log(JSON.stringify(event)),
  });
}

/** A responder that leaves when `wantsOut` says so: `converse` knows of datagrams alone. */
async function respond(): Promise<void> {
  const machine = responder(JSON.parse(given) as DeviceDescription, {
    random: Math.random,
    group,
    announces: true,
  });
  const socket = await platform.udp.open(member, (bytes, from) =>
    take({ kind: 'received', from, bytes }),
  );
  let { state, actions } = machine.start(platform.clock.now());
  let cancel = () => {};
  type Driven = Machine<ResponderState, ResponderInput, DatagramAction<ResponderEvent>>;
  function perform(step: ReturnType<Driven['start']>): void {
    ({ state, actions } = step);
    for (const action of actions) {
      if (action.kind === 'send') socket.send(action.bytes, action.to);
      if (action.kind === 'done') return socket.close();
    }
    cancel();
    const at = machine.wakeAt(state);
    if (at !== undefined) cancel = platform.clock.wakeAt(at, () => take({ kind: 'wake' }));
  }
  const take = (input: ResponderInput | { readonly kind: 'wake' }): void =>
    perform(machine.step(state, input, platform.clock.now()));
  perform({ state, actions });
  process.stdin.on('end', () => {
    take({ kind: 'leave' });
    cancel();
  });
  process.stdin.resume();
  console.log('ready');
}

void (what === 'browse' ? browse() : respond());
