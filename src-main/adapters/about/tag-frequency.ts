// Which words were trained: `ss_tag_frequency` of kohya's trainers, over all folders together.
import { JsonError, jsonReader } from '../../formats/json-reader.ts'
import { readJson } from './python-value.ts'

export type TagCount = { readonly tag: string; readonly count: number }

export type TrainedTags = {
  /** Most frequent first; captions are counted once, whatever a folder's repeats. */
  readonly tags: readonly TagCount[]
  /** Words of folder names such as `10_mychar girl`, the one with most captions first. */
  readonly classWords: readonly string[]
}

const mostTags = 100_000
const longestTag = 500

/** Empty where the metadata has no tags that can be read. */
export function readTrainedTags(metadata: ReadonlyMap<string, string>): TrainedTags {
  const counts = new Map<string, number>()
  const folders = new Map<string, number>()
  for (const table of tables(metadata)) {
    for (const [folder, tags] of table) {
      let most = 0
      for (const [tag, count] of tags) {
        if (typeof count !== 'number' || !Number.isFinite(count) || count <= 0) continue
        const name = tag.trim().slice(0, longestTag)
        if (name === '' || (counts.size >= mostTags && !counts.has(name))) continue
        counts.set(name, (counts.get(name) ?? 0) + count)
        most = Math.max(most, count)
      }
      const word = /^\d+_(.+)$/.exec(folder)?.[1]?.trim().slice(0, longestTag)
      if (word !== undefined && word !== '') folders.set(word, (folders.get(word) ?? 0) + most)
    }
  }
  return {
    // A tie keeps the order of the file.
    tags: [...counts].sort(([, a], [, b]) => b - a).map(([tag, count]) => ({ tag, count })),
    classWords: [...folders].sort(([, a], [, b]) => b - a).map(([word]) => word),
  }
}

/** Folders with their tags and what stands for a count. */
type Table = readonly (readonly [string, Entries])[]
type Entries = readonly (readonly [string, unknown])[]

/** The metadata of a run over folders, or over datasets of a configuration file. */
function tables(metadata: ReadonlyMap<string, string>): Table[] {
  const text = metadata.get('ss_tag_frequency') ?? ''
  const direct = usualTable(text) ?? tableIn(readJson(text))
  if (direct.length > 0) return [direct]
  const datasets = readJson(metadata.get('ss_datasets') ?? '')
  if (!Array.isArray(datasets)) return []
  return datasets.map((dataset: unknown) =>
    tableIn(entriesOf(dataset).find(([key]) => key === 'tag_frequency')?.[1]),
  )
}

/**
 * As trainers write it, or null: objects whose thousands of keys nobody else has are what a library's first look would
 * spend most of its time on.
 */
function usualTable(text: string): Table | null {
  if (!text.startsWith('{')) return null
  const table: [string, [string, number][]][] = []
  try {
    const reader = jsonReader(text)
    reader.object((folder) => {
      const tags: [string, number][] = []
      reader.object((tag) => tags.push([tag, reader.count()]))
      table.push([folder, tags])
    })
    reader.end()
    return table
  } catch (error) {
    if (error instanceof JsonError) return null
    throw error
  }
}

function tableIn(value: unknown): Table {
  return entriesOf(value).map(([folder, tags]) => [folder, entriesOf(tags)])
}

/** A list, so that no key can be mistaken for a property of every object. */
function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}
