/** Binds the second door to an address, says which, and closes it when asked. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { Reach } from '../../app/operation.ts';
import { UnavailableError, UsageError } from '../../core/errors.ts';
import type { CancelSignal } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import { scopeOf } from '../../survey/scope.ts';
import { createHttp } from './app.ts';
import { openBrowser } from './browser.ts';
import { LOOPBACK_NAMES, type Whereabouts } from './guard.ts';

export interface ServeOptions {
  readonly platform: Platform;
  readonly version: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** An address of this machine, or a name of one. */
  readonly listen: string;
  /** Demanded of every caller; made up when absent and others than this machine can reach the address. */
  readonly token?: string;
  readonly allow: readonly Reach[];
  /** Whether to show the page in a browser. */
  readonly open: boolean;
  /** Takes one line: the address. */
  announce(line: string): void;
  /** Takes what the person should know, a line each. */
  complain(line: string): void;
  /** Ends it. */
  readonly signal: CancelSignal;
}

/**
 * Serves until the signal fires.
 * @throws UsageError for an address that is not this machine's, UnavailableError when it cannot be had
 */
export async function serve(options: ServeOptions): Promise<void> {
  let app: ReturnType<typeof createHttp> | undefined;
  // The app must know its port, which is known when the server listens; nobody can ask before.
  const server = createAdaptorServer({
    fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }),
  });
  const bound = await listen(server, options);
  const isPrivate = scopeOf(bound.address) === 'loopback';
  const token = options.token ?? (isPrivate ? undefined : randomBytes(18).toString('base64url'));
  const { platform, version, allow } = options;
  app = createHttp({
    platform,
    version,
    allow,
    whereabouts: whereabouts(bound, options),
    ...(token !== undefined && { token }),
    report: (bug, { url }) => options.complain(bugReport(bug, url)),
  });
  const address = addressOf(bound, options.listen, token);
  // Before the address is out: whoever reads it may want the end of it at once.
  const stopped = untilStopped(options.signal);
  options.announce(address);
  if (!isPrivate) options.complain(NOT_ENCRYPTED);
  if (options.open) openBrowser(address);
  await stopped;
  await close(server);
}

const NOT_ENCRYPTED =
  'whoever has this address can read what listens here, and so can whoever listens on the way: HTTP is not encrypted';

async function listen(server: ServerType, { port, listen }: ServeOptions): Promise<AddressInfo> {
  try {
    server.listen(port, listen);
    await once(server, 'listening');
  } catch (problem) {
    throw bindError(problem as NodeJS.ErrnoException, port, listen);
  }
  return server.address() as AddressInfo;
}

/** Why an address could not be had, and what to do; what is no error of the system is our own bug. */
function bindError(problem: NodeJS.ErrnoException, port: number, address: string): Error {
  const where = `${bracketed(address)}:${port}`;
  switch (problem.code) {
    case 'EADDRINUSE':
      return new UnavailableError(
        `${where} is taken: "portolan survey" shows by whom; choose another port with --port N, or any free one with --port 0`,
      );
    case 'EACCES':
    case 'EPERM':
      return new UnavailableError(
        `${where} may not be bound by this user: choose a port from 1024 upwards with --port N`,
      );
    case 'EADDRNOTAVAIL':
      return new UsageError(
        `${address} is no address of this machine: name one with --listen, or 0.0.0.0 for all`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UsageError(`--listen takes an address of this machine: "${address}" is unknown`);
    case undefined:
      return problem;
    default:
      return new UnavailableError(`${where} cannot be listened on: ${problem.message}`);
  }
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);

/** What honest callers call this server. */
function whereabouts(
  { address, port }: AddressInfo,
  { listen, platform }: ServeOptions,
): Whereabouts {
  const own = [address, listen].map((name) => bracketed(name).toLowerCase());
  const scope = scopeOf(address);
  if (scope === 'loopback') {
    return { port, names: [...LOOPBACK_NAMES, ...own], anyAddress: false };
  }
  const anyAddress = scope === 'any';
  const host = platform.host.name.toLowerCase();
  const names = anyAddress ? [...LOOPBACK_NAMES, host, `${host}.local`] : [host, `${host}.local`];
  return { port, names: [...names, ...own], anyAddress };
}

/** Where a browser finds it: the token goes into the address, so that opening it is enough. */
function addressOf({ address, port }: AddressInfo, listen: string, token?: string): string {
  const isEvery = scopeOf(address) === 'any';
  const host = bracketed(isEvery ? reachableAddress() : listen);
  return `http://${host}:${port}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`;
}

/** An address that others can type, when listening on all: the first that leads out of this machine. */
function reachableAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = all.filter(({ internal }) => !internal);
  const first = outside.find(({ family }) => family === 'IPv4') ?? outside[0];
  return first?.address ?? '127.0.0.1';
}

function bugReport(bug: unknown, url: string): string {
  return `this is a bug in Portolan, met by ${url}\n${bug instanceof Error ? bug.stack : String(bug)}`;
}

function untilStopped(signal: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}

/** Ends at once: a browser would keep its connection open for minutes. */
async function close(server: ServerType): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  await closed;
}
