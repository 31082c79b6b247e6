// The text pass on the tiny golden encoders: what it gives, and its gradients against float64 differences.
import { describe, expect, test } from 'vitest'
import { adaptedGraph, type AdaptedParameter } from '../../../../src-main/adapters/acting/adapted-graph.ts'
import { algorithmOf } from '../../../../src-main/adapters/kinds/algorithms.ts'
import { factorRandom, initialFactors } from '../../../../src-main/adapters/acting/initial-factors.ts'
import { checkpointSource } from '../../../../src-main/architectures/recognising/checkpoint-source.ts'
import { buildTextEncoder } from '../../../../src-main/architectures/networks/clip-text.ts'
import type { TextEncoderConfig } from '../../../../src-main/architectures/families/config.ts'
import { detectCheckpoint, modelOf } from '../../../../src-main/architectures/recognising/detect.ts'
import { textModules } from '../../../../src-main/architectures/networks/clip-text.ts'
import { devicePlan } from '../../../../src-main/engine/runtime/devices.ts'
import { residentParameters } from '../../../../src-main/engine/runtime/resident-parameters.ts'
import { captionChunks } from '../../../../src-main/training/pass/caption-chunks.ts'
import { createTextPass } from '../../../../src-main/training/pass/create-text-pass.ts'
import type { TextPassOptions } from '../../../../src-main/training/pass/text-pass.ts'
import { elementsOf } from '../../../../src-main/training/optimizers/optimizer.ts'
import { expectClose } from '../../../support/close.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { goldenNetwork } from '../../../support/golden-networks.ts'
import { numberWords } from '../../../support/number-words.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { tolerances } from '../../../support/tolerances.ts'

const nothingRests = { dropout: 0, rankDropout: 0, moduleDropout: 0 }
const captions = ['w12 w500 w34']

function adaptedLayers(config: TextEncoderConfig): AdaptedParameter[] {
  return textModules(config)
    .filter(({ path }) => /q_proj|fc1/.test(path))
    .map(({ path, weight }, index) => {
      const kind = index % 2 === 0 ? 'lora' : 'loha'
      const shape = { rank: 2, convRank: null, convAlpha: null, alpha: 2, tucker: false, factor: -1 }
      const more = { decomposeBoth: false, fullMatrix: false, dora: false, rankStabilised: false }
      const factors = initialFactors(weight, { kind, ...shape, ...more }, factorRandom(index))!
      const shapes = new Map(
        [...factors].filter(([part]) => part !== 'alpha').map(([part, t]) => [part, t.shape]),
      )
      return {
        parameter: `${config.component}.${path}.weight`,
        algorithm: algorithmOf(kind),
        shapes,
        scale: 1,
      }
    })
}

function open(architecture: 'sd1' | 'sd2' | 'sdxl', changes: Partial<TextPassOptions> = {}) {
  const golden = goldenNetwork(architecture)
  const detection = detectCheckpoint(golden.file)
  const { textEncoders } = modelOf(detection)
  const source = checkpointSource(golden.file, detection)
  const options: TextPassOptions = {
    encoders: textEncoders,
    parameters: residentParameters(source, 'cpu'),
    plan: devicePlan('cpu'),
    adapted: [],
    word: null,
    clipSkip: 1,
    maxTokens: 75,
    dropout: nothingRests,
    tokenizer: numberWords,
    ...changes,
  }
  return { golden, source, textEncoders, options, pass: createTextPass(options) }
}

