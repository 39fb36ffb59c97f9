/** A virtual printer on the simulated network, and a machine that looks for it there. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedData } from '../../../test/support/shipped.ts';
import { UsageError } from '../../core/errors.ts';
import { cancellation } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import { simulatedWeb } from '../../platform/simulated/folders.ts';
import { createNetwork, type HostOptions } from '../../platform/simulated/network.ts';
import type { PrinterDevice } from '../../printer/device.ts';
import { ippAttributes } from '../../printer/ipp.ts';
import { answerRequest, type Pages } from '../../printer/pages.ts';
import { encodeRequest } from '../../protocols/snmp/request.ts';
import { ENPC_GROUP } from '../../protocols/enpc/vocabulary.ts';
import { encodeQuery } from '../../protocols/enpc/wire.ts';
import { discover } from '../discover.ts';
import { runDiscover } from '../discover/run.ts';
import type { DiscoverResult } from '../discover/result.ts';
import type { Emission, Operation } from '../operation.ts';
import { readInput, type RawInput } from '../parameters.ts';
import { printer } from '../printer.ts';
import type { PrinterEvent } from './event.ts';
import type { PrinterResult, PrinterStand } from './result.ts';
import { runPrinter } from './run.ts';
import { readWanted } from './wanted.ts';

const atlas = shippedAtlas();
const PRINTER = '10.0.7.10';
const ASKER = '10.0.7.2';

function world(options: Partial<HostOptions> = {}) {
  const network = createNetwork({ seed: 1 });
  const host = network.host('printer', {
    addresses: [`${PRINTER}/24`],
    data: shippedData,
    ...options,
  });
  /** What the asker reaches by HTTP; TCP in memory is not under it. */
  const web: { device?: PrinterDevice } = {};
  const asker = network.host('asker', {
    addresses: [`${ASKER}/24`],
    data: shippedData,
    web: simulatedWeb(undefined, (address, _headers, body) => {
      const { port, pathname, hostname } = new URL(address);
      if (!web.device || hostname !== PRINTER || typeof body === 'string') return undefined;
      const { response } = answerRequest(pagesOf(web.device, Number(port)), {
        method: 'POST',
        target: pathname,
        field: () => undefined,
        body,
        goesOn: false,
      });
      const fields = Object.entries(response.fields ?? {});
      const headers = Object.fromEntries(
        fields.map(([name, value]) => [name.toLowerCase(), value]),
      );
      return { status: response.status, headers, body: response.body! };
    }),
  });
  return { network, host, asker, web };
}

const NOW = { upSeconds: 1, activity: 'idle' } as const;
const ASKED_PLACE = {
  address: PRINTER,
  netmask: '255.255.255.0',
  gateway: '0.0.0.0',
  ports: { ipp: 631, wsd: 5357 },
};

const pagesOf = (device: PrinterDevice, port: number): Pages =>
  port === 5357
    ? { device, messageId: 'urn:uuid:1' }
    : { device, attributes: ippAttributes(device, ASKED_PLACE, port, NOW) };

const run = async <Result>(
  operation: Operation<Result>,
  raw: RawInput,
  start: (input: ReturnType<typeof readInput>, context: never) => Promise<Result>,
  platform: Platform,
) => {
  const emitted: Emission[] = [];
  const { signal, cancel } = cancellation();
  const emit = (one: Emission) => void emitted.push(one);
  const context = { platform, atlas, signal, emit } as never;
  const of = <Kind extends Emission['kind']>(kind: Kind) =>
    emitted.filter((one): one is Extract<Emission, { kind: Kind }> => one.kind === kind);
  return { ended: start(readInput(operation.parameters, raw), context), cancel, of };
};

