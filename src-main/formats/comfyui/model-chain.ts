// From a sampler back to its checkpoint: what was loaded, and what was put on it on the way.
import type { SaidAdapter, SaidFile } from '../../contract/said-settings.ts'
import { linkAt, linksOf, type Graph, type GraphNode, type Link } from './graph.ts'
import type { Strangers } from './strangers.ts'
import { adaptersOf, loadsAdapters, type LoadedAdapter } from './lora-nodes.ts'
import { numberAt, textAt } from './values.ts'

export type ModelChain = {
  readonly model: SaidFile | null
  /** The one that a loader brings along beside the checkpoint's own. */
  readonly vae: SaidFile | null
  readonly adapters: readonly SaidAdapter[]
  readonly clipSkip: number | null
}

const modelNames = ['ckpt_name', 'unet_name', 'model_name', 'base_ckpt_name', 'diffusion_name', 'checkpoint']
/** On one way, each time they are used: one stack may be put on several models. */
const mostStacks = 2000
/** Nodes that hand a model on as it is. */
const plainNodes = /^(Reroute.*|CLIPSetLastLayer|.*pipe.*|Context.*)$/i

type Found = {
  readonly adapters: Map<string, LoadedAdapter[]>
  /** Where a file is named. */
  end: GraphNode | null
  skip: number | null
}

/** `model`: what the sampler is fed; `clip`: what the text is encoded with. */
export function modelChain(
  graph: Graph,
  model: Link | null,
  clip: Link | null,
  strangers: Strangers,
): ModelChain {
  const byModel = walk(graph, model, ['model', 'unet', 'model1', 'MODEL', 'base_model', 'any', ''], strangers)
  const byClip = walk(graph, clip, ['clip', 'clip1', 'CLIP', 'any', ''], null)
  const name = byModel.end && textAt(graph, byModel.end, ...modelNames)
  const vae = byModel.end && textAt(graph, byModel.end, 'vae_name')
  return {
    model: name === null ? null : { name, hash: '' },
    vae: vae === null || /^baked/i.test(vae) ? null : { name: vae, hash: '' },
    adapters: joined(byModel.adapters, byClip.adapters),
    clipSkip: byClip.skip ?? skipOf(graph, byModel.end),
  }
}

/** One row of nodes, from the sampler's side to where files are loaded. */
function walk(
  graph: Graph,
  from: Link | null,
  inputs: readonly string[],
  strangers: Strangers | null,
): Found {
  const found: Found = { adapters: new Map(), end: null, skip: null }
  const seen = new Set<string>()
  const budget = { left: mostStacks }
  for (let link = from; link !== null && !seen.has(link.node.id);) {
    const { node } = link
    seen.add(node.id)
    const here = [...stackedOf(graph, node, budget, strangers), ...adaptersOf(graph, node)]
    if (here.length > 0) found.adapters.set(node.id, here)
    found.skip ??= skipOf(graph, node)
    const isEnd = modelNames.some((name) => node.inputs.has(name))
    const next: Link | null =
      linkAt(graph, node, ...inputs) ??
      (plainNodes.test(node.type) ? (linksOf(graph, node)[0]?.link ?? null) : null)
    if (isEnd) found.end = node
    else if (!loadsAdapters(node) && !plainNodes.test(node.type)) strangers?.add(node)
    if (node.inputs.has('model2') || node.inputs.has('clip2')) strangers?.add(node)
    link = next
  }
  return found
}

/** Stacks feed stacks; the one farthest away acts first. */
function stackedOf(
  graph: Graph,
  node: GraphNode,
  budget: { left: number },
  strangers: Strangers | null,
): LoadedAdapter[] {
  const rows: LoadedAdapter[][] = []
  const seen = new Set<string>()
  for (
    let link = linkAt(graph, node, 'lora_stack', 'optional_lora_stack', 'LORA_STACK');
    link !== null && !seen.has(link.node.id) && budget.left-- > 0;
    link = linkAt(graph, link.node, 'lora_stack', 'optional_lora_stack', 'LORA_STACK')
  ) {
    seen.add(link.node.id)
    if (!loadsAdapters(link.node)) strangers?.add(link.node)
    rows.push(adaptersOf(graph, link.node))
  }
  return rows.reverse().flat()
}

/** CLIPSetLastLayer, and loaders that do it themselves: −2 is A1111's 2. */
function skipOf(graph: Graph, node: GraphNode | null): number | null {
  const layer = node && numberAt(graph, node, 'stop_at_clip_layer', 'clip_skip')
  return layer === null || layer === 0 ? null : Math.abs(layer)
}

/** A node on only one of the two ways acts on that one alone. Both ways were walked backwards. */
function joined(
  byModel: ReadonlyMap<string, LoadedAdapter[]>,
  byClip: ReadonlyMap<string, LoadedAdapter[]>,
): SaidAdapter[] {
  const onlyText = [...byClip].filter(([id]) => !byModel.has(id))
  const all = [
    ...[...onlyText].reverse().map(([, rows]) => rows.map((row) => ({ ...row, weight: 0 }))),
    ...[...byModel]
      .reverse()
      .map(([id, rows]) => (byClip.has(id) ? rows : rows.map((row) => ({ ...row, textWeight: 0 })))),
  ].flat()
  return all
    .filter(({ weight, textWeight }) => weight !== 0 || textWeight !== 0)
    .map((row) => ({ ...row, textWeight: row.textWeight === row.weight ? null : row.textWeight }))
}

/** The file that decodes, where it is another than the checkpoint's own. */
export function decoderOf(graph: Graph, decode: GraphNode | null): SaidFile | null {
  const seen = new Set<string>()
  for (
    let link = decode && linkAt(graph, decode, 'vae', 'optional_vae');
    link !== null && !seen.has(link.node.id);
  ) {
    const { node } = link
    seen.add(node.id)
    const name = textAt(graph, node, 'vae_name')
    if (name !== null) return /^(baked|none|default)/i.test(name) ? null : { name, hash: '' }
    if (modelNames.some((known) => node.inputs.has(known))) return null
    link =
      linkAt(graph, node, 'vae', 'optional_vae', 'any', '') ??
      (plainNodes.test(node.type) ? (linksOf(graph, node)[0]?.link ?? null) : null)
  }
  return null
}
