/**
 * A job on its way to pages: bytes as they come, to an interpreter, and its pages to whoever takes them (pictures, a
 * document, text). Page by page: one that is not yet where it belongs holds back the next piece.
 */
import { isExpected } from '../../core/errors.ts';
import type { Mark, PageFormat, PageOutput, PageUnits } from '../../core/page/marks.ts';
import { never, type CancelSignal } from '../../core/signal.ts';
import type { Clock } from '../../platform/platform.ts';
import type { EscpEvent, EscpInterpreter, EscpReport } from '../../protocols/escp/report.ts';
import { MOST_PAGES, PIECE } from './limits.ts';
import { Turns } from './turns.ts';

/** Who takes pages, and what it is called where it fails: `PNG`. */
export interface Taker {
  readonly name: string;
  readonly output: PageOutput;
}

export interface PageJobOptions {
  readonly interpreter: EscpInterpreter;
  /** May be none: then the job is only understood. */
  readonly takers: readonly Taker[];
  readonly clock: Pick<Clock, 'now' | 'wakeAt'>;
  /** When it fires, the job is broken off: nothing more is interpreted, and the page that is open is dropped. */
  readonly signal?: CancelSignal;
  /** Pages that are made at most, counted from the first that is wanted. Default: {@link MOST_PAGES}. */
  readonly mostPages?: number;
  /** Which pages are wanted, by their numbers from 1. Default: all. */
  readonly isWanted?: (page: number) => boolean;
  /** What the printer says on the same connection. The bytes are the caller's to keep. */
  readonly reply?: (bytes: Uint8Array, title: string) => void;
  /** Called when a page begins. */
  readonly begun?: () => void;
  /** Called once a page is where it belongs. */
  readonly made?: (page: MadePage) => void;
}

/** What became of a page. */
export interface MadePage {
  /** From 1. */
  readonly number: number;
  readonly width: PageUnits;
  readonly height: PageUnits;
  readonly marks: number;
  /** The takers that have it, by name. */
  readonly takenBy: readonly string[];
  /** Those of them that left some of its marks out, since a page takes only so much work. */
  readonly cutBy: readonly string[];
}

/** What is to be said of pages that are not whole; undefined where all are. */
export function cutPages(pages: readonly MadePage[]): string | undefined {
  const cut = pages.filter(({ cutBy }) => cutBy.length > 0);
  if (cut.length === 0) return undefined;
  const [first] = cut as [MadePage];
  const which =
    cut.length === 1
      ? `page ${first.number} is`
      : `page ${first.number} and ${cut.length - 1} more are`;
  return `${which} not whole: so much is printed over itself there that the rest was left out`;
}

/** A taker that took no more. */
export interface Failure {
  readonly name: string;
  readonly page: number;
  readonly why: string;
  readonly problem: Error;
}

/** What became of a job. */
export interface PageJobResult {
  readonly report: EscpReport;
  /** In their order. */
  readonly pages: readonly MadePage[];
  /** Pages that came out of the job and were not made, for they are more than may be, or nobody wanted them. */
  readonly leftOut: number;
  /** Takers that failed: from that page on they took nothing. */
  readonly failed: readonly Failure[];
  /** It was broken off by the signal. */
  readonly isBroken: boolean;
}

/** One call at a time: the next one once the last has resolved. */
export interface PageJob {
  /**
   * Takes bytes, in pieces of any size. Resolves when they are interpreted and all pages that ended in them are where
   * they belong; at once after the signal fired. Gives way to others often ({@link Turns}).
   */
  take(bytes: Uint8Array): Promise<void>;
  /** The job is over: what stands on the last page comes out, and the takers are closed. To be called in any case. */
  end(): Promise<PageJobResult>;
  /** How things stand, at any time. */
  result(): PageJobResult;
}

export const startPageJob = (options: PageJobOptions): PageJob => new RunningPageJob(options);

/** A taker that has not failed. */
interface Attending extends Taker {
  why?: string;
}

interface OpenPage {
  readonly number: number;
  readonly format: PageFormat;
  readonly isMade: boolean;
  marks: number;
}

class RunningPageJob implements PageJob {
  private readonly takers: Attending[];
  private readonly pages: MadePage[] = [];
  private readonly failed: Failure[] = [];
  private readonly signal: CancelSignal;
  private page: OpenPage | undefined;
  private count = 0;
  private leftOut = 0;
  private isBroken = false;
  private readonly turns: Turns;

