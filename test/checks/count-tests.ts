// Counts the tests of one report as vitest's JSON reporter writes it.
type Report = {
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** A test file that fails outside its tests (it did not load, or a hook threw) counts as one failure. */
export function countTests(json: string): { passed: number; failed: number } {
  let [passed, failed] = [0, 0]
  for (const file of (JSON.parse(json) as Report).testResults) {
    const failedTests = file.assertionResults.filter(({ status }) => status === 'failed').length
    passed += file.assertionResults.filter(({ status }) => status === 'passed').length
    failed += failedTests === 0 && file.status === 'failed' ? 1 : failedTests
  }
  return { passed, failed }
}
