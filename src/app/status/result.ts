/** What `status` answers: the devices, how each host was asked, and what could not be asked. */
import type { Device } from '../../devices/device.ts';
import type { Witness } from '../../devices/observation.ts';
import type { Millis } from '../../core/units.ts';
import type { Asked } from '../devices/asking/question.ts';
import type { Finding } from './findings.ts';

/** A device, as it answered at one of the hosts that were asked. */
export interface StatusDevice extends Device {
  /** The host as it was asked for. */
  readonly host: string;
  /** How it is, in one sentence; null where nobody said. */
  readonly says: string | null;
  readonly findings: readonly Finding[];
}

/** One host that was asked. */
export interface AskedHost {
  /** As it was given: a name or an address. */
  readonly host: string;
  /** Where it was asked; null where its name led nowhere. */
  readonly address: string | null;
  readonly answered: boolean;
  /** Somebody stopped the asking before it was over. */
  readonly interrupted?: true;
  readonly asked: readonly Asked[];
  readonly took: Millis;
}

/** Something that was not said, and what would help. */
export interface StatusGap {
  readonly host: string;
  /** Absent where it is about all of them. */
  readonly by?: Witness;
  readonly why: string;
  /** The command that would show more. */
  readonly remedy?: string;
  /** Whether the answer is partial because of it; a mere note when false. */
  readonly partial: boolean;
}

export interface StatusResult {
  readonly devices: readonly StatusDevice[];
  /** In the order in which they were given. */
  readonly hosts: readonly AskedHost[];
  readonly coverage: { readonly complete: boolean; readonly gaps: readonly StatusGap[] };
}
