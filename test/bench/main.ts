// Runs the benchmarks of this folder one after the other: `npm run bench`, or `npm
// run bench -- compile` for those so named.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compiledCode } from '../support/compiled-code.ts'

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && ![basename(import.meta.filename), 'statistics.ts'].includes(name))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))

if (files.length === 0) {
  process.stderr.write(`No benchmark is called ${wanted.join(' or ')}.\n`)
  process.exitCode = 2
}
for (const name of files) {
  process.stdout.write(`\n${name}\n`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, name)], {
    stdio: 'inherit',
    // As whoever starts Lamina for the second time.
    env: { ...process.env, ...compiledCode },
  })
  if (status !== 0) process.exitCode = 1
}
