/**
 * Safety gate 2 for SNMP: what may be asked of an agent. Every request passes here, in `request.ts`.
 *
 * Reading is all there is: get, getnext and getbulk. But in one place of Epson's tree a read is an order: the
 * numbers below {@link EPSON_CONTROL} are a command's bytes, and some commands write into the printer's memory
 * (fact: epson_print_conf, escpr). There three may be asked, each by its whole name, and nothing may be walked.
 */
import { compareOids, isWithin } from '../../core/bytes/ber-oid.ts';
import { OIDS, ROOTS } from './mib/names.ts';

/** Below it, a name is a command: two letters, a length, a payload. */
export const EPSON_CONTROL = OIDS.epsonControl;

/** The commands that only tell something. */
export const EPSON_QUESTIONS = {
  /** `st 01 00 01`: the status, as an ST2 reply. */
  status: `${EPSON_CONTROL}.115.116.1.0.1`,
  /** `di 01 00 01`: the IEEE 1284 device id. */
  'device id': `${EPSON_CONTROL}.100.105.1.0.1`,
  /** `vi 01 00 00`: the firmware's version. */
  firmware: `${EPSON_CONTROL}.118.105.1.0.0`,
} as const;

const ALLOWED: ReadonlySet<string> = new Set(Object.values(EPSON_QUESTIONS));

/**
 * An agent answers getnext with whatever it has next, so nothing may start where the next thing could be a
 * command: from the one object on that Epson's own driver looks for by getnext (escpr), and that stands before them.
 */
const GUARD_BEGIN = `${OIDS.epsonDeviceId}.1`;

/**
 * How far one getbulk may run past what was wanted. Where the standard's objects end, those of the makers
 * begin, and an agent that is not known to be somebody else's than Epson's is not asked by getbulk at all: see
 * {@link mayLeap}. This bounds what is left.
 */
export const MAX_REPETITIONS = 8;

/** Where the makers' own objects begin: from here on walks go step by step. */
const MAKERS = '1.3.6.1.4';

export type Refusal =
  /** a command that is none of the three */
  | 'a command'
  /** what comes next could be a command */
  | 'next to commands'
  /** a walk by leaps in a maker's own tree */
  | 'too many at once';

/** Why this may not be read by its whole name; undefined when it may. */
export function refusesGet(oid: string): Refusal | undefined {
  return isWithin(oid, EPSON_CONTROL) && !ALLOWED.has(oid) ? 'a command' : undefined;
}

/** Why an agent may not be asked for what follows this; undefined when it may. */
export function refusesGetNext(oid: string): Refusal | undefined {
  if (isWithin(oid, EPSON_CONTROL)) return 'a command';
  const guarded = compareOids(oid, GUARD_BEGIN) >= 0 && compareOids(oid, EPSON_CONTROL) < 0;
  return guarded ? 'next to commands' : undefined;
}

/** Why an agent may not be asked for the next `repetitions` after this; undefined when it may. */
export function refusesGetBulk(oid: string, repetitions: number): Refusal | undefined {
  const refused = refusesGetNext(oid);
  if (refused || repetitions <= 1) return refused;
  const before = compareOids(oid, EPSON_CONTROL) < 0;
  const leaps = repetitions > MAX_REPETITIONS || compareOids(oid, MAKERS) >= 0;
  return before && leaps ? 'too many at once' : undefined;
}

/**
 * Whether an agent may be asked by getbulk: only one that says that another made it. On an Epson printer a walk
 * goes one object at a time, and so past the end of what was wanted by one object at most.
 * @param identity its sysObjectID
 * @param description its sysDescr
 */
export function mayLeap(identity: string | undefined, description: string): boolean {
  return identity !== undefined && !isWithin(identity, ROOTS.epson) && !/epson/i.test(description);
}
