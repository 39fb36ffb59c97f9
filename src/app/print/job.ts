/** The job that is made of the files, piece by piece. */
import { untilAborted } from '../../core/signal.ts';
import type { Millis } from '../../core/units.ts';
import type { ComposedDocument, TextPage } from '../../protocols/escp/composer/content.ts';
import { composeJob } from '../../protocols/escp/composer.ts';
import type { Context } from '../operation.ts';
import type { PrintInput } from './input.ts';
import type { PrintedFile } from './result.ts';
import type { PrintWishes } from './wishes.ts';

/** A file that is ready to be printed. */
export interface Prepared {
  readonly file: string;
  readonly input: PrintInput;
  /** Absent for a job, which is sent as it is. */
  readonly content?: () => ComposedDocument | Promise<ComposedDocument>;
  /** To be asked once it was composed. */
  told(): Partial<PrintedFile>;
}

/** Longer than this nobody else gets a turn: Ctrl-C, and what is drawn of the progress. */
const LONGEST_WORK: Millis = 50;

/** All files, as often as wished for, one after the other. */
export class Job {
  bytes = 0;
  pages = 0;
  private readonly counts = new Map<Prepared, number>();

  constructor(
    private readonly files: readonly Prepared[],
    private readonly wishes: PrintWishes,
    private readonly context: Context,
  ) {}

  /** Of one copy of a file. */
  pagesOf(file: Prepared): { pages?: number } {
    const count = this.counts.get(file);
    return count === undefined ? {} : { pages: count };
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    const { clock } = this.context.platform;
    let turnBy = clock.now() + LONGEST_WORK;
    for (let copy = 0; copy < this.wishes.copies; copy++) {
      this.counts.clear();
      for (const prepared of this.files) {
        for await (const piece of this.piecesOf(prepared)) {
          if (this.context.signal.aborted) return;
          this.bytes += piece.length;
          yield piece;
          if (clock.now() < turnBy) continue;
          await new Promise<void>((resolve) => void clock.wakeAt(clock.now(), resolve));
          turnBy = clock.now() + LONGEST_WORK;
        }
      }
    }
  }

  private async *piecesOf(file: Prepared): AsyncGenerator<Uint8Array> {
    const { input, content } = file;
    if (input.kind === 'job') return yield* untilAborted(input.pieces(), this.context.signal);
    yield* composeJob([this.counted(file, await content!())], this.wishes.target);
  }

  private counted(file: Prepared, content: ComposedDocument): ComposedDocument {
    const count = () => {
      this.pages++;
      this.counts.set(file, (this.counts.get(file) ?? 0) + 1);
    };
    if (content.kind === 'picture') {
      count();
      return content;
    }
    return { ...content, pages: counting(content.pages, count) };
  }
}

function* counting(pages: Iterable<TextPage>, count: () => void): Generator<TextPage> {
  for (const page of pages) {
    count();
    yield page;
  }
}
