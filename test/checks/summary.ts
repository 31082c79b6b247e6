// Adds up the JSON reports of test runs: what failed, a line each, and one closing
// line: `node test/checks/summary.ts REPORT…`.
import { existsSync, readFileSync } from 'node:fs'
import { countTests } from './count-tests.ts'

const failures: string[] = []
let passed = 0
for (const path of process.argv.slice(2)) {
  if (existsSync(path)) {
    const counted = countTests(readFileSync(path, 'utf8'))
    passed += counted.passed
    failures.push(...counted.failures)
  } else {
    // The run ended before it could report: that is one failure.
    failures.push(`${path} is missing`)
  }
}
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
process.stdout.write(`${passed} passed, ${failures.length} failed\n`)
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0
