// The text of a prompt, however many nodes it is put together from, as far as they say it themselves.
import { linkIn, type Graph, type GraphNode } from './graph.ts'
import type { Strangers } from './strangers.ts'

/** As deep as texts are put together; deeper ones were made to break their readers. */
const deepest = 200
/** More than any prompt has. */
const longest = 40_000

/** Nodes that wrote down what chance made of their text. */
const populated = ['populated_text', 'result', 'output_text']
const plain = [
  ...[
    'text',
    'string',
    'value',
    'prompt',
    'String',
    'Text',
    'positive',
    'wildcard_text',
    'text_positive',
    'multiline',
  ],
  ...['any', 'anything', 'any_01', 'input', 'source', 'string_field', 'text1', 'text_a'],
]
const delimiters = ['delimiter', 'separator', 'sep']
/** What of a node that joins texts is one of them: `string_a`, `text2`, `input_string_1`, `prompt_b`. */
const part = /^(?:(?:input_?)?(?:string|text|prompt)s?_?(?:[a-z]|\d{1,3})?|positive\d?|prepend|append)$/i

export type TextReader = (value: unknown) => string

/** Null of a node that has no text becomes nothing, and the node is named. */
export function textReader(graph: Graph, strangers: Strangers): TextReader {
  const known = new Map<string, string>()
  const open = new Set<string>()

  function read(value: unknown, depth: number): string {
    if (typeof value === 'string') return value.slice(0, longest)
    if (typeof value === 'number') return String(value)
    const link = linkIn(graph, value)
    if (link === null) return ''
    const { node } = link
    const key = `${node.id}:${link.output}`
    const before = known.get(key)
    if (before !== undefined) return before
    // A circle, or one that is too long, says nothing.
    if (open.has(key) || depth > deepest) {
      strangers.add(node)
      return ''
    }
    open.add(key)
    const text = ofNode(node, depth + 1).slice(0, longest)
    open.delete(key)
    known.set(key, text)
    return text
  }

  function ofNode(node: GraphNode, depth: number): string {
    const { inputs } = node
    for (const name of populated) {
      const value = inputs.get(name)
      if (typeof value === 'string' && value !== '') return value
    }
    const delimiter = delimiters.find((name) => inputs.has(name))
    const parts = [...inputs].filter(([name]) => part.test(name))
    if (
      delimiter !== undefined ||
      (parts.length > 1 && /concat|join|append|combine|merge/i.test(node.type))
    ) {
      const between = delimiter === undefined ? '' : read(inputs.get(delimiter), depth)
      return parts
        .map(([, value]) => read(value, depth))
        .filter((text) => text !== '')
        .join(between.replaceAll('\\n', '\n'))
    }
    const name = plain.find((candidate) => inputs.has(candidate))
    if (name !== undefined) {
      const text = read(inputs.get(name), depth)
      // Chance picks one of {a|b}, and nobody wrote down which.
      if (/random|wildcard|dynamic/i.test(node.type)) strangers.add(node)
      return text
    }
    const [only, ...others] = [...inputs.values()].filter((value) => linkIn(graph, value) !== null)
    if (only !== undefined && others.length === 0) return read(only, depth)
    strangers.add(node)
    return ''
  }
  return (value) => read(value, 0)
}
