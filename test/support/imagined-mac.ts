/** The Mac of the fixtures: what its tools say, and a collector that asks them. */
import { readFileSync } from 'node:fs';
import { never } from '../../src/core/signal.ts';
import { macosListeners, type Mac } from '../../src/platform/node/listeners/macos/collect.ts';
import { ownInterfaces } from '../../src/platform/node/listeners/interfaces.ts';
import type { CollectOptions } from '../../src/platform/platform.ts';
import { scriptedTools, type Answer } from './tools.ts';

export const macListing = (name: string) =>
  readFileSync(new URL(`../../src/survey/reports/fixtures/${name}.txt`, import.meta.url), 'utf8');
export const macFixture = (name: string) =>
  readFileSync(
    new URL(`../../src/platform/node/listeners/macos/fixtures/${name}`, import.meta.url),
    'utf8',
  );

/** The TCP half of a listing, and the UDP half. */
export const halves = (name: string) => {
  const text = macListing(name);
  const second = text.indexOf('Active Internet', 1);
  return [text.slice(0, second), text.slice(second)] as const;
};

/** What the tools of one Mac say to root; see the fixtures' README. */
export function macScript(version = '26', more: Readonly<Record<string, Answer>> = {}) {
  const [tcp, udp] = halves(`netstat-macos-${version}`);
  return {
    'netstat -anvl -p tcp': tcp,
    'netstat -anvl -p udp': udp,
    'lsof -nPw -iTCP -iUDP': macListing('lsof-macos-root'),
    'lsof -nPw -a -d txt': macFixture('lsof-txt.txt'),
    'sysctl -n': '49152\n65535\n',
    'ps -ww -o pid= -o user= -o comm=': macFixture('ps-comm.txt'),
    'ps -ww -o pid= -o command=': macFixture('ps-command.txt'),
    'launchctl list': macFixture('launchctl-list-root.txt'),
    'plutil -convert json -o - -- /System/Library/LaunchDaemons/ssh.plist':
      macFixture('ssh-plist.txt'),
    'plutil -convert json -o - -- /Library/LaunchDaemons/org.example.odd.plist': 'no JSON',
    ...more,
  };
}

const FILES: Readonly<Record<string, string>> = {
  '/etc/services': 'ssh              22/udp     # SSH\nssh              22/tcp     # SSH\n',
  '/System/Library/LaunchDaemons/ssh.plist': 'bplist00…SockServiceName…',
  '/System/Library/LaunchDaemons/com.example.quiet.plist': '<plist>…Label…</plist>',
  '/Library/LaunchDaemons/org.example.odd.plist': '<key>SockServiceName</key>',
};

/** Its collector, and what it ran. */
export function imaginedMac(answers: Readonly<Record<string, Answer>>, uid = 0) {
  const tools = scriptedTools(answers);
  const here: Mac = {
    tools,
    uid,
    home: '/Users/ada',
    interfaces: () =>
      ownInterfaces(() => ({
        en5: [
          {
            address: 'fe80::aede:48ff:fe00:1122',
            netmask: 'ffff:ffff:ffff:ffff::',
            family: 'IPv6',
            mac: 'ac:de:48:00:11:22',
            internal: false,
            cidr: 'fe80::aede:48ff:fe00:1122/64',
            scopeid: 11,
          },
        ],
      })),
    list: (folder) =>
      Object.keys(FILES).flatMap((path) =>
        path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [],
      ),
    read: (path) => FILES[path],
  };
  const source = macosListeners(here);
  return {
    source,
    tools,
    collect: (options?: CollectOptions) => source.collect(never, options),
    glance: () => source.glance(never),
  };
}
