/**
 * What is not this machine's is shown apart: network namespaces that look like a container's, made with
 * iproute2 and control groups, and the built command asked about them. Needs root, and leaves nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { copyBuilt, run, type Built } from '../support/built.ts';
import { makeNamespace, noNamespace, removeNamespace, tool } from '../support/namespace.ts';

const NAME = `portolan-${process.pid}`;
const ID = '00c0ffee'.repeat(8);
/** The container's own address; the documentation's, so nothing else has it. */
const INSIDE = '192.0.2.77';

/** Listens on HOST and PORT, says on which port, and ends with its input. */
const LISTEN = `
const server = require('node:net').createServer();
server.listen(Number(process.argv[3]), process.argv[2], () => console.log(server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
`;

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: network namespaces shown apart: ${reason}`);

/** Where a control group can be made: version 2, or systemd's hierarchy of version 1. */
function groupRoot(): string | undefined {
  const roots = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];
  return roots.find((root) => {
    try {
      mkdirSync(`${root}/${NAME}`);
      return readFileSync(`${root}/${NAME}/cgroup.procs`, 'utf8') === '';
    } catch {
      return false;
    } finally {
      try {
        rmdirSync(`${root}/${NAME}`);
      } catch {
        // It was not made.
      }
    }
  });
}

const groups = reason ? undefined : groupRoot();
if (!reason && !groups)
  console.log('LEFT OUT: a container by its control group: none can be made here');

describe.skipIf(reason)('network namespaces', () => {
  let built: Built;
  let host: Server;
  let inside: { readonly child: ChildProcess; readonly port: number };
  let survey: SurveyResult;
  const children: ChildProcess[] = [];
  const folders: string[] = [];

  const listen = async (words: readonly string[], address: string, port: number) => {
    const script = join(built.folder, 'listen.cjs');
    writeFileSync(script, LISTEN);
    const [program = '', ...rest] = words;
    const child = spawn(program, [...rest, script, address, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    return { child, port: Number(line.toString()) };
  };

  const look = async () => {
    const { out } = await run(process.execPath, [built.command, 'survey', '--json']);
    return JSON.parse(out) as SurveyResult;
  };

  const nodeInside = ['ip', 'netns', 'exec', NAME, process.execPath];

  beforeAll(async () => {
    built = copyBuilt();
    for (const name of [NAME, `${NAME}-empty`]) makeNamespace(name);
    tool('ip', '-n', NAME, 'address', 'add', `${INSIDE}/32`, 'dev', 'lo');
    inside = await listen(nodeInside, '0.0.0.0', 0);
    host = createServer().listen(inside.port, '127.0.0.1');
    await once(host, 'listening');
    survey = await look();
  });

  afterAll(async () => {
    host?.close();
    for (const child of children) child.stdin?.end();
    await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
    for (const folder of folders.toReversed()) rmdirSync(folder);
    for (const name of [NAME, `${NAME}-empty`]) removeNamespace(name);
    built.remove();
  });

  it("are listed apart, and never as this machine's, though port and address are the same", () => {
    const { port } = inside;
    const place = survey.elsewhere.find(({ name }) => name === NAME);
    expect(place?.process.pid).toBe(inside.child.pid);
    expect(place?.listeners.map((each) => `${each.address}:${each.port}`)).toEqual([
      `0.0.0.0:${port}`,
    ]);
    const ours = survey.listeners.filter((each) => each.port === port);
    expect(
      ours.map(({ address, processes }) => [address, processes.map(({ pid }) => pid)]),
    ).toEqual([['127.0.0.1', [process.pid]]]);
  });

  it('are not counted among the doors', () => {
    const without = survey.listeners.map(({ port, transport }) => `${port}/${transport}`);
    expect(survey.summary.doors).toBe(new Set(without).size);
  });

  it('are noted when nobody is in them', () => {
    const notes = survey.coverage.gaps.filter(({ what }) => what === 'namespaces');
    expect(notes).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining(`"${NAME}-empty"`), partial: false }),
    );
    expect(JSON.stringify(notes)).not.toContain(`"${NAME}"`);
  });

  it('are told apart for people, too', async () => {
    const { out } = await run(process.execPath, [built.command, 'survey']);
    expect(out).toContain("not this machine's");
  });

  describe.skipIf(!groups)('with a control group as Docker makes it', () => {
    let outer: { readonly child: ChildProcess; readonly port: number };
    let forged: { readonly child: ChildProcess; readonly port: number };

    beforeAll(async () => {
      for (const part of ['', '/docker', `/docker/${ID}`]) {
        const folder = `${groups}/${NAME}${part}`;
        mkdirSync(folder);
        folders.push(folder);
      }
      writeFileSync(`${folders.at(-1)}/cgroup.procs`, String(inside.child.pid));
      const proxy = join(built.folder, 'docker-proxy');
      symlinkSync(process.execPath, proxy);
      const words = (port: number) =>
        `-proto tcp -host-ip 127.0.0.1 -host-port ${port} -container-ip ${INSIDE} -container-port ${inside.port}`;
      outer = await proxying([proxy], words);
      const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      forged = await proxying([...nobody, proxy], words);
      survey = await look();
    });

    /** Listens on a free port and says so on its command line, as Docker's proxy does. */
    const proxying = async (words: readonly string[], flags: (port: number) => string) => {
      const free = createServer().listen(0, '127.0.0.1');
      await once(free, 'listening');
      const { port } = free.address() as AddressInfo;
      free.close();
      await once(free, 'close');
      const script = join(built.folder, 'proxy.cjs');
      // Newer Nodes call their first thread MainThread, whatever they were started as.
      writeFileSync(
        script,
        `require('node:fs').writeFileSync('/proc/self/comm', 'docker-proxy');${LISTEN}`,
      );
      const [program = '', ...rest] = words;
      const all = [...rest, script, '127.0.0.1', String(port), ...flags(port).split(' ')];
      const child = spawn(program, all, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      await once(child.stdout!, 'data');
      return { child, port };
    };

    const at = (port: number) => survey.listeners.find((listener) => listener.port === port);

    it('are a container', () => {
      const container = { engine: 'docker', id: ID };
      const place = survey.elsewhere.find(({ name }) => name === NAME);
      expect(place?.container).toEqual(container);
      expect(place?.listeners[0]?.processes[0]?.container).toEqual(container);
    });

    it("have ports of this machine, which root's proxies lead to", () => {
      expect(at(outer.port)).toMatchObject({
        processes: [{ pid: outer.child.pid, name: 'docker-proxy' }],
        publication: {
          container: { engine: 'docker', id: ID },
          address: INSIDE,
          port: inside.port,
        },
      });
    });

    it("are not behind another user's program that says so", () => {
      expect(at(forged.port)).toMatchObject({ processes: [{ name: 'docker-proxy' }] });
      expect(at(forged.port)).not.toHaveProperty('publication');
    });
  });
});
