/** The command's entry: the one place that picks the real platform and ends the process. */
import { nodePlatform } from '../../platform/node/platform.ts';
import { EXIT, isAnswer } from './exit.ts';
import { interruption } from './interrupt.ts';
import { standardOutput } from './output.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve-command.ts';
import type { World } from './world.ts';

declare const __VERSION__: string;

async function main(): Promise<void> {
  const stdout = standardOutput(1);
  const stderr = standardOutput(2);
  const { signal, received } = interruption();
  const world: World = {
    platform: nodePlatform({ dataFolder: new URL('./data/', import.meta.url) }),
    stdout,
    stderr,
    env: process.env,
    signal,
    version: __VERSION__,
  };
  const code = await runCommand(process.argv.slice(2), world, [serveCommand]);
  process.exitCode = code;
  // What was cut short ends by the signal itself, as shells expect; standing input would keep it alive.
  const cutShort = received();
  if (cutShort && !isAnswer(code)) process.kill(process.pid, cutShort);
  // Without its terminal Node cannot end by itself: it aborts.
  else if (cutShort === 'SIGHUP') {
    stdout.whenWritten(() => stderr.whenWritten(() => process.kill(process.pid, cutShort)));
  }
  // All is said. Waiting for what the engine still has to tidy up would take up to 20 ms.
  else stdout.whenWritten(() => stderr.whenWritten(() => process.exit()));
}

/** As long may what was said before take to be written. */
const LAST_WORDS_MS = 1000;
let isCrashing = false;

/**
 * Our own bug: says so, and ends the process. Sockets, timers and handlers of signals that were left behind would
 * keep it alive, and doing nothing.
 */
function crash(bug: unknown): void {
  // Not even that could be said.
  if (isCrashing) process.exit();
  isCrashing = true;
  process.exitCode = EXIT.bug;
  process.stderr.write(
    `portolan: this is a bug in Portolan ${__VERSION__}, not your fault. Please report it with what follows.\n` +
      `${bug instanceof Error ? bug.stack : String(bug)}\n` +
      `node ${process.version} on ${process.platform} ${process.arch}, arguments: ${JSON.stringify(process.argv.slice(2))}\n`,
    () => {
      if (process.stdout.writableLength === 0) process.exit();
      process.stdout.once('drain', () => process.exit());
      setTimeout(() => process.exit(), LAST_WORDS_MS);
    },
  );
}

// What is thrown out of a timer or a socket goes past `main`.
process.on('uncaughtException', crash);
main().catch(crash);
