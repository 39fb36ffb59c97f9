/**
 * What one witness said about one thing at one moment. Observations are what devices are made of (`merge.ts`): they
 * are kept as they came, and never corrected.
 */
import type { Endpoint } from '../core/endpoint.ts';
import type { PrinterReport } from '../core/printer-report.ts';
import type { Transport } from '../core/transport.ts';
import type { Millis } from '../core/units.ts';

/** The protocols by which things make themselves known, the one that says most of itself first. */
export const WITNESSES = ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'] as const;
export type Witness = (typeof WITNESSES)[number];

/** What a person calls the protocol. */
export const WITNESS_NAMES: Readonly<Record<Witness, string>> = {
  enpc: 'ENPC',
  ipp: 'IPP',
  snmp: 'SNMP',
  dnssd: 'DNS-SD',
  wsd: 'WSD',
};

/** Something that a device offers. */
export interface ObservedService {
  /** By the registry's short name: `ipp`, `printer`, `pdl-datastream`, `enpc`. */
  readonly service: string;
  readonly transport: Transport;
  readonly port: number;
  /** A resource or a queue, without a slash before it: `ipp/print`, `auto`. */
  readonly path?: string;
  /** Whether it is spoken inside TLS; absent where nobody said. */
  readonly secure?: boolean;
  /** What the announcement says of it, as it came. */
  readonly txt?: Readonly<Record<string, string>>;
  /** Where it answered us; absent when it was announced and nobody tried. */
  readonly answered?: string;
}

/** How a printer is: the part of a report that passes. */
export type PrinterCondition = Pick<
  PrinterReport,
  | 'state'
  | 'errors'
  | 'alerts'
  | 'supplies'
  | 'covers'
  | 'inputs'
  | 'counters'
  | 'display'
  | 'disputed'
>;

/** Texts are fit to be shown (`core/heard.ts`). What the witness did not say is absent. */
export interface Observation {
  readonly witness: Witness;
  /** When it was heard. */
  readonly at: Millis;
  /** The witness's own name of what it speaks of: a service instance, an endpoint reference. */
  readonly about?: string;
  /** Whom the words came from. */
  readonly from?: Endpoint;
  /**
   * Whether `from` is the thing itself, which was asked and answered. What comes by multicast may come from a router
   * that passes it on (fact sheet, section 10), and says nothing of where the thing is.
   */
  readonly direct: boolean;
  /** Addresses of which the witness says that another thing answers there, whatever marks both have. */
  readonly apartFrom?: readonly string[];
  /** The interface of this machine that it was heard on; absent where that is not known. */
  readonly link?: string;

  /** `00:00:5e:00:53:01`; several when the witness told several. */
  readonly macs?: readonly string[];
  readonly serial?: string;
  /** With or without `urn:uuid:`. */
  readonly uuid?: string;
  /** `EPSON000001.local`. */
  readonly hosts?: readonly string[];
  /** Addresses that the witness says are the thing's: those of A and AAAA records, of a status reply. */
  readonly addresses?: readonly string[];

  /** What it is: `printer`, `scanner`, `computer`. */
  readonly kinds?: readonly string[];
  /** What people call it. */
  readonly name?: string;
  readonly model?: string;
  readonly maker?: string;
  readonly location?: string;
  readonly note?: string;
  readonly firmware?: string;
  /** The IEEE 1284 device id. */
  readonly deviceId?: string;
  readonly services?: readonly ObservedService[];
  readonly printer?: PrinterCondition;
  /** What it rests on, a line each, for people. */
  readonly evidence: readonly string[];
}
