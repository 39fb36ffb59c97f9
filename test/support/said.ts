/** One printer of which several witnesses say how it is. */
import { EMPTY_REPORT, type PrinterAlert, type Supply } from '../../src/core/printer-report.ts';
import type { Device } from '../../src/devices/device.ts';
import { mergeObservations } from '../../src/devices/merge.ts';
import type { PrinterCondition, Witness } from '../../src/devices/observation.ts';

/** A device of which each witness says this. */
export function deviceWith(said: Partial<Record<Witness, Partial<PrinterCondition>>>): Device {
  const [device] = mergeObservations(
    Object.entries(said).map(([witness, printer]) => ({
      witness: witness as Witness,
      at: 0,
      from: { address: '192.0.2.10', port: 1 },
      direct: true,
      evidence: [],
      printer: { ...EMPTY_REPORT, ...printer },
    })),
  );
  return device!;
}

export const ink = (
  colour: string,
  level: number | string,
  more: Partial<Supply> = {},
): Supply => ({
  name: colour,
  kind: 'ink',
  colour,
  level:
    typeof level === 'number'
      ? { kind: 'percent', percent: level }
      : { kind: 'words', words: level },
  ...more,
});

export const alert = (
  severity: PrinterAlert['severity'],
  words: string,
  more: Partial<PrinterAlert> = {},
): PrinterAlert => ({ severity, words, ...more });
