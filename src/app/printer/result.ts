/** How the printer stands, and what came of it. */
import type { PrinterDevice } from '../../printer/device.ts';
import type { Refused } from '../refusals.ts';
import type { DoorName } from './doors.ts';
import type { PrinterProtocol } from './event.ts';

/** A port at which it answers. */
export interface OpenPort {
  readonly name: DoorName;
  readonly by: PrinterProtocol;
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
    readonly by: PrinterProtocol;
  })[];
  /** Whether it answers at a port that `portolan discover` asks. */
  readonly isFindable: boolean;
  /** Whether anybody but this machine can come. */
  readonly isReachable: boolean;
  /** Where jobs are kept; absent where none are, or no print port is open. */
  readonly spool?: string;
  /** Whom the process became when it gave up the administrator's rights. */
  readonly user?: string;
}

/** For whoever reads its rows: where it answers and prints, and where jobs are. */
export function standWords({ opened, address, spool, user }: PrinterStand): readonly string[] {
  const ports = opened.map(({ name, transport, port }) => `${name} ${transport}/${port}`);
  const runsAs = user === undefined ? '' : `; it runs as ${user} from here on`;
  const jobs = spool === undefined ? [] : [`jobs are kept in "${spool}"`];
  return [`a printer at ${address}: ${ports.join(', ')}${runsAs}`, ...jobs];
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
  /** Print jobs that were taken to their end, and kept if jobs are. */
  readonly jobs: number;
  /** Pages that came out of them. */
  readonly printed: number;
  /** Jobs that were not taken, or of which nothing was kept. */
  readonly lost: number;
  /** From others than the user's own network; not answered. */
  readonly strangers: number;
  /** Different sources that were answered. */
  readonly sources: number;
}
