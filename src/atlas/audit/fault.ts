/** Something in the facts that breaks a rule of `data/README.md`. */
export interface Fault {
  /** By its path in the data folder: `ports/curated.tsv`. */
  readonly file: string;
  /** From 1; absent where the fault is no single line's. */
  readonly line?: number;
  /** One sentence. */
  readonly problem: string;
}
