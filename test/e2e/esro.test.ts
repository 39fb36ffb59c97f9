/** ESRO as people run it: the built commands on loopback, one of them killed, and the library in a program. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { InvokeResult } from '../../src/app/esro/invoking/result.ts';
import { copyBuilt, plainEnvironment, run, type Built } from '../support/built.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let built: Built;
beforeAll(() => {
  built = copyBuilt();
  // Where the store comes from.
  symlinkSync(join(ROOT, 'node_modules'), join(built.folder, 'node_modules'));
});
afterAll(() => built.remove());

const servers: ChildProcess[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
});

/** Starts a performer, and gives its port once it says that it is open. */
async function serve(
  ...words: string[]
): Promise<{ port: string; said: () => string; child: ChildProcess }> {
  // Whom root becomes by itself may not write into the test's folder.
  const user = process.getuid?.() === 0 ? ['--user', 'root'] : [];
  const argv = ['esro', 'serve', '--port', '0', '--for', '50', ...user, ...words];
  const child = spawn(process.execPath, [built.command, ...argv], {
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  servers.push(child);
  let said = '';
  const open = new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      said += text;
      const port = /at udp 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(port);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  return { port: await open, said: () => said, child };
}

const invoke = (port: string, ...words: string[]) =>
  run(process.execPath, [built.command, 'esro', 'invoke', `127.0.0.1:${port}`, ...words]);

describe('the commands', () => {
  it('ask and answer', async () => {
    const { port, said } = await serve('--service', 'echo,white-pages');
    expect(await invoke(port, '--service', 'echo', '--query', 'hello')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(
        /^hello\nfrom 127\.0\.0\.1:\d+, 2-way, in [\d.]+ ms, 5 octets, BER\n$/,
      ) as string,
    });
    const pages = await invoke(port, '--service', 'white-pages', '--query', 'udp/3289');
    expect(pages.out).toMatch(/^3289\/udp {2}enpc, /);
    const octets = await invoke(
      port,
      '--sap',
      '11',
      '--op',
      '1',
      '--hex',
      '00ff',
      '--encoding',
      'xdr',
      '--json',
    );
    expect(JSON.parse(octets.out)).toMatchObject({
      outcome: 'result',
      octets: '00ff',
      encoding: 'XDR',
    });
    const error = await invoke(
      port,
      '--sap',
      '11',
      '--op',
      '2',
      '--argument',
      'no',
      '--fail-on',
      'error',
    );
    expect(error).toMatchObject({ code: 1, out: expect.stringContaining('ERROR 1\n') as string });
    expect(await invoke(port, '--sap', '9', '--op', '1')).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('answers FAILURE 2, user not responding') as string,
    });
    expect(said()).toContain('white-pages lookupPort, "udp/3289": ');
  });

  it('tell programs their port and what to know, and leave a whole document when their terminal is closed', async () => {
    const { port, said, child } = await serve('--service', 'card-authorization', '--json');
    expect(said()).toMatch(/^portolan: ESRO at udp 127\.0\.0\.1:\d+\n/);
    let out = '';
    child.stdout!.on('data', (text: string) => (out += text));
    await invoke(port, '--sap', '15', '--op', '9');
    expect(said()).toContain('a demonstration');
    child.kill('SIGHUP');
    expect(await once(child, 'close')).toEqual([null, 'SIGHUP']);
    expect(JSON.parse(out)).toMatchObject({ events: [{ event: 'call' }], errors: 1, port: +port });
  });

  it('say when nobody answers', async () => {
    const { port, child } = await serve('--service', 'echo');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await invoke(port, '--service', 'echo', '--query', 'x', '--timeout', '1')).toMatchObject(
      {
        code: 3,
        out: '',
        err: expect.stringContaining('given up after 1 s') as string,
      },
    );
  });

  it('charge a card once, though the performer is killed in between', async () => {
    const journal = join(built.folder, 'till.db');
    const words = ['--service', 'card-authorization', '--journal', journal];
    const ask = async (port: string, query: string) => {
      const { out } = await invoke(
        port,
        '--service',
        'card-authorization',
        '--query',
        query,
        '--json',
      );
      return (JSON.parse(out) as InvokeResult).answer;
    };
    const charge = 'authorize till-1 7 4111111111111111 100';
    const first = await serve(...words);
    const answer = { demonstration: true, standing: 'charged', code: '000001', left: 40_000 };
    expect(await ask(first.port, charge)).toEqual(answer);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await serve(...words);
    expect(await ask(second.port, charge)).toEqual(answer);
    expect(await ask(second.port, 'verify till-1 7')).toEqual(answer);
    expect(await ask(second.port, 'authorize till-1 8 4111111111111111 1')).toMatchObject({
      code: '000002',
      left: 39_900,
    });
    expect(second.said()).toContain('from card …1111');
    expect(second.said()).not.toContain('from card 4');
  });

  it.each([
    [['serve', '--service', 'nonesuch'], 'service is one of echo'],
    [['serve', '--service', 'echo', '--journal', 'x'], '--journal says nothing to echo'],
    [['serve', '--service', 'echo,white-pages', '--sap', '3'], '--sap is for one service'],
    [['serve', '--service', 'echo', '--listen', 'nonesuch0'], 'is no interface and no address'],
    [['serve', '--service', 'echo', '--timers', 'x=1'], 'timers knows invokeResend'],
    [
      [
        'serve',
        '--service',
        'white-pages',
        '--port',
        '0',
        '--user',
        'root',
        '--vcards',
        '/dev/null',
      ],
      'is no address book',
    ],
    [['invoke', '127.0.0.1'], '--op is missing'],
    [['invoke', '127.0.0.1', '--op', '1'], '--sap is missing'],
    [['invoke', '127.0.0.1', '--service', 'echo', '--op', '1', '--query', 'x'], 'leave out --op'],
    [
      ['invoke', '127.0.0.1', '--sap', '1', '--op', '1', '--hex', '0', '--argument', 'x'],
      'has one argument',
    ],
    [['invoke', '127.0.0.1', '--sap', '1', '--op', '64'], 'op is at least 0 and at most 63'],
    [['invoke', '203.0.113.9', '--sap', '1', '--op', '1'], '--allow-public'],
    [['invoke', '127.0.0.1:99999', '--sap', '1', '--op', '1'], 'is no port'],
  ])('%j is refused', async (words, says) => {
    const { code, err } = await run(process.execPath, [built.command, 'esro', ...words]);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
  });
});

