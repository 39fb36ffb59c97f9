import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NotFoundError, UsageError } from '../../core/errors.ts';
import { cancellation, never } from '../../core/signal.ts';
import { nodeWeb } from './web.ts';

let server: Server;
let address: string;
beforeEach(async () => {
  server = createServer((request, response) => {
    switch (request.url) {
      case '/moved':
        response.writeHead(302, { Location: '/text' }).end();
        break;
      case '/ring':
        response.writeHead(307, { Location: '/ring' }).end();
        break;
      case '/half':
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('only so much', () => response.destroy());
        break;
      case '/silent':
        response.writeHead(200).write('a');
        break;
      default:
        response.writeHead(request.url === '/text' ? 200 : 404, { ETag: '"7"' });
        response.end(`you sent ${request.headers['if-none-match']}`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A key and a certificate for a day, vouched for by itself alone. */
function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=printer -keyout ${key} -out ${cert}`;
  execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}

const options = { patience: 5000, signal: never };

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

test('gives status, headers, the body and where it came from', async () => {
  const answer = await nodeWeb().get(`${address}/moved`, {
    ...options,
    headers: { 'if-none-match': '"7"' },
  });
  expect(answer).toMatchObject({ status: 200, address: `${address}/text` });
  expect(answer.header('etag')).toBe('"7"');
  expect(answer.header('nothing')).toBeUndefined();
  expect(await textOf(answer.body)).toBe('you sent "7"');
});

test('an answer of any status is an answer', async () => {
  expect((await nodeWeb().get(`${address}/none`, options)).status).toBe(404);
});

test('nobody there, half a body and silence are told apart', async () => {
  const web = nodeWeb();
  await expect(web.get('http://127.0.0.1:1/', options)).rejects.toThrow(NotFoundError);
  const half = await web.get(`${address}/half`, options);
  await expect(textOf(half.body)).rejects.toThrow(/answered, and broke off/);
  const silent = await web.get(`${address}/silent`, { ...options, patience: 100 });
  await expect(textOf(silent.body)).rejects.toThrow(/nothing came for/);
});

test('stops when it is told to', async () => {
  const stop = new AbortController();
  const answer = await nodeWeb().get(`${address}/silent`, { ...options, signal: stop.signal });
  stop.abort();
  await expect(textOf(answer.body)).rejects.toThrow(/interrupted/);
});

test('asks before it follows a redirection, and goes nowhere that it may not', async () => {
  const asked: string[] = [];
  const follow = (next: string) => {
    asked.push(next);
    throw new UsageError('not there');
  };
  await expect(nodeWeb().get(`${address}/moved`, { ...options, follow })).rejects.toThrow(
    'not there',
  );
  expect(asked).toEqual([`${address}/text`]);
});

test('a ring of redirections ends', async () => {
  await expect(nodeWeb().get(`${address}/ring`, options)).rejects.toThrow(/without end/);
});

test('hands something over, and follows nobody elsewhere', async () => {
  const { post } = nodeWeb();
  const heard: string[] = [];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      heard.push(`${request.method} ${request.url} ${request.headers['x-secret']} ${body}`);
      if (request.url === '/moved') response.writeHead(307, { Location: '/text' }).end();
      else response.writeHead(503, { 'Retry-After': '7' }).end('x'.repeat(1_000_000));
    });
  });
  const what = { ...options, headers: { 'x-secret': 's' }, body: '{"ä":1}' };
  expect((await post(`${address}/moved`, what)).status).toBe(307);
  const answer = await post(`${address}/busy`, what);
  expect([answer.status, answer.header('retry-after')]).toEqual([503, '7']);
  expect(heard).toEqual(['POST /moved s {"ä":1}', 'POST /busy s {"ä":1}']);
});

test('reads as much of an answer as it may, and bytes as they are', async () => {
  const { post } = nodeWeb();
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Uint8Array[] = [];
    request.on('data', (piece: Uint8Array) => pieces.push(piece));
    request.on('end', () => {
      if (request.url === '/half') {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('only so much', () => response.destroy());
      } else if (request.url === '/upgrade') {
        response.writeHead(426, { Upgrade: 'TLS/1.2', Connection: 'Upgrade' }).end('no');
      } else response.end(Buffer.concat(pieces));
    });
  });
  const body = Uint8Array.from({ length: 256 }, (_, i) => i);
  const what = { ...options, body, answerLimit: 256 };
  expect(await post(address, what)).toMatchObject({ status: 200, body });
  await expect(post(address, { ...what, answerLimit: 255 })).rejects.toThrow(/more than 255 bytes/);
  expect((await post(address, { ...options, body })).body).toHaveLength(0);
  await expect(post(`${address}/half`, what)).rejects.toThrow(NotFoundError);
  expect((await post(`${address}/upgrade`, what)).status).toBe(426);
});

test('reaches an address of a link, without telling the other side which link', async () => {
  const hosts: (string | undefined)[] = [];
  const local = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.end('here');
  });
  await new Promise<void>((resolve) => local.listen(0, '::1', resolve));
  const { port } = local.address() as AddressInfo;
  const zone = process.platform === 'linux' ? '%25lo' : '';
  const answer = await nodeWeb().post(`http://[::1${zone}]:${port}/`, {
    ...options,
    body: '',
    answerLimit: 10,
  });
  expect(Buffer.from(answer.body!).toString()).toBe('here');
  expect(hosts).toEqual([`[::1]:${port}`]);
  local.closeAllConnections();
  local.close();
});

test('takes a certificate that nobody vouches for only when it may', async () => {
  const { key, cert } = selfSigned();
  const secure = createSecureServer({ key, cert }, (_, response) => void response.end('behind'));
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const place = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
  const what = { ...options, body: '', answerLimit: 100 };
  const { post } = nodeWeb();
  await expect(post(place, what)).rejects.toThrow(/self-signed/);
  const answer = await post(place, { ...what, anyCertificate: true });
  expect(Buffer.from(answer.body!).toString()).toBe('behind');
  secure.closeAllConnections();
  secure.close();
});

test('says why nothing could be handed over', async () => {
  const { post } = nodeWeb();
  const what = { ...options, body: '' };
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const nowhere = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  await expect(post(nowhere, { ...what, patience: 1000 })).rejects.toThrow('nothing came for 1 s');
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
  await expect(post(nowhere, what)).rejects.toThrow(NotFoundError);
  const { signal, cancel } = cancellation();
  cancel();
  await expect(post(nowhere, { ...what, signal })).rejects.toThrow('it was interrupted');
});
