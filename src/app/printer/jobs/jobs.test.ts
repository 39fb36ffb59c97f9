/** Print jobs on the simulated network: one at a time, each on the disk before its sender is told, whoever sends what. */
import { describe, expect, it } from 'vitest';
import { shippedAtlas, shippedData } from '../../../../test/support/shipped.ts';
import { UnavailableError } from '../../../core/errors.ts';
import { seconds } from '../../../core/units.ts';
import { cancellation } from '../../../core/signal.ts';
import { createNetwork } from '../../../platform/simulated/network.ts';
import { simulatedSpool } from '../../../platform/simulated/spool.ts';
import type { TcpConnection, TcpEnd } from '../../../platform/tcp.ts';
import type { Emission } from '../../operation.ts';
import { readInput, type RawInput } from '../../parameters.ts';
import { printer } from '../../printer.ts';
import type { PrinterEvent } from '../event.ts';
import type { PrinterResult, PrinterStand } from '../result.ts';
import { runPrinter } from '../run.ts';
import { IDLE, MOST_WAITING_OF_ONE, PATIENCE } from './bounds.ts';
import { isJobEvent } from './event.ts';
import { recordOf, type JobRecord } from './record.ts';

const atlas = shippedAtlas();
const PRINTER = '10.0.7.10';
const text = (words: string) => new TextEncoder().encode(words);

/** A client at a print port, and what became of it. */
class Client {
  readonly heard: number[] = [];
  hasEnd = false;
  how: TcpEnd | undefined;
  connection!: TcpConnection;

  send(words: string | Uint8Array): this {
    this.connection.write(typeof words === 'string' ? text(words) : words);
    return this;
  }

  end(): this {
    this.connection.end();
    return this;
  }

  /** The printer has said that the job is on the disk. */
  get isAcknowledged(): boolean {
    return this.hasEnd;
  }
}

async function stand(raw: RawInput = {}) {
  const network = createNetwork({ seed: 1 });
  const spools = simulatedSpool();
  const host = network.host('printer', {
    addresses: [`${PRINTER}/24`],
    data: shippedData,
    spool: spools,
  });
  const clients = ['10.0.7.2', '10.0.7.3'].map((address, i) =>
    network.host(`client ${i}`, { addresses: [`${address}/24`] }),
  );
  const emitted: Emission[] = [];
  const { signal, cancel } = cancellation();
  const input = readInput(printer.parameters, {
    listen: PRINTER,
    by: 'escp,raw',
    spool: 'jobs',
    ...raw,
  });
  // What draws is loaded in real time, which stands still here: the built command draws in `test/e2e/printing.test.ts`.
  const platform = { ...host, compression: () => Promise.reject(new UnavailableError('no zlib')) };
  const context = { platform, atlas, signal, emit: (one: Emission) => emitted.push(one) };
  const ended = runPrinter(input, context as never);
  ended.catch(() => {});
  const wait = (time: number) => network.runUntil(network.clock.now() + time);
  await wait(200);
  const rows = () =>
    emitted.flatMap((one) => (one.kind === 'row' ? [one.row as PrinterEvent] : []));
  return {
    network,
    spools,
    wait,
    notes: () => emitted.flatMap((one) => (one.kind === 'note' ? [one.text] : [])),
    state: () => emitted.find((one) => one.kind === 'state')?.state as PrinterStand | undefined,
    rows,
    told: () => rows().filter(isJobEvent),
    limited: () => rows().filter((row) => row.event === 'asked' && row.outcome === 'limited'),
    async client(port = 621, who = 0): Promise<Client> {
      const client = new Client();
      const open = (connection: TcpConnection) => {
        client.connection = connection;
        return {
          received: (bytes: Uint8Array) => void client.heard.push(...bytes),
          ended: () => void (client.hasEnd = true),
          closed: (how: TcpEnd) => void (client.how = how),
        };
      };
      await network.run(clients[who]!.tcp.connect({ address: PRINTER, port }, open));
      return client;
    },
    async records(): Promise<(JobRecord & { id: number })[]> {
      const jobs = await (await spools.look('jobs')).list();
      return jobs.map((job) => ({ ...recordOf(job)!, id: job.id }));
    },
    async content(id: number): Promise<string> {
      let all = '';
      for await (const piece of (await spools.look('jobs')).content(id)) {
        all += new TextDecoder().decode(piece);
      }
      return all;
    },
    async stop(): Promise<PrinterResult> {
      cancel();
      return network.run(ended);
    },
  };
}

