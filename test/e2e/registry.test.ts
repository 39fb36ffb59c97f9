/** The registry's commands as processes: with a real server, real disks, interrupted and killed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  copyBuilt,
  ended,
  plainEnvironment,
  run,
  type Built,
  type Ended,
} from '../support/built.ts';
import { unlessLeftOut } from '../support/left-out.ts';
import { pause } from '../support/waiting.ts';
import { makeRegistry, record, registryXml } from '../support/registry.ts';

const { records } = makeRegistry(1000);
const chart = record({ service: 'chart', port: '47111', transport: 'tcp', description: 'Charts' });
const OLD = registryXml([chart, ...records]);
const NEW = registryXml([{ ...chart, description: 'Sea charts' }, ...records]).replace(
  '2026-05-04',
  '2026-06-01',
);

let built: Built;
/** The user's data folder, a new one for each test. */
let home: string;
beforeAll(() => {
  built = copyBuilt();
  writeFileSync(join(built.folder, 'old.xml'), OLD);
  writeFileSync(join(built.folder, 'new.xml'), NEW);
});
afterAll(() => built.remove());
beforeEach(() => {
  home = mkdtempSync(join(built.folder, 'home-'));
});

const env = () => ({ XDG_DATA_HOME: home });
const portolan = (words: string, input?: string): Promise<Ended> =>
  run(process.execPath, [built.command, ...words.split(' ')], {
    env: env(),
    cwd: built.folder,
    ...(input !== undefined && { input }),
  });

/** A command that goes on by itself. */
function start(words: string): { child: ChildProcess; ending: Promise<Ended> } {
  const child = spawn(process.execPath, [built.command, ...words.split(' ')], {
    env: plainEnvironment(env()),
    cwd: built.folder,
    stdio: 'pipe',
  });
  child.stdin!.on('error', () => {});
  return { child, ending: ended(child) };
}

const statusOf = async () =>
  JSON.parse((await portolan('registry status --json')).out) as Record<string, unknown>;

/** What answers is the old edition, whole. */
async function expectOld(): Promise<void> {
  expect(await statusOf()).toMatchObject({
    answers: 'edition',
    source: { date: '2026-05-04' },
    faults: [],
  });
  const { out, code } = await portolan('47111');
  expect(code).toBe(0);
  expect(out).toContain('Charts');
  expect(out).not.toContain('Sea charts');
}

