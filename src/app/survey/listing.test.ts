/** `portolan survey --from FILE`: another machine by what was listed there, through the whole command. */
import { describe, expect, it } from 'vitest';
import { portolan } from '../../../test/support/command.ts';
import type { SurveyResult } from './result.ts';

const SS = `Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
tcp   LISTEN 0      128          0.0.0.0:5432      0.0.0.0:*    users:(("postgres",pid=90,fd=5))
tcp   LISTEN 0      128                *:80              *:*    users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6))
udp   UNCONN 0      0            0.0.0.0:5353      0.0.0.0:*
tcp   UNCONN 0      0          127.0.0.1:7000      0.0.0.0:*    users:(("idle",pid=9,fd=3))
`;
const WINDOWS = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:3389           0.0.0.0:0              ABHÖREN         1044
  TCP    10.0.0.5:49712         93.184.216.34:443      HERGESTELLT     5120
  UDP    0.0.0.0:5353           *:*                                    2200
`;
const OSQUERY = JSON.stringify([
  {
    pid: '1',
    port: '22',
    protocol: '6',
    family: '2',
    address: '0.0.0.0',
    net_namespace: '1',
    name: 'sshd',
  },
  {
    pid: '50',
    port: '6379',
    protocol: '6',
    family: '2',
    address: '0.0.0.0',
    net_namespace: '2',
    name: 'redis-server',
  },
]);

const bytes = (text: string) => new TextEncoder().encode(text);
const from = (text: string | Uint8Array, ...more: string[]) =>
  portolan(['survey', '--from', 'web1.txt', ...more], {
    files: { 'web1.txt': typeof text === 'string' ? bytes(text) : text },
  });
const imported = async (text: string | Uint8Array) =>
  JSON.parse((await from(text, '--json')).out) as SurveyResult;
const verdicts = ({ listeners }: SurveyResult) =>
  listeners.map(({ port, transport, verdict }) => `${port}/${transport} ${verdict}`);

describe('a listing', () => {
  it('knows programs by the nine letters that lsof shows, and none by fewer than all of a whole name', async () => {
    const lines = (...names: string[]) =>
      [
        'COMMAND   PID USER FD TYPE DEVICE SIZE/OFF NODE NAME',
        ...names.map(
          (name, i) => `${name} ${i + 1} ada 6u IPv4 0x7c61a 0t0 TCP ${SERVED[i]} (LISTEN)`,
        ),
      ].join('\n');
    const SERVED = ['127.0.0.1:6379', '*:9090', '*:3000'];
    expect(verdicts(await imported(lines('redis-ser', 'prometheu', 'grafana-s')))).toEqual([
      '3000/tcp unofficial',
      '6379/tcp expected',
      '9090/tcp unofficial',
    ]);
    const whole = await imported(lines('redis-ser', 'prometheus-of-mine'));
    expect(verdicts(whole)[0]).toBe('6379/tcp stranger');
  });

  it('tells which service of Windows a host process runs, and knows the kernel by its number', async () => {
    const text = [
      '  TCP    0.0.0.0:135    0.0.0.0:0    LISTENING    1084',
      '  RpcEptMapper',
      ' [svchost.exe]',
      '  TCP    0.0.0.0:445    0.0.0.0:0    LISTENING    4',
      ' Can not obtain ownership information',
    ].join('\r\n');
    const result = await imported(text);
    expect(verdicts(result)).toEqual(['135/tcp expected', '445/tcp expected']);
    expect(result.coverage.complete).toBe(true);
  });

  it('calls no program by its number, and teaches nobody to open doors there', async () => {
    const { out } = await from(WINDOWS);
    expect(out).toContain('(not seen, 1044)');
    expect(out).not.toContain('Little listens here');
  });

  it('is judged like a machine, and called after its file', async () => {
    const result = await imported(SS);
    expect(result.host).toEqual({ name: 'web1.txt', system: 'linux' });
    expect(result.listedBy).toBe('ss');
    expect(verdicts(result)).toEqual([
      '80/tcp expected',
      '5432/tcp exposed',
      '7000/tcp held',
      '5353/udp unknown',
    ]);
    expect(result.listeners[0]).toMatchObject({
      sockets: 1,
      v6only: false,
      processes: [{ pid: 7 }, { pid: 8 }],
    });
    expect(result.coverage).toMatchObject({ complete: false, looked: ['tcp', 'tcp6', 'udp'] });
  });

  it('says what it could not tell, and how it would', async () => {
    const { out, code } = await from(SS);
    expect(out).toContain('This is what ss listed; the machine itself was not looked at');
    expect(out).toContain('does not say who holds 1 socket');
    expect(out).toContain('To see more: sudo ss -Htulnp');
    expect(code).toBe(0);
    expect((await from(SS, '--strict')).code).toBe(4);
    expect((await from(SS, '--fail-on', 'exposed')).code).toBe(1);
  });

  it('may come from Windows, in German and in UTF-16', async () => {
    const utf16 = new Uint8Array([
      0xff,
      0xfe,
      ...[...WINDOWS].flatMap((unit) => [unit.charCodeAt(0) & 255, unit.charCodeAt(0) >> 8]),
    ]);
    for (const text of [WINDOWS, utf16]) {
      const result = await imported(text);
      expect(result.host.system).toBe('win32');
      expect(result.ephemeral.from).toBe(49_152);
      expect(result.listeners.map(({ port }) => port)).toEqual([3389, 5353]);
    }
  });

  it('of osquery keeps containers apart', async () => {
    const result = await imported(OSQUERY);
    expect(verdicts(result)).toEqual(['22/tcp expected']);
    expect(result.elsewhere).toMatchObject([{ namespace: 'net:[2]', listeners: [{ port: 6379 }] }]);
  });

  it('takes a number for no program, and a program for all its sockets', async () => {
    const socket = { protocol: '6', family: '2', address: '127.0.0.1', net_namespace: '1' };
    const result = await imported(
      JSON.stringify([
        { ...socket, pid: '9', port: '5432' },
        { ...socket, pid: '7', port: '6379', name: 'redis-server' },
        { ...socket, pid: '7', port: '6379', address: '::1', family: '10' },
      ]),
    );
    expect(verdicts(result)).toEqual([
      '5432/tcp unknown',
      '6379/tcp expected',
      '6379/tcp expected',
    ]);
    expect(result.listeners[0]).toMatchObject({ processes: [{ pid: 9 }] });
    expect(result.listeners[0]!.why).not.toContain('?');
    expect(result.coverage.gaps).toContainEqual(
      expect.objectContaining({ what: 'programs', count: 1, partial: true }),
    );
  });

  it('with names for ports is read by the names that the registry has for one port', async () => {
    const result = await imported(
      'tcp LISTEN 0 128 127.0.0.1:ssh 0.0.0.0:* users:(("sshd",pid=1,fd=3))\n' +
        'udp UNCONN 0 0 0.0.0.0:domain 0.0.0.0:*\n' +
        // The registry knows this name of several ports, and that one of none.
        'tcp LISTEN 0 128 0.0.0.0:http-alt 0.0.0.0:*\n' +
        'tcp LISTEN 0 128 0.0.0.0:tproxy 0.0.0.0:*\n',
    );
    expect(result.listeners.map(({ port }) => port).toSorted((a, b) => a - b)).toEqual([22, 53]);
    const gaps = result.coverage.gaps.filter(({ what }) => what === 'sockets').slice(1);
    expect(gaps).toMatchObject([
      { count: 2, partial: false, remedy: 'sudo ss -Htulnp' },
      { count: 2, partial: true, remedy: 'sudo ss -Htulnp' },
    ]);
    expect(gaps[1]?.why).toMatch(/first in line 3: .*run it with -n\.$/);
  });

  it.each([
    ['win32', '  TCP    0.0.0.0:135    DESKTOP-ADA:0    LISTENING\n', 'netstat -abno'],
    ['darwin', 'tcp4  0  0  *.22  *.*  LISTEN\n', 'sudo lsof +c 0 -nP -i'],
    ['linux', 'tcp  0  0  0.0.0.0:22  0.0.0.0:*  LISTEN  -\n', 'sudo ss -Htulnp'],
  ])('of netstat on %s is completed by what that system has', async (system, text, remedy) => {
    const { host, coverage } = await imported(text);
    expect(host.system).toBe(system);
    expect(coverage.gaps.find(({ what }) => what === 'programs')?.remedy).toContain(remedy);
  });

  it('takes the flags that pick listeners', async () => {
    const { out } = await from(SS, '-u', '--csv');
    expect(out.trim().split('\n')).toHaveLength(2);
  });
});

describe('what is no listing', () => {
  it('is refused, and says what would be one', async () => {
    const ended = await from('Lorem ipsum\n');
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(
      'web1.txt does not look like a listing of sockets (ss, netstat, lsof, osquery)',
    );
    expect((await portolan(['survey', '--from', 'nowhere'])).code).toBe(2);
  });

  it('lists nothing, and so nothing was looked at', async () => {
    const ended = await from('[]');
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err).toContain('lists no socket that takes a port');
  });

  it.each([
    ['names', '  TCP    DESKTOP-ADA:epmap    DESKTOP-ADA:0    LISTENING\n', 'run it with -n'],
    ['connections', '  TCP    10.0.0.5:49712   10.0.0.9:443   ESTABLISHED\n', 'connections'],
  ])('has %s alone, and says what would list more', async (_, text, why) => {
    const ended = await from(text);
    expect(ended).toMatchObject({ code: 3, out: '' });
    expect(ended.err).toContain(why);
    expect(ended.err).toContain('This lists them: netstat -abno');
  });

  it('quotes what it did not understand, without commanding the terminal', async () => {
    const ended = await from('tcp LISTEN 0 5 0.0.0.0:\u001b[31mssh 0.0.0.0:*\n', '--as', 'ss');
    expect(ended.code).toBe(3);
    expect(ended.err).toContain('1 line of the listing could not be understood');
    expect(ended.err).not.toContain('\u001b');
  });

  it('--as wants a file', async () => {
    const ended = await portolan(['survey', '--as', 'ss']);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.err).toContain('--from FILE');
  });
});
