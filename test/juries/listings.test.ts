/**
 * The jury: what real `ss`, `netstat` and `lsof` list of a namespace's sockets, imported, is what our own
 * collector sees there. Needs root, and of each program that it is installed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listener } from '../../src/survey/listener.ts';
import { importListing, recogniseListing } from '../../src/survey/reports/import.ts';
import type { Listing } from '../../src/survey/reports/listings.ts';
import {
  inNamespace,
  isInstalled,
  makeNamespace,
  noNamespace,
  removeNamespace,
} from '../support/namespace.ts';
import { openSockets, surveyed, type Sockets } from './sockets-ground.ts';

const NAMESPACE = `portolan-listings-${process.pid}`;

/** How each program is asked for everything. */
const ASKED: readonly (readonly [listing: Listing, command: string, args: readonly string[]])[] = [
  ['ss', 'ss', ['-tulnpe']],
  ['ss', 'ss', ['-Htulnp']],
  ['ss', 'ss', ['-tulnpO']],
  ['netstat', 'netstat', ['-tulnpW']],
  ['lsof', 'lsof', ['-nP', '-i', '-F', 'pcLuftdPnT']],
  ['lsof', 'lsof', ['-nP', '-i']],
];

const reason = noNamespace();
if (reason) console.log(`LEFT OUT: juries ss, netstat, lsof as listings: ${reason}`);

const nameOf = ({ transport, address, port }: Listener) => `${transport} ${address} ${port}`;
const owners = (listeners: readonly Listener[]) =>
  listeners.map((one) => `${nameOf(one)} ${one.processes.map(({ pid }) => pid).join(',')}`);

describe.skipIf(reason)('in a network namespace of its own', () => {
  let sockets: Sockets;
  let ours: readonly Listener[];

  beforeAll(async () => {
    makeNamespace(NAMESPACE);
    sockets = await openSockets(NAMESPACE, '--copies', '3');
    ours = surveyed(NAMESPACE);
  });

  afterAll(async () => {
    await sockets.close();
    removeNamespace(NAMESPACE);
  });

  it.each(ASKED)('%s (%s %j) lists what we see', (listing, command, args) => {
    if (!isInstalled(command)) {
      console.log(`LEFT OUT: jury ${command} as a listing: not installed`);
      return;
    }
    const text = inNamespace(NAMESPACE, command, ...args);
    expect(recogniseListing(text)).toBe(listing);
    const { report } = importListing(text, listing);
    const theirs = report.listeners.filter(({ state }) => state !== 'bound');
    expect(theirs.length).toBeGreaterThan(20);
    expect(report.coverage.gaps.filter(({ what }) => what === 'sockets')).toHaveLength(1);
    expect(theirs.map(nameOf).toSorted()).toEqual(ours.map(nameOf).toSorted());
    // Of a socket that several processes hold, netstat names one.
    const isWhole = listing !== 'netstat';
    const [a, b] = [owners(theirs), owners(ours)].map((list) => list.toSorted());
    expect(isWhole ? a : b).toEqual(b);
  });
});
