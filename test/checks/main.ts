// Runs every check one after the other, also after one has failed, and closes with a line per check.
import { spawnSync } from 'node:child_process'

const checks = ['check:types', 'check:svelte', 'check:lint', 'check:format', 'check:layers', 'test']

const outcomes = checks.map((name) => {
  process.stdout.write(`\n> npm run ${name}\n`)
  const started = performance.now()
  const { status } = spawnSync('npm', ['run', '-s', name], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  return { name, passed: status === 0, seconds: (performance.now() - started) / 1000 }
})

process.stdout.write('\n')
for (const { name, passed, seconds } of outcomes)
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1
