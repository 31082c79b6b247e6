// Captions as lists of tags, and what changes when a tag is added to, taken out of, or renamed in many of them. Pure.

export type Captioned = { path: string; caption: string | null }
/** New captions by path; only those that change. */
export type CaptionChanges = Record<string, string>

export function tagsOf(caption: string | null): string[] {
  return (caption ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

const join = (tags: readonly string[]): string => [...new Set(tags)].join(', ')
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Most frequent first, then by name; a tag counts once a picture. */
export function tagCounts(captions: readonly Captioned[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { caption } of captions)
    for (const tag of new Set(tagsOf(caption))) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .toSorted((a, b) => b.count - a.count || a.tag.localeCompare(b.tag))
}

export function withTag(captions: readonly Captioned[], tag: string, where: 'front' | 'end'): CaptionChanges {
  const added = tagsOf(tag)
  return changesOf(captions, (tags) => {
    const missing = added.filter((one) => !tags.some((known) => same(known, one)))
    return where === 'front' ? [...missing, ...tags] : [...tags, ...missing]
  })
}

export function withoutTag(captions: readonly Captioned[], tag: string): CaptionChanges {
  const gone = tagsOf(tag)
  return changesOf(captions, (tags) => tags.filter((one) => !gone.some((other) => same(one, other))))
}

/** Whole tags only: replacing "cat" leaves "black cat" as it is. */
export function withTagReplaced(captions: readonly Captioned[], from: string, to: string): CaptionChanges {
  return changesOf(captions, (tags) => tags.flatMap((one) => (same(one, from.trim()) ? tagsOf(to) : [one])))
}

function changesOf(captions: readonly Captioned[], change: (tags: string[]) => string[]): CaptionChanges {
  return Object.fromEntries(
    captions.flatMap(({ path, caption }) => {
      const before = tagsOf(caption)
      const after = change(before)
      return join(before) === join(after) ? [] : [[path, join(after)]]
    }),
  )
}

export function hasTag(caption: string | null, tag: string): boolean {
  return tagsOf(caption).some((one) => same(one, tag))
}
