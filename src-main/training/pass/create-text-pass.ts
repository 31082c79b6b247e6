// The text encoders of a training run: captions to conditioning as kohya's trainers make it, and the way back.
import { invariant } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import { chunkCapacity } from '../../text/pieces.ts'
import { promptWord } from '../../text/prompt-words.ts'
import type { TextTokenizer } from '../../text/tokenizer.ts'
import { tokenizerOf } from '../../text/tokenizers.ts'
import { elementsOf, type Segment } from '../optimizers/optimizer.ts'
import {
  captionChunks,
  conditioningTokens,
  joinChunks,
  splitChunks,
  type CaptionChunk,
  type JoinedShape,
} from './caption-chunks.ts'
import { createTextNetwork, type TextNetwork, type TextOutput, type Trained } from './text-network.ts'
import type { EncodedBatch, TextPass, TextPassOptions } from './text-pass.ts'

/** Programs are compiled at first use, one for every number of captions. Errors: `text/clip-skip`. */
export function createTextPass(options: TextPassOptions): Promise<TextPass> {
  const { encoders, parameters, plan, clipSkip, maxTokens, tokenizer = encodersTokenizer(encoders) } = options
  const vectors = options.word?.vectors ?? 0
  const words = options.word ? [promptWord(options.word.word, vectors, 0, tokenizer)] : []
  const chunks = maxTokens / chunkCapacity
  const totalWidth = encoders.reduce((sum, { width }) => sum + width, 0)
  const tokens = conditioningTokens(maxTokens)

  const parts = encoders.map((config, index) => ({
    config,
    offset: encoders.slice(0, index).reduce((sum, { width }) => sum + width, 0),
    network: createTextNetwork({
      config,
      clipSkip,
      parameters,
      plan,
      adapted: options.adapted.filter(({ parameter }) => parameter.startsWith(`${config.component}.`)),
      dropout: options.dropout,
      vectors,
    }),
  }))
  const segments: Segment[] = [
    ...parts.flatMap(({ network }) => network.factors),
    ...parts.flatMap(({ network }) => network.vectors ?? []),
  ]
  const length = elementsOf(segments)
  const starts = new Map<string, number>()
  segments.reduce((start, { name, shape }) => {
    starts.set(name, start)
    return start + elementCount(shape)
  }, 0)

  const chunksOf = (captions: readonly string[], { config }: (typeof parts)[number]): CaptionChunk[] => {
    const padId = config.padding === 'eos' ? tokenizer.eos : 0
    return captions.flatMap((caption) => captionChunks(caption, { tokenizer, padId, words, chunks }))
  }
  const joinedShape = (captions: number, { config, offset }: (typeof parts)[number]): JoinedShape => ({
    captions,
    chunks,
    width: config.width,
    offset,
    totalWidth,
  })
  const trainedOf = (parameter: Float32Array): Trained => {
    invariant(parameter.length === length, `text has ${length} parameters, not ${parameter.length}`)
    return new Map(
      segments.map(({ name, shape }) => {
        const start = starts.get(name) ?? 0
        return [name, parameter.subarray(start, start + elementCount(shape))]
      }),
    )
  }

  async function encode(
    captions: readonly string[],
    parameter: Float32Array,
    seed: number | null = null,
  ): Promise<EncodedBatch> {
    const trained = trainedOf(parameter)
    const conditioning = new Float32Array(captions.length * tokens * totalWidth)
    let pooled: Float32Array | null = null
    for (const part of parts) {
      const output = await part.network.encode(chunksOf(captions, part), trained, seed)
      joinChunks(output.conditioning, joinedShape(captions.length, part), conditioning)
      if (output.pooled) pooled = firstOfEach(output.pooled, captions.length)
    }
    return { conditioning, tokens, width: totalWidth, pooled }
  }

  return Promise.resolve({
    segments,
    encode,
    async gradients(captions, parameter, arriving, seed) {
      const gradient = new Float32Array(length)
      const trained = trainedOf(parameter)
      for (const part of parts) {
        if (!isTrained(part.network)) continue
        const own: TextOutput = {
          conditioning: splitChunks(arriving.conditioning, joinedShape(captions.length, part)),
          pooled: arriving.pooled && spread(arriving.pooled, captions.length, part.config.pooledWidth),
        }
        const made = await part.network.gradients(chunksOf(captions, part), trained, own, seed)
        for (const [name, values] of made) gradient.set(values, starts.get(name))
      }
      return gradient
    },
    async release() {
      for (const { network } of parts) await network.release()
    },
  })

  /** The pooled text is that of a caption's first chunk. */
  function firstOfEach(pooled: Float32Array, captions: number): Float32Array {
    const width = pooled.length / (captions * chunks)
    const first = new Float32Array(captions * width)
    for (let caption = 0; caption < captions; caption++)
      first.set(pooled.subarray(caption * chunks * width, (caption * chunks + 1) * width), caption * width)
    return first
  }
  function spread(pooled: Float32Array, captions: number, width: number | null): Float32Array | null {
    if (width === null) return null
    const all = new Float32Array(captions * chunks * width)
    for (let caption = 0; caption < captions; caption++)
      all.set(pooled.subarray(caption * width, (caption + 1) * width), caption * chunks * width)
    return all
  }
}

/** One for all: a new word has the same ids in each. */
function encodersTokenizer([first]: TextPassOptions['encoders']): TextTokenizer {
  return tokenizerOf(first?.tokenizer ?? 'clip')
}

const isTrained = ({ factors, vectors }: TextNetwork): boolean => factors.length > 0 || vectors !== null
