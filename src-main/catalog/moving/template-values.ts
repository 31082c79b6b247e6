// What the words of a template stand for, of one file of the library.
import { familyLabel } from '../../contract/families.ts'
import type { ItemRow } from '../../database/find/item-search.ts'
import type { TemplateValues } from './name-template.ts'

/** As model files are published: `ink v1.2`, `ink_V3`, `inkV10`. */
const versioned = /(?:^|[^A-Za-z]|(?<=[a-z])(?=V))[vV](\d+(?:[._]\d+)*)/g

export type ValuedItem = Pick<
  ItemRow,
  'name' | 'title' | 'kind' | 'ranks' | 'architecture' | 'line' | 'rating' | 'tags' | 'addedAt'
>

/** `collections`: by name, in their order; `sha256`: null where nobody has read the file whole. */
export function templateValues(
  item: ValuedItem,
  { collections, sha256 }: { readonly collections: readonly string[]; readonly sha256: string | null },
): TemplateValues {
  const { name, title, ranks, architecture, rating } = item
  return {
    name,
    title: title ?? name,
    version: versionIn(title ?? '') ?? versionIn(name),
    base: architecture === null ? null : familyLabel(architecture),
    line: item.line,
    kind: item.kind,
    rank: ranks.length === 0 ? null : rangeOf(ranks),
    tag: item.tags[0] ?? null,
    collection: collections[0] ?? null,
    rating: rating === null || rating === 0 ? null : String(rating),
    date: item.addedAt.slice(0, 10),
    hash: sha256 === null ? null : sha256.slice(0, 10),
  }
}

function versionIn(text: string): string | null {
  const last = [...text.matchAll(versioned)].at(-1)?.[1]
  return last === undefined ? null : last.replaceAll('_', '.')
}

function rangeOf(ranks: readonly number[]): string {
  const [low, high] = [Math.min(...ranks), Math.max(...ranks)]
  return low === high ? String(low) : `${low}-${high}`
}
