import { expect, test } from 'vitest'
import { AppError } from '../../../../src-main/base/errors.ts'
import { failureReport, failureText } from '../../../../src-renderer/state/failure.ts'

const report = { code: 'engine/out-of-memory', message: 'It does not fit.', hint: 'Choose a smaller size.' }

test('the report that a call carries is taken as it is', () => {
  expect(failureReport(Object.assign(new Error('x'), { data: { report } }))).toEqual(report)
})

test.each([
  ['our own error', new AppError('engine/died'), { code: 'engine/died', facts: {} }],
  ['any error', new TypeError('x is null'), { code: 'internal/unexpected', facts: { what: 'x is null' } }],
  ['a host that is away', new TypeError('Failed to fetch'), { code: 'request/no-answer' }],
  [
    'a call that nobody answered',
    new Error('Load failed', { cause: new TypeError('Load failed') }),
    { code: 'request/no-answer' },
  ],
  ['a broken report', { data: { report: { code: 1 } } }, { code: 'internal/unexpected' }],
  ['nothing', null, { code: 'internal/unexpected' }],
])('%s becomes a report', (_, thrown, expected) => expect(failureReport(thrown)).toMatchObject(expected))

test('the details hold code, sentence, hint and what was going on', () => {
  const text = failureText({ ...report, details: { bytes: 12 } }, { device: 'CPU' })
  for (const part of [report.code, report.message, report.hint, '"bytes": 12', '"device": "CPU"']) {
    expect(text).toContain(part)
  }
})