  constructor(private readonly options: PageJobOptions) {
    this.takers = options.takers.map((taker) => ({ ...taker }));
    this.signal = options.signal ?? never;
    this.turns = new Turns(options.clock);
  }

  async take(bytes: Uint8Array): Promise<void> {
    // However little a piece brings forth, the next turn is not far.
    for (let at = 0; at < bytes.length; at += PIECE) {
      await this.follow(this.options.interpreter.take(bytes.subarray(at, at + PIECE)));
    }
  }

  async end(): Promise<PageJobResult> {
    await this.follow(this.options.interpreter.end());
    for (const taker of this.takers) await this.close(taker);
    return this.result();
  }

  result(): PageJobResult {
    const { pages, leftOut, failed, isBroken } = this;
    const report = this.options.interpreter.report();
    return { report, pages: [...pages], leftOut, failed: [...failed], isBroken };
  }

  private async follow(events: Iterable<EscpEvent>): Promise<void> {
    if (this.hasEnded()) return;
    for (const event of events) {
      const pending = this.handle(event);
      if (pending) await pending;
      if (this.turns.isOver()) await this.turns.next();
      if (this.hasEnded()) return;
    }
    if (this.turns.isOver()) await this.turns.next();
  }

  private hasEnded(): boolean {
    this.isBroken ||= this.signal.aborted;
    return this.isBroken;
  }

  /** Only the end of a page takes time of others. */
  private handle(event: EscpEvent): Promise<void> | undefined {
    switch (event.kind) {
      case 'page':
        return this.begin(event.format);
      case 'mark':
        return this.mark(event.mark);
      case 'page end':
        return this.finish(event.height);
      case 'reply':
        this.options.reply?.(event.bytes.slice(), event.title);
        return undefined;
    }
  }

  private begin(format: PageFormat): Promise<void> | undefined {
    const { isWanted = () => true, mostPages = MOST_PAGES } = this.options;
    const number = ++this.count;
    const isMade = this.pages.length < mostPages && isWanted(number);
    this.page = { number, format, isMade, marks: 0 };
    this.options.begun?.();
    return this.hand((output) => output.begin(format));
  }

  private mark(mark: Mark): Promise<void> | undefined {
    this.page!.marks++;
    return this.hand((output) => output.mark(mark));
  }

  /** Tells all takers; what one of them cannot do harms no other. */
  private hand(tell: (output: PageOutput) => void): undefined {
    if (!this.page!.isMade) return;
    for (const taker of this.takers) {
      if (taker.why !== undefined) continue;
      try {
        tell(taker.output);
      } catch (problem) {
        this.fail(taker, problem);
      }
    }
  }

  private async finish(height: PageUnits): Promise<void> {
    const { number, format, isMade, marks } = this.page!;
    if (!isMade) this.leftOut++;
    else {
      const cutBy: string[] = [];
      for (const taker of this.takers) {
        const before = taker.output.leftOut;
        await this.attempt(taker, () => taker.output.end(height));
        if (taker.output.leftOut !== before) cutBy.push(taker.name);
      }
      const takenBy = this.takers.flatMap(({ name, why }) => (why === undefined ? [name] : []));
      const made = { number, width: format.width, height, marks, takenBy, cutBy };
      this.pages.push(made);
      this.options.made?.(made);
    }
    this.page = undefined;
  }

  private async attempt(taker: Attending, work: () => Promise<void>): Promise<void> {
    if (taker.why !== undefined) return;
    try {
      await work();
    } catch (problem) {
      this.fail(taker, problem);
    }
  }

  /** One that failed is closed too, for what it holds open. */
  private async close(taker: Attending): Promise<void> {
    try {
      await taker.output.close();
    } catch (problem) {
      if (taker.why === undefined || !isExpected(problem)) this.fail(taker, problem);
    }
  }

  /** A disk that is full is the taker's end; our own bug is everybody's. */
  private fail(taker: Attending, problem: unknown): void {
    if (!isExpected(problem)) throw problem;
    const why = problem.message;
    taker.why = why;
    this.failed.push({ name: taker.name, page: this.page?.number ?? this.count, why, problem });
  }
}
