import { promptRetune } from 'prompt-retune/plugin'
import { defineConfig } from 'vitest/config'

/** Unit and end-to-end tests stand in `test/`; the example suites are what `npx vitest --tune` retunes. */
export default defineConfig({
  plugins: [promptRetune()],
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.prompt.test.ts'],
    exclude: ['**/node_modules/**', 'fixtures/**'],
    testTimeout: 60_000,
  },
})
