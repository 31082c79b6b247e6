// A query's text cut into its tokens, each with its place. Every character belongs to a token or is a blank.

export type Place = { readonly from: number; readonly to: number }

export type Token = Place &
  (
    | { readonly is: 'open' | 'close' | 'and' | 'or' | 'not' }
    /** `prefix`: a star stands behind it. `quote`: it was begun by a quotation mark; `open`, that no other ends it. */
    | {
        readonly is: 'word'
        readonly text: string
        readonly prefix: boolean
        readonly quote: 'no' | 'closed' | 'open'
      }
    | {
        readonly is: 'filter'
        /** As it is written. */
        readonly field: string
        readonly value: string
        readonly quote: 'no' | 'closed' | 'open'
      }
  )

const blank = /\s+/uy
const bare = /[^\s()"]+/uy
const quoted = /"([^"\\]*(?:\\.?[^"\\]*)*)("?)/suy
const named = /^([a-z]+):(.*)$/is
const operators: Readonly<Record<string, 'and' | 'or' | 'not'>> = { AND: 'and', OR: 'or', NOT: 'not' }

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at += found[0].length
    return found
  }
  while (at < text.length) {
    if (match(blank) !== null) continue
    const from = at
    const next = text[at]!
    if (next === '(' || next === ')') tokens.push({ is: next === '(' ? 'open' : 'close', from, to: ++at })
    else if (next === '-' && /^[^\s-]/u.test(text.slice(at + 1, at + 2)))
      tokens.push({ is: 'not', from, to: ++at })
    else if (next === '"') {
      const phrase = readQuoted(match(quoted)!)
      const prefix = phrase.quote === 'closed' && text[at] === '*'
      if (prefix) at++
      tokens.push({ is: 'word', ...phrase, prefix, from, to: at })
    } else tokens.push(bareToken(from))
  }
  return tokens

  function bareToken(from: number): Token {
    const found = match(bare)![0]
    const operator = Object.hasOwn(operators, found) ? operators[found] : undefined
    if (operator !== undefined) return { is: operator, from, to: at }
    const [, field, value] = named.exec(found) ?? []
    if (field === undefined || value === undefined) {
      const prefix = found.endsWith('*')
      return { is: 'word', text: prefix ? found.slice(0, -1) : found, prefix, quote: 'no', from, to: at }
    }
    if (value !== '' || text[at] !== '"') return { is: 'filter', field, value, quote: 'no', from, to: at }
    const { text: inside, quote } = readQuoted(match(quoted)!)
    return { is: 'filter', field, value: inside, quote, from, to: at }
  }
}

function readQuoted([, inside = '', end]: RegExpExecArray): { text: string; quote: 'closed' | 'open' } {
  return { text: inside.replace(/\\(["\\])/g, '$1'), quote: end === '"' ? 'closed' : 'open' }
}
