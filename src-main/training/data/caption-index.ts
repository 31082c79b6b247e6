// Which text file of a folder belongs to which picture, by name: however endings are written and letters composed.

/**
 * The second is looked for where the first is asked for; an ending of one's own means that one alone, as in trainers.
 */
const usualEndings = ['.txt', '.caption'] as const

export type CaptionFiles = {
  /** The name of the caption file of a picture without its ending; null where there is none. */
  of(stem: string): string | null
  /** Caption files without one of these pictures. */
  without(stems: readonly string[]): string[]
  /**
   * Pictures among these that have only a caption of an ending that is not asked for, and
   * which; null where there is no such picture.
   */
  passedOver(stems: readonly string[]): { readonly count: number; readonly ending: string } | null
}

/**
 * `names`: all files of a folder. `D.TXT` is the caption of `D.png`, as on systems that do not tell cases apart, and a
 * composed é (NFC) is a decomposed one (NFD), as macOS hands names out.
 */
export function captionFiles(names: readonly string[], asked: string): CaptionFiles {
  const ending = asked.toLowerCase()
  const [first] = usualEndings
  const index = ending === first ? usualEndings.map((one) => byStem(names, one)) : [byStem(names, ending)]
  const others = ending === first ? [] : usualEndings.filter((one) => one !== ending)
  const find = (stem: string): string | null => {
    const key = stem.normalize('NFC')
    return index.find((files) => files.has(key))?.get(key) ?? null
  }
  return {
    of: find,
    without(stems) {
      const known = new Set(stems.map((stem) => stem.normalize('NFC')))
      // `a.b.txt` may be read as the caption of `a.b`, and with the ending `.b.txt` as that of `a`.
      const entries = index.flatMap((files) => [...files])
      const claimed = new Set(entries.filter(([stem]) => known.has(stem)).map(([, name]) => name))
      return [...new Set(entries.map(([, name]) => name))].filter((name) => !claimed.has(name)).sort()
    },
    passedOver(stems) {
      const bare = stems.filter((stem) => find(stem) === null)
      for (const other of others) {
        const files = byStem(names, other)
        const count = bare.filter((stem) => files.has(stem.normalize('NFC'))).length
        if (count > 0) return { count, ending: other }
      }
      return null
    },
  }
}

/**
 * Names by what stands before the ending, in lower case. Where two differ in case alone,
 * the one written as it is asked for counts.
 */
function byStem(names: readonly string[], ending: string): ReadonlyMap<string, string> {
  const files = names
    .filter((name) => name.length > ending.length && name.toLowerCase().endsWith(ending))
    .sort((a, b) => Number(a.endsWith(ending)) - Number(b.endsWith(ending)))
  return new Map(files.map((name) => [name.slice(0, -ending.length).normalize('NFC'), name]))
}
