// One text encoder in training: its factors and learned words as inputs, and the gradients of both.
import { adaptedGraph, factorInput, type AdaptedParameter } from '../../adapters/acting/adapted-graph.ts'
import { buildTextEncoder, wordInputs } from '../../architectures/networks/clip-text.ts'
import { restKinds, restValues, type RestChances } from '../../adapters/acting/rest.ts'
import type { TextEncoderConfig } from '../../architectures/families/config.ts'
import type { Tensor } from '../../base/dtype.ts'
import { invariant } from '../../base/errors.ts'
import type { DevicePlan } from '../../engine/runtime/devices.ts'
import { float32Values } from '../../engine/runtime/onnxruntime.ts'
import { compileProgram, type Program } from '../../engine/runtime/program.ts'
import type { ResidentParameters } from '../../engine/runtime/resident-parameters.ts'
import { bindDims } from '../../graph/bind-dims.ts'
import { gradientOutput, gradients } from '../../graph/gradients/gradients.ts'
import type { Graph } from '../../graph/ir.ts'
import { chunkLength } from '../../text/pieces.ts'
import { pictureProfiles } from '../../engine/picture/profiles.ts'
import { wordGroup } from '../learning-phases.ts'
import { draws } from '../data/draws.ts'
import type { Segment } from '../optimizers/optimizer.ts'
import type { CaptionChunk } from './caption-chunks.ts'

export type TextNetworkOptions = {
  readonly config: TextEncoderConfig
  readonly clipSkip: number
  readonly parameters: ResidentParameters
  readonly plan: DevicePlan
  /** Of this encoder. */
  readonly adapted: readonly AdaptedParameter[]
  readonly dropout: RestChances
  /** How many learned vectors there are; 0 compiles no place for them. */
  readonly vectors: number
}

/** What is trained, by segment name. */
export type Trained = ReadonlyMap<string, Float32Array>
/** [rows, 77, width], and [rows, pooledWidth] where the encoder pools. */
export type TextOutput = { readonly conditioning: Float32Array; readonly pooled: Float32Array | null }

export type TextNetwork = {
  readonly factors: readonly Segment[]
  /** Null without a new word. */
  readonly vectors: Segment | null
  /** `seed` draws what rests; null lets nothing rest. */
  encode(chunks: readonly CaptionChunk[], trained: Trained, seed: number | null): Promise<TextOutput>
  /** By segment name; a segment that nothing depends on is missing. */
  gradients(
    chunks: readonly CaptionChunk[],
    trained: Trained,
    arriving: TextOutput,
    seed: number | null,
  ): Promise<Trained>
  release(): Promise<void>
}

const arrivingOf = (output: string): string => `arriving.${output}`

/** The vectors of a new word, as one encoder learns them. */
export function wordSegment({ component, width }: TextEncoderConfig, vectors: number): Segment {
  return { name: `${component}:words`, shape: [vectors, width], group: wordGroup }
}

