/** For tests: the second door of a simulated machine, without a socket. */
import { nodeData } from '../../platform/node/data.ts';
import { createNetwork } from '../../platform/simulated/network.ts';
import { createHttp, type HttpOptions } from './app.ts';
import { EXAMPLE_REPORT } from './example-report.ts';
import { LOOPBACK_NAMES } from './guard.ts';

/** What honest requests of this machine begin with. */
export const BASE = 'http://127.0.0.1:6410';

/** The data as it ships: tests run after a build. */
export const DATA = nodeData(new URL('../../../dist/data/', import.meta.url));

export function examplePlatform() {
  return createNetwork({ seed: 1 }).host('harbour', {
    addresses: ['192.0.2.10'],
    listeners: EXAMPLE_REPORT,
    files: { '-': new Uint8Array([1]), '/etc/passwd': new TextEncoder().encode('root:x') },
    data: DATA,
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
