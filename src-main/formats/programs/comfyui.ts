// What ComfyUI says of a picture: the graph that made it, walked from the saved picture back to sampler, words, model and adapters.
import { nothingSaid, type NotRestored, type SaidSettings } from '../../contract/said-settings.ts'
import { conditioningReader } from '../comfyui/conditioning.ts'
import { graphOfPrompt, type Graph } from '../comfyui/graph.ts'
import { latentSize } from '../comfyui/latent-size.ts'
import { decoderOf, modelChain, type ModelChain } from '../comfyui/model-chain.ts'
import { besides, passesOf, type Pass } from '../comfyui/passes.ts'
import { strangers } from '../comfyui/strangers.ts'
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

/** Passes before the last whose words and models are looked for: each may be the whole graph. */
const mostFollowed = 20

function ofGraph(graph: Graph, fileName: string | null): SaidSettings | null {
  const others = strangers(graph)
  const passes = passesOf(graph, fileName, others)
  if (passes === null) return null
  const { last, decode } = passes
  const read = conditioningReader(graph, textReader(graph, others), others)
  const fedWith = (pass: Pass): Fed => {
    const [wanted, unwanted] = [read(pass.positive), read(pass.negative)]
    const chain = modelChain(graph, pass.model, wanted.clip, others)
    return { prompt: wanted.text, negativePrompt: unwanted.text, ...chain }
  }
  const fed = fedWith(last)
  const size = latentSize(graph, last.latent, others)
  const before = passes.others.map((pass, index) =>
    asPass(pass, index < mostFollowed ? fedWith(pass) : fed, fed),
  )
  besides(graph, last, others)
  const lost: NotRestored[] = []
  const ours = { sampler: comfySampler(last.sampler ?? ''), scheduler: comfyScheduler(last.scheduler ?? '') }
  if (last.sampler !== null && ours.sampler === null) lost.push(unusable('sampler_name', last.sampler))
  if (last.scheduler !== null && ours.scheduler === null) lost.push(unusable('scheduler', last.scheduler))
  return {
    ...nothingSaid('comfyui', 'comfyui'),
    ...fed,
    vae: decoderOf(graph, decode) ?? fed.vae,
    steps: last.steps,
    sampler: ours.sampler ?? last.sampler,
    scheduler: ours.scheduler ?? last.scheduler,
    guidance: last.guidance,
    seed: last.seed,
    size,
    noise: 'cpu',
    notRestored: [...lost, ...before, ...others.all()],
  }
}

type Fed = Pick<SaidSettings, 'prompt' | 'negativePrompt'> & ModelChain

/** What differs from the last one is told of the model and the words. */
function asPass(
  { node, seed, steps, guidance, sampler, scheduler, denoise }: Pass,
  own: Fed,
  last: Fed,
): NotRestored {
  const settings = Object.entries({ seed, steps, guidance, sampler, scheduler, denoise })
  const told = {
    prompt: own.prompt === last.prompt ? null : own.prompt,
    negativePrompt: own.negativePrompt === last.negativePrompt ? null : own.negativePrompt,
    model: own.model === null || own.model.name === last.model?.name ? null : own.model.name,
    adapters: adaptersText(own) === adaptersText(last) ? null : adaptersText(own),
  }
  const set = [...settings, ...Object.entries(told)].filter(([, value]) => value !== null)
  return unsupported(`pass: ${node.type}`, Object.fromEntries(set))
}

const adaptersText = ({ adapters }: Fed): string =>
  adapters
    .map(({ name, weight, textWeight }) =>
      textWeight === null ? `${name} ${weight}` : `${name} ${weight} (text ${textWeight})`,
    )
    .join(', ')