describe('a job', () => {
  it('is kept byte for byte, with its pages counted, before its sender is told', async () => {
    const here = await stand();
    const client = await here.client();
    client.send('Hello\r\n');
    await here.wait(500);
    client.send('World\f');
    await here.wait(500);
    expect(client.isAcknowledged).toBe(false);
    expect(await here.records()).toEqual([]);
    client.end();
    await here.wait(500);
    expect(client.isAcknowledged).toBe(true);
    expect(await here.records()).toMatchObject([
      {
        by: 'escp',
        port: 621,
        from: { address: '10.0.7.2' },
        how: 'complete',
        bytes: 13,
        pages: 1,
      },
    ]);
    expect((await here.records())[0]!.missing).toEqual([
      'no pictures are made of its pages: no zlib',
    ]);
    expect(await here.content(1)).toBe('Hello\r\nWorld\f');
    expect(here.told().map(({ event }) => event)).toEqual(['job', 'page', 'ended']);
    expect(await here.stop()).toMatchObject({ jobs: 1, printed: 1, lost: 0, spool: 'jobs' });
  });

  it('is none without a byte', async () => {
    const here = await stand();
    const [quiet, gone] = [await here.client(), await here.client(9100)];
    quiet.end();
    gone.connection.abort();
    await here.wait(1000);
    expect(quiet.how).toBe('ended');
    expect([await here.records(), here.rows()]).toEqual([[], []]);
    expect(await here.stop()).toMatchObject({ jobs: 0, lost: 0 });
  });

  it('that is broken off is kept as far as it came, and said to be so', async () => {
    const here = await stand();
    const client = (await here.client()).send('half');
    await here.wait(300);
    client.connection.abort();
    await here.wait(300);
    expect(await here.records()).toMatchObject([{ how: 'broken', bytes: 4 }]);
    await here.stop();
  });

  it('ends with the printer, and is kept as far as it came', async () => {
    const here = await stand();
    const client = (await here.client()).send('half');
    await here.wait(300);
    expect(await here.stop()).toMatchObject({ jobs: 1 });
    expect(await here.records()).toMatchObject([{ how: 'stopped', bytes: 4 }]);
    await here.wait(300);
    expect(client.isAcknowledged).toBe(false);
  });

  it('that stays silent for five minutes is over', async () => {
    const here = await stand();
    const client = (await here.client()).send('never ends');
    await here.wait(IDLE - seconds(5));
    expect(await here.records()).toEqual([]);
    await here.wait(seconds(10));
    expect(await here.records()).toMatchObject([{ how: 'silent', bytes: 10 }]);
    expect(client.isAcknowledged).toBe(false);
    await here.stop();
  });

  it('may come slowly while nobody waits, and not while somebody does', async () => {
    const here = await stand();
    const slow = (await here.client()).send('a');
    for (let i = 0; i < 20; i++) {
      await here.wait(seconds(60));
      slow.send('b');
    }
    expect(await here.records()).toEqual([]);
    const other = (await here.client(621, 1)).send('quick').end();
    for (let i = 0; i < 5; i++) {
      await here.wait(PATIENCE / 3);
      if (slow.how === undefined) slow.send('c');
    }
    await here.wait(seconds(5));
    expect((await here.records()).map(({ how }) => how)).toEqual(['slow', 'complete']);
    expect(other.isAcknowledged).toBe(true);
    await here.stop();
  });
});

describe('a print port', () => {
  it('prints one job at a time, in the order of their first bytes', async () => {
    const here = await stand();
    const first = await here.client();
    const second = (await here.client(621, 1)).send('second').end();
    await here.wait(300);
    const third = (await here.client()).send('third').end();
    first.send('late');
    await here.wait(300);
    first.end();
    await here.wait(300);
    const contents = await Promise.all([1, 2, 3].map((id) => here.content(id)));
    expect(contents).toEqual(['second', 'third', 'late']);
    expect([first, second, third].every(({ isAcknowledged }) => isAcknowledged)).toBe(true);
    await here.stop();
  });

  it('is not held up by the other one', async () => {
    const here = await stand();
    const slow = (await here.client()).send('slow');
    const quick = (await here.client(9100, 1)).send('quick').end();
    await here.wait(300);
    expect([slow.isAcknowledged, quick.isAcknowledged]).toEqual([false, true]);
    expect(await here.records()).toMatchObject([{ by: 'raw', port: 9100, id: 2 }]);
    await here.stop();
  });

  it('lets so many of one address wait, and others all the same', async () => {
    const here = await stand();
    const first = (await here.client()).send('x');
    const waiting: Client[] = [];
    for (let i = 0; i < MOST_WAITING_OF_ONE + 3; i++) {
      waiting.push((await here.client()).send('y').end());
    }
    const other = (await here.client(621, 1)).send('z').end();
    await here.wait(500);
    expect(waiting.filter(({ how }) => how === 'reset')).toHaveLength(3);
    expect(here.limited().length).toBeGreaterThan(0);
    first.end();
    await here.wait(2000);
    expect(other.isAcknowledged).toBe(true);
    expect(await here.records()).toHaveLength(1 + MOST_WAITING_OF_ONE + 1);
    await here.stop();
  });

  it('has room for whoever prints, however many connect and say nothing', async () => {
    const here = await stand();
    for (let i = 0; i < 150; i++) await here.client();
    const client = (await here.client()).send('Hello').end();
    await here.wait(1000);
    expect(client.isAcknowledged).toBe(true);
    await here.wait(IDLE + seconds(5));
    expect(await here.stop()).toMatchObject({ jobs: 1 });
  });

  it('does not hear strangers', async () => {
    const here = await stand({ listen: '127.0.0.1' });
    await expect(here.client()).rejects.toThrow('refused');
    await here.stop();
  });
});

