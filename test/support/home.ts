/** Takes away the folders that the tests wrote to instead of the user's own. */
import { rmSync } from 'node:fs';

export function teardown(): void {
  const home = process.env['PORTOLAN_TEST_HOME'];
  if (home) rmSync(home, { recursive: true, force: true });
}
