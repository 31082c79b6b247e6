// The sources of a rewritten file in its metadata, by their contents: `lamina.sources`, a list in JSON.
import { isRecord } from '../../base/is-record.ts'
import { isSha256 } from '../../base/sha256.ts'
import { parseStored } from '../../contract/stored.ts'
import type { MadeFrom } from '../../contract/made-from.ts'

export const sourcesKey = 'lamina.sources'

const mostSources = 1000
const longestText = 1_000_000

export function sourcesText(sources: readonly MadeFrom[]): string {
  return JSON.stringify(sources.map(({ name, sha256, weight }) => ({ name, sha256, weight })))
}

/** Empty where a file says nothing of it; what makes no sense is left out. */
export function readSources(metadata: ReadonlyMap<string, string>): MadeFrom[] {
  const text = metadata.get(sourcesKey) ?? ''
  if (text.length > longestText) return []
  const list = parseStored(text)
  if (!Array.isArray(list)) return []
  return list.slice(0, mostSources).flatMap((one: unknown) => {
    if (!isRecord(one)) return []
    const { name, sha256, weight } = one
    if (typeof name !== 'string' || typeof weight !== 'number') return []
    if (sha256 !== null && !isSha256(sha256)) return []
    return [{ name, sha256, weight }]
  })
}
