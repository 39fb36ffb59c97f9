/**
 * Who sends to the virtual printer's print ports as everybody does: CUPS' backend for raw sockets, and netcat. And whoever
 * only looks: scanning, discovering and asking prints nothing. Needs cups, netcat; root, iproute2 and tcpdump for the latter.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverResult } from '../../src/app/discover/result.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { isInstalled, noNamespace } from '../support/namespace.ts';
import { end } from '../support/daemons.ts';
import { until } from '../support/waiting.ts';
import { freePrintPorts, jobPath, listJobs, PrinterProcess } from '../support/print-clients.ts';
import { farewell, MAC, OWN, packets, PRINTER, PrinterGround } from './printer-ground.ts';

const BACKEND = '/usr/lib/cups/backend/socket';
const noCups = existsSync(BACKEND) ? undefined : `${BACKEND} is not there`;
if (noCups) console.log(`LEFT OUT: jury of CUPS' socket backend: ${noCups}`);
const noNetcat = isInstalled('nc') ? undefined : 'nc is not installed';
if (noNetcat) console.log(`LEFT OUT: jury of netcat: ${noNetcat}`);

describe('senders that are not ours', () => {
  let built: Built;
  let printer: PrinterProcess | undefined;

  beforeAll(() => {
    built = copyBuilt();
  });
  afterEach(() => printer?.end('SIGKILL'));
  afterAll(() => built.remove());

  const start = async (name: string) => {
    printer = await PrinterProcess.start(built, join(built.folder, name), await freePrintPorts());
    return printer;
  };
  /** Two pages, with every byte that there is. */
  const job = (): Buffer =>
    Buffer.concat([
      Buffer.from('\u001b@From elsewhere\r\n\fpage two\r\n'),
      Buffer.from([0x1b, 0x2a, 0, 0, 1]),
      Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
      Buffer.from('\f'),
    ]);

  it.skipIf(noCups)("CUPS' socket backend is told that all was printed", async () => {
    const { ports, spool } = await start('cups');
    const file = join(built.folder, 'job.prn');
    writeFileSync(file, job());
    for (const port of [ports.raw, ports.escp]) {
      const { code, err } = await run(BACKEND, ['1', 'somebody', 'A title', '1', '', file], {
        env: { DEVICE_URI: `socket://127.0.0.1:${port}` },
      });
      expect(err).not.toMatch(/^ERROR/m);
      expect(code).toBe(0);
    }
    const { jobs } = await listJobs(built, spool);
    expect(jobs).toMatchObject([
      { by: 'raw', how: 'complete', pages: 2, missing: [] },
      { by: 'escp', how: 'complete', pages: 2, missing: [] },
    ]);
    expect(readFileSync(jobPath(spool, 1)).equals(job())).toBe(true);
  });

  it.skipIf(noNetcat)('netcat waits for its turn, and ends when the job is kept', async () => {
    const { ports, spool } = await start('netcat');
    const words = ['-N', '127.0.0.1', String(ports.raw)];
    const several = await Promise.all(
      ['one', 'two', 'three'].map((text) => run('nc', words, { input: `${text}\r\n` })),
    );
    expect(several.map(({ code }) => code)).toEqual([0, 0, 0]);
    const texts = (await listJobs(built, spool)).jobs.map(({ id }) =>
      readFileSync(jobPath(spool, id), 'latin1'),
    );
    expect(texts.toSorted()).toEqual(['one\r\n', 'three\r\n', 'two\r\n']);
  });
});

const missing = ['tcpdump', 'ip'].find((command) => !isInstalled(command));
const reason = noNamespace('tcpdump --version') ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury of those who only look at a printer: ${reason}`);

describe.skipIf(reason)('whoever only looks', () => {
  let ground: PrinterGround;

  beforeAll(async () => {
    ground = new PrinterGround('pn');
    await ground.ready();
  }, 60_000);
  afterAll(() => ground?.remove());

  it('prints nothing: no byte comes to a print port, and the spool stays empty', async () => {
    const spool = join(ground.built.folder, 'quiet');
    const words = ['--kind', 'receipt', '--listen', 'v0', '--mac', MAC, '--spool', spool];
    let devices: DiscoverResult['devices'] = [];
    let told: Awaited<ReturnType<typeof farewell>> | undefined;
    const file = await ground.captured('looks.pcap', async () => {
      const printer = await ground.stand(words);
      const survey = [process.execPath, ground.built.command, 'survey', '--speak'];
      const [found] = await Promise.all([
        ground.discovered(),
        ground.discovered(PRINTER, '--wait', '1'),
        ground.ask('status', PRINTER),
        // On its own machine, where its ports are seen and spoken to.
        ground.at(ground.host, ...survey),
      ]);
      devices = found.devices;
      told = await farewell(printer);
    });
    expect(devices.map(({ mac }) => mac)).toEqual([MAC]);
    expect(told!.opened.map(({ name }) => name)).toEqual(['escp', 'raw', 'enpc', 'snmp']);
    expect(told).toMatchObject({ jobs: 0, lost: 0 });
    expect(told!.events.filter(({ by }) => by === 'raw' || by === 'escp')).toEqual([]);
    expect(readdirSync(join(spool, 'jobs'))).toEqual([]);
    const written = 'tcp[tcpflags] & tcp-push != 0 and (dst port 9100 or dst port 621)';
    expect(packets(file, written)).toBe(0);
  }, 60_000);

  it('is told who holds the printer, and when it is free again', async () => {
    const spool = join(ground.built.folder, 'held');
    const words = ['--kind', 'receipt', '--listen', 'v0', '--mac', MAC, '--spool', spool];
    const printer = await ground.stand(words);
    const told = async () =>
      JSON.stringify((await ground.discovered(PRINTER, '--wait', '1')).devices);
    const holds = `${OWN} holds its print port`;
    expect(await told()).not.toContain(holds);
    // Connected, and silent.
    const script = `exec 3<>/dev/tcp/${PRINTER}/9100 && echo connected && sleep 60`;
    const client = ground.start(ground.asker, ['bash', '-c', script]);
    await until(async () => (await told()).includes(holds));
    end(client);
    await until(async () => !(await told()).includes(holds));
    expect(await farewell(printer)).toMatchObject({ jobs: 0, lost: 0 });
  }, 60_000);
});
