// How pictures, adapters, models and trainings belong together: by the hashes of contents, whatever anything is called.
import type { TrainingSummary } from '../../src-main/contract/training-project.ts'

/** What pictures tell more than this of; a dozen digits of two files do not happen to be the same. */
const digits = 10

/** The query that finds pictures made with a file of these contents; null where nothing is known of them. */
export function picturesMadeWith(
  field: 'adapter' | 'model',
  hashes: readonly (string | null)[],
): string | null {
  const known = hashes.flatMap((hash) => (hash === null ? [] : [`${field}:${hash.slice(0, digits)}`]))
  return known.length === 0 ? null : [...new Set(known)].join(' OR ')
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
