/** The first pages of a job, for whoever wants no more. */
import type { PageOutput } from '../../core/page/marks.ts';

/** Hands on so many pages, and none after them. */
export function firstPages(output: PageOutput, most: number): PageOutput {
  let begun = 0;
  return {
    get leftOut() {
      return output.leftOut ?? 0;
    },
    begin(format) {
      begun += 1;
      if (begun <= most) output.begin(format);
    },
    mark(mark) {
      if (begun <= most) output.mark(mark);
    },
    async end(height) {
      if (begun <= most) await output.end(height);
    },
    close: () => output.close(),
  };
}
