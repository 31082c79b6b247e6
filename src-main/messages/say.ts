// A remark in words. Whatever arrives is said somehow: reports of older versions and of newer ones, too.
import type { AnyRemark, Fact, Facts, Language, OldReport, Quote, Wording } from './entry.ts'
import { quotedFacts } from './quoted-facts.ts'
import { entryOf } from './table.ts'

/** Facts are quoted as one plain line each, however a file wrote them. */
export function say(remark: AnyRemark | OldReport, language: Language): Wording {
  if ('message' in remark) return { ...remark }
  const entry = entryOf(remark.code)
  const unknown: AnyRemark = { code: 'internal/unknown-remark', facts: { code: remark.code } }
  if (entry === null || !isComplete(remark.facts, entry.facts)) return say(unknown, language)
  const quote: Quote = (inner) => say(inner, language)
  const words = entry[language]
  return typeof words === 'function' ? words(quotedFacts(remark.facts), quote) : words
}

/** The sentence alone. */
export function sentence(remark: AnyRemark | OldReport, language: Language): string {
  return say(remark, language).message
}

/** Whether every fact of the example is there, in its form. */
function isComplete(facts: Facts | null | undefined, example: Facts): boolean {
  return Object.entries(example).every(([key, fact]) => {
    if (typeof facts !== 'object' || facts === null || !Object.hasOwn(facts, key)) return false
    const given = facts[key] ?? null
    return given === null || fact === null || formOf(given) === formOf(fact)
  })
}

function formOf(fact: Fact): string {
  return Array.isArray(fact) ? 'list' : typeof fact
}
