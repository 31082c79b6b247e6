// The samplers that made a picture, from the node that saved it back to the first one.
import { linkAt, linkIn, linksOf, type Graph, type GraphNode, type Link } from './graph.ts'
import type { Strangers } from './strangers.ts'
import { digitsAt, numberAt, textAt, valueOf } from './values.ts'

export type Pass = {
  readonly node: GraphNode
  readonly seed: string | null
  readonly steps: number | null
  readonly guidance: number | null
  readonly sampler: string | null
  readonly scheduler: string | null
  readonly denoise: number | null
  readonly model: Link | null
  readonly positive: Link | null
  readonly negative: Link | null
  readonly latent: Link | null
}

export type Passes = {
  /** The one whose latent became the picture. */
  readonly last: Pass
  /** Those before it, and those that worked on the finished picture, the later ones first. */
  readonly others: readonly Pass[]
  /** Where the latent was decoded. */
  readonly decode: GraphNode | null
}

const latentNames = ['latent_image', 'latent', 'samples', 'optional_latent', 'LATENT'] as const
const pictureNames = ['images', 'image', 'pixels'] as const
/** What steers or loads, and does not carry the picture. */
const notPicture =
  /^(model|unet|clip|vae|optional_vae|positive|negative|cond|control|mask|noise|guider|sampler|sigmas|lora|seed|steps|cfg|text|upscale_model|bbox|sam_|segm|width|height|scheduler|script|wildcard|detailer_hook|refiner)/i
const plainNodes = /^(Save|Preview|VAEDecode|Reroute|Empty.*Latent|SDXL Empty|Image ?Save)|ImageSaver/i

/** `fileName`: of the picture, where it is known. Null where nothing was sampled. */
export function passesOf(graph: Graph, fileName: string | null, strangers: Strangers): Passes | null {
  const start = savedNode(graph, fileName)
  if (start === null) return null
  const onTheWay: GraphNode[] = []
  const passes: GraphNode[] = []
  const seen = new Set<string>()
  const waiting = [start]
  // The nearest come first; the queue is walked by index, as taking from its front would move it all.
  for (let next = 0; next < waiting.length; next++) {
    const node = waiting[next]!
    if (seen.has(node.id)) continue
    seen.add(node.id)
    if (samples(node)) passes.push(node)
    else onTheWay.push(node)
    for (const { name, link } of linksOf(graph, node)) if (!notPicture.test(name)) waiting.push(link.node)
  }
  const last =
    passes.find((node) => latentNames.some((name) => linkAt(graph, node, name) !== null)) ?? passes[0]
  if (last === undefined) return null
  for (const node of onTheWay)
    if (!plainNodes.test(node.type) && !node.inputs.has('ckpt_name')) strangers.add(node)
  const decode = onTheWay.find(
    (node) => linkAt(graph, node, 'vae') !== null && linkAt(graph, node, 'samples') !== null,
  )
  return {
    last: passOf(graph, last, strangers),
    others: passes.filter((node) => node !== last).map((node) => passOf(graph, node, strangers)),
    decode: decode ?? (last.inputs.has('optional_vae') ? last : null),
  }
}

function samples({ inputs }: GraphNode): boolean {
  const isCustom = inputs.has('sigmas') && (inputs.has('sampler') || inputs.has('guider'))
  return (
    isCustom ||
    (inputs.has('steps') && (inputs.has('sampler_name') || inputs.has('sampler') || inputs.has('cfg')))
  )
}

/** Of several that save, the one that this file is named after; else the last. Previews only where nothing is saved. */
function savedNode(graph: Graph, fileName: string | null): GraphNode | null {
  const ends = [...graph.values()].filter((node) => linkAt(graph, node, ...pictureNames) !== null)
  const saving = ends.filter(({ type }) => /save|output/i.test(type))
  const named = fileName === null ? undefined : saving.find((node) => isNamedAfter(graph, node, fileName))
  if (named !== undefined) return named
  const used = new Set(
    [...graph.values()].flatMap((node) => linksOf(graph, node).map(({ link }) => link.node.id)),
  )
  const unused = ends.filter(({ id }) => !used.has(id))
  const sampling = [...graph.values()].filter((node) => samples(node))
  return saving.at(-1) ?? unused.at(-1) ?? sampling.at(-1) ?? null
}

