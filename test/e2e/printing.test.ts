/** The built virtual printer takes jobs: drawn, durable, one at a time, whoever sends what. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../../src/protocols/bdc/wire.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import {
  freePrintPorts,
  jobPath,
  listJobs,
  PrinterProcess,
  sendJob,
} from '../support/print-clients.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { pause, until } from '../support/waiting.ts';

let built: Built;
const printers: PrinterProcess[] = [];
let count = 0;

/** What an installed Portolan may load beside it. */
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

beforeAll(() => {
  built = copyBuilt();
  symlinkSync(MODULES, join(built.folder, 'node_modules'));
});
afterEach(async () => {
  for (const printer of printers.splice(0)) await printer.end('SIGKILL');
});
afterAll(() => built.remove());

const freshSpool = () => join(built.folder, `spool-${++count}`);

async function start(
  spool = freshSpool(),
  words: readonly string[] = [],
  ports = freePrintPorts(),
): Promise<PrinterProcess> {
  const printer = await PrinterProcess.start(built, spool, await ports, words);
  printers.push(printer);
  return printer;
}

/** A connection, and what the printer has said on it. */
function talk(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  const talk = { socket, said: '' };
  socket.setEncoding('latin1').on('data', (text: string) => void (talk.said += text));
  return talk;
}

const PNG = [0x89, 0x50, 0x4e, 0x47];

describe('a printer that stands', () => {
  it('draws what comes to both ports, and lists it', async () => {
    const printer = await start();
    const { spool, ports } = printer;
    const text = '\u001b@Hello\r\n\u001bEbold\u001bF\r\n\f';
    expect(await sendJob(ports.escp, [text])).toBe(true);
    expect(await sendJob(ports.raw, ['Second', ' job\r\n'])).toBe(true);
    const { jobs, ended } = await listJobs(built, spool);
    expect(ended.code).toBe(0);
    expect(jobs).toMatchObject([
      { id: 1, by: 'escp', how: 'complete', pages: 1, files: ['page-1.png', 'page-1.txt'] },
      { id: 2, by: 'raw', how: 'complete', pages: 1, missing: [] },
    ]);
    expect(readFileSync(jobPath(spool, 1), 'latin1')).toBe(text);
    expect([...readFileSync(jobPath(spool, 1, 'files', 'page-1.png')).subarray(0, 4)]).toEqual(PNG);
    expect(readFileSync(jobPath(spool, 1, 'files', 'page-1.txt'), 'utf8')).toContain('Hello\nbold');
    await printer.end();
    const each = ['job', 'page', 'ended'];
    expect(printer.events.map(({ event }) => event)).toEqual([...each, ...each]);
  });

  it('answers who it is, on the same connection', async () => {
    const { ports } = await start(freshSpool(), ['--kind', 'dot-matrix', '--model', 'LQ-570']);
    const asker = talk(ports.raw);
    asker.socket.write('\u001b\u0001@EJL ID\r\n');
    await until(() => asker.said.includes('\f'));
    expect(asker.said).toMatch(/^@EJL ID\r\n?MFG:EPSON;CMD:ESCPL2;MDL:LQ-570;/);
    asker.socket.destroy();
  });

  it('says how it is while it prints, at one port what goes on at the other', async () => {
    const { ports } = await start(freshSpool(), ['--ink', 'black=64']);
    const asker = talk(ports.escp);
    const status = async () => {
      const before = asker.said.length;
      // Remote mode, ST 3.
      asker.socket.write('\u001b(R\u0008\0\0REMOTE1ST\u0002\0\0\u0003\u001b\0\0\0', 'latin1');
      await until(() => asker.said.length >= before + 24);
      const decoded = decode(Buffer.from(asker.said.slice(before), 'latin1'));
      return decoded.ok && decoded.message.kind === 'st2' ? decoded.message.status : undefined;
    };
    expect(await status()).toMatchObject({ state: 4, inks: [{ cartridge: 1, level: 64 }] });
    const job = talk(ports.raw);
    job.socket.write('a page\r\n');
    await until(async () => (await status())?.state === 2);
    const gone = once(job.socket, 'close');
    job.socket.end('\f');
    await gone;
    expect(await status()).toMatchObject({ state: 4 });
    asker.socket.destroy();
  });

  it('of receipts answers a till at once', async () => {
    const { ports } = await start(freshSpool(), ['--kind', 'receipt', '--paper', 'out']);
    const till = talk(ports.raw);
    till.socket.write('\u0010\u0004\u0001\u0010\u0004\u0004\u001dIB');
    await until(() => till.said.endsWith('\0'));
    expect(till.said).toBe('\u001e\u007e_EPSON\0');
    till.socket.destroy();
  });

  it('is served by one process, and whoever comes second says so', async () => {
    const { spool } = await start();
    const second = await start(spool);
    expect(second.child.exitCode).toBe(3);
    expect(second.err).toContain('is in use by process');
  });

  it('serves whoever prints while two thousand connections say nothing', async () => {
    const printer = await start();
    const { ports } = printer;
    const sockets = Array.from({ length: 2000 }, () => {
      const socket = connect({ port: ports.escp, host: '127.0.0.1' });
      return socket.on('error', () => {});
    });
    await pause(300);
    expect(await sendJob(ports.escp, ['in between\f'])).toBe(true);
    expect(await sendJob(ports.raw, ['beside\f'])).toBe(true);
    for (const socket of sockets) socket.destroy();
    await printer.end();
    expect((await listJobs(built, printer.spool)).jobs).toHaveLength(2);
  }, 30_000);
});

