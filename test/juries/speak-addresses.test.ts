/**
 * Where listeners of this machine are asked: over loopback, on addresses of its own, on link-local ones with their
 * zone, and nowhere else. Two namespaces, one cable; the kernel is the judge. Needs root and iproute2.
 */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { end, startIn } from '../support/daemons.ts';
import { inNamespace, makeNamespace, noNamespace, tool } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const COMMAND = fileURLToPath(new URL('../../dist/portolan.cjs', import.meta.url));
const HERE = `portolan-here-${process.pid}`;
const THERE = `portolan-there-${process.pid}`;

const ip = (...words: string[]) => tool('ip', ...words);

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: jury of addresses: ${reason}`);

/** A server that greets as SSH does on each address and port, and notes who came. */
const GREETERS = `
const [file, ...places] = process.argv.slice(1);
const { createServer } = require('node:net');
const { appendFileSync } = require('node:fs');
for (const place of places) {
  const [host, port] = place.split(' ');
  createServer((socket) => {
    appendFileSync(file, socket.remoteAddress + ' to ' + place + '\\n');
    socket.on('error', () => {}).write('SSH-2.0-Greeter_1\\r\\n');
  }).listen({ host, port: Number(port), ipv6Only: true });
}
`;

describe.skipIf(reason)('on a machine with a neighbour', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-addresses-'));
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  const children: ChildProcess[] = [];
  let survey: SurveyResult;

  beforeAll(async () => {
    for (const name of [HERE, THERE]) makeNamespace(name);
    ip('link', 'add', 'v0', 'netns', HERE, 'type', 'veth', 'peer', 'name', 'v1', 'netns', THERE);
    for (const [name, device, number] of [
      [HERE, 'v0', '1'],
      [THERE, 'v1', '2'],
    ] as const) {
      ip('-n', name, 'addr', 'add', `10.20.30.${number}/24`, 'dev', device);
      // Link-local without the second of waiting for others who might have the address.
      inNamespace(name, 'sysctl', '-qw', `net.ipv6.conf.${device}.accept_dad=0`);
      ip('-n', name, 'addr', 'add', `fe80::${number}/64`, 'dev', device, 'nodad');
      ip('-n', name, 'link', 'set', device, 'up');
    }
    // A listener may be bound to an address that another machine has: for standby, say.
    inNamespace(HERE, 'sysctl', '-qw', 'net.ipv4.ip_nonlocal_bind=1');
    const places = [
      '127.0.0.1 2201',
      '0.0.0.0 2202',
      ':: 2203',
      '10.20.30.1 2204',
      'fe80::1%v0 2205',
    ];
    const [start, script] = [process.execPath, ['-e', GREETERS]];
    children.push(startIn(HERE, [start, ...script, here, ...places, '10.20.30.2 2206']));
    children.push(startIn(THERE, [start, ...script, there, '10.20.30.2 2206']));
    await until(() => inNamespace(HERE, 'ss', '-Htln').trim().split('\n').length === 6);
    const out = inNamespace(HERE, process.execPath, COMMAND, 'survey', '--speak', '--json');
    survey = JSON.parse(out) as SurveyResult;
  }, 60_000);

  afterAll(() => {
    for (const child of children) end(child);
    for (const name of [HERE, THERE]) spawnSync('ip', ['netns', 'del', name]);
    rmSync(folder, { recursive: true, force: true });
  });

  const on = (port: number) => survey.listeners.find((listener) => listener.port === port);

  it.each([2201, 2202, 2203, 2204, 2205])('hears the listener on %i', (port) => {
    expect(on(port)).toMatchObject({ sighting: { service: 'ssh', product: 'Greeter' } });
  });

  it('comes from the very address that it asks', () => {
    const came = readFileSync(here, 'utf8').trim().split('\n').toSorted();
    expect(came.map((line) => line.replace(/%v0/g, ''))).toEqual([
      '10.20.30.1 to 10.20.30.1 2204',
      '127.0.0.1 to 0.0.0.0 2202',
      '127.0.0.1 to 127.0.0.1 2201',
      '::1 to :: 2203',
      'fe80::1 to fe80::1 2205',
    ]);
  });

  it('does not go to a neighbour whose address a listener here is bound to', () => {
    expect(on(2206)).toMatchObject({ address: '10.20.30.2' });
    expect(on(2206)?.sighting).toBeUndefined();
    expect(existsSync(there)).toBe(false);
    const whys = survey.coverage.gaps.map(({ why }) => why).join('\n');
    expect(whys).toMatch(/bound to an address that no interface here has/);
  });
});
