// Why an adapter changes nothing in a base: the one refusal that every place shows.
import { AppError } from '../../base/errors.ts'
import type { AdapterContents } from './adapter.ts'
import type { BaseModules } from './base-modules.ts'
import type { Recognition } from '../about/recognise.ts'

/** Null when at least one module acts. */
export function noMatch(
  name: string,
  contents: AdapterContents,
  base: BaseModules,
  recognition: Recognition,
): AppError | null {
  const counts = [...contents.counts.values()]
  if (counts.some(({ matched }) => matched > 0)) return null
  if (recognition.otherKind !== null) return recognition.otherKind
  const { family, why } = recognition
  const { label } = base.family
  if (family !== null && family.id !== base.family.id) {
    const own = family.label
    return new AppError(
      'adapter/wrong-architecture',
      `The adapter "${name}" is for ${own}; the checkpoint is ${label}.`,
      { hint: `Choose a checkpoint of ${own}, or take the adapter out of the stack.`, details: { why } },
    )
  }
  const unmatched = counts.reduce((sum, count) => sum + count.unmatched, 0)
  const [first] = contents.unmatched
  return new AppError(
    'adapter/no-match',
    `The adapter "${name}" changes nothing in this checkpoint (${label}): none of its ${unmatched} modules fits.`,
    {
      hint: 'Choose the checkpoint it was made for, or take the adapter out of the stack.',
      details: { why, ...(first === undefined ? {} : { first: `${first.name}: ${first.reason}` }) },
    },
  )
}
