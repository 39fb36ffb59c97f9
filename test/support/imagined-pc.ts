/** The Windows PC of the fixtures: what its tools say, and a collector that asks them. */
import { readFileSync } from 'node:fs';
import { never } from '../../src/core/signal.ts';
import { ownInterfaces } from '../../src/platform/node/listeners/interfaces.ts';
import { windowsListeners } from '../../src/platform/node/listeners/windows/collect.ts';
import type { CollectOptions } from '../../src/platform/platform.ts';
import { scriptedTools, type Answer } from './tools.ts';

export const pcListing = (name: string) =>
  readFileSync(new URL(`../../src/survey/reports/fixtures/${name}`, import.meta.url));
export const pcFixture = (name: string) =>
  readFileSync(
    new URL(`../../src/platform/node/listeners/windows/fixtures/${name}`, import.meta.url),
  );

const NETSH = 'netsh.exe interface';
/** What the tools of one PC say to an administrator; see the fixtures' README. */
export const pcScript = (more: Readonly<Record<string, Answer>> = {}) => ({
  'powershell.exe': pcFixture('powershell-5.1-elevated.txt'),
  'netstat.exe -ano': pcListing('netstat-windows-de-cp850.bin'),
  'tasklist.exe /svc /fo csv /nh': pcFixture('tasklist-de.csv'),
  [`${NETSH} ipv4 show excludedportrange protocol=tcp`]: pcFixture('excluded-es.txt'),
  [`${NETSH} ipv6 show excludedportrange protocol=tcp`]: pcFixture('excluded-ipv6.txt'),
  [`${NETSH} ipv4 show excludedportrange protocol=udp`]: pcFixture('excluded-none.txt'),
  [`${NETSH} ipv6 show excludedportrange protocol=udp`]: pcFixture('excluded-none.txt'),
  [`${NETSH} ipv4 show dynamicport tcp`]: pcFixture('dynamic-zh-hyper-v.txt'),
  ...more,
});

/** Its collector, and what it ran. */
export function imaginedPc(answers: Readonly<Record<string, Answer>>) {
  const tools = scriptedTools(answers);
  const interfaces = () =>
    ownInterfaces(() => ({
      Ethernet: [
        {
          address: 'fe80::6c1d:9a2e:51b0:77aa',
          netmask: 'ffff:ffff:ffff:ffff::',
          family: 'IPv6',
          mac: '02:00:00:00:00:01',
          internal: false,
          cidr: 'fe80::6c1d:9a2e:51b0:77aa/64',
          scopeid: 12,
        },
      ],
    }));
  const source = windowsListeners({ tools, interfaces });
  return {
    source,
    tools,
    collect: (options?: CollectOptions) => source.collect(never, options),
    glance: () => source.glance(never),
  };
}
