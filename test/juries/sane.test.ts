/**
 * SANE's epson2 driver judges our responder: it shouts into the network as it does for every `scanimage -L`, and must
 * take our answer for a device's. Each on a machine of its own, with a cable between. Needs root and sane-utils.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { XP_432, type InkjetDescription } from '../../src/protocols/enpc/description.ts';
import { bundled, type Bundled } from '../support/bundled.ts';
import { end } from '../support/daemons.ts';
import { connect, withNamespaces } from '../support/links.ts';
import { noNamespace, tool } from '../support/namespace.ts';
import { until } from '../support/waiting.ts';
import { SCANNER_MODEL } from './enpc-scanner.ts';

const reason = noNamespace('scanimage --version');
if (reason) console.log(`LEFT OUT: jury SANE: ${reason}`);

const OFFICE = `portolan-sane-${process.pid}`;
const DEVICE = `portolan-scan-${process.pid}`;
const ADDRESS = '10.77.0.9';

interface Outcome {
  /** What scanimage prints on standard output. */
  readonly list: string;
  /** What the driver tells of itself. */
  readonly debug: string;
  /** What our side says, in lines. */
  readonly ours: readonly Record<string, unknown>[];
}

let script: Bundled | undefined;
const folders: string[] = [];

/** `scanimage -L`, with a configuration of the test's own that knows of one driver alone. */
async function scanimage(probeReply: InkjetDescription['probeReply']): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-sane-'));
  folders.push(folder);
  mkdirSync(join(folder, 'dll.d'));
  writeFileSync(join(folder, 'dll.conf'), 'epson2\n');
  writeFileSync(join(folder, 'epson2.conf'), 'net autodiscovery\n');
  return withNamespaces([OFFICE, DEVICE], async () => {
    connect(
      { namespace: OFFICE, device: 'office', addresses: ['10.77.0.2/24'] },
      { namespace: DEVICE, device: 'device', addresses: [`${ADDRESS}/24`] },
    );
    // SANE shouts to 255.255.255.255: that needs a route.
    tool('ip', '-n', OFFICE, 'route', 'add', 'default', 'dev', 'office');
    const description = { ...XP_432, address: ADDRESS, gateway: '10.77.0.1', probeReply };
    const words = [process.execPath, script!.file, 'scanner', JSON.stringify(description)];
    const ours: Record<string, unknown>[] = [];
    const peer = listen(['ip', 'netns', 'exec', DEVICE, ...words], ours);
    try {
      await until(() => ours.some((line) => line['ready'] === true));
      const env = { PATH: process.env['PATH']!, SANE_CONFIG_DIR: folder, SANE_DEBUG_EPSON2: '32' };
      // The driver writes to the system's log where standard error is a socket, as Node's pipes are.
      const debug = join(folder, 'debug');
      const err = openSync(debug, 'w');
      const asked = spawn('ip', ['netns', 'exec', OFFICE, 'scanimage', '-L'], {
        env,
        stdio: ['ignore', 'pipe', err],
        timeout: 60_000,
      });
      let list = '';
      asked.stdout!.setEncoding('utf8').on('data', (piece: string) => (list += piece));
      await once(asked, 'close');
      closeSync(err);
      return { list, debug: readFileSync(debug, 'utf8'), ours };
    } finally {
      end(peer);
    }
  });
}

/** Starts our peer; its lines are added as they come. */
function listen(
  [command = '', ...words]: readonly string[],
  lines: Record<string, unknown>[],
): ChildProcess {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const peer = spawn(command, words, { stdio: [...stdio], detached: true });
  let rest = '';
  peer.stdout!.setEncoding('utf8').on('data', (piece: string) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    for (const part of parts) lines.push(JSON.parse(part));
  });
  return peer;
}

beforeAll(async () => {
  if (!reason) script = await bundled(fileURLToPath(new URL('./enpc-peer.ts', import.meta.url)));
}, 60_000);
afterAll(() => {
  script?.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(reason)('an inkjet of ours that answers the inkjet probe', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await scanimage('zeroes');
  }, 90_000);

  it('is asked by the fifteen bytes that SANE sends', () => {
    expect(outcome.ours).toContainEqual(
      expect.objectContaining({
        asked: 'Probe: inkjets and scanners',
        bytes: 1,
        outcome: 'answered',
      }),
    );
  });

  it('is heard: SANE names its address', () => {
    expect(outcome.debug).toContain(`response from ${ADDRESS}`);
  });

  it('is visited on 1865, greets, and is locked', () => {
    expect(outcome.ours).toContainEqual(expect.objectContaining({ connected: '10.77.0.2' }));
    expect(outcome.debug).toContain('welcome message received');
    expect(outcome.ours).toContainEqual({ heard: 'job control: lock', body: 'empty' });
    expect(outcome.debug).toContain('scanner locked');
    expect(outcome.ours).toContainEqual({ heard: 'job control: unlock', body: 'empty' });
  });

  it('is listed as a scanner', () => {
    expect(outcome.list).toContain(`epson2:net:${ADDRESS}`);
    expect(outcome.list).toContain(SCANNER_MODEL);
  });
});

describe.skipIf(reason)('an inkjet of ours that was not told to', () => {
  it('is asked, says nothing, and is not found', { timeout: 90_000 }, async () => {
    const { list, debug, ours } = await scanimage('none');
    expect(ours).toContainEqual(expect.objectContaining({ outcome: 'ignored' }));
    expect(debug).not.toContain('response from');
    expect(list).toContain('No scanners were identified');
  });
});
