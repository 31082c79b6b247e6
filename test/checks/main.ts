// Runs every check, also after one has failed, and closes with a line per check. What looks at the sources runs beside
// the tests, one check after the other.
import { spawn } from 'node:child_process'

type Outcome = { name: string; passed: boolean; seconds: number }

const ofSources = [
  'check:types',
  'check:svelte',
  'check:layers',
  'check:unused',
  'check:format',
  'check:lint',
]

const outcomes = (await Promise.all([inTurn(ofSources), inTurn(['test'])])).flat()
process.stdout.write('\n')
for (const { name, passed, seconds } of outcomes)
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1

async function inTurn(names: readonly string[]): Promise<Outcome[]> {
  const done: Outcome[] = []
  for (const name of names) done.push(await run(name))
  return done
}

/** The tests speak as they go; what another check says comes as a whole, so that the two do not mix. */
function run(name: string): Promise<Outcome> {
  const started = performance.now()
  const output: Buffer[] = []
  const child = spawn('npm', ['run', '-s', name], {
    stdio: name === 'test' ? 'inherit' : ['inherit', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk))
  return new Promise((resolve) => {
    const end = (passed: boolean): void => {
      process.stdout.write(`\n> npm run ${name}\n${Buffer.concat(output).toString()}`)
      resolve({ name, passed, seconds: (performance.now() - started) / 1000 })
    }
    child.once('error', () => end(false))
    child.once('close', (code) => end(code === 0))
  })
}
