// One row of the table of messages: the sentence and the way out, in both languages, from the same facts.

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

/** What a person reads: one sentence, and one about what can be done. */
export type Wording = { readonly message: string; readonly hint?: string }

/** What JSON can carry. A remark among the facts is said in the language of the sentence around it. */
export type Fact = string | number | boolean | null | AnyRemark | OldReport | readonly Fact[]
export type Facts = Readonly<Record<string, Fact>>

/** A code and its facts, before anyone has looked whether they are known here. */
export type AnyRemark = { readonly code: string; readonly facts: Facts }

/** A report as it was stored when it still carried its sentence. */
export type OldReport = { readonly code: string; readonly message: string; readonly hint?: string }

/** The words of another remark, for sentences that quote one. */
export type Quote = (remark: AnyRemark | OldReport) => Wording

export type Words<F extends Facts> = Wording | ((facts: F, quote: Quote) => Wording)

export type Entry<F extends Facts = Facts> = {
  /** An example: its keys are the facts that the sentences need, its types theirs. */
  readonly facts: F
  readonly en: Words<F>
  readonly ja: Words<F>
}

/** A row of the table. Without `facts` the sentences are always the same. */
export function entry<F extends Facts = Record<string, never>>(row: {
  readonly facts?: F
  readonly en: Words<F>
  readonly ja: Words<F>
}): Entry<F> {
  return { ...row, facts: row.facts ?? ({} as F) }
}

/** A choice of words by the key that facts carry; a key that it does not have stands for itself. */
export function named(words: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(words, key) ? words[key]! : key
}

/** An example of a fact that is one of several keys. */
export function choice<Key extends string>(example: Key): Key {
  return example
}
