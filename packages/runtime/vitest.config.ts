import { defineConfig } from 'vitest/config';
import { mutantPlugin } from './test/mutants/mutant-plugin.js';

export default defineConfig({
  plugins: [mutantPlugin()],
  test: {
    include: ['test/**/*.test.ts'],
    // Time limits catch what hangs; how fast things are is measured elsewhere, not on a machine that may be busy.
    testTimeout: 60_000,
  },
});
