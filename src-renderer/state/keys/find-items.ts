// What of a list is found by some letters, the likeliest first. Pure.

export type Findable = { label: string; group: string }

const most = 60

/** Every word has to be somewhere; a name that begins so comes first, then one with such a word, then the rest. */
export function findItems<Item extends Findable>(items: readonly Item[], query: string): Item[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return items.slice(0, most)
  return items
    .flatMap((item, index) => {
      const rank = rankOf(item, words)
      return rank === null ? [] : [{ item, rank, index }]
    })
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item)
}

/** 0 is best; null is not found. */
function rankOf({ label, group }: Findable, words: readonly string[]): number | null {
  const name = label.toLowerCase()
  const all = `${name} ${group.toLowerCase()}`
  if (!words.every((word) => all.includes(word))) return null
  if (name.startsWith(words.join(' '))) return 0
  const starts = name.split(/[\s\-_.:]+/)
  if (words.every((word) => starts.some((start) => start.startsWith(word)))) return 1
  return words.every((word) => name.includes(word)) ? 2 : 3
}
