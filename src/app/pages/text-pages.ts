/** Pages as plain text, each handed on when it has ended. */
import type { Mark, PageOutput } from '../../core/page/marks.ts';
import { createTextPage, type TextOrigin, type TextPage } from '../../rendering/plain-text.ts';

/**
 * @param use what is done with a page's lines; numbers from 1, of those that were handed here
 * @param closed what is done at the end
 */
export function textPages(
  origin: TextOrigin,
  use: (text: string, number: number) => Promise<void>,
  closed: () => Promise<void> = async () => {},
): PageOutput {
  return new TextPages(origin, use, closed);
}

class TextPages implements PageOutput {
  private page: TextPage | undefined;
  private number = 0;

  constructor(
    private readonly origin: TextOrigin,
    private readonly use: (text: string, number: number) => Promise<void>,
    private readonly closed: () => Promise<void>,
  ) {}

  begin(): void {
    this.page = createTextPage(this.origin);
  }

  mark(mark: Mark): void {
    this.page!.mark(mark);
  }

  async end(): Promise<void> {
    const text = this.page!.text();
    this.page = undefined;
    this.number += 1;
    await this.use(text, this.number);
  }

  async close(): Promise<void> {
    this.page = undefined;
    await this.closed();
  }
}
