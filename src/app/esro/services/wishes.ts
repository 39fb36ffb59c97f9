/** What the command line says to services; each takes what is its own. */
export interface ServiceWishes {
  /** A vCard file. */
  readonly vcards?: string;
  /** A file of cards and their limits. */
  readonly cards?: string;
  /** A file where charges are kept. */
  readonly journal?: string;
}
