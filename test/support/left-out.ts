/** What cannot be tested on a machine is said by name, so that nobody takes it for tested. */

/** @returns whether it can be tested; when not, says so in a line of its own */
export function unlessLeftOut(can: boolean, name: string, why: string): boolean {
  if (!can) console.log(`LEFT OUT: ${name}, because ${why}`);
  return can;
}
