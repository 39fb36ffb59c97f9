/** What the modes of a stream ask of the tokenizer that they are in. */
import type { Mode } from './modes.ts';
import type { Reading, Step } from './reading.ts';

export interface Host {
  mode: Mode;
  /** From now on this is read. */
  read(reading: Reading): 'over';
  /** ESC was read, at `offset`: a command follows. */
  open(offset: number): 'over';
  /** What a byte after ESC, FS, `ESC (` or `ESC |` means. */
  opened(byte: number, offset: number, lead: number): Step;
}