describe('a spool', () => {
  it('that is full takes no job, and says so', async () => {
    const here = await stand({ 'spool-limit': '100' });
    const long = (await here.client()).send(new Uint8Array(90)).end();
    await here.wait(300);
    const second = (await here.client(9100)).send(new Uint8Array(20)).end();
    await here.wait(300);
    expect([long.isAcknowledged, second.isAcknowledged, second.how]).toEqual([
      true,
      false,
      'reset',
    ]);
    expect(here.told().at(-1)).toMatchObject({ event: 'ended', how: 'lost' });
    expect(JSON.stringify(here.told().at(-1))).toContain('portolan printer remove');
    expect(await here.records()).toHaveLength(1);
    const small = (await here.client(9100)).send('x').end();
    await here.wait(300);
    expect(small.isAcknowledged).toBe(true);
    expect(await here.stop()).toMatchObject({ jobs: 2, lost: 1 });
  });

  it('whose disk is full acknowledges nothing, and goes on once it has room', async () => {
    const here = await stand();
    const client = (await here.client()).send('Hello');
    await here.wait(300);
    here.spools.refuse('the disk is full');
    client.send('World');
    const other = (await here.client(9100)).send('too').end();
    await here.wait(300);
    expect([client.how, other.how]).toEqual(['reset', 'reset']);
    expect(
      here.told().map((one) => (one.event === 'refused' ? one.why : one.event)),
    ).toContainEqual(expect.stringContaining('the disk is full'));
    here.spools.refuse(undefined);
    const again = (await here.client()).send('again').end();
    await here.wait(300);
    expect(again.isAcknowledged).toBe(true);
    expect((await here.records()).map(({ bytes }) => bytes)).toEqual([5]);
    await here.stop();
  });

  it('keeps the newest alone where that is wanted', async () => {
    const here = await stand({ keep: '2' });
    for (const words of ['a', 'b', 'c']) {
      (await here.client()).send(words).end();
      await here.wait(300);
    }
    expect((await here.records()).map(({ id }) => id)).toEqual([2, 3]);
    await here.stop();
  });

  it('that nobody wants keeps nothing, and pages are told', async () => {
    const here = await stand({ spool: undefined, 'no-spool': true } as RawInput);
    const client = (await here.client()).send('Hello\f').end();
    await here.wait(300);
    expect(client.isAcknowledged).toBe(true);
    expect(here.told()).toMatchObject([{ event: 'job' }, { event: 'page' }, { how: 'complete' }]);
    expect(await here.records()).toEqual([]);
    await here.stop();
  });

  it('that another has is an end where it was named, and a note where it was not', async () => {
    const network = createNetwork({ seed: 1 });
    const spools = simulatedSpool();
    const host = network.host('printer', {
      addresses: [PRINTER],
      data: shippedData,
      spool: spools,
    });
    await spools.open('jobs');
    await spools.open(host.folders.state.path('printer'));
    const notes: string[] = [];
    const { signal, cancel } = cancellation();
    const start = (raw: RawInput) =>
      runPrinter(readInput(printer.parameters, raw), {
        platform: host,
        atlas,
        signal,
        emit: (one: Emission) => void (one.kind === 'note' && notes.push(one.text)),
      } as never);
    await expect(network.run(start({ spool: 'jobs' }))).rejects.toThrow('in use');
    const going = start({});
    await network.runUntil(network.clock.now() + 2000);
    cancel();
    const { opened, refused } = await network.run(going);
    expect(opened.map(({ name }) => name)).not.toContain('raw');
    expect(refused.map(({ by }) => by)).toEqual(['escp', 'raw']);
    expect(notes.join(' ')).toContain('It prints nothing: the spool');
  });
});
