// The fast suites: unit, golden, property and contract tests, on the project's own Node.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { testFiles } from './test/checks/pure-tests.ts'
import { compiledCode } from './test/support/compiled-code.ts'

const { pure, processes } = testFiles(
  'test/{unit,golden,property,contract}/**/*.test.ts',
  'test/unit/renderer/**',
)

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test-results/fast.json' }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: compiledCode,
    // A busy machine may be slow: what is waited for comes, or never does.
    expect: { poll: { timeout: 10_000 } },
    // Every core has a file; the default leaves one out, which is half of two.
    maxWorkers: '100%',
    projects: [
      // Hundreds of files share a thread for each core and what they have loaded.
      { extends: true, test: { name: 'pure', include: pure, pool: 'threads', isolate: false } },
      {
        extends: true,
        // Controllers are compiled as in the page: with runes, for a browser, whose environment the tests have.
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'interface',
          include: ['test/unit/renderer/**/*.test.ts'],
          environment: './test/support/page-environment.ts',
          pool: 'threads',
          isolate: false,
        },
      },
      // The runtime, SQLite, libvips and child processes: a process for every file.
      { extends: true, test: { name: 'processes', include: processes, pool: 'forks' } },
    ],
  },
})
