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
    const facts = { name, madeFor: family.label, base: label }
    return new AppError('adapter/wrong-architecture', facts, { details: { why } })
  }
  const details = { why }
  const [first] = contents.unmatched
  if (first !== undefined) {
    const facts = { name, base: label, first: first.name, because: first.reason }
    return new AppError('adapter/no-match-because', facts, { details })
  }
  const modules = counts.reduce((sum, { unmatched }) => sum + unmatched, 0)
  return new AppError('adapter/no-match', { name, base: label, modules }, { details })
}
