// The engine's environment at work: pieces of memory that are freed between others go back to the system.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engineEnvironment } from '../../../src-main/shells/server/engine-environment.ts'

const program = join(import.meta.dirname, '../../support/freed-memory.ts')
const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
const readsTunables = report.header.glibcVersionRuntime !== undefined

/** Bytes that the process still holds of those it gave back. */
const kept = (env: NodeJS.ProcessEnv): number =>
  Number(execFileSync(process.execPath, ['--expose-gc', program], { env, encoding: 'utf8' }))

test.runIf(readsTunables)('what is freed goes back to the system', () => {
  const { GLIBC_TUNABLES: _, ...plain } = process.env
  expect(kept(engineEnvironment(plain))).toBeLessThan(100e6)
  expect(kept(plain)).toBeGreaterThan(300e6)
})

test('tunables that somebody set are kept, and so is everything else', () => {
  expect(engineEnvironment({ GLIBC_TUNABLES: 'theirs', HOME: '/home/a' })).toEqual({
    GLIBC_TUNABLES: 'theirs',
    HOME: '/home/a',
    ORT_DISABLE_TELEMETRY: '1',
  })
})
