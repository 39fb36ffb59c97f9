/** A home folder in which nothing can be made: the built command says so, and does not try for ever. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyBuilt, ended, plainEnvironment, type Built } from '../support/built.ts';

/** Much longer than any of these commands takes. */
const PATIENCE = 15_000;
const REGISTRY = [
  'Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,' +
    'Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes',
  'made-up,3289,tcp,Constructed,,,,,,,,',
].join('\r\n');

let built: Built;
beforeAll(() => {
  built = copyBuilt();
});
afterAll(() => built.remove());

/** The command with a home of its own; killed when it takes too long, for nothing less ends such a loop. */
function portolan(words: readonly string[], home: string) {
  const { XDG_CONFIG_HOME: _, XDG_DATA_HOME: __, XDG_STATE_HOME: ___, ...env } = plainEnvironment();
  const child = spawn(process.execPath, [built.command, ...words], {
    env: { ...env, HOME: home },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: PATIENCE,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(REGISTRY);
  return ended(child);
}

describe.skipIf(process.platform !== 'linux')('below /proc, where nothing can be made', () => {
  it.each(['label 3289 printer', 'registry import -'])('%s', async (words) => {
    const { code, out, err } = await portolan(words.split(' '), '/proc');
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err.replaceAll(/\s+/g, ' ')).toMatch(
      /^portolan: "\/proc\/.*" cannot be written: its folder is not there and cannot be made/,
    );
  });

  it('what only reads is answered', async () => {
    const { code, out } = await portolan(['port', '3289'], '/proc');
    expect(code).toBe(0);
    expect(out).toContain('3289');
  });
});

it('a file where a folder should be is called one', async () => {
  const { code, err } = await portolan(['label', '3289', 'printer'], built.command);
  expect(code).toBe(3);
  expect(err.replaceAll(/\s+/g, ' ')).toContain('something in its path is no folder');
});
