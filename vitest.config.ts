import { defineConfig } from 'vitest/config';

/** One suite: its name, its files, and how long one test may take. */
const suite = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, environment: 'node' as const },
});

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['src/**/*.test.ts', 'test/*.test.ts', 'test/conversations/*.test.ts'], 30_000),
      suite('e2e', ['test/e2e/*.test.ts'], 60_000),
      suite('juries', ['test/juries/*.test.ts'], 120_000),
    ],
  },
});
