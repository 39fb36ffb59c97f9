import { NotFoundError } from '../../../core/errors.ts';
import { toHex } from '../../../core/bytes/hex.ts';
import { formatEndpoint, type Endpoint } from '../../../core/endpoint.ts';
import { cancellation } from '../../../core/signal.ts';
import { seconds } from '../../../core/units.ts';
import { linkPrefixes } from '../../../platform/interfaces.ts';
import { FAILURE } from '../../../protocols/esro/pdu.ts';
import { checkHost, findHost } from '../../devices/targets.ts';
import type { Context, Input } from '../../operation.ts';
import { AbortError, OperationError, OperationFailed, type Reply } from '../call.ts';
import { openEndpoint, type EsroEndpoint } from '../endpoint.ts';
import { ownAddressFor } from '../once.ts';
import { readEndpoint } from '../address.ts';
import { errorOf } from '../services/agreement.ts';
import { Heard } from './heard.ts';
import { readAsked, type Asked } from './question.ts';
import type { InvokeResult } from './result.ts';
import { plainText } from './text.ts';

/** @throws UsageError for words that make no sense, and for whose network it is not */
export async function runInvoke(input: Input, context: Context): Promise<InvokeResult> {
  const { platform, signal } = context;
  const asked = await readAsked(input, platform.files);
  const to = await findPeer(input, context);
  const heard = new Heard(to, asked);
  const endpoint = await openEndpoint(platform, {
    address: ownAddressFor(to),
    timers: asked.timers,
    mayHear: (from, datagram) => heard.mayHear(from, datagram),
  });
  const began = platform.clock.now();
  const patience = cancellation(signal);
  const wait = input['timeout'] as number | undefined;
  const forget =
    wait === undefined
      ? () => {}
      : platform.clock.wakeAt(platform.clock.now() + seconds(wait), () => patience.cancel());
  try {
    const result = await ask(
      endpoint,
      to,
      { asked, heard },
      { ...context, signal: patience.signal },
    );
    const linger = seconds(input['linger'] as number);
    if (linger > 0 && result.outcome !== 'failure' && asked.handshake === '3-way') {
      await stay(linger, context);
    }
    return result;
  } catch (problem) {
    if (!(problem instanceof AbortError)) throw problem;
    const why = signal.aborted ? 'interrupted' : `given up after ${wait} s`;
    const says = `${why}: ${formatEndpoint(to)} has not answered${heard.words}`;
    return failed(to, asked, Math.round(platform.clock.now() - began), says, 'silence');
  } finally {
    forget();
    patience.cancel();
    endpoint.close();
  }
}

interface Peer extends Endpoint {
  /** As it was asked for, where that is no address. */
  readonly name?: string;
}

async function findPeer(input: Input, { platform, signal }: Context): Promise<Peer> {
  const place = readEndpoint(input['host'] as string, input['port'] as number | undefined);
  const links = platform.interfaces();
  const own = { links: linkPrefixes(links), allowPublic: input['allow-public'] === true };
  checkHost(place.address, own, links);
  const target = await findHost(place.address, own, platform, signal);
  if ('missing' in target) throw new NotFoundError(target.missing);
  const { host, address } = target;
  return { address, port: place.port, ...(host !== address && { name: host }) };
}

async function ask(
  endpoint: EsroEndpoint,
  to: Peer,
  { asked, heard }: { readonly asked: Asked; readonly heard: Heard },
  { platform: { clock }, signal }: Context,
): Promise<InvokeResult> {
  const began = clock.now();
  const { sap, operation, argument, handshake, encoding } = asked;
  const took = () => Math.round((clock.now() - began) * 10) / 10;
  try {
    const options = { signal, handshake, encoding };
    const reply = await endpoint.invoke(to, sap, operation, argument, options);
    return answered(to, asked, took(), reply);
  } catch (problem) {
    if (problem instanceof OperationError) return refused(to, asked, took(), problem);
    if (!(problem instanceof OperationFailed)) throw problem;
    const { value, from, words } = problem;
    const where = formatEndpoint(to);
    const says = {
      peer: `${where} answers FAILURE ${value}, ${words}${value === FAILURE.userNotResponding ? NOBODY_BOUND : ''}`,
      silence: `nobody answers at ${where}${heard.words}`,
      here: `it could not be asked from here: ${words} (${value})`,
    }[from];
    return { ...failed(to, asked, took(), says, from), failure: { value, from, says } };
  }
}

/** What it mostly means. */
const NOBODY_BOUND = ': nobody performs at that selector, or who does could not';

const base = (to: Peer, { sap, operation, handshake, client }: Asked, took: number) => ({
  to,
  sap,
  operation,
  handshake,
  ...(client && { service: client.agreement.name }),
  took,
});

const octetsOf = (encoding: string, octets: Uint8Array) => {
  const text = plainText(octets);
  return { encoding, octets: toHex(octets), ...(text !== undefined && { text }) };
};

function answered(to: Peer, asked: Asked, took: number, reply: Reply): InvokeResult {
  const told = asked.client?.read(asked.operation, reply.result);
  return {
    ...base(to, asked, took),
    outcome: 'result',
    ...octetsOf(reply.encoding, reply.result),
    ...(told && { answer: told.data, lines: told.lines }),
  };
}

function refused(to: Peer, asked: Asked, took: number, problem: OperationError): InvokeResult {
  const { value, parameter, encoding } = problem;
  const known = asked.client && errorOf(asked.client.agreement, value);
  const says = asked.client?.readError?.(value, parameter);
  return {
    ...base(to, asked, took),
    outcome: 'error',
    ...octetsOf(encoding, parameter),
    error: {
      value,
      ...(known && { name: known.name, means: known.means }),
      ...(says !== undefined && { says }),
    },
  };
}

const failed = (
  to: Peer,
  asked: Asked,
  took: number,
  says: string,
  from: 'peer' | 'silence' | 'here',
): InvokeResult => ({
  ...base(to, asked, took),
  outcome: 'failure',
  failure: { from, says },
});

function stay(linger: number, { platform: { clock }, signal }: Context): Promise<void> {
  return new Promise((resolve) => {
    const forget = clock.wakeAt(clock.now() + linger, resolve);
    signal.addEventListener('abort', () => (forget(), resolve()));
  });
}
