/**
 * The jury on DNS-SD: avahi, Linux's own responder and browser. In two network namespaces of this test's own, with a
 * cable between them, what avahi publishes on one side is found by our browser on the other, and what our responder
 * says by avahi's. avahi gets a bus of its own. Needs root and iproute2.
 */
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BrowsingEvent,
  BrowsingOptions,
  ServiceInstance,
} from '../../src/protocols/dnssd/client.ts';
import type { DeviceDescription } from '../../src/protocols/dnssd/description.ts';
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

/** avahi's side, and ours. */
const THEIRS = `portolan-avahi-${process.pid}`;
const OURS = `portolan-dnssd-${process.pid}`;
const HOST = '192.0.2.7';
const OWN = '192.0.2.1';

const NEEDS = ['avahi-daemon', 'avahi-browse', 'avahi-publish', 'dbus-daemon'];
const missing = NEEDS.find((command) => !isInstalled(command));
const reason = noNamespace() ?? (missing && `${missing} is not installed`);
if (reason) console.log(`LEFT OUT: jury avahi: ${reason}`);

/** What an ET-2760 says of itself (public source; masked). */
const TXT = [
  'txtvers=1',
  'ty=EPSON ET-2760 Series',
  'usb_MFG=EPSON',
  'usb_MDL=ET-2760 Series',
  'product=(EPSON ET-2760 Series)',
  'pdl=application/octet-stream,image/pwg-raster,image/urf,image/jpeg',
  'rp=ipp/print',
  'note=',
  'URF=CP1,RS360,W8,SRGB24,DM3',
  'adminurl=http://EPSON000001.local.:80/PRESENTATION/BONJOUR',
  'UUID=cfe92100-67c4-11d4-a45f-00005e005301',
  'air',
];
/** Both of them are here, and answer at once. */
const ROUNDS = { waits: [1000, 500] };
const TYPES = ['_ipp._tcp', '_uscan._tcp', '_http._tcp'];

const children: ChildProcess[] = [];
let script: Bundled;

const busOf = (folder: string) => `unix:path=${folder}/bus`;

/** One of avahi's tools beside avahi. */
const avahi = (...words: readonly string[]): string =>
  inNamespace(THEIRS, 'env', `DBUS_SYSTEM_BUS_ADDRESS=${busOf(script.folder)}`, ...words);

function start(...command: readonly string[]): ChildProcess {
  const address = `DBUS_SYSTEM_BUS_ADDRESS=${busOf(script.folder)}`;
  const child = startIn(THEIRS, ['env', address, ...command]);
  children.push(child);
  return child;
}

function startAvahi(folder: string): void {
  const bus = `<busconfig><type>system</type><listen>${busOf(folder)}</listen><auth>EXTERNAL</auth>
    <policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>`;
  writeFileSync(join(folder, 'bus.conf'), bus);
  const avahi = [
    '[server]\nhost-name=EPSON000001\nuse-ipv4=yes\nuse-ipv6=yes\nallow-interfaces=v0',
    '[wide-area]\nenable-wide-area=no',
    '[publish]\npublish-workstation=no\npublish-hinfo=no\n',
  ];
  writeFileSync(join(folder, 'avahi.conf'), avahi.join('\n'));
  start('dbus-daemon', `--config-file=${folder}/bus.conf`, '--nofork', '--nopidfile');
  // It insists on its place in /run: it gets a /run of its own.
  const words = `until [ -S ${folder}/bus ]; do sleep 0.05; done
    mount -t tmpfs none /run && mkdir /run/avahi-daemon
    exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${folder}/avahi.conf`;
  start('sh', '-c', words);
}

function connect(): void {
  for (const name of [THEIRS, OURS]) makeNamespace(name);
  tool(
    'ip',
    'link',
    'add',
    'v0',
    'netns',
    THEIRS,
    'type',
    'veth',
    'peer',
    'name',
    'v1',
    'netns',
    OURS,
  );
  for (const [name, link, address] of [
    [THEIRS, 'v0', HOST],
    [OURS, 'v1', OWN],
  ] as const) {
    tool('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', link);
    tool('ip', '-n', name, 'link', 'set', link, 'up');
  }
}