/** Puts a printer up, lets `ask` happen, and gives what it told. */
async function stood<T>(
  { network, host }: ReturnType<typeof world>,
  raw: RawInput,
  ask: () => Promise<T>,
) {
  const { ended, cancel, of } = await run<PrinterResult>(printer, raw, runPrinter, host);
  ended.catch(() => {});
  await network.runUntil(network.clock.now() + 2000);
  const asked = await ask();
  cancel();
  const result = await network.run(ended);
  return {
    result,
    asked,
    stand: of('state')[0]?.state as PrinterStand,
    events: of('row').map(({ row }) => row as PrinterEvent),
    notes: of('note').map(({ text }) => text),
  };
}

const found = async (
  { network, asker }: ReturnType<typeof world>,
  raw: RawInput,
): Promise<DiscoverResult> => {
  const { ended } = await run<DiscoverResult>(discover, raw, runDiscover, asker);
  return network.run(ended);
};

describe('an inkjet', () => {
  it('is found as one device by everybody who asks in datagrams', async () => {
    const here = world();
    const raw = { listen: PRINTER, location: 'Hall', ink: 'black=64,yellow=0', paper: 'low' };
    const { asked, events, result, notes, stand } = await stood(here, raw, () => found(here, {}));
    expect(notes).toEqual([]);
    expect(stand).toMatchObject({ address: PRINTER, isReachable: true, refused: [] });
    const { device } = stand;
    expect(asked.devices).toHaveLength(1);
    expect(asked.devices[0]).toMatchObject({
      name: device.name,
      maker: 'Epson',
      model: device.model,
      serial: device.serial,
      mac: device.mac,
      uuids: [device.uuid],
      location: 'Hall',
      addresses: [PRINTER],
      seenBy: ['enpc', 'snmp', 'dnssd', 'wsd'],
      contradictions: [],
      kinds: ['printer', 'scanner'],
    });
    // Its agent, by Epson's own status: the standard's tables say that it is down.
    expect(asked.devices[0]!.printer).toMatchObject({ state: 'error' });
    const protocols = events.flatMap((one) => (one.event === 'asked' ? one.by : []));
    expect(new Set(protocols)).toEqual(new Set(['enpc', 'snmp', 'dnssd', 'wsd']));
    expect(result.answered).toBeGreaterThan(20);
    expect(result).toMatchObject({ sources: 1, strangers: 0, limited: 0 });
  });

  it('says that it comes, and that it goes, to its link alone', async () => {
    const here = world();
    await stood(here, { listen: PRINTER }, async () => {});
    const to = here.network.transcript
      .filter(({ from }) => from.host === 'printer')
      .map((one) => JSON.stringify(one));
    expect(to.filter((line) => line.includes('224.0.0.251')).length).toBeGreaterThanOrEqual(3);
    expect(to.filter((line) => line.includes('239.255.255.250')).length).toBeGreaterThanOrEqual(3);
    expect(to.every((line) => /224\.0\.0\.251|239\.255\.255\.250/.test(line))).toBe(true);
  });

  it('is for its own machine unless told, and says nothing into the network', async () => {
    const here = world();
    const { asked, stand } = await stood(here, {}, async () => {
      const outside = await found(here, { hosts: [PRINTER] }).catch((error: Error) => error);
      return outside;
    });
    expect(stand).toMatchObject({ address: '127.0.0.1', isReachable: false });
    expect(asked).toMatchObject({ devices: [] });
    expect(here.network.transcript.filter(({ from }) => from.host === 'printer')).toEqual([]);
  });

  it('does not answer strangers, and tells of them', async () => {
    const here = world({ addresses: [`${PRINTER}/24`, '203.0.113.9/24'] });
    const stranger = here.network.host('stranger', { addresses: ['203.0.113.66/24'] });
    const { events, result } = await stood(here, { listen: PRINTER }, async () => {
      let answers = 0;
      const socket = await stranger.udp.open({ broadcast: true }, () => void answers++);
      for (const address of ['203.0.113.9', '203.0.113.255']) {
        socket.send(encodeQuery('network card'), { address, port: 3289 });
      }
      await here.network.runUntil(here.network.clock.now() + 3000);
      expect(answers).toBe(0);
    });
    expect(result.strangers).toBeGreaterThan(0);
    expect(events).toContainEqual(
      expect.objectContaining({
        by: 'enpc',
        outcome: 'stranger',
        message: 'a datagram of 14 bytes',
      }),
    );
  });

  it('hears what is said to the group of ENPC, and answers who said it alone', async () => {
    const here = world();
    const { asked } = await stood(here, { listen: PRINTER, by: 'enpc' }, async () => {
      const sources: string[] = [];
      const options = { multicast: { interface: ASKER } };
      const socket = await here.asker.udp.open(
        options,
        (_, from) => void sources.push(from.address),
      );
      socket.send(encodeQuery('network card'), { address: ENPC_GROUP, port: 3289 });
      await here.network.runUntil(here.network.clock.now() + 1000);
      return sources;
    });
    expect(asked).toEqual([PRINTER]);
    const own = here.network.transcript.filter(({ from }) => from.host === 'printer');
    expect(own.map(({ to }) => to.address)).not.toContain(ENPC_GROUP);
  });

  it('is no amplifier: a flood is answered at a bounded rate, and told of in few lines', async () => {
    const here = world();
    const bulk = encodeRequest({
      kind: 'getbulk',
      version: '2c',
      community: 'public',
      id: 1,
      oids: ['1.3.6.1.2.1.43.5'],
      repetitions: 4,
    });
    let answers = 0;
    const { events, result } = await stood(here, { listen: PRINTER }, async () => {
      const socket = await here.asker.udp.open({}, () => void answers++);
      for (let i = 0; i < 20_000; i++) socket.send(bulk, { address: PRINTER, port: 161 });
      await here.network.runUntil(here.network.clock.now() + 1000);
    });
    expect(answers).toBeGreaterThan(300);
    expect(answers).toBeLessThan(600);
    expect(result.limited).toBe(20_000 - answers);
    expect(events.length).toBeLessThan(8);
    const counted = events.flatMap((one) => (one.event === 'counted' ? one.count : 1));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(20_000);
  });
});

