import type { Transport } from '../core/transport.ts';

/**
 * How firmly a source ties a service to a port. `listed`: a file of another program gives the port this name and
 * says no more, neither that it was promised nor that anybody uses it so.
 */
export const STANDINGS = [
  'assigned',
  'reserved',
  'deassigned',
  'unofficial',
  'historic',
  'listed',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** How far away the peers of a service are meant to be. */
export const PERIMETERS = ['host', 'lan', 'internet'] as const;
export type Perimeter = (typeof PERIMETERS)[number];

/**
 * What a source that goes through the transports one by one says of one of them: used (`yes`), assigned
 * though not used, reserved, perhaps used, moved to another number, not known to it, or no matter of
 * communication at all (port 0, which only programs give to their system).
 */
export const MARKS = [
  'yes',
  'assigned',
  'reserved',
  'maybe',
  'moved',
  'unknown',
  'inapplicable',
] as const;
export type Mark = (typeof MARKS)[number];

/** "*source* says that port n/transport is for *service*." Never merged away, never overwritten. */
export interface Claim {
  /** First and last port, both included; equal for a single port. */
  readonly from: number;
  readonly to: number;
  readonly transport: Transport;
  /** Short name (RFC 6335, section 5.1); empty where the source gives none. */
  readonly service: string;
  readonly title: string;
  readonly standing: Standing;
  /** A {@link Source}'s id. */
  readonly source: string;
  /** Where the source says it: an RFC, a document, a page, a file of source code. */
  readonly reference?: string;
  /** A year, or a date as far as it is known: `2002`, `2002-02`. */
  readonly since?: string;
  readonly registrant?: string;
  /** Who the service is meant for; used by the verdict `exposed`. */
  readonly perimeter?: Perimeter;
  readonly note?: string;
  /** What the source marks this transport with, where it marks each. */
  readonly mark?: Mark;
  /** Transports on which the source says that this use does *not* happen. */
  readonly denied?: readonly Transport[];
  /** When the registry last changed the entry: `2021-10-01`. */
  readonly updated?: string;
  /** Whom the registry names to ask, where that is somebody else than the registrant. */
  readonly contact?: string;
  /** The registry's own remark that somebody uses the number without being assigned it. */
  readonly unauthorized?: string;
  /** The service code (RFC 5595): a number that DCCP has beside the port. */
  readonly code?: string;
  /** Other names that the source has for the service, lower case. */
  readonly aliases?: readonly string[];
  /** The share of the hosts that the source scanned on which the port was open, 0 to 1. */
  readonly frequency?: number;
}

/** Somebody who makes claims. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly address?: string;
  /** Where its file can be fetched. */
  readonly download?: string;
  readonly licence?: string;
  /** The date of the edition that answers. */
  readonly date?: string;
  /** Which edition that is, when there can be several. */
  readonly edition?: string;
  /** What this edition leaves out, for whoever reads an answer from it. */
  readonly limits?: string;
}

/**
 * What a dispute is about: which service a port is for; whether it is assigned at all; on which
 * transports; or who registered it.
 */
export const DISPUTE_KINDS = ['service', 'standing', 'transport', 'registrant'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

/**
 * What a source says of a port against the registry: it is officially a service's; somebody registered it;
 * it is used though not assigned; in practice it is used so; reserved; no longer a service's; not for a
 * service; not used at all.
 */
export const DISPUTE_SAYINGS = [
  'official',
  'registered',
  'unofficial',
  'practice',
  'reserved',
  'released',
  'denied',
  'unused',
] as const;
export type DisputeSaying = (typeof DISPUTE_SAYINGS)[number];

/**
 * What the registry has instead: an assignment; one with a remark on unauthorized use; the number reserved;
 * taken back; a use recorded that it never assigned; the same service on other transports only; nothing;
 * or other registrants.
 */
export const REGISTRY_ANSWERS = [
  'assigned',
  'misused',
  'reserved',
  'released',
  'recorded',
  'only',
  'nobody',
  'registrants',
] as const;
export type RegistryAnswer = (typeof REGISTRY_ANSWERS)[number];

/** One sentence of a dispute's summary as data, from which it can be told in any language. */
export type DisputeTerms = Contradicted | AssignedTwice;

interface Terms {
  readonly port: number;
  readonly transports: readonly Transport[];
  /** What the registry names: services (by title where they have no name), of `only` transports, of `registrants` people. */
  readonly registryNames: readonly string[];
}

/** A source says one thing, the registry another. */
export interface Contradicted extends Terms {
  /** What the dispute's source says. */
  readonly says: DisputeSaying;
  /** The services that it says it of: names, or titles where there are none. */
  readonly names: readonly string[];
  /** Of `registered`: by whom. */
  readonly registrants?: readonly string[];
  /** Which of the source documents say so. */
  readonly documents?: readonly string[];
  readonly registry: RegistryAnswer;
  /** Where the registry has a service of `names` instead. */
  readonly elsewhere?: readonly { readonly name: string; readonly ports: readonly number[] }[];
}

/** The registry disagrees with itself. */
export interface AssignedTwice extends Terms {
  readonly registry: 'twice';
  /** One for each of `registryNames`. */
  readonly registrants: readonly string[];
}

/** Claims about one thing that cannot all be right. */
export interface Dispute {
  /** Missing where a person wrote it down and it is about more than one of these. */
  readonly kind?: DisputeKind;
  /** Ports that it concerns. */
  readonly ports: readonly number[];
  /** Those that it concerns, where not all. */
  readonly transports?: readonly Transport[];
  /** The id of the source that disagrees with the registry, when one does. */
  readonly source?: string;
  /** In a sentence or two: who says what against whom. */
  readonly summary: string;
  /** The summary's sentences as data, where the atlas found it. */
  readonly terms?: readonly DisputeTerms[];
  /** The id of the source that is better supported, when one is. */
  readonly supported?: string;
  /** Why that one. */
  readonly reason?: string;
  /** Where to check it. */
  readonly reference?: string;
  /** Whether a person wrote it down or the atlas found it by comparing claims. */
  readonly foundBy: 'hand' | 'comparison';
}

/** A protocol that is all but extinct, and the evidence for that. */
export interface Ghost {
  readonly service: string;
  /** Where other protocols bear the same name elsewhere: the ports that this is about. */
  readonly ports?: readonly number[];
  /** One sentence. */
  readonly evidence: string;
  readonly reference: string;
}