const canBreak = unlessLeftOut(
  process.platform === 'linux' && existsSync(join(MODULES, 'koffi')),
  'a printer that is killed while it takes jobs',
  'without koffi on Linux its kernel ends connections as if all were well',
);

describe.runIf(canBreak)('a printer that is killed at any moment', () => {
  it('has every job that it acknowledged, whole, and no other but whole ones', async () => {
    const spool = freshSpool();
    const ports = await freePrintPorts();
    const acknowledged = new Set<string>();
    let isOver = false;
    const page = 'x'.repeat(60) + '\r\n';
    const client = async (port: number, name: string) => {
      for (let i = 0; ; i++) {
        if (isOver) return;
        const words = `${name} ${i}\r\n`;
        const pieces = [words, ...Array.from({ length: 80 }, () => page), 'end\r\n'];
        if (await sendJob(port, pieces)) acknowledged.add(words);
        else await pause(30);
      }
    };
    const clients = [client(ports.escp, 'one'), client(ports.raw, 'two')];
    for (let kills = 0; kills < 4; kills++) {
      const printer = await start(spool, [], Promise.resolve(ports));
      await pause(400 + Math.random() * 700);
      await printer.end('SIGKILL');
    }
    const last = await start(spool, [], Promise.resolve(ports));
    const before = acknowledged.size;
    await until(() => acknowledged.size >= before + 4);
    isOver = true;
    await Promise.all(clients);
    await last.end();
    const { jobs } = await listJobs(built, spool);
    const contents = jobs.map(({ id }) => readFileSync(jobPath(spool, id), 'latin1'));
    const titles = contents.map((text) => text.slice(0, text.indexOf('\n') + 1));
    expect([...acknowledged].filter((words) => !titles.includes(words))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
    const halves = jobs.filter(
      ({ how }, i) => how === 'complete' && !contents[i]!.endsWith('end\r\n'),
    );
    expect(halves).toEqual([]);
    expect(acknowledged.size).toBeGreaterThanOrEqual(4);
  }, 40_000);
});

const canFill = unlessLeftOut(
  process.getuid?.() === 0,
  'a disk that fills under a print job',
  'only root can mount a small one',
);

describe.runIf(canFill)('a disk that is full', () => {
  it('acknowledges nothing that does not fit, and serves others on', async () => {
    const disk = join(built.folder, `disk-${++count}`);
    mkdirSync(disk);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=600k,mode=0777', 'none', disk]);
    expect(mount.status).toBe(0);
    try {
      const printer = await start(join(disk, 'spool'));
      const { ports, spool } = printer;
      expect(await sendJob(ports.escp, [new Uint8Array(2_000_000)])).toBe(false);
      expect(await sendJob(ports.raw, ['small\r\n'])).toBe(true);
      await printer.end();
      const lost = printer.events.find(({ event }) => event === 'ended');
      expect(lost).toMatchObject({ how: 'lost' });
      expect(JSON.stringify(lost)).toContain('the disk is full');
      const { jobs } = await listJobs(built, spool);
      expect(jobs).toMatchObject([{ how: 'complete', bytes: 7 }]);
      expect(existsSync(join(spool, 'incoming', '1'))).toBe(false);
      expect(spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'rest')}`]).status).toBe(1);
      const words = [built.command, 'printer', 'remove', '--all', '--spool', spool];
      expect((await run(process.execPath, words)).code).toBe(0);
      expect((await listJobs(built, spool)).jobs).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
  });
});

describe('a folder that was removed meanwhile', () => {
  it('is said to be, and no job is acknowledged', async () => {
    const printer = await start();
    rmSync(printer.spool, { recursive: true });
    expect(await sendJob(printer.ports.escp, ['Hello'])).toBe(false);
    await until(() => printer.events.length > 0);
    expect(printer.events[0]).toMatchObject({ event: 'refused' });
    expect(JSON.stringify(printer.events[0])).toContain('removed meanwhile');
    await printer.end();
  });
});
