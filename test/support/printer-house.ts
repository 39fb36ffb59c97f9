/** One host with programs that know nothing of each other: avahi, snmpd and CUPS's virtual printer, in a namespace. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const HOUSE_NEEDS = ['snmpd', 'avahi-daemon', 'dbus-daemon', 'ippeveprinter'];

export interface House {
  /** What avahi calls it: `lab` is `lab.local`. */
  readonly host: string;
  /** By which versions of IP avahi and snmpd are heard, on `v0`. */
  readonly families: readonly ('ipv4' | 'ipv6')[];
}

/** What the programs read. */
export function writeHouse(folder: string, { host, families }: House): void {
  const use = (family: 'ipv4' | 'ipv6') => (families.includes(family) ? 'yes' : 'no');
  writeFileSync(
    join(folder, 'avahi.conf'),
    `[server]\nhost-name=${host}\nuse-ipv4=${use('ipv4')}\nuse-ipv6=${use('ipv6')}\nallow-interfaces=v0\n`,
  );
  const agent = families.map((family) => (family === 'ipv4' ? 'udp:0.0.0.0:161' : 'udp6:[::]:161'));
  writeFileSync(
    join(folder, 'snmpd.conf'),
    [
      `agentaddress ${agent.join(',')}`,
      ...families.map((family) => `rocommunity${family === 'ipv4' ? '' : '6'} public`),
      `sysName ${host}`,
      'sysLocation Shelf 3',
      '',
    ].join('\n'),
  );
}

/**
 * The programs, for a shell in the namespace.
 * @param more lines that start others besides
 */
export const house = (folder: string, ippPort: number, ...more: readonly string[]): string =>
  [
    'mount -t tmpfs none /run',
    'mkdir -p /run/dbus /run/avahi-daemon',
    'dbus-daemon --system --nofork --nopidfile &',
    'until [ -S /run/dbus/system_bus_socket ]; do sleep 0.05; done',
    `avahi-daemon --no-drop-root --no-chroot --no-rlimits -f ${folder}/avahi.conf &`,
    'until [ -S /run/avahi-daemon/socket ]; do sleep 0.05; done',
    'sleep 0.3',
    `snmpd -f -Lf ${folder}/snmpd.log -C -c ${folder}/snmpd.conf -p ${folder}/snmpd.pid &`,
    ...more,
    `exec ippeveprinter -r _print -p ${ippPort} -d ${folder} -k -M Portolan -m 'Test 1' -l 'Lab' 'Lab printer'`,
  ].join('\n');