describe('whatever it is', () => {
  const ink = (level: number) => `black=${level},light cyan=${level}`;
  it.each<RawInput>([
    {},
    { name: 'プリンター "1"', location: 'Küche & Bad', model: 'ET-2760 Series' },
    { name: 'X', serial: '1234567890', paper: 'out', ink: ink(0), pages: '0' },
    { paper: 'low', ink: ink(3), mac: '00:00:5e:00:53:09', pages: '2147483647' },
    { name: 'x'.repeat(63), model: 'L'.repeat(64), serial: 'S'.repeat(20), ink: 'photo black=100' },
    { name: 'a.b\\c', location: 'x'.repeat(63), serial: '0042' },
  ])('%j: five witnesses agree', async (raw) => {
    const here = world();
    const { asked, stand } = await stood(here, { ...raw, listen: PRINTER }, () => {
      const wish = readWanted(
        readInput(printer.parameters, { ...raw, listen: PRINTER }),
        here.host,
      );
      here.web.device = wish.device;
      return found(here, {});
    });
    expect(asked.devices).toHaveLength(1);
    const [device] = asked.devices;
    expect(device).toMatchObject({
      seenBy: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
      contradictions: [],
      model: stand.device.model,
      mac: stand.device.mac,
      uuids: [stand.device.uuid],
      location: stand.device.location || null,
    });
    expect(stand.device.name.startsWith(device!.name!.replace(/…$/, ''))).toBe(true);
    expect(device!.printer!.counters).toMatchObject([{ count: stand.device.pages }]);
    const levels = device!.printer!.supplies.map(({ level }) => level);
    expect(levels).toEqual(
      stand.device.inks.map(({ level }) => ({ kind: 'percent', percent: level })),
    );
    const isStopped = raw['paper'] === 'out';
    expect(/down|stopped/.test(device!.printer!.state ?? '')).toBe(isStopped);
  });
});

