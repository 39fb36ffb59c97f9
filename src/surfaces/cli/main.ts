/** The command's entry: the one place that picks the real platform and ends the process. */
import { nodePlatform } from '../../platform/node/platform.ts';
import { EXIT } from './exit.ts';
import { interruption } from './interrupt.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve-command.ts';
import type { World } from './world.ts';

declare const __VERSION__: string;

/** Whoever reads our output may stop reading (`| head`): that is no error of anybody's. */
function leaveQuietlyOnBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
}

async function main(): Promise<void> {
  leaveQuietlyOnBrokenPipe();
  const { signal, received } = interruption();
  const world: World = {
    platform: nodePlatform({ dataFolder: new URL('./data/', import.meta.url) }),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal,
    version: __VERSION__,
  };
  process.exitCode = await runCommand(process.argv.slice(2), world, [serveCommand]);
  // What was cut short ends by the signal itself, as shells expect; standing input would keep it alive.
  const cutShort = received();
  if (cutShort && process.exitCode !== EXIT.ok) process.kill(process.pid, cutShort);
  else endWhenWritten();
}

/** All is said. Waiting for what the engine still has to tidy up would take up to 20 ms. */
function endWhenWritten(): void {
  const busy = [process.stdout, process.stderr].find(({ writableLength }) => writableLength > 0);
  if (busy) busy.once('drain', endWhenWritten);
  else process.exit();
}

main().catch((bug: unknown) => {
  process.exitCode = EXIT.bug;
  process.stderr.write(
    `portolan: this is a bug in Portolan ${__VERSION__}, not your fault. Please report it with what follows.\n` +
      `${bug instanceof Error ? bug.stack : String(bug)}\n` +
      `node ${process.version} on ${process.platform} ${process.arch}, arguments: ${JSON.stringify(process.argv.slice(2))}\n`,
  );
});
