/** An inkjet as its own driver hears of it: the status "@BDC ST2", and the older one in text, in codes that sources agree on. */
import { encodeStatus, encodeText, inkNamed, type SaidStatus } from '../protocols/bdc/encode.ts';
import { TEXT_INKS } from '../protocols/bdc/vocabulary.ts';
import type { Activity } from './activity.ts';
import type { PrinterDevice } from './device.ts';
import { LOW_INK, troublesOf, type TroubleKind } from './trouble.ts';

/** Field 01. */
const FAULT = 0x00;
const STATES: Readonly<Record<Activity, number>> = { printing: 0x02, waiting: 0x03, idle: 0x04 };
/** Field 02: of what stops it. Paper that is nearly used up has no code that anybody verified, and is not told. */
const ERRORS: Partial<Readonly<Record<TroubleKind, number>>> = {
  'ink out': 0x05,
  'paper out': 0x06,
};
/** Field 04: ink low, of the cartridge at the first position; eleven positions have a code. */
const INK_LOW = 0x10;
const MOST_POSITIONS = 11;

/**
 * What it says to a driver that asks; undefined where nobody knows how such a printer answers, and it is silent.
 * @param jobName of the job at hand, as far as that says it
 */
export function statusReply(
  device: PrinterDevice,
  activity: Activity,
  jobName?: string,
): Uint8Array | undefined {
  if (device.kind !== 'inkjet') return undefined;
  const inks = device.inks.flatMap(({ colour, level }) => inkNamed(colour, level) ?? []);
  const warnings = inks.flatMap(({ level }, at) =>
    level > 0 && level <= LOW_INK && at < MOST_POSITIONS ? [INK_LOW + at] : [],
  );
  const said: SaidStatus = {
    ...healthOf(device, activity),
    ...(warnings.length > 0 && { warnings }),
    ...(inks.length > 0 && { inks }),
    ...(jobName !== undefined && { jobName }),
    serial: device.serial,
  };
  return encodeStatus(said);
}

/** The same in the older form; undefined where it is silent. Inks beyond the first that is missing have no place in it. */
export function statusText(device: PrinterDevice, activity: Activity): Uint8Array | undefined {
  if (device.kind !== 'inkjet') return undefined;
  const levels = TEXT_INKS.map((ink) => device.inks.find(({ colour }) => colour === ink)?.level);
  const missing = levels.indexOf(undefined);
  const known = levels.flatMap((level, at) =>
    level !== undefined && (missing < 0 || at < missing) ? [level] : [],
  );
  return encodeText({ ...healthOf(device, activity), levels: known });
}

function healthOf(device: PrinterDevice, activity: Activity): Pick<SaidStatus, 'state' | 'error'> {
  const stopped = troublesOf(device).find(({ stops }) => stops);
  const error = stopped && ERRORS[stopped.kind];
  return {
    state: stopped ? FAULT : STATES[activity],
    ...(error !== undefined && { error }),
  };
}
