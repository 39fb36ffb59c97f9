/** The files that a job is written to: under the name that was said, and beside it. */
import { ThereAlreadyError, UsageError } from '../../../core/errors.ts';
import type { CancelSignal } from '../../../core/signal.ts';
import type { FileDraft, FileSink, Files } from '../../../platform/platform.ts';

/** Files that are put in place one by one, each whole. */
export class OutputFiles {
  readonly written: string[] = [];
  private readonly drafts = new Set<FileDraft>();

  constructor(
    private readonly files: Files,
    private readonly mayReplace: boolean,
    private readonly signal: CancelSignal,
  ) {}

  /** @throws UsageError or UnavailableError when it cannot be written */
  async create(path: string): Promise<FileSink> {
    const draft = await this.open(path);
    this.drafts.add(draft);
    return {
      write: (bytes) => draft.write(bytes),
      close: async () => {
        this.drafts.delete(draft);
        // Of a job that was broken off, nothing is whole.
        if (this.signal.aborted) return draft.drop();
        await draft.close();
        this.written.push(path);
      },
    };
  }

  /** What was begun and not closed is nothing. */
  async drop(): Promise<void> {
    for (const draft of this.drafts) await draft.drop();
    this.drafts.clear();
  }

  private async open(path: string): Promise<FileDraft> {
    try {
      return await this.files.draft(path, this.mayReplace);
    } catch (problem) {
      if (!(problem instanceof ThereAlreadyError)) throw problem;
      throw new UsageError(`"${path}" is there already, and is left alone. --force replaces it`);
    }
  }
}

/** `job.png` for the first page, `job-2.png` for the second. */
export function pagePath(path: string, number: number): string {
  if (number === 1) return path;
  const [, name, ending] = /^(.*?)(\.\w+)?$/s.exec(path)!;
  return `${name}-${number}${ending ?? ''}`;
}