describe('a receipt printer', () => {
  it('is found by ENPC and SNMP, with what its sensors say', async () => {
    const here = world();
    const raw = { kind: 'receipt', listen: PRINTER, paper: 'out' };
    const { asked, stand } = await stood(here, raw, () => found(here, {}));
    expect(stand.opened.map(({ by }) => by)).toEqual(['escp', 'raw', 'enpc', 'snmp']);
    expect(asked.devices).toHaveLength(1);
    expect(asked.devices[0]).toMatchObject({
      model: 'TM-m30II',
      seenBy: ['enpc', 'snmp'],
      contradictions: [],
      kinds: ['printer'],
    });
    const words = asked.devices[0]!.printer!.alerts.map((alert) => alert.words);
    expect(words).toContain('out of paper');
  });
});

describe('a port that cannot be had', () => {
  it('is said, and the others answer', async () => {
    const here = world();
    await here.host.udp.open({ port: 161 }, () => {});
    const { asked, stand, notes, result } = await stood(here, { listen: PRINTER }, () =>
      found(here, {}),
    );
    expect(stand.refused).toMatchObject([{ by: 'snmp', transport: 'udp', port: 161 }]);
    expect(stand.refused[0]!.why).toContain('taken');
    expect(notes.join('\n')).toContain('udp/161');
    expect(asked.devices[0]!.seenBy).toEqual(['enpc', 'dnssd', 'wsd']);
    expect(printer.outcome!(result)).toEqual({ partial: true });
  });

  it('when it is the only one is an error of the machine', async () => {
    const here = world();
    await here.host.udp.open({ port: 3289 }, () => {});
    const raw = { listen: PRINTER, by: 'enpc' };
    await expect(stood(here, raw, async () => {})).rejects.toThrow('no port could be opened');
  });

  it('of metadata is another, which WSD tells, unless it was asked for', async () => {
    const here = world();
    await here.host.tcp.listen({ port: 5357 }, () => ({ received() {} }));
    const raw = { listen: PRINTER, by: 'wsd' };
    const { asked, stand, notes } = await stood(here, raw, () => found(here, {}));
    expect([stand.refused, notes]).toEqual([[], []]);
    const { port } = stand.opened.find(({ name }) => name === 'metadata')!;
    expect(port).not.toBe(5357);
    expect(JSON.stringify(asked.devices)).toContain(`"port":${port}`);
    const wished = await stood(here, { ...raw, ports: 'metadata=5357' }, async () => {});
    expect(wished.stand.refused).toMatchObject([{ by: 'wsd', port: 5357 }]);
    expect(wished.notes.join('\n')).toContain('not which');
  });

  it('of IPP leaves DNS-SD nothing to announce, which is said', async () => {
    const here = world();
    await here.host.tcp.listen({ port: 631 }, () => ({ received() {} }));
    const raw = { listen: PRINTER, by: 'dnssd,ipp' };
    const { notes } = await stood(here, raw, async () => {});
    expect(notes.join('\n')).toContain('no service to announce by DNS-SD');
  });

  it('of discovery is shared with others that share it', async () => {
    const here = world();
    await here.host.udp.open({ port: 5353, reuse: true }, () => {});
    const { stand } = await stood(here, { listen: PRINTER, by: 'dnssd' }, async () => {});
    expect(stand.opened).toMatchObject([{ by: 'dnssd', port: 5353 }]);
  });
});

it.each([
  [{ by: 'enpc' }, true],
  [{ by: 'enpc,ipp', ports: 'ipp=3289,enpc=4000' }, false],
  [{ by: 'wsd', ports: 'wsd=3703' }, false],
])('%j is found by who asks the usual ports: %s', async (raw, isFindable) => {
  const { stand } = await stood(world(), { ...raw, listen: PRINTER }, async () => {});
  expect(stand).toMatchObject({ isFindable, refused: [] });
});

