/** Long work in steps: whoever takes them one by one can do other things between. */

/** All steps at once. */
export function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