export function createTextNetwork(options: TextNetworkOptions): TextNetwork {
  const { config, clipSkip, parameters, plan, adapted, dropout, vectors } = options
  const { component, width, pooledWidth } = config
  const fromEnd = pictureProfiles.a1111.layerFromEnd(config, clipSkip)
  const network = buildTextEncoder(config, { fromEnd, words: vectors > 0 })
  // Layers behind the one whose output is taken have no gradient, as in kohya's trainers.
  const used = new Set(network.parameters.map(({ name }) => name))
  const acting = adapted.filter(({ parameter }) => used.has(parameter))
  const graph = adaptedGraph(network, acting, restKinds(dropout))

  const factorsOf = (list: readonly AdaptedParameter[]): Segment[] =>
    list.flatMap(({ parameter, shapes }) =>
      [...shapes].map(([part, shape]) => ({
        name: factorInput(parameter, part),
        shape,
        group: component,
      })),
    )
  const word = vectors === 0 ? null : wordSegment(config, vectors)
  /** By the input they are fed to. */
  const trainedInputs = new Map<string, Segment>(factorsOf(acting).map((segment) => [segment.name, segment]))
  if (word) trainedInputs.set(wordInputs.vectors, word)

  /** By number of rows. */
  const bound = new Map<number, Graph>()
  const programs = new Map<string, Promise<Program>>()
  function boundGraph(rows: number): Graph {
    const known = bound.get(rows) ?? bindDims(graph, { batch: rows, ...(word ? { words: vectors } : {}) })
    bound.set(rows, known)
    return known
  }
  function program(kind: 'encode' | 'gradients', rows: number): Promise<Program> {
    const key = `${kind} ${rows}`
    const known = programs.get(key)
    if (known) return known
    const own = boundGraph(rows)
    const { provider, lowerings } = plan
    const made = compileProgram(kind === 'encode' ? own : differentiated(own), { provider, lowerings })
    programs.set(key, made)
    made.catch(() => programs.delete(key))
    return made
  }
  function differentiated(whole: Graph): Graph {
    const wrt = [...trainedInputs.keys()]
    return gradients(
      whole,
      whole.outputs.map(({ name }) => ({ of: name, wrt, seed: arrivingOf(name) })),
    )
  }
  function feeds(
    chunks: readonly CaptionChunk[],
    trained: Trained,
    seed: number | null,
  ): Record<string, Tensor> {
    const shape = [chunks.length, chunkLength]
    const ids = chunks.flatMap((chunk) => chunk.ids)
    const given: Record<string, Tensor> = {
      ids: { dtype: 'i64', shape, data: BigInt64Array.from(ids, BigInt) },
    }
    const { inputs } = boundGraph(chunks.length)
    const chances = seed === null ? null : (input: string) => draws(seed, 'rest', input).next
    const resting = restValues(inputs, dropout, chances)
    for (const { name, shape: dims } of inputs) {
      const data = resting.get(name)
      if (data) given[name] = { dtype: 'f32', shape: dims.map(Number), data }
    }
    if (word) {
      const rows = chunks.flatMap((chunk) => chunk.rows)
      given[wordInputs.rows] = {
        dtype: 'i64',
        shape,
        data: BigInt64Array.from(rows, (row) => BigInt(Math.max(0, row))),
      }
      given[wordInputs.places] = {
        dtype: 'f32',
        shape: [...shape, 1],
        data: Float32Array.from(rows, (row) => (row < 0 ? 0 : 1)),
      }
    }
    for (const [input, segment] of trainedInputs) {
      const data = trained.get(segment.name)
      invariant(data, `${segment.name} is given`)
      given[input] = { dtype: 'f32', shape: segment.shape, data }
    }
    return given
  }

  return {
    factors: factorsOf(adapted),
    vectors: word,
    async encode(chunks, trained, seed) {
      const results = await (
        await program('encode', chunks.length)
      ).run(feeds(chunks, trained, seed), parameters)
      return {
        conditioning: await float32Values(results['conditioning']!),
        pooled: results['pooled'] ? await float32Values(results['pooled']) : null,
      }
    },
    async gradients(chunks, trained, arriving, seed) {
      if (trainedInputs.size === 0) return new Map()
      const given = feeds(chunks, trained, seed)
      const rows = chunks.length
      given[arrivingOf('conditioning')] = {
        dtype: 'f32',
        shape: [rows, chunkLength, width],
        data: arriving.conditioning,
      }
      if (pooledWidth !== null)
        given[arrivingOf('pooled')] = {
          dtype: 'f32',
          shape: [rows, pooledWidth],
          data: arriving.pooled ?? new Float32Array(rows * pooledWidth),
        }
      const results = await (await program('gradients', rows)).run(given, parameters)
      const made = new Map<string, Float32Array>()
      for (const [input, segment] of trainedInputs)
        made.set(segment.name, await float32Values(results[gradientOutput(input)]!))
      return made
    },
    async release() {
      for (const made of programs.values()) await (await made).release()
      programs.clear()
    },
  }
}
