// How pictures, adapters, models and trainings belong together: by the hashes of contents, whatever anything is called.
import type { LineageNode } from '../../src-main/contract/lineage.ts'
import type { TrainingSummary } from '../../src-main/contract/training-project.ts'
import { mostTerms } from '../../src-main/query/parse.ts'

/** What pictures tell more than this of; a dozen digits of two files do not happen to be the same. */
const digits = 10

export type KnownContents = { readonly isAdapter: boolean; readonly hashes: readonly (string | null)[] }

/** The query that finds pictures made with any of these files; null where nothing is known of their contents. */
export function picturesMadeWith(files: readonly KnownContents[]): string | null {
  const known = files.flatMap(({ isAdapter, hashes }) =>
    hashes.flatMap((hash) =>
      hash === null ? [] : [`${isAdapter ? 'adapter' : 'model'}:${hash.slice(0, digits)}`],
    ),
  )
  return known.length === 0 ? null : [...new Set(known)].slice(0, mostTerms).join(' OR ')
}

/** What was made of a file, as far as it lies here. */
export function contentsOf(into: readonly LineageNode[]): KnownContents[] {
  return into.flatMap(({ here, sha256, autoV3 }) =>
    here === null ? [] : [{ isAdapter: here.isAdapter, hashes: [sha256, autoV3] }],
  )
}

export type TrainedIn = { readonly id: string; readonly name: string; readonly step: number }

/** The training that wrote a file of these contents, and after which step; null where none of those here did. */
export function trainedIn(
  trainings: readonly TrainingSummary[],
  sha256: string | null | undefined,
): TrainedIn | null {
  if (sha256 === null || sha256 === undefined) return null
  for (const { id, name, run } of trainings) {
    const file = run?.files.find((one) => one.sha256 === sha256)
    if (file !== undefined) return { id, name, step: file.step }
  }
  return null
}
