// What stands on the way to a picture and does something that we do not, with what it was set to and the files it was given.
import type { NotRestored } from '../../contract/said-settings.ts'
import { unsupported } from '../taken-object.ts'
import { linksOf, type Graph, type GraphNode } from './graph.ts'

export type Strangers = {
  /** Each node once. */
  add(node: GraphNode): void
  say(name: string, value: unknown): void
  all(): NotRestored[]
}

const mostStrangers = 200
/** Nodes behind one input. */
const mostBehind = 50
/** Where the way itself goes on: what is there is told for itself. */
const wayNames =
  /^(model1?|unet|MODEL|clip1?|CLIP|vae|cond.*|positive|negative|base_positive|base_negative|samples.*|latent.*|pixels|sigmas|any|)$/
/** What makes a picture or a latent has files of its own. */
const makes = (node: GraphNode): boolean => node.inputs.has('samples') || node.inputs.has('latent_image')
const file = /\.(safetensors|sft|ckpt|pth?|bin|onnx|gguf|png|jpe?g|webp|bmp|gif)$/i

export function strangers(graph: Graph): Strangers {
  const seen = new Set<string>()
  const all: NotRestored[] = []
  const put = (one: NotRestored): void => {
    const isSaid = all.some(({ name, value }) => name === one.name && value === one.value)
    if (all.length < mostStrangers && !isSaid) all.push(one)
  }
  return {
    add(node) {
      if (seen.has(node.id)) return
      seen.add(node.id)
      const set = [...node.inputs].filter(([, value]) => !Array.isArray(value))
      const given = linksOf(graph, node).flatMap(({ name, link }): [string, string][] => {
        const files = wayNames.test(name) ? [] : filesBehind(graph, link.node)
        return files.length === 0 ? [] : [[name, files.join(', ')]]
      })
      const told = Object.fromEntries([...set, ...given])
      put(unsupported(node.type, Object.keys(told).length === 0 ? `node ${node.id}` : told))
    },
    say: (name, value) => put(unsupported(name, value)),
    all: () => all,
  }
}

/** Names of files that a node and those before it load, the nearest first. */
function filesBehind(graph: Graph, from: GraphNode): string[] {
  const files = new Set<string>()
  const nodes = new Set([from])
  for (const node of nodes) {
    if (makes(node)) continue
    for (const value of node.inputs.values())
      if (typeof value === 'string' && file.test(value)) files.add(value)
    for (const { link } of linksOf(graph, node)) if (nodes.size < mostBehind) nodes.add(link.node)
  }
  return [...files]
}
