/** Waiting for a file that another process uses just now. */
import type { Millis } from '../../../core/units.ts';
import { explain } from './problems.ts';
import { resultCode, SQLITE } from './sqlite.ts';

/** The longest pause between two tries; each is by chance, lest those who wait try together. */
const PAUSE = 25;

/** Tries again while another process holds the file, for `patience`; says what is wrong in a sentence. */
export async function patiently<T>(
  path: string,
  patience: Millis,
  attempt: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (problem) {
      const code = resultCode(problem);
      const isTaken = code === SQLITE.busy || code === SQLITE.locked;
      if (!isTaken || performance.now() > deadline) throw explain(problem, path);
      await pause(Math.ceil(Math.random() * PAUSE));
    }
  }
}

const pause = (time: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, time);
  });
