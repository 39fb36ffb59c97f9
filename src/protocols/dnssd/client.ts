/**
 * Finds services on a link: the asking side of DNS-SD over multicast DNS as a machine without socket or clock
 * (RFC 6762, sections 5, 6.7 and 7.1; RFC 6763, section 4).
 *
 * It asks for types of services in a few rounds, asks for what the answers left out, and tells of each service once
 * it knows where it is and what it says of itself. It ends when its rounds are over and nothing is open, unless it
 * is told to stay. One machine is for one socket, on one interface.
 */
import type {
  DatagramAction,
  DatagramMachine,
  DatagramReceived,
  Step,
} from '../../core/machine.ts';
import type { Millis } from '../../core/units.ts';
import { Browser } from './browser.ts';
import { settingsOf, type BrowsingEvent, type BrowsingOptions } from './options.ts';

export type { BrowsingEvent, BrowsingMode, BrowsingOptions } from './options.ts';
export type { ServiceInstance } from './service.ts';

/** Everything that a browser knows; changed in place, step by step. */
export type BrowsingState = Browser;

/**
 * The machine.
 * @throws UsageError when nothing is looked for, a type is no name, or a schedule is empty
 */
export function browser(options: BrowsingOptions): DatagramMachine<BrowsingState, BrowsingEvent> {
  const settings = settingsOf(options);
  return {
    start: (now) => stepOf(new Browser(settings, now), (state) => state.wake(now)),
    step: (state, input, now) =>
      stepOf(state, () => (input.kind === 'wake' ? state.wake(now) : hear(state, input, now))),
    wakeAt: (state) => state.wakeAt,
  };
}

function stepOf(
  state: Browser,
  does: (state: Browser) => DatagramAction<BrowsingEvent>[],
): Step<Browser, DatagramAction<BrowsingEvent>> {
  return { state, actions: state.finished ? [] : does(state) };
}

const hear = (state: Browser, { from, bytes }: DatagramReceived, now: Millis) =>
  state.receive(from, bytes, now);
