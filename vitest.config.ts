// The fast suites: unit, golden, property and contract tests, on the project's own Node.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,golden,property,contract}/**/*.test.ts'],
    pool: 'forks',
    reporters: ['default', ['json', { outputFile: 'test-results/fast.json' }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