/** Our side of it, with what it prints line by line. */
function peer(...words: readonly string[]): {
  child: ChildProcessWithoutNullStreams;
  lines: string[];
  over(): boolean;
} {
  const command = ['netns', 'exec', OURS, process.execPath, script.file, ...words];
  const child = spawn('ip', command, { detached: true });
  children.push(child);
  const said = { child, lines: [] as string[], over: () => child.exitCode !== null };
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    said.lines.push(...lines);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.lines.push(text));
  return said;
}

const events = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as BrowsingEvent);

/** Everything that our browser found by the time it was done. */
async function browse(
  options: Partial<BrowsingOptions>,
  place = OWN,
): Promise<readonly ServiceInstance[]> {
  const { lines, over } = peer(
    'browse',
    JSON.stringify({ types: TYPES, rounds: ROUNDS, ...options }),
    place,
  );
  await until(over, 30_000);
  const last = events(lines).at(-1);
  if (last?.kind !== 'finished') throw new Error(lines.join('\n'));
  return last.services;
}

const textsOf = ({ txt }: ServiceInstance) =>
  txt.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)).toSorted();

/** A line of `avahi-browse -p -r` that says how a service was resolved. */
interface Resolved {
  readonly instance: string;
  readonly type: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly txt: readonly string[];
}

/** avahi writes bytes as decimals after a backslash. */
const unescaped = (text: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(
      [...text.matchAll(/\\(\d{3})|\\(.)|([^\\])/gsu)].flatMap(([, decimal, escaped, plain]) =>
        decimal ? [Number(decimal)] : [...new TextEncoder().encode(escaped ?? plain)],
      ),
    ),
  );

/** What its browser prints of what is there now: types by their names in DNS. */
const judged = (...words: readonly string[]): string =>
  avahi('avahi-browse', '-t', '-p', '-k', ...words);

const resolved = (printed: string, protocol = 'IPv4'): Resolved[] =>
  printed
    .split('\n')
    .map((line) => line.split(';'))
    .filter(([mark, , family]) => mark === '=' && family === protocol)
    .map(([, , , instance = '', type = '', , host = '', address = '', port = '', ...txt]) => ({
      instance: unescaped(instance),
      type,
      host,
      address,
      port: Number(port),
      // A text may have semicolons.
      txt: [...txt.join(';').matchAll(/"((?:\\.|[^"\\])*)"/g)]
        .map(([, text]) => unescaped(text!))
        .toSorted(),
    }));

function isUp(): boolean {
  try {
    return judged('_none._tcp') === '';
  } catch {
    return false;
  }
}

