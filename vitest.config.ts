import { defineConfig } from 'vitest/config';

export default defineConfig({
  // NODE_ENV is production below, as in the bundle: React then has no development runtime.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/say-which-set.ts', 'test/support/compile-scan.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Ink draws nothing where CI is set, even to the empty string; the product goes by the terminal.
    env: { NODE_ENV: 'production' },
  },
});
