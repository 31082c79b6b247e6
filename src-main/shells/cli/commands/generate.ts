// `lamina generate`: one job for an engine of its own, without an app around it.
import { randomBytes } from 'node:crypto'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { artefactsOf, requestPaths, type Artefact } from '../../../contract/artefact.ts'
import type {
  EmbeddingWord,
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  EngineProgress,
} from '../../../contract/engine.ts'
import {
  generationRequestSchema,
  knowsTags,
  noiseSources,
  profiles,
  samplerNames,
  schedulerNames,
  type GenerationRequest,
} from '../../../contract/generation.ts'
import { artefactWord } from '../../../app/jobs/engine-call.ts'
import { inspectCheckpoint } from '../../../catalog/models/inspect-checkpoint.ts'
import { builtInModelsFolder, demoModelPath } from '../../../app/demo-model.ts'
import { findEmbeddingWords } from '../../../catalog/embeddings/find-embeddings.ts'
import { embeddingWords } from '../../../catalog/embeddings/embedding-words.ts'
import { adapterFolders, adapterStack, adapterUsage, withTags } from '../adapter-flags.ts'
import { checkModel, checkTarget } from '../check-files.ts'
import { AppError } from '../../../base/errors.ts'
import { statusLine } from '../../../files/status-line.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command, CommandInput } from '../command.ts'
import { deviceFlag, memoryFlag, oneOf, requestMisuse, sizeFlag } from '../flags.ts'
import { pictureText } from '../picture-text.ts'
import { asText, inEnglish } from '../speech.ts'
import { pictureWriter, writeLatents } from '../picture-writer.ts'
import { withEngine } from '../with-engine.ts'

export const generateCommand: Command = {
  name: 'generate',
  usage:
    'generate --prompt T --out F.png [--model F] [--negative T] [--steps N] [--guidance N] [--size WxH] [--seed N] ' +
    '[--noise cpu|nv] [--sampler S] [--scheduler S] [--batch N] [--clip-skip N] [--vae F] [--profile a1111|comfyui] ' +
    `${adapterUsage} [--adapters-folder DIR] [--embedding FILE]… ` +
    '[--device auto|cpu|webgpu|cuda|dml|coreml] [--memory GB] [--latent F.safetensors] [--json]',
  summary:
    'Makes pictures. Without --model: the demo model. <lora:…> tags mean files of the adapters folder, or beside the model; ' +
    'files of a folder "embeddings" beside it are words.',
  words: [],
  flags: {
    model: 'text',
    prompt: 'text',
    adapter: 'texts',
    'adapters-folder': 'text',
    embedding: 'texts',
    negative: 'text',
    steps: 'text',
    guidance: 'text',
    size: 'text',
    seed: 'text',
    noise: 'text',
    sampler: 'text',
    scheduler: 'text',
    batch: 'text',
    'clip-skip': 'text',
    vae: 'text',
    profile: 'text',
    device: 'text',
    memory: 'text',
    out: 'text',
    latent: 'text',
    json: 'switch',
  },
  async run(input) {
    const out = input.neededPath('out')
    if (extname(out).toLowerCase() !== '.png')
      throw new AppError('usage/ending', { flag: '--out', ending: '.png' })
    const latent = input.path('latent')
    const device = deviceFlag(input)
    const memory = memoryFlag(input)
    const asked = readRequest(input)
    const { model, vae } = asked
    const outputs = outputPaths(out, asked.batch)
    for (const path of outputs) await checkTarget(path, [])
    if (latent !== undefined) await checkTarget(latent, [model, vae])
    const facts = await inspectCheckpoint(model)
    await checkModel(facts.detection, vae)
    const { width = facts.defaultSize.width, height = facts.defaultSize.height } = asked
    const given = await adapterStack(input)
    const stack = knowsTags[asked.profile]
      ? await withTags(asked.prompt, given, adapterFolders(input, model))
      : given
    for (const { adapter } of stack) {
      if (outputs.includes(adapter) || latent === adapter)
        throw new AppError('usage/overwrites-input', { file: basename(adapter) })
    }
    const embeddings = await promptWords(input, model)
    const request: GenerationRequest = { ...asked, width, height, stack }
    const call: EngineGenerateCall = {
      jobId: 'cli',
      request,
      artefacts: requestArtefacts(request, embeddings),
      device,
      ...memory,
      embeddings: {
        chosen: embeddings.chosen.map(artefactWord),
        found: embeddings.found.map(artefactWord),
      },
      latents: latent !== undefined,
    }
    const written = pictureWriter(request, facts.name, outputs)
    const line = statusLine()
    const news = {
      progress: (progress: EngineProgress) => line.show(pictureText(progress)),
      picture: (_: string, picture: EnginePicture) => written.take(picture),
    }
    const result = await withEngine(news, (engine) => engine.generate(call)).finally(() => line.clear())
    const { files, seconds, latents } = await written.all()
    if (latent !== undefined) await writeLatents(latent, latents)
    report(input, request, { ...result, seconds: { ...result.seconds, save: seconds } }, files, latent)
  },
}

