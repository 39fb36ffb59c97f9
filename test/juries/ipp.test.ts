/**
 * The jury on IPP: CUPS's virtual printer, `ippeveprinter`, answers our client, and CUPS's `ipptool` prints the same
 * attributes. Both in a network namespace of this test's own, on loopback. The printer insists on announcing itself
 * and so on Avahi, which gets a bus and a /run of its own. Needs root and iproute2.
 */
import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
} from '../support/namespace.ts';
import { until } from '../support/waiting.ts';

const NAMESPACE = `portolan-ipp-${process.pid}`;
const PORT = 8631;
const NEEDS = ['ippeveprinter', 'ipptool', 'avahi-daemon', 'dbus-daemon'];
const missing = NEEDS.find((command) => !isInstalled(command));
const reason = noNamespace() ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury ippeveprinter and ipptool: ${reason}`);

let script: Bundled;
let printer: ChildProcess;

/** What starts the printer, with everything that it wants around it. */
const house = (folder: string) =>
  [
    'mount -t tmpfs none /run',
    'mkdir -p /run/dbus /run/avahi-daemon',
    'dbus-daemon --system --nofork --nopidfile &',
    'until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done',
    `avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${folder}/avahi.conf &`,
    'until [ -S /run/avahi-daemon/socket ]; do sleep 0.05; done',
    'sleep 0.3',
    `exec ippeveprinter -r off -p ${PORT} -d ${folder} -k -M Portolan -m 'Test 1' -l 'Küche & Bad' 'Lab printer'`,
  ].join('\n');

interface Asked {
  readonly outcome: {
    readonly kind: string;
    readonly address: string;
    readonly printer: Record<string, unknown>;
    readonly attributes: readonly { name: string; values: readonly { kind: string }[] }[];
  };
  /** Each attribute as a line. */
  readonly texts: readonly string[];
}

function ask(names = '', secure = ''): Asked {
  const words = [script.file, '127.0.0.1', `${PORT}`, secure, names];
  return JSON.parse(inNamespace(NAMESPACE, process.execPath, ...words));
}

/** The same attributes as ipptool prints them, name by name. */
function tool(names: string): Map<string, string> {
  const file = join(script.folder, 'attributes.test');
  writeFileSync(
    file,
    `{ OPERATION Get-Printer-Attributes GROUP operation-attributes-tag
       ATTR charset attributes-charset utf-8
       ATTR naturalLanguage attributes-natural-language en
       ATTR uri printer-uri $uri
       ATTR keyword requested-attributes ${names} }`,
  );
  const uri = `ipp://127.0.0.1:${PORT}/ipp/print`;
  const words = ['netns', 'exec', NAMESPACE, 'ipptool', '-tv', uri, file];
  const { stdout } = spawnSync('ip', words, { encoding: 'utf8' });
  const lines = [...stdout.matchAll(/^ {8}([\w-]+) \((?:1setOf )?[\w|]+\) = (.*)$/gm)];
  // What stands before the answer is what it asked.
  return new Map(lines.map(([, name, value]) => [name!, value!]));
}

/** Attributes whose values both print in the same words. */
const SAME = [
  'printer-info',
  'printer-make-and-model',
  'printer-device-id',
  'printer-uuid',
  'printer-location',
  'printer-state-message',
  'printer-is-accepting-jobs',
  'uri-security-supported',
  'printer-supply-description',
  'ipp-versions-supported',
  'document-format-supported',
  'media-supported',
  'copies-supported',
  'color-supported',
  'queued-job-count',
  'printer-kind',
  'media-bottom-margin-supported',
];

describe.skipIf(reason)('a virtual printer of CUPS', () => {
  beforeAll(async () => {
    script = await bundled(fileURLToPath(new URL('ipp-ask.ts', import.meta.url)));
    const conf = '[server]\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\n';
    writeFileSync(join(script.folder, 'avahi.conf'), conf);
    makeNamespace(NAMESPACE);
    printer = startIn(NAMESPACE, ['sh', '-c', house(script.folder)]);
    await until(() => inNamespace(NAMESPACE, 'ss', '-Htln', `sport = :${PORT}`).trim() !== '');
  });
  afterAll(() => {
    end(printer);
    removeNamespace(NAMESPACE);
    script.remove();
  });

  it('tells our client what it is', () => {
    const { outcome } = ask();
    expect(outcome).toMatchObject({
      kind: 'described',
      address: `http://127.0.0.1:${PORT}/ipp/print`,
      printer: {
        name: 'Lab printer',
        makeAndModel: 'Portolan Test 1',
        location: 'Küche & Bad',
        state: 'idle',
        reasons: [],
        uuid: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
        supplies: [
          { name: 'Toner Waste Tank', kind: 'waste toner', receptacle: true, percent: 25 },
          { name: 'Black Toner', kind: 'toner', colour: 'black', receptacle: false, percent: 75 },
        ],
      },
    });
  });

  it('tells it the same over TLS, with a certificate that it signed itself', () => {
    const { outcome } = ask('', 'tls');
    expect(outcome).toMatchObject({
      kind: 'described',
      address: `https://127.0.0.1:${PORT}/ipp/print`,
      printer: { name: 'Lab printer', makeAndModel: 'Portolan Test 1' },
    });
  });

  it('tells ipptool the same', () => {
    const theirs = tool(SAME.join(','));
    const ours = new Map(
      ask(SAME.join(',')).texts.map((text) => {
        const equals = text.indexOf('=');
        return [text.slice(0, equals), text.slice(equals + 1)];
      }),
    );
    expect(ours.size).toBeGreaterThan(12);
    for (const [name, value] of ours)
      expect(`${name}=${value}`).toBe(`${name}=${theirs.get(name)}`);
  });

  it('says nothing at all that we cannot explain', () => {
    const { outcome } = ask('all,media-col-database');
    const names = new Set(outcome.attributes.map(({ name }) => name));
    expect(names.size).toBeGreaterThan(80);
    const theirs = tool('all,media-col-database');
    for (const name of names) expect([name, theirs.has(name)]).toEqual([name, true]);
    expect(JSON.stringify(outcome.attributes)).not.toContain('unexplained');
    const database = outcome.attributes.find(({ name }) => name === 'media-col-database');
    expect(database?.values[0]).toMatchObject({ kind: 'collection' });
  });
});
