// Adds up the JSON reports of test runs into one closing line: `node test/checks/summary.ts REPORT…`.
import { existsSync, readFileSync } from 'node:fs'
import { countTests } from './count-tests.ts'

let [passed, failed] = [0, 0]
for (const path of process.argv.slice(2)) {
  if (existsSync(path)) {
    const counted = countTests(readFileSync(path, 'utf8'))
    passed += counted.passed
    failed += counted.failed
  } else {
    // The run ended before it could report: that is one failure.
    process.stdout.write(`${path} is missing\n`)
    failed += 1
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
