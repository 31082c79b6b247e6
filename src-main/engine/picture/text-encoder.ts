// Prompts to conditioning: chunks of tokens through the checkpoint's encoders, emphasis, and their joining.
import { remark, type Remark } from '../../messages/table.ts'
import type { Float32Tensor, Tensor } from '../../base/dtype.ts'
import { wordInputs } from '../../architectures/networks/clip-text.ts'
import type { TextEncoderConfig } from '../../architectures/families/config.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import { emptyChunk, encodeText, type TextChunk } from '../../text/chunks.ts'
import type { Stack } from '../../contract/adapter.ts'
import { readAdapterTag } from '../../text/extra-networks.ts'
import type { PlannedText, PromptPlan } from '../../text/prompt-plan.ts'
import { pairTags, unknownAdapter } from '../../text/stack-tags.ts'
import { tokenizerOf } from '../../text/tokenizers.ts'
import type { EncodedText } from '../../architectures/networks/denoiser.ts'
import type { Conditioning, ScheduledText } from './conditioning.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { pictureProfiles, type PictureProfile } from './profiles.ts'
import {
  noEmbeddings,
  promptEmbeddings,
  type OfferedWord,
  type PromptEmbeddings,
} from './prompt-embeddings.ts'

type EncodeOptions = { clipSkip: number; profile: PictureProfile; embeddings: PromptEmbeddings }
/** Values of several texts: [texts · chunks, tokens, width]. */
type EncoderOutput = { conditioning: Float32Tensor; pooled: Float32Tensor | null }

export type EncodedPrompts = Conditioning & {
  readonly warnings: Remark[]
  readonly embeddings: PromptEmbeddings['used']
}

export async function encodePrompts(
  model: LoadedModel,
  request: GenerationRequest,
  callsPerStep: number,
  offered: readonly OfferedWord[] = [],
): Promise<EncodedPrompts> {
  const { steps, clipSkip } = request
  const profile = pictureProfiles[request.profile]
  const plan = profile.text.plan({ prompt: request.prompt, steps, callsPerStep })
  const warnings = checkTags(plan, request.stack)
  const unwanted = profile.text.plan({
    prompt: request.negativePrompt,
    steps,
    callsPerStep,
    role: 'negative',
  })
  const texts = [...plan.parts, ...unwanted.parts].flatMap(({ schedule }) => schedule.map(({ text }) => text))
  const embeddings = await promptEmbeddings(texts, offered, { profile, encoders: model.config.textEncoders })
  warnings.push(...embeddings.warnings)
  const options = { clipSkip, profile, embeddings }
  const positive = []
  for (const part of plan.parts)
    positive.push({ weight: part.weight, schedule: await encodeSchedule(model, part.schedule, options) })
  const negative = await encodeSchedule(model, unwanted.parts[0]!.schedule, options)
  return {
    positive,
    negative: zeroWhenEmpty(model, request, negative),
    warnings,
    embeddings: embeddings.used,
  }
}

/** Raw token ids [batch, tokens] through every encoder, without emphasis. */
export async function encodeIds(model: LoadedModel, ids: Tensor, clipSkip: number): Promise<EncoderOutput> {
  const outputs: EncoderOutput[] = []
  const options = { clipSkip, profile: pictureProfiles.a1111, embeddings: noEmbeddings }
  for (const config of model.config.textEncoders)
    outputs.push(await runEncoder(model, config, { ids }, options))
  return joinEncoders(outputs)
}

/** All texts of one schedule in one call, as A1111 makes it: emphasis keeps the mean of them together. */
async function encodeSchedule(
  model: LoadedModel,
  schedule: readonly PlannedText[],
  options: EncodeOptions,
): Promise<ScheduledText> {
  const outputs: EncoderOutput[] = []
  for (const config of model.config.textEncoders) {
    const texts = schedule.map((entry) => chunksOf(entry.text, config, options))
    outputs.push(await encodeChunks(model, config, evened(texts, config, options), options))
  }
  const { conditioning, pooled } = joinEncoders(outputs)
  const [rows, tokens, width] = conditioning.shape as [number, number, number]
  const chunks = rows / schedule.length
  const size = chunks * tokens * width
  return schedule.map((entry, index) => ({
    endAtCall: entry.endAtCall,
    encoded: {
      tokens: chunks * tokens,
      width,
      data: conditioning.data.subarray(index * size, (index + 1) * size),
      pooled: pooled && firstPooled(pooled, index * chunks),
    },
  }))
}

function chunksOf(
  text: string,
  config: TextEncoderConfig,
  { profile, embeddings: { words } }: EncodeOptions,
): TextChunk[] {
  return encodeText(text, { words, ...vocabularyOf(config, profile) }).chunks
}

function vocabularyOf({ padding, positions, ...config }: TextEncoderConfig, { text }: PictureProfile) {
  const tokenizer = tokenizerOf(config.tokenizer)
  const padId = padding === 'eos' ? tokenizer.eos : 0
  return { profile: text, tokenizer, padId, capacity: positions - 2 }
}

/** Every text with as many chunks as the longest. */
function evened(
  texts: readonly TextChunk[][],
  config: TextEncoderConfig,
  { profile }: EncodeOptions,
): TextChunk[][] {
  const most = Math.max(...texts.map((chunks) => chunks.length))
  const empty = emptyChunk(vocabularyOf(config, profile))
  return texts.map((chunks) => [...chunks, ...Array.from({ length: most - chunks.length }, () => empty)])
}

