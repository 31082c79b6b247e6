// The shape of a prompt that changes while it is drawn: [from:to:when] and [a|b], nested at will, around plain text.

export type Sequence = readonly PromptNode[]
export type PromptNode = string | ScheduledNode | AlternateNode
/** `when` as written: whether it has a dot decides what it counts. */
export type ScheduledNode = {
  readonly kind: 'scheduled'
  readonly before: Sequence
  readonly after: Sequence
  readonly when: string
}
export type AlternateNode = { readonly kind: 'alternate'; readonly options: readonly Sequence[] }

/** An open bracket: its text so far, cut at the separators met. */
type Frame = { opener: '' | '(' | '['; segments: PromptNode[][]; separators: string[] }

const scanner = /\\[^\n]|[^\\[\]():|]+|[[\]():|]/uy
const whenPattern = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*$/i
const deepestNesting = 200

/**
 * Null where the text does not fit the grammar (a bare `|`, a backslash at the end, too deep): it is then used as it
 * is. Brackets that mean nothing are text. Escapes stay in the text, the attention stage reads them.
 *
 * A bracket may only hold what is itself well-formed, so one that turns out to mean nothing makes plain text of all
 * brackets around it, while the well-formed ones inside keep their meaning.
 */
export function parseScheduling(prompt: string): Sequence | null {
  const root: Frame = { opener: '', segments: [[]], separators: [] }
  let frames: Frame[] = [root]
  let position = 0
  while (position < prompt.length) {
    scanner.lastIndex = position
    const token = scanner.exec(prompt)?.[0]
    if (token === undefined) return null
    position += token.length
    const frame = frames.at(-1) ?? root

    if (token === '(' || token === '[') {
      if (frames.length > deepestNesting) return null
      frames.push({ opener: token, segments: [[]], separators: [] })
    } else if (frame === root) {
      if (token === '|') return null
      append(root, [token])
    } else if (token === ':' || token === '|') {
      frame.separators.push(token)
      frame.segments.push([])
    } else if (token === ')' || token === ']') {
      const node = closeFrame(frame, token)
      if (node) {
        frames.pop()
        append(frames.at(-1) ?? root, node)
      } else {
        if (!flatten(frames)) return null
        append(root, [token])
        frames = [root]
      }
    } else append(frame, [token])
  }
  return flatten(frames) ? (root.segments[0] ?? []) : null
}

function append(frame: Frame, nodes: Sequence): void {
  const segment = frame.segments.at(-1) ?? []
  for (const node of nodes) {
    const last = segment.at(-1)
    if (typeof node === 'string' && typeof last === 'string') segment[segment.length - 1] = last + node
    else segment.push(node)
  }
}

/** What a bracket means once closed, or null when the grammar has no place for it. */
function closeFrame(frame: Frame, closer: ')' | ']'): Sequence | null {
  const { separators, segments } = frame
  const isPlain = separators.length === 0
  if (frame.opener === '(') {
    const isWeighed = separators.length === 1 && separators[0] === ':'
    return closer === ')' && (isPlain || isWeighed) ? asText(frame, closer) : null
  }
  if (closer !== ']') return null
  if (isPlain) return asText(frame, closer)
  if (separators.every((separator) => separator === '|')) return [{ kind: 'alternate', options: segments }]
  if (separators.length > 2 || separators.includes('|')) return null
  const written = segments.at(-1) ?? []
  const when =
    typeof written[0] === 'string' && written.length === 1 ? whenPattern.exec(written[0])?.[1] : undefined
  if (when === undefined) return null
  const [before = [], after = []] = segments.length === 3 ? segments : [[], segments[0]]
  return [{ kind: 'scheduled', before, after, when }]
}

/** The bracket as it was written, meanings inside kept. */
function asText(frame: Frame, closer: string): Sequence {
  const nodes: PromptNode[] = [frame.opener]
  frame.segments.forEach((segment, index) => {
    if (index > 0) nodes.push(frame.separators[index - 1] ?? '')
    nodes.push(...segment)
  })
  return [...nodes, closer]
}

/** Moves all open brackets into the root as text. False when that leaves a bare `|` there. */
function flatten(frames: readonly Frame[]): boolean {
  const [root, ...open] = frames
  if (!root || open.some((frame) => frame.separators.includes('|'))) return false
  for (const frame of open) append(root, asText(frame, ''))
  return true
}
