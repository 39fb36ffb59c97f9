import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** One suite: its name, its files, and how long one test may take. */
const suite = (name: string, include: string[], testTimeout: number, exclude: string[] = []) => ({
  test: {
    name,
    include,
    exclude,
    testTimeout,
    hookTimeout: testTimeout,
    environment: 'node' as const,
    env,
  },
});

/** Juries of who listens on this machine: what others start meanwhile would be seen, so nothing else goes on beside them. */
const ALONE = ['containers*', 'listings', 'speak*', 'ss', 'unix-tools'].map(
  (name) => `test/juries/${name}.test.ts`,
);

/** Post offices, which see nothing but themselves, and mostly wait: they may be run beside each other. */
const MESSAGES = ['test/e2e/emsd-*.test.ts'];

/** What whoever runs the tests has imported, labelled or voted is none of their business. */
const home = mkdtempSync(join(tmpdir(), 'portolan-test-'));
process.env['PORTOLAN_TEST_HOME'] = home;
const env = {
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_DATA_HOME: join(home, 'data'),
  XDG_STATE_HOME: join(home, 'state'),
  XDG_CACHE_HOME: join(home, 'cache'),
};

export default defineConfig({
  test: {
    globalSetup: ['test/support/home.ts'],
    projects: [
      suite('unit', ['src/**/*.test.ts', 'test/*.test.ts'], 30_000),
      suite('conversations', ['test/conversations/*.test.ts'], 30_000),
      suite('e2e', ['test/e2e/*.test.ts'], 60_000, MESSAGES),
      suite('e2e-messages', MESSAGES, 120_000),
      suite('juries', ['test/juries/*.test.ts'], 120_000, ALONE),
      suite('juries-alone', ALONE, 120_000),
    ],
  },
});
