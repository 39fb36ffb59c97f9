/** The official registry as it is published: records of twelve fields, and what stands around them. */
import { UsageError } from '../../core/errors.ts';

/** The fields of a record, under the names and in the order of IANA's own CSV. */
export const COLUMNS = {
  service: 'Service Name',
  port: 'Port Number',
  transport: 'Transport Protocol',
  description: 'Description',
  assignee: 'Assignee',
  contact: 'Contact',
  registered: 'Registration Date',
  modified: 'Modification Date',
  reference: 'Reference',
  code: 'Service Code',
  unauthorized: 'Unauthorized Use Reported',
  note: 'Assignment Notes',
} as const;

export type Field = keyof typeof COLUMNS;
export const FIELDS = Object.keys(COLUMNS) as readonly Field[];

/**
 * One record, every field as text, empty where the registry says nothing. `port` is a number, a range or
 * empty (a name registered without a port); people and documents are written in brackets: `[RFC6335]`.
 */
export type RegistryRecord = Readonly<Record<Field, string>>;

/** Somebody whom records name: what the brackets in `assignee` and `contact` mean. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly address?: string;
  readonly updated?: string;
}

/** An edition of the registry, whole. */
export interface Registry {
  readonly format: 'xml' | 'csv';
  readonly title: string;
  /** The date of the edition; of a CSV, which has none, that of its newest record. */
  readonly updated: string;
  /** In the order of the file. */
  readonly records: readonly RegistryRecord[];
  /** By id; a CSV has none. */
  readonly people: readonly Person[];
  /** What the registry says of itself: notes, footnotes, experts, a paragraph each. */
  readonly remarks: readonly string[];
  /** Elements or columns that this version of Portolan does not know, and how often they occurred. */
  readonly unread: Readonly<Record<string, number>>;
}

/** What is wrong with a file that should be the registry, and where. */
export class RegistryError extends UsageError {
  /**
   * @param line where, from 1
   * @param field the element or column, when it is in one
   */
  constructor(
    readonly line: number,
    readonly field: string | undefined,
    readonly problem: string,
  ) {
    super(`line ${line}${field ? `, ${field}` : ''}: ${problem}`);
  }
}

/** Much longer than any field or record of the registry (2,000 characters); more is an attack or another file. */
export const LONGEST_FIELD = 65_536;

/** Columns of a CSV, attributes of an element, kinds of elements that we do not know: the registry has a dozen. */
export const MOST_KINDS = 100;

/** Seven times what the registry has grown to in fifty years. */
export const MOST_RECORDS = 100_000;
