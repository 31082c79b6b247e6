// A query's tree as a condition of SQL: what is joined how, and limits of numbers and moments. What texts and filters
// mean is said by whoever owns the table.
import type { Meaning } from '../../query/values.ts'
import type { FilterLeaf, Query, TextLeaf } from '../../query/tree.ts'
import { phraseOf } from './fold-text.ts'

export type SqlTerms = {
  /** Rows whose texts FTS5 finds by these words. */
  matching(words: string, param: Param): string
  /** Null is treated as false. */
  filter(leaf: FilterLeaf, param: Param): string
  /** Whether a filter's condition is true or false and never null: then SQLite looks for it in an index among others, too. */
  isPlain?(leaf: FilterLeaf): boolean
}

/** Puts a value among the parameters, and says what it is called there. */
export type Param = (value: string | number) => string

export type SqlCondition = {
  readonly sql: string
  readonly params: Readonly<Record<string, string | number>>
}

export function sqlOfQuery(query: Query, terms: SqlTerms): SqlCondition {
  const params: Record<string, string | number> = {}
  let count = 0
  const param: Param = (value) => {
    const name = `p${count++}`
    params[name] = value
    return `@${name}`
  }

  function sqlOf(part: Query): string {
    switch (part.is) {
      case 'text':
        return terms.matching(phrase(part), param)
      case 'filter':
        return `(${terms.filter(part, param)})${terms.isPlain?.(part) === true ? '' : ' is true'}`
      case 'not':
        return `not (${sqlOf(part.of)})`
      case 'any':
        return `(${part.of.map(sqlOf).join(' or ')})`
      case 'all': {
        // One question to FTS5 for all texts is answered much faster than one for each.
        const texts = part.of.filter((one) => one.is === 'text')
        const rest = part.of.filter((one) => one.is !== 'text').map(sqlOf)
        const together = texts.length === 0 ? [] : [terms.matching(texts.map(phrase).join(' AND '), param)]
        return [...together, ...rest].join(' and ') || 'true'
      }
    }
  }

  return { sql: sqlOf(query), params }
}

export const phrase = ({ text, prefix }: TextLeaf): string => phraseOf(text, prefix)

/** A column of numbers within what a value means; `written` is how the column has a limit. */
export function limited(column: string, meaning: Meaning | null, written: (limit: number) => string): string {
  if (meaning === null) return 'false'
  if (meaning === 'never') return `${column} is null`
  const from =
    meaning.from === null ? [] : [`${column} ${meaning.withFrom ? '>=' : '>'} ${written(meaning.from)}`]
  const to = meaning.to === null ? [] : [`${column} ${meaning.withTo ? '<=' : '<'} ${written(meaning.to)}`]
  return [...from, ...to].join(' and ')
}
