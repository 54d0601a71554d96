import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Workloads flush to a disk that other processes may be using.
    testTimeout: 60_000,
  },
});
