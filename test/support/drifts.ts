/** Drifts for tests: two lists of listeners go in, what differs comes out in short. */
import { compare } from '../../src/survey/drift/compare.ts';
import type { Drift } from '../../src/survey/drift/drift.ts';
import type { Listener, ListenerReport, Process } from '../../src/survey/listener.ts';
import { running } from './listeners.ts';
import { snapshot } from './snapshots.ts';

/** A row of a drift: its kind, severity and door. */
export const told = ({ kind, severity, port, transport, place }: Drift): string =>
  [kind, severity, port && `${port}/${transport}`, place].filter(Boolean).join(' ');

/** What differs; `was` and `is` say more about the first look and the second. */
export const drift = (
  then: readonly Listener[],
  now: readonly Listener[],
  more: { was?: Partial<ListenerReport>; is?: Partial<ListenerReport> } = {},
): readonly Drift[] => compare(snapshot(then, more.was), snapshot(now, more.is));

/** The same as rows. */
export const kinds = (...given: Parameters<typeof drift>): readonly string[] =>
  drift(...given).map(told);

export const nginx = (): Process =>
  running('nginx', { unit: 'nginx.service', path: '/usr/sbin/nginx' });

export const python = (command: string, more: Partial<Process> = {}): Process =>
  running('python3', { path: '/usr/bin/python3.11', command, ...more });
