/** Waiting in real time, for what real programs do. */

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/**
 * Asks again and again until it is so.
 * @param patience how long, milliseconds
 * @throws when it is not so by then
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  patience = 20_000,
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited for ${patience} ms in vain`);
    await pause(20);
  }
}
