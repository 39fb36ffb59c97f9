/** Network namespaces that a test makes for itself, and the system's tools in them. Needs root on Linux. */
import { execFileSync } from 'node:child_process';

/**
 * What a tool of the system prints.
 * @throws when it is not there, or fails
 */
export const tool = (command: string, ...words: readonly string[]): string =>
  execFileSync(command, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

/** The same in a namespace. */
export const inNamespace = (name: string, command: string, ...words: readonly string[]): string =>
  tool('ip', 'netns', 'exec', name, command, ...words);

/** Makes one that reaches nothing but itself. */
export function makeNamespace(name: string): void {
  tool('ip', 'netns', 'add', name);
  tool('ip', '-n', name, 'link', 'set', 'lo', 'up');
}

export const removeNamespace = (name: string): void => void tool('ip', 'netns', 'del', name);

/**
 * Why no test can have a namespace; undefined when it can.
 * @param needs command lines that must work besides: `tcpdump --version`
 */
export function noNamespace(...needs: readonly string[]): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root, to make a network namespace';
  const name = `portolan-try-${process.pid}`;
  try {
    tool('ip', 'netns', 'add', name);
    removeNamespace(name);
    for (const need of needs) works(need);
    return undefined;
  } catch (error) {
    return String(error).split('\n', 1)[0];
  }
}

/** Whether a command can be found. */
export function isInstalled(command: string): boolean {
  try {
    tool('sh', '-c', `command -v ${command}`);
    return true;
  } catch {
    return false;
  }
}

function works(line: string): void {
  const [command = '', ...words] = line.split(' ');
  tool(command, ...words);
}
