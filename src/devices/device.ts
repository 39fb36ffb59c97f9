/** One thing on the network, as everything that was said of it makes it. */
import type { Level, PrinterAlert, PrinterCounter, Supply } from '../core/printer-report.ts';
import type { Transport } from '../core/transport.ts';
import type { Millis } from '../core/units.ts';
import type { PrinterCondition, Witness } from './observation.ts';

/** What witnesses may disagree about. */
export type Field = 'name' | 'model' | 'maker' | 'serial' | 'location' | 'firmware';

/** What cannot all be right, or needs a second look. */
export interface Contradiction {
  /** The field with several values, or the mark that several things have. */
  readonly about: Field | 'mac' | 'uuid' | 'address';
  /** `values`: witnesses disagree. `shared`: another thing has the same mark, or may have. */
  readonly kind: 'values' | 'shared';
  /** One sentence: who says what, what is shown, and why. */
  readonly says: string;
  /** As they were said, the shown one first; for `shared` the mark alone. */
  readonly values: readonly { readonly value: string; readonly by: readonly Witness[] }[];
}

/** Something that it offers. */
export interface DeviceService {
  /** By the registry's short name: `ipp`. */
  readonly service: string;
  readonly transport: Transport;
  readonly port: number;
  /** `ipp/print`, `auto`. */
  readonly path?: string;
  readonly secure?: boolean;
  readonly txt?: Readonly<Record<string, string>>;
  /** The addresses at which it answered us; empty where it was only announced. */
  readonly answered: readonly string[];
  readonly seenBy: readonly Witness[];
}

/** A level and who told it. */
export interface SupplyLevel {
  readonly level: Level;
  readonly by: Witness;
}

/** A supply, with what its level means for a person. */
export interface DeviceSupply extends Supply {
  /** Soon to be replaced or emptied, by anyone who told of it: see `supplies.ts`. */
  readonly low: boolean;
  /** Nothing left; of a container that fills: no room left. */
  readonly empty: boolean;
  readonly by: Witness;
  /** What others tell of the same; absent where nobody does. */
  readonly also?: readonly SupplyLevel[];
  /** Who says that it is low; absent where it is not, or where `by` alone told of it. */
  readonly lowBy?: readonly Witness[];
}

/** An alert as one witness told it. */
export interface AlertSaid extends PrinterAlert {
  readonly by: Witness;
}

/** One fault. Its severity is the worst that was said, its words are those of the first of `seenBy`. */
export interface DeviceAlert extends PrinterAlert {
  readonly seenBy: readonly Witness[];
  /** What each said; absent where it was said once. */
  readonly says?: readonly AlertSaid[];
}

export interface DeviceCounter extends PrinterCounter {
  readonly by: Witness;
}

/** How a printer is, by everyone who said. */
export interface DeviceCondition extends Pick<
  PrinterCondition,
  'covers' | 'inputs' | 'display' | 'disputed'
> {
  readonly state?: string;
  /** Most severe first. What `errors` of a report says is among them. */
  readonly alerts: readonly DeviceAlert[];
  /** By the witness who tells most of them. */
  readonly supplies: readonly DeviceSupply[];
  readonly counters: readonly DeviceCounter[];
}

/** Null where nobody said. */
export interface Device {
  /** The same from run to run as long as it is known by the same mark: `mac 00:00:5e:00:53:01`. */
  readonly id: string;
  readonly name: string | null;
  /** What it is, by anyone who said: `printer`, `scanner`, `computer`. */
  readonly kinds: readonly string[];
  /** Without its maker: `ET-2760 Series`. */
  readonly model: string | null;
  readonly maker: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
  /** `mac`, and those of its other interfaces. */
  readonly macs: readonly string[];
  readonly uuids: readonly string[];
  /** Those that it answered from first; IPv4 before IPv6, link-local last. */
  readonly addresses: readonly string[];
  readonly hosts: readonly string[];
  /** The interfaces of this machine that it was heard on. */
  readonly links: readonly string[];
  readonly location: string | null;
  readonly notes: readonly string[];
  readonly firmware: string | null;
  readonly deviceId: string | null;
  readonly seenBy: readonly Witness[];
  readonly firstSeen: Millis;
  readonly lastSeen: Millis;
  readonly services: readonly DeviceService[];
  /** Absent where nobody said how it is. */
  readonly printer?: DeviceCondition;
  readonly contradictions: readonly Contradiction[];
  /** What it rests on, a line each. */
  readonly evidence: readonly { readonly by: Witness; readonly line: string }[];
}

/** What to call it in a line: its name, else its model with its maker, else where it is. */
export function deviceTitle(
  device: Pick<Device, 'name' | 'model' | 'maker' | 'addresses' | 'id'>,
): string {
  const { name, model, maker } = device;
  const product = [maker, model].filter((word) => word !== null).join(' ');
  return name ?? (product || device.addresses[0] || device.id);
}
