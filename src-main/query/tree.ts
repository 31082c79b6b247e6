// What a query asks for, as a tree: texts and filters under "all of", "any of" and "not".

/** Words that stand together in what is searched; the last may be the beginning of a longer one. */
export type TextLeaf = { readonly is: 'text'; readonly text: string; readonly prefix: boolean }

/** `field` is one of the place's; `value` as it is written, in lower case where case means nothing: `>100mb`. */
export type FilterLeaf = { readonly is: 'filter'; readonly field: string; readonly value: string }

export type Leaf = TextLeaf | FilterLeaf

/** Lists hold two or more, none of their own kind; what is not wanted is not itself a "not". `all` of nothing is everything. */
export type Query =
  | Leaf
  | { readonly is: 'all'; readonly of: readonly Query[] }
  | { readonly is: 'any'; readonly of: readonly Query[] }
  | { readonly is: 'not'; readonly of: Query }

export const everything: Query = { is: 'all', of: [] }

export function all(parts: readonly Query[]): Query {
  const of = parts.flatMap((part) => (part.is === 'all' ? part.of : [part]))
  return of.length === 1 ? of[0]! : { is: 'all', of }
}

/** Of at least one. */
export function any(parts: readonly Query[]): Query {
  const of = parts.flatMap((part) => (part.is === 'any' ? part.of : [part]))
  return of.length === 1 ? of[0]! : { is: 'any', of }
}

export function not(query: Query): Query {
  return query.is === 'not' ? query.of : { is: 'not', of: query }
}

/** What has to hold at once: the parts of an "all", else the query itself. */
export function conjuncts(query: Query): readonly Query[] {
  return query.is === 'all' ? query.of : [query]
}

/** Every text and filter in it, from left to right. */
export function leaves(query: Query): Leaf[] {
  if (query.is === 'text' || query.is === 'filter') return [query]
  return query.is === 'not' ? leaves(query.of) : query.of.flatMap(leaves)
}

/** The query without the filters of a field, wherever they stand. */
export function withoutFilters(query: Query, field: string): Query {
  return left(query) ?? everything

  function left(part: Query): Query | null {
    if (part.is === 'text') return part
    if (part.is === 'filter') return part.field === field ? null : part
    if (part.is === 'not') {
      const of = left(part.of)
      return of && not(of)
    }
    const of = part.of.flatMap((one) => left(one) ?? [])
    return of.length === 0 ? null : part.is === 'all' ? all(of) : any(of)
  }
}

/** The query without what it asks of one field: each part that has to hold and speaks of nothing else is gone. */
export function withoutField(query: Query, field: string): Query {
  return all(
    conjuncts(query).filter(
      (part) => !leaves(part).every((leaf) => leaf.is === 'filter' && leaf.field === field),
    ),
  )
}
