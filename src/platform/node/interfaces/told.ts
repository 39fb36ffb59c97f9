/** Interfaces as Node tells of them: those that are up and have addresses, without flags. */
import type { NetworkInterfaceInfo } from 'node:os';
import type { SubnetAddress, NetworkInterface } from '../../interfaces.ts';
import { directedBroadcast } from '../../../core/cidr.ts';

/** What `os.networkInterfaces` gives. */
export type Told = NodeJS.Dict<NetworkInterfaceInfo[]>;

const NO_MAC = '00:00:00:00:00:00';

/**
 * What follows from addresses alone. An interface without a MAC address is taken for a tunnel, one with a MAC address
 * for one that broadcasts: true of Ethernet and Wi-Fi, and of what imitates them.
 */
export function toldByNode(told: Told): NetworkInterface[] {
  return Object.entries(told).map(([name, infos = []]) => {
    const loopback = infos.some(({ internal }) => internal);
    const mac = macOf(infos);
    const broadcast = !loopback && mac !== undefined;
    const index = indexOf(infos);
    return {
      name,
      ...(index !== undefined && { index }),
      up: true,
      running: true,
      loopback,
      pointToPoint: !loopback && mac === undefined,
      broadcast,
      multicast: !loopback,
      kind: loopback ? 'loopback' : mac === undefined ? 'tunnel' : 'unknown',
      internal: MADE_INSIDE.test(name),
      ...(mac !== undefined && { mac }),
      addresses: addressesOf(infos, broadcast),
    };
  });
}

/** What virtual machines' hosts and container engines call theirs, on macOS and Windows. */
const MADE_INSIDE = /^(?:bridge1\d\d|vmenet\d+|vmnet\d+|vEthernet \(|VMware Network|VirtualBox )/;

/** @param broadcast whether the interface can */
export function addressesOf(
  infos: readonly NetworkInterfaceInfo[],
  broadcast: boolean,
): SubnetAddress[] {
  return infos.map(({ address, family, cidr }) => {
    const prefix = Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128));
    if (family === 'IPv6') return { address, family: 'ipv6', prefix };
    const everybody = broadcast ? directedBroadcast(address, prefix) : undefined;
    return { address, family: 'ipv4', prefix, ...(everybody && { broadcast: everybody }) };
  });
}

export function macOf(infos: readonly NetworkInterfaceInfo[]): string | undefined {
  return infos.map(({ mac }) => mac).find((mac) => mac !== NO_MAC && mac !== '');
}

/** Node tells it with IPv6 link-local addresses only. */
function indexOf(infos: readonly NetworkInterfaceInfo[]): number | undefined {
  return infos.map((info) => (info.family === 'IPv6' ? info.scopeid : 0)).find((id) => id > 0);
}