/** `%date%/pear` names files `pear_00001_.png`. */
function isNamedAfter(graph: Graph, node: GraphNode, fileName: string): boolean {
  const prefix = textAt(graph, node, 'filename_prefix', 'filename') ?? ''
  const [start = ''] = prefix.slice(prefix.search(/[^/\\]*$/)).split('%')
  return start !== '' && fileName.startsWith(`${start}_`)
}

function passOf(graph: Graph, node: GraphNode, strangers: Strangers): Pass {
  const guider = linkAt(graph, node, 'guider')?.node ?? node
  const sampler = linkAt(graph, node, 'sampler')?.node ?? node
  const noise = linkAt(graph, node, 'noise')?.node ?? node
  const sigmas = scheduleOf(graph, node, strangers)
  // A loader that hands everything on as one: its words come out where those of Efficiency's do.
  const pipe = linkAt(graph, node, 'pipe', 'basic_pipe', 'context')
  return {
    node,
    seed: digitsAt(graph, noise, 'noise_seed', 'seed') ?? digitsAt(graph, node, 'noise_seed', 'seed'),
    steps: numberAt(graph, sigmas, 'steps'),
    // A guider without a scale does not guide.
    guidance:
      numberAt(graph, guider, 'cfg', 'cfg_conds', 'guidance') ?? (/BasicGuider/.test(guider.type) ? 1 : null),
    sampler: textAt(graph, sampler, 'sampler_name') ?? namedSampler(sampler),
    scheduler: textAt(graph, sigmas, 'scheduler') ?? namedScheduler(sigmas),
    denoise: numberAt(graph, sigmas, 'denoise') ?? numberAt(graph, node, 'denoise'),
    model:
      linkAt(graph, guider, 'model') ??
      linkAt(graph, node, 'model') ??
      linkAt(graph, sigmas, 'model') ??
      pipe,
    positive:
      linkAt(graph, guider, 'positive', 'conditioning', 'cond1') ??
      linkAt(graph, node, 'positive') ??
      (pipe && { ...pipe, output: 1 }),
    negative:
      linkAt(graph, guider, 'negative') ??
      linkAt(graph, node, 'negative') ??
      (pipe && { ...pipe, output: 2 }),
    latent: linkAt(graph, node, ...latentNames) ?? linkAt(graph, node, ...pictureNames) ?? pipe,
  }
}

/** Through what cuts or changes the levels to the node that made them. */
function scheduleOf(graph: Graph, node: GraphNode, strangers: Strangers): GraphNode {
  const seen = new Set<string>()
  let at = node
  for (let link = linkAt(graph, node, 'sigmas'); link !== null && !seen.has(link.node.id);) {
    seen.add(link.node.id)
    at = link.node
    const next: Link | null = linkIn(graph, at.inputs.get('sigmas'))
    if (next !== null) strangers.add(at)
    link = next
  }
  return at
}

/** KarrasScheduler, ExponentialScheduler and their kin have their spacing for a name. */
function namedScheduler({ type }: GraphNode): string | null {
  return /^(\w+)Scheduler$/.exec(type)?.[1]?.toLowerCase() ?? null
}

/** SamplerDPMPP_2M_SDE is `dpmpp_2m_sde`. */
function namedSampler({ type }: GraphNode): string | null {
  const name = /^Sampler(?!Custom)([A-Z]\w*)$/.exec(type)?.[1]
  return name === undefined ? null : name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
}

const doesNothing: Readonly<Record<string, unknown>> = {
  add_noise: 'enable',
  return_with_leftover_noise: 'disable',
  start_at_step: 0,
}

/** What a sampler was told beyond what we have. */
export function besides(graph: Graph, { node, steps, denoise }: Pass, strangers: Strangers): void {
  if (denoise !== null && denoise !== 1) strangers.say('denoise', denoise)
  for (const [name, usual] of Object.entries(doesNothing)) {
    const value = valueOf(graph, node, name)
    if (value !== undefined && value !== usual && value !== true) strangers.say(name, value)
  }
  const end = numberAt(graph, node, 'end_at_step')
  if (end !== null && steps !== null && end < steps) strangers.say('end_at_step', end)
}
