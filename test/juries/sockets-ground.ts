/** Sockets of every kind in a network namespace, for others to list. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { inNamespace } from '../support/namespace.ts';

const LISTEN = fileURLToPath(new URL('listen.mjs', import.meta.url));

/** The command as it was built. */
export const COMMAND = fileURLToPath(new URL('../../dist/portolan.cjs', import.meta.url));

export interface Sockets {
  /** What `listen.mjs` says that it opened. */
  readonly opened: { readonly failed: readonly string[]; readonly silent: readonly string[] };
  close(): Promise<void>;
}

/** @param words what `listen.mjs` is told */
export async function openSockets(
  namespace: string,
  ...words: readonly string[]
): Promise<Sockets> {
  const command = ['netns', 'exec', namespace, process.execPath, LISTEN, ...words];
  const child = spawn('ip', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    opened: JSON.parse(line.toString()) as Sockets['opened'],
    async close() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** The listeners that the built command shows in a namespace. */
export function surveyed(namespace: string): SurveyResult['listeners'] {
  const text = inNamespace(namespace, process.execPath, COMMAND, 'survey', '--json');
  const { listeners } = JSON.parse(text) as SurveyResult;
  return listeners.filter(({ state }) => state !== 'bound');
}
