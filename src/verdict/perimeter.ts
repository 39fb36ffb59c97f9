/** How far away a listener can be reached from, and how far its service is meant to be. */
import type { Perimeter } from '../atlas/claim.ts';
import type { InterfaceAddress, Listener, Scope } from '../survey/listener.ts';

/** From where a listener can be reached, nearest first: this machine, its own networks, anywhere. */
export const DISTANCES = ['host', 'lan', 'internet'] as const satisfies readonly Perimeter[];

const DISTANCE_OF_SCOPE: Record<Exclude<Scope, 'any'>, Perimeter> = {
  loopback: 'host',
  link: 'lan',
  private: 'lan',
  multicast: 'lan',
  public: 'internet',
};

/**
 * The farthest that a peer can be. A listener on every address is as far reachable as the farthest
 * address of the machine, or of the one interface that it is bound to: routing and firewalls are not
 * looked at.
 */
export function distanceOf(
  listener: Pick<Listener, 'scope' | 'device'>,
  interfaces: readonly InterfaceAddress[],
): Perimeter {
  if (listener.scope !== 'any') return DISTANCE_OF_SCOPE[listener.scope];
  if (listener.device !== undefined) return distanceBy(listener.device, interfaces);
  // An interface may come later, so "every address" is never only this machine.
  return interfaces.some(({ scope }) => scope === 'public') ? 'internet' : 'lan';
}

/** What Linux, and macOS and the BSDs call the loopback device. */
const LOOPBACK_DEVICES: ReadonlySet<string> = new Set(['lo', 'lo0']);

/** A device without addresses may have some in a moment; the loopback device leads nowhere. */
function distanceBy(device: string, interfaces: readonly InterfaceAddress[]): Perimeter {
  // A listing of another machine names the device and knows nothing of its addresses.
  if (LOOPBACK_DEVICES.has(device)) return 'host';
  const scopes = interfaces.filter(({ name }) => name === device).map(({ scope }) => scope);
  if (scopes.includes('public')) return 'internet';
  return scopes.length > 0 && scopes.every((scope) => scope === 'loopback') ? 'host' : 'lan';
}

/** Whether `distance` lies beyond `perimeter`. */
export function isBeyond(distance: Perimeter, perimeter: Perimeter): boolean {
  return DISTANCES.indexOf(distance) > DISTANCES.indexOf(perimeter);
}

export const PERIMETER_WORDS: Record<Perimeter, string> = {
  host: 'this machine alone',
  lan: 'the local network',
  internet: 'the Internet',
};
