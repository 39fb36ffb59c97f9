/** `portolan serve`: opens the second door. What it is made of is loaded only then. */
import { UsageError } from '../../core/errors.ts';
import { MAX_PORT } from '../../core/transport.ts';
import { ALLOWABLE, readReach } from '../reach.ts';
import type { DoorCommand } from './commands.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { World } from './world.ts';

/** Assigned to nobody, and nobody is known to use it. */
const PORT = 6410;
const ADDRESS = '127.0.0.1';
/** Shorter ones can be guessed by trying. */
const LONG_ENOUGH = 16;

const HELP = `
It listens on ${ADDRESS} alone and prints its address. GET /api/port/641, /api/survey and the rest
answer what the commands print with --json; /api/openapi.json describes them. Each request looks afresh.
Requests sent to other names (DNS rebinding) or by other sites are refused. Nothing can be changed; only
answers to "was this page helpful?" are kept, in the state folder.

With another address, others can reach it, so a token is needed: the one given with --token or in the
environment as PORTOLAN_TOKEN (which "ps" does not show), else a new one. The printed address carries
it (?token=…); programs send it as "Authorization: Bearer TOKEN".

Examples:
  portolan serve
      the page on http://${ADDRESS}:${PORT}/, for this machine
  portolan serve --listen 0.0.0.0
      for others too, with a token that is made up and printed
  curl http://${ADDRESS}:${PORT}/api/port/udp/3289
      what "portolan port udp/3289 --json" prints
`;

/** What commander makes of the command line. */
interface Flags {
  readonly port?: string;
  readonly listen?: string;
  readonly token?: string;
  readonly allow?: readonly string[];
  readonly open: boolean;
}

export const serveCommand: DoorCommand = {
  name: 'serve',
  valued: ['--port', '--listen', '--token', '--allow'],
  summary: 'show the survey in a browser, and answer programs over HTTP',
  declare(command, start) {
    command
      .option('--port <N>', `port to listen on; 0 takes any free one (default ${PORT})`)
      .option(
        '--listen <ADDRESS>',
        `address or name of this machine to listen on (default ${ADDRESS})`,
      )
      .option('--token <TOKEN>', 'what callers must show')
      .option('--allow <REACH...>', `let operations reach further: ${ALLOWABLE.join(', ')}`)
      .option('--no-open', 'do not open a browser; without a terminal none is opened anyway')
      .addHelpText('after', HELP)
      .action(() => start((world) => serveAs(command.opts<Flags>(), world)));
  },
};

async function serveAs(flags: Flags, world: World): Promise<ExitCode> {
  const complain = (text: string) => void world.stderr.write(`portolan: ${text}\n`);
  const token = flags.token ?? world.env['PORTOLAN_TOKEN'];
  if (token === '') throw new UsageError('the token is empty: leave it out to have one made up');
  if (token !== undefined && token.length < LONG_ENOUGH) {
    complain(`the token has fewer than ${LONG_ENOUGH} characters: it could be guessed by trying`);
  }
  const options = {
    port: flags.port === undefined ? PORT : readPort(flags.port),
    listen: flags.listen ?? ADDRESS,
    allow: (flags.allow ?? []).map(readReach),
    ...(token !== undefined && { token }),
    open: flags.open && world.stdout.isTTY === true,
  };
  const { serve } = await import('../http/serve.ts');
  await serve({
    ...options,
    platform: world.platform,
    version: world.version,
    signal: world.signal,
    announce: (line) => void world.stdout.write(`${line}\n`),
    complain,
  });
  return EXIT.ok;
}

function readPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (port >= 0 && port <= MAX_PORT) return port;
  throw new UsageError(`--port takes a number from 0 to ${MAX_PORT}, not "${text}"`);
}
