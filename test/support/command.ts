/** The command line without a process: a run on the simulated platform, its output caught. */
import { never, type CancelSignal } from '../../src/core/signal.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { createNetwork, type HostOptions } from '../../src/platform/simulated/network.ts';
import type { DoorCommand } from '../../src/surfaces/cli/commands.ts';
import { runCommand } from '../../src/surfaces/cli/run.ts';
import { shippedData } from './shipped.ts';

export interface Surroundings extends Partial<HostOptions> {
  /** The terminal's columns; no terminal when absent. */
  readonly columns?: number;
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: CancelSignal;
  /** Changes of the platform that no simulated host has. */
  readonly platform?: Partial<Platform>;
  readonly doors?: readonly DoorCommand[];
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A simulated machine with the shipped facts. */
export const machine = (options: Partial<HostOptions> = {}): Platform =>
  createNetwork({ seed: 1 }).host('box', {
    addresses: ['192.168.1.5/24'],
    data: shippedData,
    ...options,
  });

/** Runs `portolan` with these words. */
export async function portolan(
  argv: readonly string[],
  { columns, isTTY = columns !== undefined, env = {}, signal = never, ...rest }: Surroundings = {},
): Promise<Ended> {
  const { platform, doors = [], ...host } = rest;
  const written = { out: '', err: '' };
  const output = (to: 'out' | 'err') => ({
    isTTY,
    columns,
    write: (text: string) => {
      written[to] += text;
    },
  });
  const code = await runCommand(
    argv,
    {
      platform: { ...machine(host), ...platform },
      stdout: output('out'),
      stderr: output('err'),
      env,
      signal,
      version: '1.2.3',
    },
    doors,
  );
  return { code, ...written };
}
