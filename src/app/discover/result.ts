/** What a discovery gives: its shape, as programs see it. */
import type { Millis } from '../../core/units.ts';
import type { Device, DeviceService } from '../../devices/device.ts';
import type { Witness } from '../../devices/observation.ts';
import type { ServiceVerdict } from '../../verdict/service.ts';
import type { Severity, VerdictWord } from '../../verdict/verdict.ts';
import type { Asked } from '../devices/asking/question.ts';
import type { Unusable } from './links.ts';

/** A service, held against what its port was promised to. */
export interface JudgedService extends DeviceService, ServiceVerdict {}

export interface FoundDevice extends Omit<Device, 'services'> {
  /** What to call it in a line. */
  readonly title: string;
  readonly services: readonly JudgedService[];
  /** The most severe of its services; absent where it offers none. */
  readonly verdict?: VerdictWord;
  readonly severity: Severity;
  /** Whether one of its services answers from further away than it is meant to. */
  readonly exposed: boolean;
  /** Whether it is the machine that this runs on. */
  readonly thisMachine: boolean;
}

/** An interface that was asked. */
export interface AskedInterface {
  readonly interface: string;
  readonly address: string;
  readonly subnet: string;
  /** The address from which the link was asked by IPv6 too; absent where it was not. */
  readonly ipv6?: string;
  readonly by: readonly Witness[];
  /** Whether only containers or virtual machines of this machine are expected there. */
  readonly internal: boolean;
}

/** One of a few hosts that were named. */
export interface AskedHost {
  /** The name that it was asked for by; absent where that was an address. */
  readonly host?: string;
  readonly address: string;
  readonly answered: boolean;
  /** How each protocol fared. */
  readonly asked: readonly Asked[];
}

/** How hosts were asked one by one. */
export interface AskedHosts {
  /** As they were named. */
  readonly words: readonly string[];
  /** Of those that were names, where they led; absent where none did. */
  readonly names?: readonly { readonly host: string; readonly address: string }[];
  readonly count: number;
  /** Of few, how each fared; absent where they were swept. */
  readonly each?: readonly AskedHost[];
  /** Packets a second, of each protocol. */
  readonly rate: number;
  /** Where a sweep was slower: by what, and how fast its first pass was. */
  readonly paced?: { readonly by: 'neighbours'; readonly perSecond: number };
  /** Steps of the sweep: hosts times passes. `position` is where to go on (`--from`); absent when none was made. */
  readonly position?: number;
  readonly total?: number;
  /** The command that goes on, where a sweep was interrupted. */
  readonly again?: string;
}

/** What was looked at, and what was not. */
export interface DiscoverCoverage {
  readonly complete: boolean;
  readonly by: readonly Witness[];
  readonly interfaces: readonly AskedInterface[];
  readonly unusable: readonly Unusable[];
  readonly hosts?: AskedHosts;
  readonly interrupted: boolean;
  /** Addresses that answered by SNMP 3 and tell the user nothing; absent where none does. */
  readonly refusing?: readonly string[];
  /** Datagrams that were no message of their protocol. */
  readonly unreadable: number;
  /** Answers for which there was no room: then there are more devices than are told of. */
  readonly turnedAway: number;
  /** What was not looked at, and why: `what` without a verb, `why` as a sentence without its subject. */
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
}

/** What a discovery gives, and what `--json` prints. */
export interface DiscoverResult {
  readonly devices: readonly FoundDevice[];
  readonly coverage: DiscoverCoverage;
  /** Milliseconds. */
  readonly took: Millis;
  /** When nobody answered: what usually is the cause, the likeliest first, with what to do. */
  readonly silence?: readonly Cause[];
}

/** Why nobody may have answered. */
export interface Cause {
  /** A sentence. */
  readonly says: string;
  /** A command that shows or helps; absent where there is none. */
  readonly command?: string;
}