describe.each(['sd1', 'sd2', 'sdxl'] as const)('%s', (architecture) => {
  const random = createRandom(7)

  test('gradients of factors and of a new word are those of float64 differences', async () => {
    const { textEncoders, source, ...opened } = open(architecture)
    const adapted = textEncoders.flatMap(adaptedLayers)
    const word = { word: 'w500', vectors: 2 }
    const options = { ...opened.options, adapted, word }
    const pass = await createTextPass(options)
    const { segments } = pass
    const parameter = Float32Array.from(random.normal([elementsOf(segments)]).data, (value) => value * 0.1)
    const encoded = await pass.encode(captions, parameter)
    const arriving = {
      conditioning: Float32Array.from(random.normal([encoded.conditioning.length]).data),
      pooled: encoded.pooled && Float32Array.from(random.normal([encoded.pooled.length]).data),
    }
    const gradient = await pass.gradients(captions, parameter, arriving, 0)
    await pass.release()
    expect(gradient.length).toBe(parameter.length)

    // Σ arriving · output in float64, with the parameter moved along a random direction.
    const weights = new Map<string, Array64>()
    const graphs = textEncoders.map((config) => {
      const network = buildTextEncoder(config, { words: true })
      const names = new Set(network.parameters.map(({ name }) => name))
      return {
        config,
        graph: adaptedGraph(
          network,
          adapted.filter((one) => names.has(one.parameter)),
        ),
      }
    })
    for (const { graph } of graphs)
      for (const { name } of graph.parameters)
        weights.set(name, fromData(await source.read(name), source.get(name)!.shape))
    const total = (values: Float64Array): number => {
      let start = 0
      const given: Record<string, Array64> = {}
      for (const { name, shape } of segments) {
        const size = shape.reduce((product, extent) => product * extent, 1)
        given[name] = { shape, data: values.slice(start, start + size) }
        start += size
      }
      let sum = 0
      let offset = 0
      for (const { config, graph } of graphs) {
        const padId = config.padding === 'eos' ? numberWords.eos : 0
        const words = [{ name: 'w500', ids: [500], first: 0, vectors: 2 }]
        const chunks = captions.flatMap((caption) =>
          captionChunks(caption, { tokenizer: numberWords, padId, words, chunks: 1 }),
        )
        const ids = fromData(
          chunks.flatMap((chunk) => chunk.ids),
          [1, 77],
        )
        const rows = chunks.flatMap((chunk) => chunk.rows)
        const made = interpret(graph, {
          ...Object.fromEntries(weights),
          ...given,
          ids,
          words: given[`${config.component}:words`]!,
          wordRows: fromData(
            rows.map((row) => Math.max(row, 0)),
            [1, 77],
          ),
          wordPlaces: fromData(
            rows.map((row) => (row < 0 ? 0 : 1)),
            [1, 77, 1],
          ),
        })
        made['conditioning']!.data.forEach((value, at) => {
          const token = Math.floor(at / config.width)
          sum += value * arriving.conditioning[token * encoded.width + offset + (at % config.width)]!
        })
        made['pooled']?.data.forEach((value, at) => (sum += value * arriving.pooled![at]!))
        offset += config.width
      }
      return sum
    }
    const step = 1e-5
    const direction = random.normal([parameter.length]).data
    const moved = (by: number) => Float64Array.from(parameter, (value, at) => value + by * direction[at]!)
    const difference = (total(moved(step)) - total(moved(-step))) / (2 * step)
    const along = gradient.map((value, at) => value * direction[at]!)
    const sum = (values: Float32Array): number => values.reduce((all, value) => all + value, 0)
    expectClose([sum(along)], [difference], tolerances.textGradient)
    // Every kind of segment has its part in that sum.
    let start = 0
    for (const group of new Set(segments.map((segment) => segment.group))) {
      const end = start + elementsOf(segments.filter((segment) => segment.group === group))
      expect(Math.abs(sum(along.subarray(start, end))), group).toBeGreaterThan(0.01)
      start = end
    }
  }, 60_000)

  test('without anything to train it gives what the encoders gave in the recording’s place', async () => {
    const { golden, pass: opening, textEncoders } = open(architecture)
    const pass = await opening
    expect(pass.segments).toEqual([])
    const ids = [...golden.tensor('text.ids').data].map(Number)
    const ends = [0, 1].map((row) => ids.slice(row * 77, (row + 1) * 77).indexOf(999))
    const words = (row: number) => {
      const own = ids.slice(row * 77, (row + 1) * 77)
      return own
        .slice(1, ends[row])
        .map((id) => `w${id}`)
        .join(' ')
    }
    const encoded = await pass.encode([words(0), words(1)], new Float32Array(0))
    await pass.release()
    const recorded = Float32Array.from(golden.tensor('text.conditioning').data, Number)
    const { width } = encoded
    expect(width).toBe(textEncoders.reduce((sum, encoder) => sum + encoder.width, 0))
    // The recording was padded otherwise, which reaches no token before.
    ends.forEach((end, row) => {
      const ofWords = (all: Float32Array) => all.subarray(row * 77 * width, (row * 77 + end + 1) * width)
      expectClose(ofWords(encoded.conditioning), ofWords(recorded), tolerances.wholeModule)
    })
    if (golden.has('text.pooled')) {
      const pooled = Float32Array.from(golden.tensor('text.pooled').data, Number)
      expectClose(encoded.pooled!, pooled, tolerances.wholeModule)
    } else expect(encoded.pooled).toBeNull()
  })
})

