// JSON read strictly and piece by piece: no tree is built, a key may appear only once, and whole numbers stay whole.
import { cutText } from '../base/cut.ts'

/** Says where in the text the JSON stops making sense. */
export class JsonError extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.name = 'JsonError'
    this.position = position
  }
}

export type JsonReader = {
  /** Reads an object; `member` must read exactly one value. A key that comes twice is an error. */
  object(member: (key: string) => void): void
  /** Reads an array; `item` must read exactly one value. */
  array(item: (index: number) => void): void
  string(): string
  /** A whole number from 0 to 2^53 − 1, written without fraction or exponent. */
  count(): number
  /** Whether a text comes next. */
  isText(): boolean
  /** Reads the word null if it comes next. */
  isNull(): boolean
  /** Reads one value of any kind and forgets it. */
  skip(): void
  /** Only white space may follow. */
  end(): void
  fail(message: string): never
}

/** As deep as serde_json goes. */
const deepest = 128

const spaces = ' \t\n\r'
// Digits are limited because a pattern that matches without end fills the engine's stack.
const number = /-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,400})?/y
const word = /true|false|null/y
/** What a text may not hold as it is, and what begins an escape. */
// eslint-disable-next-line no-control-regex
const special = /[\\\u0000-\u001f]/

export class DuplicateKeyError extends JsonError {
  readonly key: string
  constructor(key: string, position: number) {
    super(`the key ${JSON.stringify(cutText(key))} comes twice`, position)
    this.key = key
  }
}

/** Texts, numbers and containers, keys among them: a tensor's entry in a header has twelve. */
const mostValues = 2_500_000

/** `most`: how many values there may be. */
export function jsonReader(text: string, most: number = mostValues): JsonReader {
  let position = 0
  let depth = 0
  let values = 0

  function fail(message: string): never {
    throw new JsonError(message, position)
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = position
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) position += found.length
    return found
  }

  function spend(): void {
    if (++values > most) fail(`it holds more than ${most} values`)
  }

  function skipSpace(): void {
    while (position < text.length && spaces.includes(text[position]!)) position += 1
  }

  /** Steps over white space and, if it comes next, the sign. */
  function take(sign: string): boolean {
    skipSpace()
    if (text[position] !== sign) return false
    position += 1
    return true
  }

  function expect(sign: string): void {
    if (!take(sign)) fail(position < text.length ? `"${sign}" is missing` : 'it ends too early')
  }

  function nested(open: string, close: string, member: (index: number) => void): void {
    spend()
    expect(open)
    if (++depth > deepest) fail(`it is nested more than ${deepest} levels deep`)
    if (!take(close)) {
      let index = 0
      do member(index++)
      while (take(','))
      expect(close)
    }
    depth -= 1
  }

  function string(): string {
    spend()
    skipSpace()
    if (text[position] !== '"') fail('a text is missing')
    const start = position
    position = closingQuote(text, start)
    if (position < 0) {
      position = start
      fail('a text is not closed')
    }
    const plain = text.slice(start + 1, position++)
    let value = plain
    if (special.test(plain)) {
      try {
        value = JSON.parse(`"${plain}"`) as string
      } catch {
        return fail('a text has a control character or an escape that means nothing')
      }
    }
    if (!value.isWellFormed()) fail('a text has half a surrogate pair')
    return value
  }

  function object(member: (key: string) => void): void {
    const seen = new Set<string>()
    nested('{', '}', () => {
      const key = string()
      if (seen.has(key)) throw new DuplicateKeyError(key, position)
      seen.add(key)
      expect(':')
      member(key)
    })
  }

  function skip(): void {
    skipSpace()
    const next = text[position]
    if (next === '{') object(skip)
    else if (next === '[') nested('[', ']', skip)
    else if (next === '"') string()
    else if (match(number) === undefined && match(word) === undefined) fail('a value is missing')
    else spend()
  }

  return {
    object,
    array: (item) => nested('[', ']', item),
    string,
    count() {
      spend()
      skipSpace()
      const literal = match(number)
      if (literal === undefined || !/^\d+$/.test(literal)) fail('a whole number is missing')
      const value = Number(literal)
      if (!Number.isSafeInteger(value)) fail('a number is too large')
      return value
    },
    isText() {
      skipSpace()
      return text[position] === '"'
    },
    isNull() {
      skipSpace()
      if (!text.startsWith('null', position)) return false
      position += 4
      return true
    },
    skip,
    end() {
      skipSpace()
      if (position < text.length) fail('something follows its end')
    },
    fail,
  }
}

/**
 * The quote that ends the text which starts at `start`: one before which the backslashes
 * pair up. −1 where the text does not end.
 */
function closingQuote(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return quote
  }
  return -1
}
