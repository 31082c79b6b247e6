// Opens an adapter file against a base, and proves that it acts: where no module matches it is
// refused, where some do not they are named.
import { basename, extname } from 'node:path'
import { remark, type Remark } from '../../messages/table.ts'
import type { Adapter, AdapterContents } from '../../adapters/reading/adapter.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Families } from '../../architectures/families/family.ts'
import type { BaseModules } from '../../adapters/reading/base-modules.ts'
import { noMatch } from '../../adapters/reading/no-match.ts'
import { extrasOf, readAdapter } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { openWeights } from '../../files/open-weights.ts'
import { adapterConfigBeside } from '../../files/adapter-config.ts'

/** What adapters that are only known by their file are called. */
export function adapterName(path: string): string {
  return basename(path, extname(path))
}

/** `named`: where it is to lie, of one that has no name yet. */
export async function openAdapter(
  path: string,
  base: BaseModules,
  families: Families = builtInFamilies,
  named = path,
): Promise<Adapter> {
  const file = await openWeights(path)
  try {
    const contents = await readAdapter(file, base, extrasOf(await adapterConfigBeside(named)))
    const refusal = noMatch(adapterName(named), contents, base, recogniseAdapter(file, families))
    if (refusal !== null) throw refusal
    return { file, contents }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Matched and unmatched modules of all components. */
export function moduleCount({ counts }: AdapterContents): { matched: number; unmatched: number } {
  const all = [...counts.values()]
  return {
    matched: all.reduce((sum, { matched }) => sum + matched, 0),
    unmatched: all.reduce((sum, { unmatched }) => sum + unmatched, 0),
  }
}

/** What a person should know before a picture is made with it. */
export function adapterWarnings(name: string, contents: AdapterContents): Remark[] {
  return [
    ...partialWarning(name, contents),
    ...contents.warnings.map((what) => remark('adapter/peculiar', { name, what })),
  ]
}

function partialWarning(name: string, contents: AdapterContents): Remark[] {
  const { matched, unmatched } = moduleCount(contents)
  const [first] = contents.unmatched
  const counts = { name, matched, modules: matched + unmatched }
  if (first !== undefined)
    return [remark('adapter/partly-because', { ...counts, first: first.name, because: first.reason })]
  return unmatched === 0 ? [] : [remark('adapter/partly', counts)]
}