describe('by HTTP', () => {
  /** Says something to a port, and gives all that comes back until the other side ends. */
  const post = async ({ network, asker }: ReturnType<typeof world>, port: number, text: string) => {
    let answer = '';
    const talk = new Promise<string>((resolve) => {
      void asker.tcp.connect({ address: PRINTER, port }, (connection) => {
        connection.write(new TextEncoder().encode(text));
        return {
          received: (bytes) => void (answer += new TextDecoder().decode(bytes)),
          ended: () => connection.end(),
          closed: () => resolve(answer),
        };
      });
    });
    return network.run(talk);
  };

  it('lets nobody keep the others out', async () => {
    const here = world();
    const other = here.network.host('other', { addresses: ['10.0.7.3/24'] });
    const { asked, result } = await stood(here, { listen: PRINTER }, async () => {
      let resets = 0;
      const stay = (platform: Platform) =>
        platform.tcp.connect({ address: PRINTER, port: 631 }, () => ({
          received() {},
          closed: (how) => void (resets += how === 'reset' ? 1 : 0),
        }));
      for (let i = 0; i < 20; i++) await here.network.run(stay(here.asker));
      await here.network.run(stay(other));
      await here.network.runUntil(here.network.clock.now() + 1000);
      return resets;
    });
    expect([asked, result.limited]).toEqual([12, 12]);
  });

  it('shows a page, refuses what it has not, and ends who stays', async () => {
    const here = world();
    const { asked, events } = await stood(here, { listen: PRINTER }, async () => [
      await post(here, 631, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'),
      await post(here, 631, 'GET /x HTTP/1.1\r\nConnection: close\r\n\r\n'),
      await post(here, 631, 'POST /ipp/print HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc'),
      await post(here, 5357, 'POST /WSD/DEVICE HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc'),
      await post(here, 631, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 some TLS'),
      // It says nothing, and is sent away.
      await post(here, 631, ''),
    ]);
    expect(asked.map((answer) => answer.split('\r\n', 1)[0])).toEqual([
      'HTTP/1.1 200 OK',
      'HTTP/1.1 404 Not Found',
      'HTTP/1.1 400 Bad Request',
      'HTTP/1.1 400 Bad Request',
      'HTTP/1.1 400 Bad Request',
      '',
    ]);
    expect(asked[0]).toContain('takes no jobs by IPP');
    expect(events).toContainEqual(expect.objectContaining({ by: 'ipp', message: 'HTTP GET /' }));
  });
});

describe('rights', () => {
  it('are given up once the ports are open', async () => {
    const became: string[] = [];
    const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
    const privileges = {
      isElevated: () => true,
      heir: () => nobody,
      become: ({ name }: { name: string }) => void became.push(name),
    };
    const here = world({ privileges });
    const { stand } = await stood(here, { listen: PRINTER }, async () => {});
    expect([became, stand.user]).toEqual([['nobody'], 'nobody']);
    const kept = await stood(here, { listen: PRINTER, user: 'root' }, async () => {});
    expect([became.length, kept.stand.user]).toEqual([1, undefined]);
  });

  it('that cannot be given up are known before anything is said', async () => {
    const privileges = {
      isElevated: () => true,
      heir(): never {
        throw new UsageError('there is no such user');
      },
      become() {},
    };
    const here = world({ privileges });
    await expect(stood(here, { listen: PRINTER }, async () => {})).rejects.toThrow('no such user');
    expect(here.network.transcript).toEqual([]);
  });

  it('that are not there cannot be given up', async () => {
    const here = world();
    const raw = { listen: PRINTER, user: 'nobody' };
    await expect(stood(here, raw, async () => {})).rejects.toThrow('leave out --user');
  });
});
