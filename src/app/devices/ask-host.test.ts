/** Asking one host by every witness: how long it takes, and what is left when somebody falls silent. */
import { describe, expect, it } from 'vitest';
import { INKJET, LASER, neighbourhood, NOBODY } from '../../../test/support/printers.ts';
import { UnavailableError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { printerObjects, XP_432 } from '../../protocols/snmp/description.ts';
import { agent } from '../../protocols/snmp/server.ts';
import { askHost, DEFAULT_WAIT, GRACE, LONGEST_TELLING } from './ask-host.ts';

const ends = (asked: readonly { readonly by: string; readonly end: string }[]) =>
  Object.fromEntries(asked.map(({ by, end }) => [by, end]));

describe('a host', () => {
  it('that tells all is not asked longer than the grace of those who are silent', async () => {
    const { here, network } = neighbourhood();
    const { asked, took, observations } = await network.run(
      askHost({ address: INKJET }, here, never),
    );
    expect(ends(asked)).toEqual({
      enpc: 'answered',
      ipp: 'silent',
      snmp: 'answered',
      dnssd: 'answered',
      wsd: 'silent',
    });
    expect(took).toBe(GRACE);
    expect(new Set(observations.map(({ link }) => link))).toEqual(new Set(['eth0']));
  });

  it('that is not there is waited for as long as was said, and not longer', async () => {
    for (const wait of [1000, DEFAULT_WAIT, 20_000]) {
      const { here, network } = neighbourhood();
      const { took, observations } = await network.run(
        askHost({ address: NOBODY, wait }, here, never),
      );
      expect([took, observations]).toEqual([wait, []]);
    }
  });

  it('is heard as far as it got when somebody stops the asking', async () => {
    const { here, network } = neighbourhood();
    const { signal, cancel } = cancellation();
    here.clock.wakeAt(here.clock.now() + 60, cancel);
    const { took, asked } = await network.run(askHost({ address: INKJET }, here, signal));
    expect(took).toBe(60);
    expect(asked).toHaveLength(5);
  });

  it('is asked by what remains when this machine cannot open a socket', async () => {
    const { here, network } = neighbourhood();
    const udp: Platform['udp'] = {
      open: () => Promise.reject(new UnavailableError('this machine has no socket left')),
    };
    const { asked, observations } = await network.run(
      askHost({ address: LASER }, { ...here, udp }, never),
    );
    expect(ends(asked)).toMatchObject({ ipp: 'answered', snmp: 'left out', enpc: 'left out' });
    expect(asked.find(({ by }) => by === 'snmp')).toMatchObject({
      why: 'this machine has no socket left',
    });
    expect(observations.map(({ witness }) => witness)).toEqual(['ipp']);
  });

  it('that does not live on IPv4 is not asked by ENPC', async () => {
    const { here, network } = neighbourhood();
    const { asked } = await network.run(
      askHost({ address: 'fd00::9', witnesses: ['enpc'] }, here, never),
    );
    expect(asked).toMatchObject([{ end: 'left out', why: 'ENPC is spoken over IPv4 alone' }]);
  });
});

/** An agent behind a link of this quality; `replies` is after how many answers it falls silent. */
async function printerWith(loss: number, replies = Infinity, seed = 1) {
  const network = createNetwork({ seed });
  const printer = network.host('printer', { addresses: [`${LASER}/24`], link: { loss } });
  const here = network.host('box', { addresses: ['192.168.1.5/24'] });
  const machine = agent({ objects: printerObjects(XP_432) });
  let state = machine.start(0).state;
  let said = 0;
  const socket = await printer.udp.open({ port: 161 }, (bytes, from) => {
    const step = machine.step(state, { kind: 'received', from, bytes }, 0);
    state = step.state;
    for (const action of step.actions) {
      if (action.kind === 'send' && said++ < replies) socket.send(action.bytes, action.to);
    }
  });
  return { network, here };
}

describe('an agent', () => {
  it('that falls silent in the middle has told a part, and that is kept', async () => {
    const { network, here } = await printerWith(0, 4);
    const { asked, observations, took } = await network.run(
      askHost({ address: LASER, witnesses: ['snmp'] }, here, never),
    );
    expect(asked).toMatchObject([{ by: 'snmp', end: 'partly' }]);
    expect(observations).toMatchObject([{ witness: 'snmp', name: 'EPSON005303' }]);
    expect(took).toBeLessThanOrEqual(DEFAULT_WAIT + LONGEST_TELLING);
  });

  it('is heard whole over a link that loses a tenth, in nineteen of twenty tries and more', async () => {
    let whole = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { network, here } = await printerWith(0.1, Infinity, seed);
      const { asked, took } = await network.run(
        askHost({ address: LASER, witnesses: ['snmp'] }, here, never),
      );
      expect(took).toBeLessThanOrEqual(DEFAULT_WAIT + LONGEST_TELLING);
      if (asked[0]!.end === 'answered') whole++;
    }
    expect(whole).toBeGreaterThanOrEqual(38);
  });
});
