// The query language: text to a tree. Parsing never throws; what is not understood is named with its place, and the rest
// is what is searched.
//
//   query  = any
//   any    = all { "OR" all }
//   all    = part { [ "AND" ] part }
//   part   = { "NOT" | "-" } ( "(" any ")" | filter | flag | words )
//   filter = field ":" value                      kind:lokr  rating:>3  rank:8..32  used:<30d  in:"my inks"
//   flag   = "fits"
//   words  = word | '"' characters '"' , [ "*" ]  ink*  "ink wash"
//   value  = characters without blanks, brackets and quotation marks | '"' characters '"'
//
// Names of fields and their values are taken in any case; AND, OR and NOT are capitals, as "or" is a word like others.
// In quotation marks \" is one, and \\ a backslash. A star, or the end of the text while it is typed, lets a word begin a
// longer one.
import { remark, type Remark } from '../messages/table.ts'
import { fieldOf, queryPlaces, type QueryPlace } from './places.ts'
import type { Field } from './field.ts'
import { tokensOf, type Place, type Token } from './tokens.ts'
import { all, any, everything, not, type FilterLeaf, type Leaf, type Query } from './tree.ts'
import { isValue } from './values.ts'

export type QueryProblem = Place & { readonly what: Remark }

/** A filter where it stands. `from` is that of the "not" before it, if there is one. */
export type PlacedFilter = Place & {
  readonly leaf: FilterLeaf
  readonly isNot: boolean
  /** Whether the whole query has to fulfil it: it stands in no bracket and beside no OR. */
  readonly isWhole: boolean
}

export type ParsedQuery = {
  readonly query: Query
  readonly problems: readonly QueryProblem[]
  readonly filters: readonly PlacedFilter[]
}

export type ParseOptions = {
  /** The text is being typed: its last word may be the beginning of one. */
  readonly typing?: boolean
}

/** Texts and filters; what follows is left out. */
export const mostTerms = 64
/** Of brackets in brackets. */
export const mostDepth = 32
/** Nobody reads more of them. */
const mostProblems = 20

/** What an open bracket, or the whole text, holds until now. */
type Frame = {
  readonly opened: Place | null
  readonly isNot: boolean
  readonly options: Query[][]
  /** Waits for what it is about. */
  pendingNot: Place | null
  pendingNots: number
  operator: (Place & { readonly name: string }) | null
  /** Something in it was not understood. */
  isNamed: boolean
}