describe('the library', () => {
  it('does what the example shows, and lets its program end', async () => {
    const began = performance.now();
    const example = join(ROOT, 'examples/esro-rpc.mjs');
    expect(await run(process.execPath, [example])).toEqual({
      code: 0,
      out: "19 + 23 = 42\nerror 1 [ 'nineteen', 23 ]\norders: 1\n",
      err: '',
    });
    // Less than the inactivity time, for which sockets of single operations stay.
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('serves on when a performer has a bug, tells it once a second, and takes no nonsense', async () => {
    const file = join(built.folder, 'bug.mjs');
    writeFileSync(
      file,
      `import { createPerformer, invoke } from './dist/esro.js';
       const saps = {
         11: { perform() { throw new Error('mine'); } },
         12: { perform: () => new Uint8Array(2000) },
         13: { perform: ({ argument }) => argument },
       };
       const performer = await createPerformer({ saps });
       const told = ({ name, message }) => console.log(name, message);
       for (const sap of [11, 12, 13]) {
         await invoke(performer.local, sap, 1, new Uint8Array(1)).then(() => console.log('done'), told);
       }
       await invoke(undefined, 13, 1, new Uint8Array(1)).catch(told);
       await createPerformer({}).catch(told);
       await createPerformer({ saps: { 1: {} } }).catch(told);
       await createPerformer({ saps, timers: { invokeRsend: 1 } }).catch(told);
       performer.close();`,
    );
    const { code, out, err } = await run(process.execPath, [file]);
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(/^OperationFailed /),
        expect.stringMatching(/^OperationFailed /),
        'done',
        'UsageError whom to invoke is "192.0.2.1:259", or { address, port }, not undefined',
        'UsageError saps is empty: there is nothing to perform',
        'UsageError selector 1 has no perform',
        'UsageError there is no timer "invokeRsend"',
        '',
      ],
    ]);
    // The second is of the same second.
    expect(err).toMatch(
      /^portolan\/esro: operation 1 of selector 11, invoked by 127\.0\.0\.1:\d+, failed: Error: mine/,
    );
    expect(err).not.toContain('2000');
  });
});
