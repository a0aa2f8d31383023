import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Ink draws nothing where CI is set, even to the empty string; the product goes by the terminal.
    env: { NODE_ENV: 'production' },
  },
});