export function parseQuery(text: string, place: QueryPlace, options: ParseOptions = {}): ParsedQuery {
  const problems: QueryProblem[] = []
  const filters: (PlacedFilter & { readonly depth: number })[] = []
  const root = frameOf(null, false)
  const frames = [root]
  let ignoredBrackets = 0
  let terms = 0
  const name = ({ from, to }: Place, what: Remark): void => {
    if (problems.length < mostProblems) problems.push({ from, to, what })
  }

  for (const token of tokensOf(text)) {
    const frame = frames.at(-1)!
    switch (token.is) {
      case 'not':
        frame.pendingNot ??= token
        frame.pendingNots++
        break
      case 'and':
      case 'or':
        if (frame.options.at(-1)!.length === 0 || frame.operator !== null || frame.pendingNot !== null)
          name(token, remark('query/operator-alone', { operator: token.is.toUpperCase() }))
        else {
          frame.operator = { from: token.from, to: token.to, name: token.is.toUpperCase() }
          if (token.is === 'or') frame.options.push([])
        }
        break
      case 'open':
        if (frames.length > mostDepth) {
          if (ignoredBrackets++ === 0) name(token, remark('query/too-deep', { most: mostDepth }))
        } else frames.push(frameOf(token, frame.pendingNots % 2 === 1))
        break
      case 'close':
        if (ignoredBrackets > 0) ignoredBrackets--
        else if (frames.length === 1) name(token, remark('query/unmatched-close'))
        else close({ from: frame.opened!.from, to: token.to })
        break
      case 'word':
      case 'filter':
        if (terms++ >= mostTerms) {
          if (terms === mostTerms + 1)
            name({ from: token.from, to: text.length }, remark('query/too-long', { most: mostTerms }))
          add(frame, null)
        } else term(frame, token)
        break
    }
  }
  while (frames.length > 1) {
    const { opened } = frames.at(-1)!
    name(opened!, remark('query/unmatched-open'))
    close({ from: opened!.from, to: text.length })
  }
  const query = finish(root) ?? everything
  const isOne = root.options.length === 1
  return {
    query,
    problems: problems.sort((a, b) => a.from - b.from),
    filters: filters.map(({ depth, ...filter }) => ({ ...filter, isWhole: isOne && depth === 1 })),
  }

  function term(frame: Frame, token: Extract<Token, { is: 'word' | 'filter' }>): void {
    if (token.quote === 'open') name(token, remark('query/open-quote'))
    const leaf = token.is === 'word' ? word(token) : filter(token)
    if (leaf?.is === 'filter') {
      const from = frame.pendingNot?.from ?? token.from
      const isNot = frame.pendingNots % 2 === 1
      filters.push({ leaf, isNot, from, to: token.to, isWhole: false, depth: frames.length })
    }
    add(frame, leaf)
  }

  function word(token: Extract<Token, { is: 'word' }>): Leaf | null {
    if (token.quote === 'no' && !token.prefix) {
      const flag = fieldOf(place, token.text.toLowerCase())
      if (flag?.type === 'flag') return { is: 'filter', field: flag.name, value: '' }
    }
    if (!isSearched(token.text)) {
      name(token, remark('query/no-letters', { text: text.slice(token.from, token.to) }))
      return null
    }
    const isTyped = options.typing === true && token.quote === 'no' && token.to === text.length
    return { is: 'text', text: token.text.trim(), prefix: token.prefix || isTyped }
  }

  function filter(token: Extract<Token, { is: 'filter' }>): Leaf | null {
    const field = fieldOf(place, token.field.toLowerCase())
    if (field === null || field.type === 'flag') {
      const known = queryPlaces[place].map((one) => one.name)
      name(token, remark('query/unknown-field', { field: token.field, known }))
      return null
    }
    const value = written(field, token.value)
    const refusal = refusalOf(field, value, token.value)
    if (refusal !== null) name(token, refusal)
    return refusal === null ? { is: 'filter', field: field.name, value } : null
  }

  function close(at: Place): void {
    const frame = frames.pop()!
    const query = finish(frame)
    if (query === null && !frame.isNamed) name(at, remark('query/empty-group'))
    const outer = frames.at(-1)!
    outer.pendingNots = frame.isNot ? 1 : 0
    add(outer, query)
  }

  /** Null where nothing is left of what it held. */
  function finish(frame: Frame): Query | null {
    if (frame.pendingNot !== null) name(frame.pendingNot, remark('query/operator-alone', { operator: 'NOT' }))
    else if (frame.operator !== null)
      name(frame.operator, remark('query/operator-alone', { operator: frame.operator.name }))
    const options = frame.options.filter((parts) => parts.length > 0).map(all)
    return options.length === 0 ? null : any(options)
  }
}

/** Whether there is something in it to search for. */
export function isSearched(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** A value as trees have it: in lower case where case means nothing. */
function written({ type }: Field, value: string): string {
  if (type === 'name' || type === 'text') return value.trim()
  const plain = value.trim().toLowerCase()
  return type === 'choice' ? plain : plain.replace(/^=/, '')
}

function refusalOf(field: Field, value: string, typed: string): Remark | null {
  const { name, type, example } = field
  if (value === '') return remark('query/no-value', { field: name, example })
  if (type === 'choice' && !field.values!.includes(value))
    return remark('query/unknown-value', { field: name, value: typed, known: [...field.values!] })
  if (type === 'text' && !isSearched(value)) return remark('query/no-letters', { text: typed })
  return isValue(type, value) ? null : remark('query/bad-value', { field: name, value: typed, example })
}

function frameOf(opened: Place | null, isNot: boolean): Frame {
  return { opened, isNot, options: [[]], pendingNot: null, pendingNots: 0, operator: null, isNamed: false }
}

/** Null is what was not understood: whatever waited for it is about nothing, and has been named. */
function add(frame: Frame, query: Query | null): void {
  if (query === null) frame.isNamed = true
  else frame.options.at(-1)!.push(frame.pendingNots % 2 === 1 ? not(query) : query)
  frame.pendingNot = null
  frame.pendingNots = 0
  frame.operator = null
}
