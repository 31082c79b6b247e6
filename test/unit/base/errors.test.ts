import { describe, expect, test } from 'vitest'
import { withError, withReport } from '../../../src-main/base/error-crossing.ts'
import { AppError, errorFromReport, isErrorReport, reportError } from '../../../src-main/base/errors.ts'

const crossed = (error: unknown): unknown =>
  (withError(structuredClone(withReport({ e: error }))) as { e: unknown }).e

describe('an error crosses a process', () => {
  test('as its code and facts, and is the same on the other side', () => {
    const error = new AppError('internal/unknown-remark', { code: 'x/y' }, { details: { at: 3 } })
    expect(error.message).toBe('This version of Lamina has no words for "x/y".')
    const report = reportError(error)
    expect(report).toEqual({ code: 'internal/unknown-remark', facts: { code: 'x/y' }, details: { at: 3 } })
    expect(crossed(error)).toMatchObject({ ...report, message: error.message })
    expect(crossed(error)).toBeInstanceOf(AppError)
  })

  test('what was not foreseen keeps its own words', () => {
    expect(crossed(new TypeError('x is not a function'))).toMatchObject({
      code: 'internal/unexpected',
      message: 'Something unexpected happened: x is not a function',
    })
  })

  test('a code of another version is told by name', () => {
    expect(errorFromReport({ code: 'a/of-tomorrow', facts: { size: 3 } })).toMatchObject({
      code: 'internal/unknown-remark',
      facts: { code: 'a/of-tomorrow' },
    })
  })

  test('a report that an older version stored keeps its sentence', () => {
    const old = { code: 'a/b', message: 'Old.', hint: 'Do.' }
    expect(reportError(errorFromReport(old))).toEqual(old)
  })
})

test('a report is small, however long the names of a file are', () => {
  const long = 'n'.repeat(60_000_000)
  const errors = [
    new AppError('file/missing', { file: long }, { details: { name: long, more: [[long]] } }),
    errorFromReport({ code: 'file/of-yesterday', message: `Its name: "${long}".`, hint: long }),
    new AppError('internal/unknown-remark', { code: long }),
    new Error(long),
  ]
  for (const error of errors) expect(JSON.stringify(reportError(error)).length).toBeLessThan(4000)
})

test.each([
  [{ code: 'a/b', facts: {} }, true],
  [{ code: 'a/b', message: 'Old.' }, true],
  [{ code: 'a/b' }, false],
  [{ code: 1, facts: {} }, false],
  [Object.assign(new Error('x'), { code: 'ENOENT' }), false],
  [null, false],
  ['a/b', false],
])('%j is a report: %s', (value, is) => expect(isErrorReport(value)).toBe(is))
