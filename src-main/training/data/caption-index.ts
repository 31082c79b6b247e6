// Which text file of a folder belongs to which picture, by name: however endings are written and letters composed.

/** Looked for in this order behind the one that a recipe names. */
const usualEndings = ['.txt', '.caption'] as const

export type CaptionFiles = {
  /** The name of the caption file of a picture without its ending; null where there is none. */
  of(stem: string): string | null
  /** Caption files that belong to none of these pictures. */
  without(stems: readonly string[]): string[]
}

/**
 * `names`: all files of a folder. `D.TXT` is the caption of `D.png`, as on systems that do not tell cases apart, and a
 * composed é (NFC) is a decomposed one (NFD), as macOS hands names out.
 */
export function captionFiles(names: readonly string[], ending: string): CaptionFiles {
  const endings = [...new Set([ending, ...usualEndings].map((one) => one.toLowerCase()))]
  const byStem = endings.map((own) => {
    const files = names.filter((name) => name.length > own.length && name.toLowerCase().endsWith(own))
    // Where two differ only so, the one that is spelled as it is asked for counts.
    const exactLast = files.sort((a, b) => Number(a.endsWith(own)) - Number(b.endsWith(own)))
    return new Map(exactLast.map((name) => [name.slice(0, -own.length).normalize('NFC'), name]))
  })
  return {
    of(stem) {
      for (const files of byStem) {
        const found = files.get(stem.normalize('NFC'))
        if (found !== undefined) return found
      }
      return null
    },
    without(stems) {
      const known = new Set(stems.map((stem) => stem.normalize('NFC')))
      const lonely = byStem.flatMap((files) =>
        [...files].filter(([stem]) => !known.has(stem)).map(([, name]) => name),
      )
      const claimed = new Set(
        byStem.flatMap((files) => [...files].filter(([stem]) => known.has(stem)).map(([, name]) => name)),
      )
      return [...new Set(lonely)].filter((name) => !claimed.has(name)).sort()
    },
  }
}
