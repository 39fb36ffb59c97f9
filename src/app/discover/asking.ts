/** What all conversations of a discovery have in common. */
import type { CancelSignal } from '../../core/signal.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  EPSON_VARIABLES,
  PRINTER_VARIABLES,
  PRINTER_WALKS,
} from '../../protocols/snmp/mib/printer.ts';
import type { SnmpManner } from '../devices/asking/snmp-manner.ts';
import type { Hearing } from './hearing.ts';
import type { Unusable } from './links.ts';
import type { Wanted } from './wanted.ts';

export interface Asking {
  readonly wanted: Wanted;
  readonly platform: Pick<
    Platform,
    'clock' | 'random' | 'udp' | 'tcp' | 'web' | 'interfaces' | 'neighbours'
  >;
  readonly signal: CancelSignal;
  readonly hearing: Hearing;
  /** Calls for which this machine gave no socket. */
  readonly failed: Unusable[];
  /** As whom agents are asked. */
  readonly snmp: SnmpManner;
  /** Whether an address is the user's own, or allowed by word: everything that is sent is held against it. */
  mayAsk(address: string): boolean;
}

/** Bytes of answers that the system keeps for a socket: those of a thousand devices that speak at once. */
export const ANSWER_ROOM = 1024 * 1024;

/** Everything that a printer tells; what is none answers little of it. */
export const SNMP_QUESTIONS = {
  variables: [...PRINTER_VARIABLES, ...EPSON_VARIABLES],
  walks: PRINTER_WALKS,
} as const;

/** Request ids (RFC 3416, section 3) and DNS's (RFC 1035, section 4.1.1). */
export const SNMP_ID_SPAN = 2 ** 31;
export const DNS_ID_SPAN = 2 ** 16;

/** A whole number by chance, which strangers cannot guess. */
export const drawBelow = (span: number, { random }: Pick<Platform, 'random'>): number =>
  Math.floor(random() * span);

/** Does `work` for each thing, for some of them at a time. */
export async function eachOf<Thing>(
  things: readonly Thing[],
  atOnce: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const queue = things.values();
  const worker = async () => {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: as many workers as may work at once
    for (const thing of queue) await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, things.length) }, worker));
}
