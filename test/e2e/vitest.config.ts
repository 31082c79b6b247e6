// The slow suites: the served app in a real Chromium, and the real engine on the demo model.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { compiledCode } from '../support/compiled-code.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('test/e2e/**/*.e2e.ts', { cwd: root }).sort()
// The command line, the desktop and whoever asks for it by name run the engine, which takes every core there is.
// What is refused is refused before that: it runs beside the pages.
const runsEngine = (file: string): boolean =>
  !file.endsWith('bad-input.e2e.ts') &&
  /run-cli\.ts|cli\/main\.ts|open-desktop\.ts|\breal: |forkEngine/.test(
    readFileSync(join(root, file), 'utf8'),
  )

export default defineConfig({
  test: {
    root,
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    env: compiledCode,
    globalSetup: 'test/e2e/built-before.ts',
    // A busy machine may be slow: what is waited for comes, or never does.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'page',
          include: files.filter((file) => !runsEngine(file)),
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: files.filter(runsEngine),
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
