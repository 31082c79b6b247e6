// Arguments as they are typed behind a command: parted by spaces, but not inside quotes and brackets.

const opening = '([{'
const closing = ')]}'

/** `a=1 "b=(2, 3)" c=(4, 5)` is three arguments; the quotes are gone, the brackets stay. */
export function splitArguments(text: string): string[] {
  const parts: string[] = []
  let part = ''
  let quote = ''
  let depth = 0
  for (const sign of text) {
    if (quote !== '') {
      if (sign === quote) quote = ''
      else part += sign
    } else if (sign === '"' || sign === "'") quote = sign
    else if (depth === 0 && /\s/.test(sign)) {
      if (part !== '') parts.push(part)
      part = ''
    } else {
      if (opening.includes(sign)) depth++
      else if (closing.includes(sign)) depth = Math.max(0, depth - 1)
      part += sign
    }
  }
  return part === '' ? parts : [...parts, part]
}

export type Argument = { readonly name: string; readonly value: string }

/** `name=value`, quotes around the whole or the value taken off; null for anything else. */
export function argumentOf(part: string): Argument | null {
  const match = /^(\w+)\s*=(.*)$/s.exec(unquoted(part))
  return match === null ? null : { name: match[1]!, value: unquoted(match[2]!) }
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/s, '$2')

/** `(0.9, 0.99)`, `[0.9,0.99]` or `0.9, 0.99` as its parts. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return [value]
  return value
    .replace(/^\s*[([]|[)\]]\s*$/g, '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `--name value`, `--name=value`, and `--name` alone, which is a switch; several values are a list. */
export function optionsOf(text: string): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  let name: string | null = null
  for (const part of splitArguments(text)) {
    const [, option, given] = /^--(\w+)(?:=(.*))?$/s.exec(part) ?? []
    if (option !== undefined) {
      name = option
      options[name] = given ?? true
    } else if (name !== null) {
      const before = options[name]
      options[name] =
        before === true ? part : Array.isArray(before) ? [...(before as unknown[]), part] : [before, part]
    }
  }
  return options
}
