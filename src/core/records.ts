/** What is kept of things, as values: machines ask for it to be kept, a store of `platform/records.ts` keeps it. */

/** What is kept of one thing. */
export interface KeptRecord {
  /** Which sort of thing; `key` tells those of a kind apart. */
  readonly kind: string;
  readonly key: string;
  /** A small value that JSON can say. */
  readonly facts: unknown;
}

export type RecordChange =
  | {
      readonly kind: 'put';
      readonly record: KeptRecord;
      /** Octets that are not loaded with the facts. Absent: those that are kept already stay. */
      readonly content?: Uint8Array;
    }
  | { readonly kind: 'remove'; readonly of: Pick<KeptRecord, 'kind' | 'key'> };
