/** The second door of a simulated machine, without a socket. */
import { createNetwork } from '../../src/platform/simulated/network.ts';
import { createHttp, type HttpOptions } from '../../src/surfaces/http/app.ts';
import { LOOPBACK_NAMES } from '../../src/surfaces/http/guard.ts';
import { BUSY_MACHINE } from './busy-machine.ts';
import { shippedData } from './shipped.ts';

/** What honest requests of this machine begin with. */
export const BASE = 'http://127.0.0.1:6410';

export function examplePlatform() {
  return createNetwork({ seed: 1 }).host('harbour', {
    addresses: ['192.0.2.10'],
    listeners: BUSY_MACHINE,
    files: { '-': new Uint8Array([1]), '/etc/passwd': new TextEncoder().encode('root:x') },
    data: shippedData,
  });
}

/** The door, and what it reported of our own bugs. */
export function exampleHttp(options: Partial<HttpOptions> = {}) {
  const bugs: unknown[] = [];
  const app = createHttp({
    platform: examplePlatform(),
    whereabouts: { port: 6410, names: LOOPBACK_NAMES, anyAddress: false },
    version: '0.0.0',
    report: (bug) => bugs.push(bug),
    ...options,
  });
  const get = async (path: string, init: RequestInit = {}) =>
    app.fetch(new Request(`${BASE}${path}`, init));
  return { get, bugs };
}