describe.skipIf(reason)('avahi', () => {
  beforeAll(async () => {
    script = await bundled(fileURLToPath(new URL('dnssd-peer.ts', import.meta.url)));
    connect();
    startAvahi(script.folder);
    await until(isUp);
    start(
      'avahi-publish',
      '-s',
      '--subtype=_universal._sub._ipp._tcp',
      'EPSON ET-2760 Series',
      '_ipp._tcp',
      '631',
      ...TXT,
    );
    start(
      'avahi-publish',
      '-s',
      'Büro a.b',
      '_uscan._tcp',
      '443',
      'rs=eSCL',
      'note=Küche; "links" \\ oben',
    );
    await until(() => resolved(judged('-r', '-a')).length >= 2);
  });
  afterAll(() => {
    children.forEach(end);
    for (const name of [THEIRS, OURS]) removeNamespace(name);
    script.remove();
  });

  it.each<[how: string, options: Partial<BrowsingOptions>, place?: string]>([
    ['as a member of the group', { mode: 'member' }],
    ['as a member beside another program', { mode: 'member', shared: true }],
    ['from another port', { mode: 'one-shot', id: 4711 }],
    ['asking it alone', { mode: 'unicast', to: { address: HOST, port: 5353 }, id: 4712 }],
    ['over IPv6', { mode: 'member' }, 'v1'],
    ['over IPv6, from another port', { mode: 'one-shot', id: 4713 }, 'v1'],
  ])('is found %s, with everything that it says', async (_, options, place) => {
    const services = await browse({ ...options, subtypes: ['_universal._sub._ipp._tcp'] }, place);
    // Over IPv6 avahi tells of no IPv4 address.
    const [family, mark] =
      place === undefined ? (['IPv4', '.'] as const) : (['IPv6', ':'] as const);
    const known = resolved(judged('-r', '-a'), family);
    expect(known.map(({ type }) => type).toSorted()).toEqual(['_ipp._tcp', '_uscan._tcp']);
    const ours = services.map((service) => ({
      instance: service.instance,
      type: service.type,
      host: service.host,
      address: service.addresses.find((address) => address.includes(mark)),
      port: service.port,
      txt: textsOf(service),
    }));
    const byType = (a: { type: string }, b: { type: string }) => a.type.localeCompare(b.type);
    expect(ours.toSorted(byType)).toEqual(known.toSorted(byType));
    expect(services.find(({ type }) => type === '_ipp._tcp')?.subtypes).toEqual(['_universal']);
    for (const { addresses, disputed } of services) {
      expect(addresses).toContainEqual(expect.stringMatching(/^fe80::/));
      expect(disputed).toBeUndefined();
    }
  });

  it('has its types enumerated', async () => {
    const { lines, over } = peer(
      'browse',
      JSON.stringify({ mode: 'member', types: [], enumerates: true }),
      OWN,
    );
    await until(over, 30_000);
    const types = events(lines).flatMap((event) => (event.kind === 'type' ? [event.type] : []));
    expect(types.toSorted()).toEqual(['_ipp._tcp', '_uscan._tcp']);
    expect(events(lines).filter(({ kind }) => kind === 'found')).toHaveLength(2);
  });

  it('is heard to come and to go', async () => {
    const options = { mode: 'member', types: ['_http._tcp'], stays: true };
    const { lines } = peer('browse', JSON.stringify(options), OWN);
    const kinds = () => events(lines).map(({ kind }) => kind);
    const page = start('avahi-publish', '-s', 'A page', '_http._tcp', '8080', 'path=/');
    await until(() => kinds().includes('found'));
    process.kill(-page.pid!, 'SIGTERM');
    await until(() => kinds().includes('gone'));
    expect(kinds()).toEqual(['found', 'gone']);
  });
});

describe.skipIf(reason)('our responder, for avahi', () => {
  const device: DeviceDescription = {
    host: 'TM-m30II',
    addresses: [OWN],
    services: [
      { instance: 'Till 1.2', type: '_ipp._tcp', subtypes: ['_print'], port: 631, txt: TXT },
      {
        instance: 'Kasse für "alle"',
        type: '_pdl-datastream._tcp',
        port: 9100,
        txt: ['note=Küche; oben \\ "links"'],
      },
    ],
  };
  const wanted = device.services.map(({ instance, type, port, txt }) => ({
    instance,
    type,
    host: 'TM-m30II.local',
    address: OWN,
    port,
    txt: txt.toSorted(),
  }));
  let ours: ReturnType<typeof peer>;

  beforeAll(async () => {
    script = await bundled(fileURLToPath(new URL('dnssd-peer.ts', import.meta.url)));
    connect();
    startAvahi(script.folder);
    await until(isUp);
    ours = peer('respond', JSON.stringify(device), OWN);
    await until(() => ours.lines.includes('ready'));
  });
  afterAll(() => {
    children.forEach(end);
    for (const name of [THEIRS, OURS]) removeNamespace(name);
    script.remove();
  });

  it.each(wanted)('is found and resolved: $instance', (service) => {
    const found = resolved(judged('-r', service.type));
    expect(found).toEqual([service]);
  });

  it('is found by a narrower type, and by asking for types', () => {
    expect(resolved(judged('-r', '_print._sub._ipp._tcp'))).toMatchObject([
      { instance: 'Till 1.2', port: 631 },
    ]);
    const all = judged('-a');
    expect(all).toContain('_pdl-datastream._tcp');
  });

  it('has its name turned into its address', () => {
    expect(avahi('avahi-resolve', '-4', '-n', 'TM-m30II.local')).toBe(`TM-m30II.local\t${OWN}\n`);
  });

  it('is gone when it says so', async () => {
    ours.child.stdin.end();
    await until(ours.over);
    await until(() => resolved(judged('-r', '_ipp._tcp')).length === 0);
    expect(judged('_ipp._tcp')).not.toContain('Till');
  });
});
