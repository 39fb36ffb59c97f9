import type { Frequency } from '../atlas/atlas.ts';
import type { CheckCommands } from '../atlas/check.ts';
import type { Claim, Dispute, Ghost } from '../atlas/claim.ts';
import type { RangeClass } from '../atlas/ranges.ts';
import type { PortStanding } from '../atlas/standing.ts';
import type { Transport } from '../core/transport.ts';

/** One port, as every door shows it. */
export interface PortPage {
  readonly port: number;
  readonly range: RangeClass;
  readonly rangeMeaning: string;
  /** The registry's word for each transport that was asked about. */
  readonly standing: Readonly<Partial<Record<Transport, PortStanding>>>;
  readonly claims: readonly Claim[];
  readonly disputes: readonly Dispute[];
  /** Those of its assigned services that are all but extinct. */
  readonly ghosts: readonly Ghost[];
  readonly check: CheckCommands;
  /** How often it was found open, where a source on this machine says so. */
  readonly frequencies?: readonly Frequency[];
}
