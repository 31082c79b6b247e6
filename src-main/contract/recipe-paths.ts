// Which fields of a recipe are files or folders, so that a recipe can lie beside what it names.

export const recipePaths = [
  'base',
  'data.folder',
  'data.masks.folder',
  'prior.folder',
  'adapter.startFrom',
] as const

/** A copy in which `path` has seen each of them that says something; what is no text is left for the recipe's own check. */
export function withPaths(
  recipe: Readonly<Record<string, unknown>>,
  path: (given: string) => string,
): Record<string, unknown> {
  const copy = structuredClone(recipe) as Record<string, unknown>
  for (const field of recipePaths) {
    const names = field.split('.')
    const last = names.pop()!
    let holder: unknown = copy
    for (const name of names) holder = isRecord(holder) ? holder[name] : undefined
    if (!isRecord(holder)) continue
    const given = holder[last]
    if (typeof given === 'string' && given !== '') holder[last] = path(given)
  }
  return copy
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
