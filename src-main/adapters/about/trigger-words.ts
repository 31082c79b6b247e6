// Which words wake an adapter: what its author says, else what every caption of its training had.
import type { TrainingFacts } from './metadata.ts'
import type { TrainedTags } from './tag-frequency.ts'

/** What lies beside the file and was written by a person or by its publisher. */
export type GivenTriggers = {
  /** A1111's "activation text". */
  readonly activationText?: string | null
  /** Civitai's `trainedWords`: each is a group. */
  readonly trainedWords?: readonly string[]
}

const mostGroups = 100
const mostWords = 100
const longestWord = 500
/** A tag in fewer of the captions than this is a description, not a trigger. */
const inNearlyAll = 0.9
const mostSuggested = 8

/** Groups of words that go into the prompt together; empty where nothing is known. */
export function triggerGroups(
  facts: TrainingFacts,
  tags: TrainedTags,
  given: GivenTriggers = {},
): string[][] {
  return saidGroups(facts, given) ?? suggested(tags)
}

/** Those that somebody wrote; null where nobody did. */
export function saidGroups(facts: TrainingFacts, given: GivenTriggers = {}): string[][] | null {
  const said = [[facts.triggerPhrase ?? ''], [given.activationText ?? ''], given.trainedWords ?? []].map(
    (texts) => groupsOf(texts),
  )
  return said.find((groups) => groups.length > 0) ?? null
}

function groupsOf(texts: readonly string[]): string[][] {
  const seen = new Set<string>()
  return texts.slice(0, mostGroups).flatMap((text) => {
    const words = wordsOf(text)
    const key = words.join('\n')
    if (words.length === 0 || seen.has(key)) return []
    seen.add(key)
    return [words]
  })
}

/** Split at commas that are not inside brackets, so that `(a, b:1.2)` stays one; adapter tags are left out. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  let depth = 0
  let word = ''
  for (const sign of text.slice(0, 20_000).replace(/<[^<>]*>/g, ' ')) {
    if (sign === '(' || sign === '[' || sign === '{') depth++
    else if ((sign === ')' || sign === ']' || sign === '}') && depth > 0) depth--
    if ((sign === ',' && depth === 0) || sign === '\n') {
      words.push(word)
      word = ''
    } else word += sign
  }
  words.push(word)
  const clean = words.map((each) => each.replace(/\s+/g, ' ').trim().slice(0, longestWord))
  return [...new Set(clean.filter((each) => each !== ''))].slice(0, mostWords)
}

/** The class word of a folder that is itself a tag, and the tags of nearly every caption, as one group. */
function suggested({ tags, classWords }: TrainedTags): string[][] {
  const most = tags[0]?.count ?? 0
  // One image says nothing about what is common.
  if (most < 2) return []
  const frequent = tags.filter(({ count }) => count >= inNearlyAll * most).map(({ tag }) => tag)
  // When everything is frequent nothing is: the captions are all alike.
  if (frequent.length > mostSuggested) {
    const named = frequent.filter((tag) =>
      classWords.some((word) => word.toLowerCase() === tag.toLowerCase()),
    )
    return named.length > 0 ? [named] : [frequent.slice(0, 1)]
  }
  return [frequent]
}
