// What is said of a file, as texts that the index of the library searches.
import type { AboutFile } from '../../contract/about-file.ts'

export type SaidTexts = {
  /** By which it is found first, as by its name. */
  readonly names: readonly string[]
  readonly said: readonly string[]
}

export function saidTexts(about: AboutFile | null | undefined): SaidTexts {
  if (about === null || about === undefined) return { names: [], said: [] }
  const { title, description, usageHint, tags } = about
  const written = [...tags, description, usageHint].flatMap((one) => one?.value ?? [])
  return { names: title === null ? [] : [title.value], said: written }
}
