// The counts of the current search as the lines of the left column.
import { familyLabel } from '../../../src-main/contract/families.ts'
import type { FacetCount, Facets } from '../../../src-main/contract/find.ts'
import type { Messages } from '../../messages/en.ts'
import type { QueryBox } from '../../state/query-box.svelte.ts'
import { itemKind } from './item-words.ts'

export type FacetLine = {
  key: string
  label: string
  count: number
  isOn: boolean
  /** Of a tree. */
  depth?: number
  toggle: (isNot: boolean) => void
}
export type FacetGroup = { key: string; label: string; lines: readonly FacetLine[] }

export function facetGroups(facets: Facets, query: QueryBox, words: Messages['library']): FacetGroup[] {
  const line = (field: string, value: string, label: string, count: number, depth = 0): FacetLine => {
    const wish = { leaf: { is: 'filter' as const, field, value }, isNot: false }
    return {
      key: `${field}:${value}`,
      label,
      count,
      depth,
      isOn: query.has(wish),
      toggle: (isNot) => (isNot ? query.toggle({ ...wish, isNot }) : query.choose(wish)),
    }
  }
  const lines = (field: string, counts: readonly FacetCount[], labelOf = plain): FacetLine[] =>
    counts.map(({ value, count }) => line(field, value, labelOf(value), count))
  const known = (value: string): string => (value === 'unknown' ? words.unknown : value)
  const folders = facets.folders.map(({ value, count }) => {
    const parts = value.replace(/\/$/, '').split('/')
    return line('folder', value, parts.at(-1) ?? value, count, parts.length - 1)
  })
  const show = [
    line('is', 'favourite', words.favourites, facets.favourites),
    line('used', 'never', words.neverUsed, facets.neverUsed),
    line('duplicates', 'any', words.duplicates, facets.duplicates),
    line('is', 'broken', words.problems, facets.problems),
  ]
  return [
    { key: 'folder', label: words.folders, lines: folders },
    { key: 'line', label: words.madeFor, lines: lines('line', facets.lines, known) },
    {
      key: 'base',
      label: words.architecture,
      lines: lines('base', facets.bases, (value) =>
        value === 'unknown' ? words.unknown : familyLabel(value),
      ),
    },
    { key: 'tag', label: words.tags, lines: lines('tag', facets.tags) },
    {
      key: 'kind',
      label: words.kind,
      lines: lines('kind', facets.kinds, (kind) => itemKind({ kind, dora: false, ranks: [] }, words.kinds)),
    },
    { key: 'show', label: words.show, lines: show.filter(({ count, isOn }) => count > 0 || isOn) },
  ]
}

function plain(value: string): string {
  return value
}
