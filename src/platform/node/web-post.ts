/**
 * Handing something over by HTTP. Not by `fetch`: it refuses ports that browsers must not ask, and cannot be told
 * to take a certificate that nobody vouches for, as printers have.
 */
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { BadAnswerError, NotFoundError } from '../../core/errors.ts';
import type { PostAnswer, PostOptions } from '../platform.ts';

/**
 * @param signal gives up, wherever it is; whoever fires it knows why
 * @param heard is called when something comes
 * @throws whatever Node says of a connection that fails; BadAnswerError for an answer that is too long or breaks off
 */
export async function handOver(
  address: string,
  { headers = {}, body, answerLimit = 0, anyCertificate = false }: PostOptions,
  signal: AbortSignal,
  heard: () => void,
): Promise<PostAnswer> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const own = { ...headers, 'content-length': `${bytes.length}` };
  // A connection of its own: what is asked once is not kept open.
  const how: RequestOptions = { method: 'POST', headers: own, signal, agent: false };
  const answer = await answerTo(address, how, anyCertificate, bytes);
  heard();
  const { statusCode = 0 } = answer;
  try {
    return {
      status: statusCode,
      header: (name) => textOf(answer.headers[name]),
      body: await bodyOf(answer, address, answerLimit, heard),
    };
  } finally {
    answer.destroy();
  }
}

function answerTo(
  address: string,
  how: RequestOptions,
  anyCertificate: boolean,
  body: Uint8Array,
): Promise<IncomingMessage> {
  const url = { ...how, ...placeOf(address, how.headers) };
  return new Promise((resolve, reject) => {
    const sent = address.toLowerCase().startsWith('https:')
      ? requestSecure({ ...url, rejectUnauthorized: !anyCertificate }, resolve)
      : requestPlain(url, resolve);
    // An answer may come before everything is handed over; what breaks off after it is no matter.
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Where it goes. The zone of a link-local address (RFC 6874) is this machine's business: URLs of JavaScript cannot
 * have one, and the other side must not be told it.
 */
function placeOf(address: string, headers: RequestOptions['headers']): RequestOptions {
  const [, zone] = /^https?:\/\/\[[^\]%]+%25([^\]]+)\]/i.exec(address) ?? [];
  const bare = zone === undefined ? address : address.replace(`%25${zone}`, '');
  const { hostname, port, pathname, search, protocol, host, username } = new URL(bare);
  if (username !== '') throw new NotFoundError(`${address} has a name of a user in it`);
  const plain = hostname.replace(/^\[|\]$/g, '');
  return {
    protocol,
    hostname: zone === undefined ? plain : `${plain}%${zone}`,
    ...(port !== '' && { port }),
    path: pathname + search,
    headers: { ...(headers as Record<string, string>), host },
  };
}

async function bodyOf(
  answer: IncomingMessage,
  address: string,
  limit: number,
  heard: () => void,
): Promise<Uint8Array> {
  if (limit === 0) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Uint8Array>) {
    heard();
    length += piece.length;
    if (length > limit)
      throw new BadAnswerError(`${address} answered with more than ${limit} bytes`);
    pieces.push(piece);
  }
  // An answer that ends before its own length says so without an error.
  if (!answer.complete) throw new BadAnswerError(`${address} answered, and broke off`);
  return new Uint8Array(Buffer.concat(pieces));
}

const textOf = (value: string | readonly string[] | undefined) =>
  typeof value === 'string' ? value : value?.join(', ');
