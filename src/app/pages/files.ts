/** Where the files of a job's pages go: a folder that the user named, a spool, standard output. */
import { UnavailableError } from '../../core/errors.ts';
import type { FileSink } from '../../platform/platform.ts';
import { MOST_BYTES } from './limits.ts';

export interface PageFiles {
  /**
   * Makes a new file. @param name `page-1.png`, `job.pdf`
   * @throws UsageError or UnavailableError when it cannot be made
   */
  create(name: string): Promise<FileSink>;
}

/** The same files, until together they are longer than a job's pages may be. */
export function boundedFiles(files: PageFiles, most = MOST_BYTES): PageFiles {
  let written = 0;
  return {
    async create(name) {
      const sink = await files.create(name);
      return {
        async write(bytes) {
          written += bytes.length;
          if (written > most) {
            const says = `the pages of this job are longer than ${most.toLocaleString('en')} bytes, the most that one job may write`;
            throw new UnavailableError(says);
          }
          await sink.write(bytes);
        },
        close: () => sink.close(),
      };
    },
  };
}
