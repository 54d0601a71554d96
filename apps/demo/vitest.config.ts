import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests compute a lot or start processes; on a machine with other things to do they take their time.
    testTimeout: 60_000,
  },
});
