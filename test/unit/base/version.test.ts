import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { applicationVersion } from '../../../src-main/base/version.ts'

test('the version people see is the one of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(applicationVersion).toBe(version)
})
