/** How the printer stands, and what came of it. */
import type { Witness } from '../../devices/observation.ts';
import type { PrinterDevice } from '../../printer/device.ts';
import type { Refused } from '../refusals.ts';
import type { DoorName } from './doors.ts';

/** A port at which it answers. */
export interface OpenPort {
  readonly name: DoorName;
  readonly by: Witness;
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  readonly address: string;
}

/** What stands, told once. */
export interface PrinterStand {
  readonly device: PrinterDevice & { readonly maker: string; readonly uuid: string };
  readonly address: string;
  readonly interface?: string;
  readonly opened: readonly OpenPort[];
  readonly refused: readonly (Pick<
    Refused,
    'transport' | 'port' | 'address' | 'why' | 'remedies'
  > & {
    readonly by: Witness;
  })[];
  /** Whether it answers at a port that `portolan discover` asks. */
  readonly isFindable: boolean;
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
  /** Whom the process became when it gave up the administrator's rights. */
  readonly user?: string;
}

export interface PrinterResult extends PrinterStand {
  /** RFC 3339. */
  readonly since: string;
  readonly until: string;
  /** Questions, by what came of them. */
  readonly answered: number;
  readonly refusedQuestions: number;
  readonly ignored: number;
  /** Beyond what one source, or all together, may ask. */
  readonly limited: number;
  /** From others than the user's own network; not answered. */
  readonly strangers: number;
  /** Different sources that were answered. */
  readonly sources: number;
}
