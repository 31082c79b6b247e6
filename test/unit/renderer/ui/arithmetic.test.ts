import { expect, test } from 'vitest'
import { evaluate } from '../../../../src-renderer/ui/arithmetic.ts'
import { expectNear } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

test.each([
  ['512', 512],
  ['512*1.5', 768],
  [' 1024 / 4 ', 256],
  ['(64 + 8) * 2', 144],
  ['2 + 3 * 4', 14],
  ['10 - 2 - 3', 5],
  ['-3', -3],
  ['2 * -3', -6],
  ['1,5', 1.5],
  ['.5', 0.5],
  ['8×8', 64],
  ['9 ÷ 3', 3],
  ['7 − 2', 5],
  ['1e3', 1000],
  ['2 * 5e-4', 0.001],
])('%s is %d', (text, value) => expectNear(evaluate(text) ?? NaN, value, tolerances.float64))

test.each(['', '  ', 'abc', '1 +', '* 2', '(1', '1)', '1 2', '1/0', '2**3', 'Infinity', '1e', 'e3', '()'])(
  '%j is no sum',
  (text) => expect(evaluate(text)).toBeNull(),
)
