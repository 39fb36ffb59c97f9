/**
 * The jury on WS-Discovery: Debian's wsdd, which makes a Samba server visible to Windows, is found by our client
 * over a cable between two network namespaces of this test's own. It listens to the group alone, so that it is not
 * found when it is asked by its own address. Needs root and iproute2.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled, type Bundled } from '../support/bundled.ts';
import { end, startIn } from '../support/daemons.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
  tool,
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const [US, THEM] = [`portolan-wu${process.pid}`, `portolan-wt${process.pid}`];
const [HERE, THERE] = ['10.98.0.1', '10.98.0.2'];
const UUID = '11112222-3333-4444-8555-666677778888';
const reason = noNamespace() ?? (isInstalled('wsdd') ? undefined : 'wsdd is not installed');
if (reason) console.log(`LEFT OUT: jury wsdd: ${reason}`);

let script: Bundled;
let wsdd: ChildProcess;

/** A namespace for each side, and a cable between them. */
function connect(): void {
  for (const name of [US, THEM]) makeNamespace(name);
  const cable = ['link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1', 'netns', THEM];
  tool('ip', '-n', US, ...cable);
  for (const [name, device, address] of [
    [US, 'v0', HERE],
    [THEM, 'v1', THERE],
  ] as const) {
    tool('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', device);
    tool('ip', '-n', name, 'link', 'set', device, 'up');
  }
}

interface Found {
  readonly devices: readonly Record<string, unknown>[];
  readonly unreadable: number;
  readonly metadata: readonly unknown[];
}

const look = (target: string): Found =>
  JSON.parse(inNamespace(US, process.execPath, script.file, HERE, target));

describe.skipIf(reason)("Debian's wsdd", () => {
  beforeAll(async () => {
    script = await bundled(fileURLToPath(new URL('wsd-ask.ts', import.meta.url)));
    connect();
    wsdd = startIn(THEM, ['wsdd', '-4', '-i', 'v1', '-U', UUID, '-n', 'HARBOUR', '-w', 'OFFICE']);
    await until(() => inNamespace(THEM, 'ss', '-Huln', 'sport = :3702').trim() !== '');
    await until(() => inNamespace(THEM, 'ss', '-Htln', 'sport = :5357').trim() !== '');
  });
  afterAll(() => {
    end(wsdd);
    for (const name of [US, THEM]) removeNamespace(name);
    script.remove();
  });

  it('is found, asked where it is, and says what it is', () => {
    const { devices, unreadable, metadata } = look('239.255.255.250');
    expect(unreadable).toBe(0);
    expect(devices).toMatchObject([
      {
        id: `urn:uuid:${UUID}`,
        kinds: ['computer'],
        addresses: [`http://${THERE}:5357/${UUID}`],
        endpoints: [{ address: THERE }],
      },
    ]);
    expect(metadata).toMatchObject([
      {
        kind: 'described',
        metadata: { friendlyName: expect.stringContaining('HARBOUR'), manufacturer: 'wsdd' },
      },
    ]);
  });
});
