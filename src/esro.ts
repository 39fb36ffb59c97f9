/**
 * ESRO (RFC 2188) for programs: a small RPC over UDP. An operation costs two datagrams, or three where the performer wants
 * to know that its answer arrived.
 *
 * Not for the Internet: there is no congestion control, nothing is authenticated, nothing is secret. A performer hears
 * this machine alone unless it is told otherwise.
 *
 * @example
 * ```ts
 * import { createPerformer, invoke } from 'portolan/esro';
 * const performer = await createPerformer({ saps: { 11: { perform: ({ argument }) => argument } } });
 * const { result } = await invoke(performer.local, 11, 1, new TextEncoder().encode('hello'));
 * performer.close();
 * ```
 */
import { invokeOnce, type OnceOptions } from './app/esro/once.ts';
import {
  openEndpoint,
  type EsroEndpoint,
  type InvokeOptions,
  type OpenOptions,
} from './app/esro/endpoint.ts';
import type { Reply } from './app/esro/call.ts';
import { formatEndpoint, type Endpoint } from './core/endpoint.ts';
import { seconds } from './core/units.ts';
import { UsageError } from './core/errors.ts';
import { nodeClock } from './platform/node/clock.ts';
import { nodeNames } from './platform/node/names.ts';
import { nodeUdp } from './platform/node/udp.ts';

export {
  AbortError,
  OperationError,
  OperationFailed,
  type Answer,
  type Call,
  type Reply,
  type Sap,
} from './app/esro/call.ts';
export type { OnceOptions } from './app/esro/once.ts';
export type { EsroEndpoint, InvokeOptions, OpenOptions } from './app/esro/endpoint.ts';
export { UnavailableError, UsageError } from './core/errors.ts';
export type { Endpoint } from './core/endpoint.ts';
export { FAILURE, FAILURES, type Encoding } from './protocols/esro/pdu.ts';
export { ESRO_PORT, type Handshake } from './protocols/esro/service.ts';
export {
  COMPILED,
  DEFAULT_TIMERS,
  mostPerSecond,
  patienceOf,
  SHIPPED,
  timersOf,
  type EsroTimers,
  type TimerBases,
} from './protocols/esro/timers.ts';

const platform = {
  clock: nodeClock(),
  udp: nodeUdp(),
  names: nodeNames(),
  random: Math.random,
};

const TELL_EVERY = seconds(1);

/** One datagram of a stranger must neither end a program nor fill its log. */
function tellingOnStderr(): NonNullable<OpenOptions['failed']> {
  let quietUntil = 0;
  let untold = 0;
  return (thrown, { from, sap, operation }) => {
    const now = platform.clock.now();
    if (now < quietUntil) {
      untold += 1;
      return;
    }
    const more = untold > 0 ? ` (and ${untold} more that were not told)` : '';
    const asked = `operation ${operation} of selector ${sap}, invoked by ${formatEndpoint(from)}`;
    console.error(`portolan/esro: ${asked}, failed${more}:`, thrown);
    quietUntil = now + TELL_EVERY;
    untold = 0;
  };
}

/**
 * Opens a socket that performs the operations of others, and may invoke theirs. `await using` does not know it: call
 * `close`.
 * @throws UsageError when options make no sense; UnavailableError when the address or port cannot be had
 */
export const createEndpoint = (options: OpenOptions = {}): Promise<EsroEndpoint> =>
  openEndpoint(platform, { failed: tellingOnStderr(), ...options });

/** Opens a socket that performs operations: loopback and any free port unless told otherwise; ESRO's own is 259. */
export async function createPerformer(
  options: OpenOptions & Required<Pick<OpenOptions, 'saps'>>,
): Promise<EsroEndpoint> {
  if (Object.keys(options?.saps ?? {}).length === 0) {
    throw new UsageError('saps is empty: there is nothing to perform');
  }
  return createEndpoint(options);
}

/**
 * Opens a socket to invoke operations by, of any number of performers. It keeps the program only while something is
 * under way. It is bound to `0.0.0.0`, so it speaks to IPv4; give `address: '::'` for IPv6.
 */
export const createInvoker = (
  options: Omit<OpenOptions, 'saps' | 'failed'> = {},
): Promise<EsroEndpoint> => openEndpoint(platform, { address: '0.0.0.0', ...options });

/**
 * Asks for one operation: see `EsroEndpoint.invoke` for what is given and thrown.
 * @param to `192.0.2.1` (port 259), `host.example:2590`, `[::1]:2590`, or an object of an IP address and a port
 * @param sap the performer's selector, 1 to 15
 * @param operation 0 to 63
 */
export const invoke = (
  to: string | Endpoint,
  sap: number,
  operation: number,
  argument: Uint8Array,
  options: OnceOptions & InvokeOptions = {},
): Promise<Reply> => invokeOnce(platform, to, sap, operation, argument, options);
