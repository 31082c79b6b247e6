// Python's regular expressions read into what is to match, one after the other: as
// far as configurations of modules use them.

const deepest = 50
const longest = 2000

/** Why a pattern cannot be followed. */
export class UnsupportedPattern extends Error {}

export type Test = (character: string) => boolean
export type PatternNode =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly least: number; readonly most: number }
  | { readonly kind: 'start' | 'end' }

const classes: Readonly<Record<string, Test>> = {
  d: (character) => /\d/.test(character),
  D: (character) => /\D/.test(character),
  w: (character) => /[\p{L}\p{N}_]/u.test(character),
  W: (character) => !/[\p{L}\p{N}_]/u.test(character),
  s: (character) => /\s/.test(character),
  S: (character) => /\S/.test(character),
}
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }
const same =
  (wanted: string): Test =>
  (character) =>
    character === wanted

/** Throws `UnsupportedPattern` for what only trying again could answer, and for malformed patterns. */
export function parsePattern(text: string): PatternNode {
  if (text.length > longest) throw new UnsupportedPattern('too long')
  let at = 0
  const take = (expected: string): boolean => {
    const found = text.startsWith(expected, at)
    if (found) at += expected.length
    return found
  }

  function choice(depth: number): PatternNode {
    if (depth > deepest) throw new UnsupportedPattern('too deep')
    const nodes = [sequence(depth)]
    while (take('|')) nodes.push(sequence(depth))
    return nodes.length === 1 ? nodes[0]! : { kind: 'choice', nodes }
  }

  function sequence(depth: number): PatternNode {
    const nodes: PatternNode[] = []
    while (at < text.length && text[at] !== '|' && text[at] !== ')') nodes.push(repeated(atom(depth)))
    return { kind: 'sequence', nodes }
  }

  function atom(depth: number): PatternNode {
    const character = text[at++]!
    switch (character) {
      case '(':
        return group(depth)
      case '[':
        return { kind: 'character', test: set() }
      case '.':
        return { kind: 'character', test: (other) => other !== '\n' }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '\\':
        return escaped()
      case '*':
      case '+':
      case '?':
        throw new UnsupportedPattern('nothing to repeat')
      default:
        return { kind: 'character', test: same(character) }
    }
  }

  function group(depth: number): PatternNode {
    if (take('?') && !take(':')) {
      const name = /P<\w+>/y
      name.lastIndex = at
      if (!name.test(text)) throw new UnsupportedPattern('a group of a special kind')
      at = name.lastIndex
    }
    const inside = choice(depth + 1)
    if (!take(')')) throw new UnsupportedPattern('a group without end')
    return inside
  }

  function escaped(): PatternNode {
    const character = text[at++]
    if (character === 'A') return { kind: 'start' }
    if (character === 'Z') return { kind: 'end' }
    return { kind: 'character', test: escapedTest(character) }
  }

  function escapedTest(character: string | undefined): Test {
    if (character === undefined) throw new UnsupportedPattern('ends in a backslash')
    if (Object.hasOwn(classes, character)) return classes[character]!
    if (Object.hasOwn(controls, character)) return same(controls[character]!)
    // Back references, word borders, codes: letters and digits that are not named above.
    if (/[A-Za-z0-9]/.test(character)) throw new UnsupportedPattern(`\\${character}`)
    return same(character)
  }

  function set(): Test {
    const negated = take('^')
    const tests: Test[] = []
    for (let first = true; first || text[at] !== ']'; first = false) {
      const from = text[at++]
      if (from === undefined) throw new UnsupportedPattern('a set without end')
      if (from === '\\' && Object.hasOwn(classes, text[at] ?? '')) {
        tests.push(classes[text[at++]!]!)
        continue
      }
      const low = from === '\\' ? setCharacter() : from
      if (text[at] !== '-' || text[at + 1] === ']' || at + 1 >= text.length) {
        tests.push(same(low))
        continue
      }
      at++
      const to = text[at++]!
      const high = to === '\\' ? setCharacter() : to
      if (high < low) throw new UnsupportedPattern('a range that ends before it begins')
      tests.push((character) => character >= low && character <= high)
    }
    at++
    return (character) => tests.some((test) => test(character)) !== negated
  }

  function setCharacter(): string {
    const character = text[at++]
    if (character === undefined) throw new UnsupportedPattern('ends in a backslash')
    if (Object.hasOwn(controls, character)) return controls[character]!
    if (/[A-Za-z0-9]/.test(character)) throw new UnsupportedPattern(`\\${character}`)
    return character
  }

  function repeated(node: PatternNode): PatternNode {
    const counts = /\{(\d{0,9})(?:(,)(\d{0,9}))?\}/y
    counts.lastIndex = at
    const [whole = '', low = '', comma, high = ''] = counts.exec(text) ?? []
    let range: readonly [number, number] | null = null
    if (whole.length > 2) {
      at += whole.length
      const least = Number(low)
      range = [least, comma === undefined ? least : high === '' ? Infinity : Number(high)]
    } else if (take('*')) range = [0, Infinity]
    else if (take('+')) range = [1, Infinity]
    else if (take('?')) range = [0, 1]
    if (range === null) return node
    const [least, most] = range
    if (most < least) throw new UnsupportedPattern('a range that ends before it begins')
    // How eagerly it repeats makes no difference to whether it matches.
    take('?')
    if (['*', '+', '{'].includes(text[at] ?? '')) throw new UnsupportedPattern('repeated twice')
    return { kind: 'repeat', node, least, most }
  }

  const root = choice(0)
  if (at < text.length) throw new UnsupportedPattern('a group that does not begin')
  return root
}