describe('an import', () => {
  it('from a file and from standard input is the same', async () => {
    const filed = await portolan('registry import old.xml --json');
    expect(filed).toMatchObject({ code: 0, err: '' });
    const piped = await portolan('registry import - --json', OLD);
    expect(piped).toMatchObject({ code: 0, err: '' });
    const edition = ({ out }: Ended) =>
      (JSON.parse(out) as { edition: { checksum: string } }).edition.checksum;
    expect(edition(piped)).toBe(edition(filed));
    const { out } = await portolan('registry export');
    expect(out.split('\n').length).toBeGreaterThan(1000);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'that waits for its input and gets %s leaves the old edition',
    async (signal) => {
      await portolan('registry import old.xml');
      const { child, ending } = start('registry import -');
      // More than a pipe holds: when it is written, the command is reading.
      const half = NEW.slice(0, NEW.length / 2);
      await new Promise((resolve) => child.stdin!.write(half, resolve));
      child.kill(signal);
      expect(await ending).toMatchObject({ code: signal, out: '' });
      await expectOld();
    },
  );

  it('that is killed at any moment leaves the old edition or has made the new one', async () => {
    await portolan('registry import old.xml');
    const began = performance.now();
    await portolan('registry import old.xml');
    const whole = performance.now() - began;
    for (let part = 1; part <= 6; part++) {
      const { child, ending } = start('registry import new.xml');
      await pause((whole * part) / 6.5);
      child.kill('SIGKILL');
      await ending;
      const { answers, faults } = await statusOf();
      expect({ answers, faults }).toEqual({ answers: 'edition', faults: [] });
    }
    // What was left lying about does not stand in the way.
    expect(await portolan('registry import new.xml')).toMatchObject({ code: 0, err: '' });
    expect(await statusOf()).toMatchObject({ source: { date: '2026-06-01' }, faults: [] });
  });

  it('may run three times at once', async () => {
    const endings = await Promise.all(
      ['new', 'old', 'new'].map((name) => portolan(`registry import ${name}.xml`)),
    );
    expect(endings.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(await statusOf()).toMatchObject({ answers: 'edition', faults: [] });
    expect(
      readdirSync(join(home, 'portolan/registry')).filter((name) => name.endsWith('.new')),
    ).toEqual([]);
  });

  it('where its folder is a file is refused in a sentence', async () => {
    writeFileSync(join(home, 'portolan'), 'not a folder');
    const ending = await portolan('registry import old.xml');
    expect(ending).toMatchObject({ code: 3, out: '' });
    expect(ending.err).toMatch(/^portolan: ".*" cannot be written: /);
    expect(ending.err).not.toMatch(/\n +at /);
    expect(await portolan('registry')).toMatchObject({ code: 0, err: '' });
  });
});

const AS_NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const canBeNobody = unlessLeftOut(
  process.getuid?.() === 0 &&
    spawnSync('setpriv', [...AS_NOBODY, process.execPath, '--version']).status === 0,
  "folders of somebody else's",
  'that needs root and setpriv',
);
describe.skipIf(!canBeNobody)("folders of somebody else's", () => {
  const asNobody = (...words: string[]) =>
    run('setpriv', [...AS_NOBODY, process.execPath, built.command, ...words], {
      env: env(),
      cwd: built.folder,
    });

  it('that may not be written are left as they are, and that is said', async () => {
    await portolan('registry import old.xml');
    spawnSync('chmod', ['-R', 'a+rX', home]);
    const ending = await asNobody('registry', 'import', 'new.xml');
    expect(ending).toMatchObject({ code: 3, out: '' });
    expect(ending.err).toMatch(/^portolan: ".*" cannot be written: this user may not\n$/);
    await expectOld();
    expect((await asNobody('47111')).out).toContain('Charts');
  });

  it('that may not even be read: the floor answers and says so', async () => {
    await portolan('registry import old.xml');
    chmodSync(home, 0o755);
    chmodSync(join(home, 'portolan'), 0o700);
    const { out, code } = await asNobody('registry');
    expect(code).toBe(0);
    expect(out.replaceAll('\n', ' ')).toMatch(
      /^The imported edition does not answer: ".*" cannot be read: this user may not\./,
    );
    expect((await asNobody('80')).code).toBe(0);
  });
});

describe('an update', () => {
  let server: Server;
  let address: string;
  /** What the server does next; told which conditions came. */
  let answer: (response: ServerResponse, conditions: string) => void;
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { Location: '/' }).end();
      else answer(response, request.headers['if-none-match'] ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    mkdirSync(home, { recursive: true });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const sends = (text: string, etag: string) => (response: ServerResponse, conditions: string) => {
    if (conditions === etag) response.writeHead(304).end();
    else
      response
        .writeHead(200, { ETag: etag, 'Last-Modified': 'Mon, 04 May 2026 00:00:00 GMT' })
        .end(text);
  };
  const update = (more = '') => portolan(`registry update --from ${address}${more}`);

  it('fetches, then asks for what is newer, follows where it is led, and says what changed', async () => {
    answer = sends(OLD, '"1"');
    expect((await update()).out).toContain("IANA's registry of 2026-05-04 answers from now on.");
    expect((await update()).out).toContain("Nothing new: IANA's registry of 2026-05-04");
    answer = sends(NEW, '"2"');
    const { out, code, err } = await update('moved');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('0 added, 0 removed, 1 changed.');
    expect(out).toContain('description: "Charts" -> "Sea charts"');
    expect(await statusOf()).toMatchObject({ edition: { from: `${address}moved` }, faults: [] });
  });

  it.each<[what: string, answer: (response: ServerResponse) => void, code: number, says: string]>([
    [
      'trouble',
      (response) => response.writeHead(500).end('<html>'),
      3,
      'answered 500 instead of the registry',
    ],
    [
      'a web page',
      (response) => response.end('<!DOCTYPE html><p>Sign in'),
      3,
      'this is a web page (HTML), not the registry',
    ],
    [
      'half of what it promised',
      (response) => {
        response.writeHead(200, { 'Content-Length': NEW.length });
        response.write(NEW.slice(0, 9999), () => response.destroy());
      },
      3,
      'answered, and broke off: ',
    ],
    ['half of it, well sent', (response) => response.end(NEW.slice(0, 9999)), 3, 'it is cut short'],
    ['an end', (response) => response.destroy(), 3, 'did not answer: '],
  ])('that gets %s leaves the old edition', async (_, next, code, says) => {
    await portolan('registry import old.xml');
    answer = next;
    const ending = await update();
    expect(ending).toMatchObject({ code, out: '' });
    expect(ending.err).toContain(says);
    expect(ending.err).not.toMatch(/\n +at /);
    await expectOld();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that waits for a silent server ends with %s, and leaves the old edition',
    async (signal) => {
      await portolan('registry import old.xml');
      const asked = new Promise<void>((resolve) => {
        answer = (response) => response.write(NEW.slice(0, 9999), () => resolve());
      });
      const { child, ending } = start(`registry update --from ${address}`);
      await asked;
      child.kill(signal);
      const { code, out, err } = await ending;
      expect({ code, out }).toEqual({ code: signal, out: '' });
      expect(err).toContain('interrupted');
      await expectOld();
    },
  );
});