async function encodeChunks(
  model: LoadedModel,
  config: TextEncoderConfig,
  texts: readonly TextChunk[][],
  options: EncodeOptions,
): Promise<EncoderOutput> {
  const rows = texts.flat()
  const output = await runEncoder(
    model,
    config,
    encoderInputs(rows, options.embeddings.tables.get(config.component)),
    options,
  )
  const shape = {
    texts: texts.length,
    chunks: texts[0]!.length,
    tokens: config.positions,
    width: config.width,
  }
  const weights = rows.flatMap((row) => row.weights)
  const { data } = output.conditioning
  if (weights.every((weight) => weight === 1)) return output
  const weighted = await options.profile.text.emphasise(data, shape, weights, () =>
    emptyEncoding(model, config, options),
  )
  return { ...output, conditioning: { ...output.conditioning, data: weighted } }
}

async function emptyEncoding(
  model: LoadedModel,
  config: TextEncoderConfig,
  options: EncodeOptions,
): Promise<Float32Array> {
  const empty = encoderInputs([emptyChunk(vocabularyOf(config, options.profile))], undefined)
  return (await runEncoder(model, config, empty, options)).conditioning.data
}

type EncoderInputs = Readonly<Record<string, Tensor>>

/** Learned vectors are only handed in where a chunk has any: other texts run the program without them. */
function encoderInputs(chunks: readonly TextChunk[], vectors: Float32Tensor | undefined): EncoderInputs {
  const shape = [chunks.length, chunks[0]?.ids.length ?? 0]
  const whole = (numbers: readonly number[]): Tensor => ({
    dtype: 'i64',
    shape,
    data: BigInt64Array.from(numbers, BigInt),
  })
  const ids = whole(chunks.flatMap((chunk) => chunk.ids))
  if (vectors === undefined || chunks.every((chunk) => chunk.rows === undefined)) return { ids }
  const rows = chunks.flatMap((chunk) => chunk.rows ?? chunk.ids.map(() => -1))
  return {
    ids,
    [wordInputs.vectors]: vectors,
    [wordInputs.rows]: whole(rows.map((row) => Math.max(0, row))),
    [wordInputs.places]: {
      dtype: 'f32',
      shape: [...shape, 1],
      data: Float32Array.from(rows, (row) => (row < 0 ? 0 : 1)),
    },
  }
}

async function runEncoder(
  model: LoadedModel,
  config: TextEncoderConfig,
  inputs: EncoderInputs,
  { clipSkip, profile }: EncodeOptions,
): Promise<EncoderOutput> {
  const words = wordInputs.vectors in inputs
  const program = await model.textProgram(config, { fromEnd: profile.layerFromEnd(config, clipSkip), words })
  const results = await program.run(inputs, model.parameters)
  const tensor = async (name: string): Promise<Float32Tensor | null> => {
    const result = results[name]
    return result ? { dtype: 'f32', shape: result.dims, data: await float32Values(result) } : null
  }
  return { conditioning: (await tensor('conditioning'))!, pooled: await tensor('pooled') }
}

/** SDXL's two encoders side by side in every token; only one of them pools. */
function joinEncoders(outputs: readonly EncoderOutput[]): EncoderOutput {
  const pooled = outputs.find((output) => output.pooled)?.pooled ?? null
  if (outputs.length === 1) return { conditioning: outputs[0]!.conditioning, pooled }
  const widths = outputs.map((output) => output.conditioning.shape[2]!)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const [rows, tokens] = outputs[0]!.conditioning.shape as [number, number, number]
  const data = new Float32Array(rows * tokens * total)
  let offset = 0
  outputs.forEach(({ conditioning }, index) => {
    const width = widths[index]!
    for (let row = 0; row < rows * tokens; row++)
      data.set(conditioning.data.subarray(row * width, (row + 1) * width), row * total + offset)
    offset += width
  })
  return { conditioning: { dtype: 'f32', shape: [rows, tokens, total], data }, pooled }
}

/** A1111 and ComfyUI both take the pooled vector of a text's first chunk. */
function firstPooled(pooled: Float32Tensor, row: number): Float32Array {
  const width = pooled.shape[1]!
  return pooled.data.subarray(row * width, (row + 1) * width)
}

function zeroWhenEmpty(
  model: LoadedModel,
  request: GenerationRequest,
  negative: ScheduledText,
): ScheduledText {
  const { zeroesEmptyNegative } = pictureProfiles[request.profile]
  if (request.negativePrompt !== '' || !zeroesEmptyNegative(model.detection.family)) return negative
  const zeroed = ({ data, pooled, ...sizes }: EncodedText): EncodedText => ({
    ...sizes,
    data: new Float32Array(data.length),
    pooled: pooled && new Float32Array(pooled.length),
  })
  return negative.map((entry) => ({ ...entry, encoded: zeroed(entry.encoded) }))
}

/** Tags are never dropped in silence: every adapter is one of the stack's entries, other types are warned about. */
function checkTags({ extraNetworks }: PromptPlan, stack: Stack): Remark[] {
  const read = extraNetworks.map((network) => ({ network, tag: readAdapterTag(network) }))
  const tags = read.flatMap(({ tag }) => tag ?? [])
  const lost = pairTags(tags, stack).find(({ entry }) => entry === null)
  if (lost) throw unknownAdapter(lost.tag.name)
  return read.flatMap(({ network: { type }, tag }) =>
    tag === null ? [remark('prompt/unknown-tag', { type })] : [],
  )
}
