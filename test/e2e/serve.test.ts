/** The built command as a server: a real socket, a real browser's requests, a real signal. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../dist/portolan.cjs', import.meta.url));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Server {
  readonly child: ChildProcess;
  /** With a slash at its end, and the token when there is one. */
  readonly address: string;
  /** What it wrote to stderr so far. */
  complaints(): string;
}

function start(words: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [COMMAND, 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  return child;
}

const serve = (...words: string[]) => serveWith({}, ...words);

async function serveWith(env: Record<string, string>, ...words: string[]): Promise<Server> {
  const child = start(['--port', '0', '--no-open', ...words], env);
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const [address] = (await once(createInterface(child.stdout!), 'line')) as [string];
  return { child, address, complaints: () => complaints };
}

/** fetch() would not send a false Host header. */
async function request(address: string, host: string): Promise<IncomingMessage> {
  const [response] = await once(httpGet(address, { headers: { host } }), 'response');
  return response as IncomingMessage;
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

test('it serves the API and the page, refuses a rebound name, and ends when told', async () => {
  const { child, address } = await serve();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);

  const port = (await (await fetch(`${address}api/port/641`)).json()) as { ports: unknown[] };
  expect(port.ports).toMatchObject([{ port: 641, range: 'system' }]);
  const document = (await (await fetch(`${address}api/openapi.json`)).json()) as object;
  expect(document).toMatchObject({ openapi: '3.1.0' });

  // The server is itself something that listens here.
  const survey = (await (await fetch(`${address}api/survey`)).json()) as {
    listeners: { port: number }[];
  };
  expect(survey.listeners.map((one) => one.port)).toContain(Number(new URL(address).port));
  const page = await (await fetch(address)).text();
  expect(page).toContain('<h1>');
  expect(page).toContain(new URL(address).port);

  expect((await request(address, 'evil.example')).statusCode).toBe(403);
  expect((await request(`${address}api/survey`, 'evil.example')).statusCode).toBe(403);

  // fetch() keeps its connections open; the end must not wait for them.
  const before = performance.now();
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(performance.now() - before).toBeLessThan(2_000);
});

test('a page is in the language of the reader, and whether it helped is kept in the state folder', async () => {
  const state = mkdtempSync(join(tmpdir(), 'portolan-state-'));
  const { child, address } = await serveWith({ XDG_STATE_HOME: state });
  const page = await fetch(`${address}port/641`, {
    headers: { 'accept-language': 'tlh, en;q=0.5' },
  });
  expect(page.headers.get('content-language')).toBe('en');
  expect(await page.text()).toContain('action="/port/641/helpful"');

  const send = (headers: Record<string, string>) =>
    fetch(`${address}port/641/helpful`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'lang=en&answer=partly',
      redirect: 'manual',
    });
  expect((await send({ origin: 'http://evil.example' })).status).toBe(403);
  expect((await send({})).status).toBe(403);
  const kept = await send({ origin: address.replace(/\/$/, '') });
  expect(kept.status).toBe(303);
  const thanks = await fetch(new URL(kept.headers.get('location')!, address));
  expect(await thanks.text()).toContain('role="status"');

  child.kill('SIGTERM');
  await ended(child);
  const lines = readFileSync(join(state, 'portolan', 'helpful.ndjson'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    { time: expect.any(String) as string, port: 641, language: 'en', answer: 'partly' },
  ]);
  rmSync(state, { recursive: true });
});

test('Ctrl-C ends it as well', async () => {
  const { child, complaints } = await serve();
  child.kill('SIGINT');
  expect(await ended(child)).toBe(0);
  expect(complaints()).toBe('');
});

test('a secret that somebody put into an address is neither taken nor written down', async () => {
  const { child, address, complaints } = await serve('--allow', 'one-host');
  let said = '';
  child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const query = 'user=reader&auth=sha256&auth-password=very-hidden';
  const response = await fetch(`${address}api/status/127.0.0.1?${query}`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('auth-password is a secret');
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(`${said}${complaints()}`).not.toContain('very-hidden');
});

test('for others it makes up a token, and is closed without it', async () => {
  const { address, complaints } = await serve('--listen', '0.0.0.0');
  const { port, searchParams } = new URL(address);
  const token = searchParams.get('token') ?? '';
  expect(token.length).toBeGreaterThanOrEqual(22);
  const survey = `http://127.0.0.1:${port}/api/survey`;
  expect((await fetch(survey)).status).toBe(401);
  const opened = await fetch(`http://127.0.0.1:${port}/?token=${token}`, { redirect: 'manual' });
  expect(opened.status).toBe(303);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(survey, { headers })).status).toBe(200);
  expect(complaints()).toContain('not encrypted');
});

test('a taken port is said in a sentence', async () => {
  const { address } = await serve();
  const child = start(['--port', new URL(address).port, '--no-open']);
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  expect(await ended(child)).toBe(3);
  expect(complaint.replaceAll(/\s+/g, ' ')).toContain('is taken');
  expect(complaint).toContain('--port 0');
});

test.each([
  [['--port', '65536'], '--port takes a number'],
  [['--port', '0', '--listen', '192.0.2.99'], 'no address of this machine'],
  [['--allow', 'everything'], 'one-host or the-network'],
])('serve %j is refused', async (words, sentence) => {
  const child = start([...words, '--no-open']);
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  expect(await ended(child)).toBe(2);
  expect(complaint.replaceAll(/\s+/g, ' ')).toContain(sentence);
});

test('other commands do not load what only a server needs', () => {
  const script = `process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));
    process.argv.splice(1, 0, ${JSON.stringify(COMMAND)});
    require(${JSON.stringify(COMMAND)});`;
  const { stderr, stdout } = spawnSync(process.execPath, ['-e', script, 'port', '3289', '--json'], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({ ports: [{ port: 3289 }] });
  const [first, second, ...more] = stderr.split('\n');
  expect([first, second]).toEqual([COMMAND, COMMAND.replace('portolan.cjs', 'main.cjs')]);
  // What all parts share, some lines, may be a file of its own: that is the bundler's choice.
  for (const file of more) expect(statSync(file).size).toBeLessThan(2048);
});
