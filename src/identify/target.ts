/** Where a listener of this machine can be asked without leaving this machine. */
import type { Endpoint } from '../core/endpoint.ts';
import type { InterfaceAddress, Listener } from '../survey/listener.ts';

/** A door of this machine, and where to knock. */
export interface Target {
  readonly transport: 'tcp' | 'udp';
  readonly to: Endpoint;
}

/** Why a listener is not asked; none of it means that it is closed. */
export type Skipped =
  /** nothing listens: the port is only taken */
  | 'bound'
  /** neither TCP nor UDP */
  | 'transport'
  /** a service manager holds it: asking would start the service */
  | 'would start it'
  /** bound to one interface or to a group: it cannot be reached from inside */
  | 'not from inside'
  /** bound to an address that is not (or no longer) this machine's */
  | 'not own';

/**
 * A listener on every address is asked over loopback, one on an address of this machine there, and nobody else:
 * an address that none of our interfaces has may be another machine's.
 */
export function targetOf(
  listener: Listener,
  interfaces: readonly InterfaceAddress[],
): Target | Skipped {
  const { transport, family, address, port } = listener;
  if (listener.state === 'bound') return 'bound';
  if (transport !== 'tcp' && transport !== 'udp') return 'transport';
  if (waitsForAKnock(listener)) return 'would start it';
  if (listener.device !== undefined && listener.device !== 'lo' && listener.scope !== 'link') {
    return 'not from inside';
  }
  switch (listener.scope) {
    case 'any':
      return { transport, to: { address: family === 'ipv6' ? '::1' : '127.0.0.1', port } };
    case 'multicast':
      return 'not from inside';
    case 'loopback':
      return { transport, to: { address, port } };
    default: {
      const own = ownAddress(listener, interfaces);
      return own === undefined ? 'not own' : { transport, to: { address: own, port } };
    }
  }
}

const MANAGERS: ReadonlySet<string> = new Set(['systemd', 'launchd']);

/** Nobody but the service manager holds the socket: the service is not running. */
function waitsForAKnock({ processes, activation }: Listener): boolean {
  if (processes.length === 0) return activation !== undefined;
  return processes.every(({ name }) => MANAGERS.has(name));
}

/** The address as one can connect to it, when one of our interfaces has it; link-local ones with their zone. */
function ownAddress(
  { address }: Listener,
  interfaces: readonly InterfaceAddress[],
): string | undefined {
  const [bare, zone] = address.split('%');
  const own = interfaces.find(
    (one) =>
      one.address.split('%')[0] === bare &&
      (zone === undefined || zone === (one.address.split('%')[1] ?? one.name)),
  );
  if (own === undefined) return undefined;
  return own.scope === 'link' && address.includes(':') ? `${bare}%${zone ?? own.name}` : address;
}
