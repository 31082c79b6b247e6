// What ComfyUI says of a picture: the graph that made it, walked from the saved picture back to sampler, words, model and adapters.
import { nothingSaid, type NotRestored, type SaidSettings } from '../../contract/said-settings.ts'
import { conditioningReader } from '../comfyui/conditioning.ts'
import { graphOfPrompt, strangers, type Graph } from '../comfyui/graph.ts'
import { latentSize } from '../comfyui/latent-size.ts'
import { decoderOf, modelChain } from '../comfyui/model-chain.ts'
import { besides, passesOf, type Pass } from '../comfyui/passes.ts'
import { textReader } from '../comfyui/texts.ts'
import { graphOfWorkflow } from '../comfyui/workflow.ts'
import { readLooseJson } from '../loose-json.ts'
import { unsupported, unusable } from '../taken-object.ts'
import { comfySampler, comfyScheduler } from './sampler-words.ts'

type Texts = ReadonlyMap<string, string>

/** In WebP a tag of EXIF holds its own name before the graph. */
const places: readonly (readonly [place: string, kind: 'prompt' | 'workflow', prefix: RegExp])[] = [
  ['prompt', 'prompt', /^(?=\s*\{)/],
  ['exif:Model', 'prompt', /^prompt:/i],
  ['exif:Make', 'prompt', /^prompt:/i],
  ['exif:ImageDescription', 'prompt', /^prompt:/i],
  ['exif:UserComment', 'prompt', /^prompt:/i],
  ['workflow', 'workflow', /^(?=\s*\{)/],
  ['exif:Make', 'workflow', /^workflow:/i],
  ['exif:Model', 'workflow', /^workflow:/i],
  ['exif:ImageDescription', 'workflow', /^workflow:/i],
]

export function saysComfy(texts: Texts): boolean {
  return places.some(([place, kind, prefix]) => {
    const text = texts.get(place)
    return text !== undefined && prefix.test(text) && (kind === 'workflow' || text.includes('"class_type"'))
  })
}

/** The graph that ran, else the one that was drawn. Null where nothing in them samples. */
export function saidByComfy(texts: Texts, fileName: string | null): SaidSettings | null {
  for (const [place, kind, prefix] of places) {
    const text = texts.get(place)
    if (text === undefined || !prefix.test(text)) continue
    const json = readLooseJson(text.replace(prefix, ''))
    const graph = kind === 'prompt' ? graphOfPrompt(json) : graphOfWorkflow(json)
    const said = graph && ofGraph(graph, fileName)
    if (said !== null) return said
  }
  return null
}

function ofGraph(graph: Graph, fileName: string | null): SaidSettings | null {
  const others = strangers()
  const passes = passesOf(graph, fileName, others)
  if (passes === null) return null
  const { last, decode } = passes
  const read = conditioningReader(graph, textReader(graph, others), others)
  const [wanted, unwanted] = [read(last.positive), read(last.negative)]
  const chain = modelChain(graph, last.model, wanted.clip, others)
  const size = latentSize(graph, last.latent, others)
  besides(graph, last, others)
  const lost: NotRestored[] = []
  const ours = { sampler: comfySampler(last.sampler ?? ''), scheduler: comfyScheduler(last.scheduler ?? '') }
  if (last.sampler !== null && ours.sampler === null) lost.push(unusable('sampler_name', last.sampler))
  if (last.scheduler !== null && ours.scheduler === null) lost.push(unusable('scheduler', last.scheduler))
  return {
    ...nothingSaid('comfyui', 'comfyui'),
    prompt: wanted.text,
    negativePrompt: unwanted.text,
    model: chain.model,
    vae: decoderOf(graph, decode) ?? chain.vae,
    adapters: chain.adapters,
    steps: last.steps,
    sampler: ours.sampler ?? last.sampler,
    scheduler: ours.scheduler ?? last.scheduler,
    guidance: last.guidance,
    seed: last.seed,
    size,
    clipSkip: chain.clipSkip,
    noise: 'cpu',
    notRestored: [...lost, ...passes.others.map(asPass), ...others.all()],
  }
}

function asPass({ node, seed, steps, guidance, sampler, scheduler, denoise }: Pass): NotRestored {
  return unsupported(`pass: ${node.type}`, { seed, steps, guidance, sampler, scheduler, denoise })
}
