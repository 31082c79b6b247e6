// Counts the tests of one report as vitest's JSON reporter writes it, and names those that failed.
type Report = {
  testResults: {
    name: string
    message: string
    status: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
}

/** `failures` has one line a failure: file, test, first line of the message. */
export type TestCount = { passed: number; failures: string[] }

/** A test file that fails outside its tests (it did not load, or a hook threw) counts as one failure. */
export function countTests(json: string): TestCount {
  const count: TestCount = { passed: 0, failures: [] }
  for (const file of (JSON.parse(json) as Report).testResults) {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    count.passed += file.assertionResults.filter(({ status }) => status === 'passed').length
    for (const { fullName, failureMessages } of failed) {
      count.failures.push(`${file.name}: ${fullName}: ${firstLine(failureMessages[0] ?? '')}`)
    }
    if (failed.length === 0 && file.status === 'failed') {
      count.failures.push(`${file.name}: ${firstLine(file.message)}`)
    }
  }
  return count
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? ''
