// Facts as sentences may quote them: each text one plain line that ends somewhere, however a file wrote it.
import type { Fact, Facts } from './entry.ts'
import { quotable } from './plain-text.ts'

export function quotedFacts(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, quoted(fact)]))
}

function quoted(fact: Fact): Fact {
  if (typeof fact === 'string') return quotable(fact)
  return isList(fact) ? fact.map(quoted) : fact
}

function isList(fact: Fact): fact is readonly Fact[] {
  return Array.isArray(fact)
}