function requestArtefacts(request: GenerationRequest, { chosen, found }: PromptWords): Artefact[] {
  return artefactsOf([...requestPaths(request), ...[...chosen, ...found].map(({ path }) => path)])
}

type PromptWords = { readonly chosen: readonly EmbeddingWord[]; readonly found: readonly EmbeddingWord[] }

/** Words of `--embedding`, and of the folders called `embeddings` beside the model and among the built-in models. */
async function promptWords(input: CommandInput, model: string): Promise<PromptWords> {
  const chosen = await Promise.all(input.texts('embedding').map((file) => embeddingWords(resolve(file))))
  const beside = [dirname(model), builtInModelsFolder()].map((folder) => join(folder, 'embeddings'))
  return { chosen: chosen.flat(), found: await findEmbeddingWords(beside) }
}

/** Without --size the checkpoint decides how large the picture is. */
type AskedRequest = Omit<GenerationRequest, 'width' | 'height'> & {
  width?: number | undefined
  height?: number | undefined
}
const requestSchema = generationRequestSchema.partial({ width: true, height: true })

function readRequest(input: CommandInput): AskedRequest {
  const parsed = requestSchema.safeParse({
    model: input.path('model') ?? demoModelPath(),
    vae: input.path('vae') ?? null,
    prompt: input.needed('prompt'),
    negativePrompt: input.text('negative') ?? '',
    ...sizeFlag(input),
    steps: input.number('steps') ?? 20,
    guidance: input.number('guidance') ?? 7,
    sampler: oneOf(input, 'sampler', samplerNames) ?? 'euler',
    scheduler: oneOf(input, 'scheduler', schedulerNames) ?? 'normal',
    seed: readSeed(input.text('seed')),
    noise: oneOf(input, 'noise', noiseSources) ?? 'cpu',
    batch: input.number('batch') ?? 1,
    clipSkip: input.number('clip-skip') ?? 1,
    profile: oneOf(input, 'profile', profiles) ?? 'a1111',
  })
  if (parsed.success) return parsed.data
  throw requestMisuse(parsed.error)
}

/** Decimal without leading zeros; a random one of 32 bits when none is given. */
function readSeed(text: string | undefined): string {
  if (text === undefined) return randomBytes(4).readUInt32LE().toString()
  return /^\d{1,100}$/.test(text) ? BigInt(text).toString() : text
}

/** `F.png` for one picture; `F-1.png`, `F-2.png` … for several. */
function outputPaths(out: string, batch: number): string[] {
  if (batch === 1) return [out]
  const stem = out.slice(0, -extname(out).length)
  return Array.from({ length: batch }, (_, index) => `${stem}-${index + 1}.png`)
}

function report(
  input: CommandInput,
  request: GenerationRequest,
  result: Omit<EngineGenerateResult, 'seconds'> & {
    seconds: EngineGenerateResult['seconds'] & { save: number }
  },
  files: readonly string[],
  latent?: string,
): void {
  for (const warning of result.warnings) note(asText(warning))
  if (input.on('json')) {
    const line = {
      seed: request.seed,
      device: result.device,
      seconds: result.seconds,
      stepsPerSecond: result.stepsPerSecond,
      files,
      ...(latent === undefined ? {} : { latent }),
      warnings: result.warnings.map(inEnglish),
    }
    printJson(line)
  } else {
    note(`seed ${request.seed}, ${result.stepsPerSecond.toFixed(1)} steps a second on ${result.device}`)
    for (const file of files) print(file)
  }
}
