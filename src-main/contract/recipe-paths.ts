// Which fields of a recipe are files or folders, so that a recipe can lie beside what it names.
import { isRecord } from '../base/is-record.ts'

export const recipePaths = [
  'base',
  'data.folder',
  'data.masks.folder',
  'prior.folder',
  'adapter.startFrom',
] as const

/**
 * A copy in which `path` has seen each of them that says something; values other than
 * text are left for the recipe's own check.
 */
export function withPaths(
  recipe: Readonly<Record<string, unknown>>,
  path: (given: string) => string,
): Record<string, unknown> {
  return recipePaths.reduce((copy, field) => withChanged(copy, field.split('.'), path), { ...recipe })
}

/** The holders on the way are copied, nothing else. */
function withChanged(
  holder: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
  path: (given: string) => string,
): Record<string, unknown> {
  const value = holder[name]
  if (rest.length > 0)
    return isRecord(value) ? { ...holder, [name]: withChanged(value, rest, path) } : { ...holder }
  return typeof value === 'string' && value !== '' ? { ...holder, [name]: path(value) } : { ...holder }
}
