// From what a sampler is steered by back to the words: through everything that stands between it and the text encoder.
import { linkIn, linksOf, type Graph, type GraphNode, type Link } from './graph.ts'
import type { Strangers } from './strangers.ts'
import type { TextReader } from './texts.ts'
import { valueOf } from './values.ts'

export type Conditioning = {
  readonly text: string
  /** What the first of its words were encoded with. */
  readonly clip: Link | null
}

const deepest = 200
const nothing: Conditioning = { text: '', clip: null }

/** Encoders of two texts: the one that says more, and the other. */
const textNames = ['text', 'text_g', 't5xxl', 'prompt', 'text_positive', 'populated_text', 'wildcard_text']
const secondNames = ['text_l', 'clip_l']
const clipNames = ['clip', 'clip1', 'CLIP']
const plainNodes = /^Reroute/i
const conditioningName = /^(cond|positive|negative|base_positive|base_negative)/i

/** Each node counts once: a circle ends. */
export function conditioningReader(
  graph: Graph,
  readText: TextReader,
  strangers: Strangers,
): (link: Link | null) => Conditioning {
  return (from) => {
    const seen = new Set<string>()

    function read(link: Link | null, depth: number): Conditioning {
      if (link === null) return nothing
      const { node, output } = link
      const key = `${node.id}:${output}`
      if (seen.has(key)) return nothing
      seen.add(key)
      if (depth > deepest) {
        strangers.add(node)
        return nothing
      }
      if (/zeroout/i.test(node.type)) return nothing
      return encoded(link) ?? ofPair(link, depth) ?? ofOthers(node, depth)
    }

    /** The node encodes words itself. */
    function encoded({ node, output }: Link): Conditioning | null {
      const { inputs } = node
      const isLoader = inputs.has('ckpt_name')
      if (isLoader && (inputs.has('positive') || inputs.has('negative'))) {
        const side = output === 2 ? 'negative' : 'positive'
        return { text: readText(inputs.get(side)), clip: { node, output } }
      }
      const clip =
        clipNames.map((name) => linkIn(graph, inputs.get(name))).find((link) => link !== null) ?? null
      // One that is steered further has words of its own for a part of it.
      const isFed = linksOf(graph, node).some(({ name }) => conditioningName.test(name))
      const name = isFed ? undefined : textNames.find((candidate) => inputs.has(candidate))
      if (name === undefined || (clip === null && !/encode|prompt/i.test(node.type))) return null
      const text = readText(inputs.get(name))
      for (const other of secondNames) {
        const second = readText(inputs.get(other))
        if (second !== '' && second !== text) strangers.say(other, second)
      }
      return { text, clip }
    }

    /** Two conditionings come in and go out side by side. */
    function ofPair({ node, output }: Link, depth: number): Conditioning | null {
      const [positive, negative] = ['positive', 'negative'].map((name) =>
        linkIn(graph, node.inputs.get(name)),
      )
      if (!positive || !negative) return null
      strangers.add(node)
      return read(output === 1 ? negative : positive, depth + 1)
    }

    function ofOthers(node: GraphNode, depth: number): Conditioning {
      const feeds = linksOf(graph, node)
      const fitting = feeds.filter(({ name }) => conditioningName.test(name))
      const ways = fitting.length > 0 ? fitting : feeds.length === 1 ? feeds : []
      const guidance = valueOf(graph, node, 'guidance')
      if (/^FluxGuidance$/.test(node.type) && guidance !== undefined) strangers.say('FluxGuidance', guidance)
      else if (!plainNodes.test(node.type)) strangers.add(node)
      const parts = ways.map(({ link }) => read(link, depth + 1))
      return {
        text: parts
          .map(({ text }) => text)
          .filter((text) => text !== '')
          .join(', '),
        clip: parts.find(({ clip }) => clip !== null)?.clip ?? null,
      }
    }
    return read(from, 0)
  }
}
