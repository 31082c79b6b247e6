// How large a latent is, told from the node that made it empty and everything that enlarged it since.
import { linkAt, linksOf, type Graph, type GraphNode, type Link } from './graph.ts'
import type { Strangers } from './strangers.ts'
import { numberAt, textAt } from './values.ts'

export type Size = { readonly width: number; readonly height: number }

const ways = [
  'samples',
  'latent_image',
  'latent',
  'pixels',
  'image',
  'images',
  'LATENT',
  'optional_latent',
  'any',
  '',
]

/** In pixels; null where it is not said, as with a picture that was loaded. */
export function latentSize(graph: Graph, from: Link | null, strangers: Strangers): Size | null {
  let factor = 1
  const seen = new Set<string>()
  for (let link = from; link !== null && !seen.has(link.node.id);) {
    const { node } = link
    seen.add(node.id)
    const size = writtenSize(graph, node)
    if (size !== null) {
      const batch = numberAt(graph, node, 'batch_size')
      if (batch !== null && batch > 1) strangers.say('batch_size', batch)
      return { width: Math.round(size.width * factor), height: Math.round(size.height * factor) }
    }
    // By how much a network enlarges is said by its own file alone.
    if (/upscale.*model/i.test(node.type)) return null
    factor *= numberAt(graph, node, 'scale_by', 'upscale_by') ?? 1
    const feeds = linksOf(graph, node)
    link = linkAt(graph, node, ...ways) ?? (feeds.length === 1 ? feeds[0]!.link : null)
  }
  return null
}

function writtenSize(graph: Graph, node: GraphNode): Size | null {
  const width = numberAt(graph, node, 'empty_latent_width', 'width')
  const height = numberAt(graph, node, 'empty_latent_height', 'height')
  if (width !== null && height !== null && width > 0 && height > 0) return { width, height }
  const pair = /^\D*(\d{2,5})\s*[x×*]\s*(\d{2,5})/.exec(
    textAt(graph, node, 'resolution', 'dimensions', 'empty_latent_size') ?? '',
  )
  return pair === null ? null : { width: Number(pair[1]), height: Number(pair[2]) }
}
