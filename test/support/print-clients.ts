/** The built virtual printer as a process, and whoever sends it something. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { PrinterJobsResult } from '../../src/app/printer/jobs/list.ts';
import type { PrinterEvent } from '../../src/app/printer/event.ts';
import { plainEnvironment, run, type Built, type Ended } from './built.ts';

/** Two that nobody has at the moment. */
export async function freePrintPorts(): Promise<{ readonly escp: number; readonly raw: number }> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) server.close();
  return { escp: ports[0]!, raw: ports[1]! };
}

export class PrinterProcess {
  readonly events: PrinterEvent[] = [];
  err = '';
  private rest = '';

  private constructor(
    readonly child: ChildProcess,
    readonly spool: string,
    readonly ports: { readonly escp: number; readonly raw: number },
  ) {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => void (this.err += text));
    child.stdout!.setEncoding('utf8').on('data', (text: string) => this.read(text));
  }

  /** Resolves when it prints. */
  static async start(
    built: Built,
    spool: string,
    ports: { readonly escp: number; readonly raw: number },
    words: readonly string[] = [],
  ): Promise<PrinterProcess> {
    const doors = `escp=${ports.escp},raw=${ports.raw}`;
    const command = [
      built.command,
      'printer',
      '--ndjson',
      '--by',
      'escp,raw',
      '--ports',
      doors,
      '--spool',
      spool,
      ...words,
    ];
    const child = spawn(process.execPath, command, {
      env: plainEnvironment({ HOME: built.folder }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printer = new PrinterProcess(child, spool, ports);
    while (!printer.err.includes('jobs are kept in') && child.exitCode === null) {
      await Promise.race([once(child.stderr!, 'data'), once(child, 'exit')]);
    }
    return printer;
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  private read(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop()!;
    this.events.push(...lines.map((line) => JSON.parse(line) as PrinterEvent));
  }
}

/**
 * Sends a job and waits for the printer's last word.
 * @returns whether it closed the connection in good order, which is the acknowledgement
 */
export function sendJob(port: number, pieces: readonly (string | Uint8Array)[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let isAcknowledged = false;
    socket.on('error', () => {});
    socket.on('end', () => void (isAcknowledged = true));
    socket.on('close', () => resolve(isAcknowledged));
    socket.resume();
    for (const piece of pieces) socket.write(piece);
    socket.end();
  });
}

export async function listJobs(
  built: Built,
  spool: string,
): Promise<PrinterJobsResult & { readonly ended: Ended }> {
  const words = [built.command, 'printer', 'jobs', '--json', '--spool', spool];
  const ended = await run(process.execPath, words, { env: { HOME: built.folder } });
  return { ...(JSON.parse(ended.out) as PrinterJobsResult), ended };
}

/** Where a job's own bytes are. */
export const jobPath = (spool: string, id: number, ...more: readonly string[]): string =>
  join(spool, 'jobs', String(id), ...(more.length === 0 ? ['job'] : more));