test('the same inputs give the same bits', async () => {
  const { textEncoders } = open('sd1')
  const word = { word: 'w500', vectors: 1 }
  const run = async (): Promise<Float32Array> => {
    const { pass: opening } = open('sd1', { adapted: textEncoders.flatMap(adaptedLayers), word })
    const pass = await opening
    const parameter = new Float32Array(elementsOf(pass.segments)).fill(0.01)
    const { conditioning } = await pass.encode(captions, parameter)
    const gradient = await pass.gradients(captions, parameter, { conditioning, pooled: null }, 1)
    await pass.release()
    return gradient
  }
  expect(await run()).toEqual(await run())
})

test('three chunks: every token of the whole has its gradient, those between chunks have none', async () => {
  const { pass: opening } = open('sd1', { maxTokens: 225, word: { word: 'w500', vectors: 1 } })
  const pass = await opening
  const caption = [
    ...Array.from({ length: 80 }, () => 'w7'),
    'w500',
    ...Array.from({ length: 200 }, () => 'w8'),
  ].join(' ')
  const parameter = new Float32Array(64).fill(0.3)
  const { conditioning, tokens } = await pass.encode([caption], parameter)
  expect(tokens).toBe(227)
  expect(conditioning.length).toBe(227 * 64)
  const only = (first: number, end: number): Float32Array =>
    conditioning.map((_, at) => (at >= first * 64 && at < end * 64 ? 1 + (at % 3) : 0))
  const gradientOf = (arriving: Float32Array) =>
    pass.gradients([caption], parameter, { conditioning: arriving, pooled: null }, 0)
  // The word is token 81 of the whole: it reaches its own chunk (76…150) from its place on, and no other.
  const isZero = (values: Float32Array): boolean => values.every((value) => value === 0)
  expect(isZero(await gradientOf(only(0, 81)))).toBe(true)
  expect(isZero(await gradientOf(only(81, 151)))).toBe(false)
  expect(isZero(await gradientOf(only(151, 227)))).toBe(true)
  await pass.release()
})

test('layers that clip skip leaves out have factors and no gradient', async () => {
  const { textEncoders } = open('sd1')
  const { pass: opening } = open('sd1', { clipSkip: 2, adapted: textEncoders.flatMap(adaptedLayers) })
  const pass = await opening
  const parameter = new Float32Array(elementsOf(pass.segments)).fill(0.05)
  const { conditioning } = await pass.encode(captions, parameter)
  const gradient = await pass.gradients(captions, parameter, { conditioning, pooled: null }, 0)
  await pass.release()
  let start = 0
  for (const { name, shape } of pass.segments) {
    const size = shape.reduce((product, extent) => product * extent, 1)
    const own = gradient.subarray(start, start + size)
    expect(
      own.every((value) => value === 0),
      name,
    ).toBe(name.includes('layers.2.'))
    start += size
  }
})

test('what rests is drawn from the seed, in encoding and in gradients alike; without one nothing rests', async () => {
  const { textEncoders } = open('sd1')
  const resting = async (moduleDropout: number, seed?: number) => {
    const dropout = { dropout: 0.2, rankDropout: 0.2, moduleDropout }
    const { pass: opening } = open('sd1', { adapted: textEncoders.flatMap(adaptedLayers), dropout })
    const pass = await opening
    const parameter = new Float32Array(elementsOf(pass.segments)).fill(0.05)
    const { conditioning } = await pass.encode(captions, parameter, seed)
    const plain = await pass.encode(captions, new Float32Array(parameter.length))
    const gradient = await pass.gradients(captions, parameter, { conditioning, pooled: null }, seed ?? 0)
    await pass.release()
    return { conditioning, plain: plain.conditioning, gradient }
  }
  const [first, again, other, whole] = [
    await resting(0.3, 1),
    await resting(0.3, 1),
    await resting(0.3, 2),
    await resting(0.3),
  ]
  expect(again).toEqual(first)
  expect(other.conditioning).not.toEqual(first.conditioning)
  expect(whole.conditioning).not.toEqual(first.conditioning)
  // Where every module rests the encoder is the base, and no factor has a gradient.
  const asleep = await resting(1 - 1e-9, 1)
  expect(asleep.conditioning).toEqual(asleep.plain)
  expect(asleep.gradient.every((value) => value === 0)).toBe(true)
})
