/** A host that prints, and printers that only keep what comes: what `print` is tried on. */
import { encode } from 'jpeg-js';
import { joinBytes } from '../../src/core/bytes/join.ts';
import type { Millis } from '../../src/core/units.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { createNetwork, type Network } from '../../src/platform/simulated/network.ts';
import { passing } from './printers.ts';
import { shippedData } from './shipped.ts';

/** What a printer does besides reading. */
export interface PrinterManner {
  /** Until then nobody listens at its ports: it is busy. */
  readonly opensAt?: Millis;
  /** Says nothing, and closes only when it is told to. */
  readonly staysOpen?: boolean;
  /** Breaks the connection once it has so many bytes. */
  readonly breaksAt?: number;
  /** Takes the connection and closes it: it prints for somebody else. */
  readonly closesAtOnce?: boolean;
  /** Says so when somebody comes. */
  readonly says?: Uint8Array;
}

export interface PaperPrinter {
  /** Whole jobs, one a connection. */
  readonly jobs: readonly Uint8Array[];
  /** How connections ended, as the printer sees it. */
  readonly ends: readonly string[];
}

export interface PrintGround {
  readonly network: Network;
  readonly here: Platform;
  /** At 192.168.1.9, ports 9100 and 621. */
  readonly printer: PaperPrinter;
  passing<T>(work: Promise<T>): Promise<T>;
}

const FILES = {
  'report.txt': new TextEncoder().encode('Report\n\nAll is well.\n'),
  'table.txt': new TextEncoder().encode('┌───┐\n│ 1 │\n└───┘\n'),
  '-': new TextEncoder().encode('ls\n'),
};

/** 192.168.1.5 prints; `printer.lan` is 192.168.1.9, and a virtual printer is at 127.0.0.1:10621. */
export async function printGround(
  manner: PrinterManner = {},
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<PrintGround> {
  const network = createNetwork({ seed: 9100 });
  // Flat, so that a page of it is few rows.
  const photo = encode({ width: 64, height: 1, data: new Uint8Array(256).fill(120) }, 90).data;
  const here = network.host('box', {
    addresses: ['192.168.1.5/24'],
    data: shippedData,
    names: { 'printer.lan': ['192.168.1.9'], 'far.example': ['203.0.113.9'] },
    files: { ...FILES, 'photo.jpg': new Uint8Array(photo), ...files },
  });
  const jobs: Uint8Array[] = [];
  const ends: string[] = [];
  const there = network.host('printer', { addresses: ['192.168.1.9/24'] });
  const open = async () => {
    for (const port of [9100, 621]) await takeJobs(there, port, manner, jobs, ends);
  };
  if (manner.opensAt === undefined) await network.run(open());
  else network.clock.wakeAt(manner.opensAt, () => void open());
  await network.run(takeJobs(here, 10_621, {}, jobs, ends));
  return { network, here, printer: { jobs, ends }, passing: (work) => passing(network, work) };
}

async function takeJobs(
  { tcp }: Platform,
  port: number,
  { staysOpen, breaksAt = Infinity, closesAtOnce, says }: PrinterManner,
  jobs: Uint8Array[],
  ends: string[],
): Promise<void> {
  await tcp.listen({ address: port === 10_621 ? '127.0.0.1' : '0.0.0.0', port }, (connection) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    if (says) connection.write(says);
    if (closesAtOnce === true) connection.end();
    return {
      received(bytes) {
        parts.push(bytes.slice());
        length += bytes.length;
        if (length >= breaksAt) connection.abort();
      },
      ended() {
        jobs.push(joinBytes(parts));
        if (staysOpen !== true) connection.end();
      },
      closed: (how) => void ends.push(how),
    };
  });
}
