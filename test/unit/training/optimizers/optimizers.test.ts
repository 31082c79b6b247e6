// Every optimizer's graph takes the steps of the published algorithm; clipping and learning-rate groups act on all.
import { describe, expect, it } from 'vitest'
import { adafactor } from '../../../../src-main/training/optimizers/adafactor.ts'
import { adamw } from '../../../../src-main/training/optimizers/adamw.ts'
import { lion } from '../../../../src-main/training/optimizers/lion.ts'
import type { Optimizer, Segment } from '../../../../src-main/training/optimizers/optimizer.ts'
import { prodigy } from '../../../../src-main/training/optimizers/prodigy.ts'
import {
  gradientNorm,
  initialState,
  nextOf,
  stepGraph,
  stepInput,
} from '../../../../src-main/training/optimizers/step-graph.ts'
import { expectClose } from '../../../support/close.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { openNetwork, type NetworkInput } from '../../../support/run-network.ts'
import { interpret, type Arrays } from '../../../support/reference-interpreter.ts'
import { references, type Reference } from '../../../support/reference-optimizers.ts'
import { tolerances } from '../../../support/tolerances.ts'

const shape = [3, 4] as const
const size = 12
const matrix: Segment[] = [{ name: 'a', shape, group: 'unet' }]
const list = (data: Iterable<number>) => ({ shape: [[...data].length], data: Float64Array.from(data) })
const scalar = (value: number) => ({ shape: [], data: Float64Array.of(value) })

type Run = { optimizer: Optimizer; segments?: Segment[]; clip?: number; rates?: Record<string, number> }

/** The parameter after every gradient, and the length of the last one. */
function run(
  { optimizer, segments = matrix, clip = 0, rates = { unet: 0.01 } }: Run,
  start: number[],
  gradients: number[][],
) {
  const graph = stepGraph(optimizer, segments, clip)
  let feeds: Record<string, Arrays[string]> = { parameter: list(start) }
  for (const [name, data] of initialState(optimizer, segments, Float32Array.from(start)))
    feeds[name] = list(data)
  let norm = 0
  const states = Object.keys(feeds)
  gradients.forEach((gradient, index) => {
    for (const [name, value] of Object.entries(optimizer.scalars(index + 1)))
      feeds[stepInput.scalar(name)] = scalar(value)
    for (const [group, rate] of Object.entries(rates)) feeds[stepInput.rate(group)] = scalar(rate)
    const next = interpret(graph, { ...feeds, gradient: list(gradient), gradientScale: scalar(1) })
    norm = next[gradientNorm]!.data[0]!
    feeds = Object.fromEntries(states.map((name) => [name, next[nextOf(name)]!]))
  })
  return { parameter: [...feeds['parameter']!.data], norm }
}

const vector = (data: Float32Array): NetworkInput => ({ shape: [data.length], data })
const single = (value: number): NetworkInput => ({ shape: [], data: Float32Array.of(value) })

/** The parameter after every gradient, each step one run of the graph through onnxruntime. */
async function runOnRuntime(optimizer: Optimizer, rate: number): Promise<number[]> {
  const network = await openNetwork(stepGraph(optimizer, matrix, 0))
  let parameter: Float32Array = Float32Array.from(start)
  let state = initialState(optimizer, matrix, parameter)
  for (const [index, gradient] of gradients.entries()) {
    const scalars = Object.entries(optimizer.scalars(index + 1)).map(
      ([name, value]): [string, NetworkInput] => [stepInput.scalar(name), single(value)],
    )
    const next = await network.run({
      parameter: vector(parameter),
      gradient: vector(Float32Array.from(gradient)),
      [stepInput.gradientScale]: single(1),
      [stepInput.rate('unet')]: single(rate),
      ...Object.fromEntries(scalars),
      ...Object.fromEntries([...state].map(([name, data]): [string, NetworkInput] => [name, vector(data)])),
    })
    parameter = next.get(nextOf(stepInput.parameter))!.data
    state = new Map([...state.keys()].map((name) => [name, next.get(nextOf(name))!.data]))
  }
  await network.release()
  return [...parameter]
}

const random = createRandom(5)
const start = [...random.normal([size]).data]
const gradients = Array.from({ length: 8 }, () => [...random.normal([size]).data])

const adamwSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }
const prodigySettings = {
  beta1: 0.9,
  beta2: 0.999,
  beta3: null,
  epsilon: 1e-8,
  weightDecay: 0.01,
  estimate: 1e-6,
  coefficient: 1,
  growth: null,
  safeguardWarmup: false,
  biasCorrection: false,
}
const adafactorSettings = {
  beta1: 0,
  weightDecay: 0.01,
  decayRate: -0.8,
  clipThreshold: 1,
  scaleParameter: false,
  relativeStep: false,
}

type Case = [name: string, optimizer: Optimizer, reference: (p: number[]) => Reference, rate: number]
const cases: Case[] = [
  ['AdamW', adamw(adamwSettings), (p) => references.adamw(p), 0.01],
  ['Lion', lion({ beta1: 0.9, beta2: 0.99, weightDecay: 0.01 }), (p) => references.lion(p), 0.01],
  ['Prodigy', prodigy(prodigySettings), (p) => references.prodigy(p), 1],
  [
    'Prodigy with every option',
    prodigy({ ...prodigySettings, growth: 1.5, safeguardWarmup: true, biasCorrection: true }),
    (p) => references.prodigy(p, { growth: 1.5, safeguardWarmup: true, biasCorrection: true }),
    1,
  ],
  ['Adafactor', adafactor(adafactorSettings), (p) => references.adafactor(p, shape), 0.01],
  [
    'Adafactor with every option',
    adafactor({ ...adafactorSettings, beta1: 0.9, scaleParameter: true, relativeStep: true }),
    (p) => references.adafactor(p, shape, { beta1: 0.9, scaleParameter: true, relativeStep: true }),
    0.01,
  ],
]

describe.each(cases)('%s', (_, optimizer, reference, rate) => {
  it('takes the published steps', () => {
    const expected = [...start]
    const step = reference(expected)
    for (const gradient of gradients) step(gradient, rate)
    const { parameter } = run({ optimizer, rates: { unet: rate } }, start, gradients)
    const moved = expected.map((value, index) => (value - start[index]!) / rate)
    const largest = Math.max(...moved.map(Math.abs))
    expect(largest).toBeGreaterThan(0)
    expectClose(
      parameter.map((value, index) => (value - start[index]!) / rate / largest),
      moved.map((value) => value / largest),
      tolerances.optimizerStep,
    )
  })

  it('stays finite where no gradient has arrived', () => {
    const { parameter } = run({ optimizer, rates: { unet: rate } }, start, [
      Array.from({ length: size }, () => 0),
    ])
    expect(parameter.every(Number.isFinite)).toBe(true)
  })
})

/** In float32 a step of 1e-6 is lost beside a factor of 1: Prodigy begins with a larger one. */
const large = { estimate: 0.01 }
const d0 = Math.fround(large.estimate)
const runtimeCases: Case[] = [
  ...cases.filter(([name]) => !name.startsWith('Prodigy')),
  ['Prodigy', prodigy({ ...prodigySettings, ...large }), (p) => references.prodigy(p, { d0 }), 1],
  [
    'Prodigy with every option',
    prodigy({ ...prodigySettings, ...large, growth: 1.5, safeguardWarmup: true, biasCorrection: true }),
    (p) => references.prodigy(p, { d0, growth: 1.5, safeguardWarmup: true, biasCorrection: true }),
    1,
  ],
]

describe.each(runtimeCases)('%s on the runtime', (_, optimizer, reference, rate) => {
  it('takes the published steps in float32', async () => {
    const expected = [...start]
    const step = reference(expected)
    for (const gradient of gradients) step(gradient, rate)
    const parameter = await runOnRuntime(optimizer, rate)
    const moved = expected.map((value, index) => value - start[index]!)
    const largest = Math.max(...moved.map(Math.abs))
    expectClose(
      parameter.map((value, index) => (value - start[index]!) / largest),
      moved.map((value) => value / largest),
      tolerances.optimizerStep,
    )
  })
})

describe('a step', () => {
  const optimizer = adamw({ ...adamwSettings, weightDecay: 0 })

  it('clips all gradients by their common length', () => {
    const long = gradients.map((gradient) => gradient.map((value) => value * 1000))
    const unit = gradients.map((gradient) => {
      const length = Math.hypot(...gradient)
      return gradient.map((value) => value / length)
    })
    const clipped = run({ optimizer, clip: 1 }, start, long)
    const expected = run({ optimizer }, start, unit)
    expectClose(clipped.parameter, expected.parameter, tolerances.optimizerStep)
    expect(clipped.norm).toBeGreaterThan(1000)
  })

  it('gives every group its own learning rate', () => {
    const segments: Segment[] = [
      { name: 'a', shape: [4], group: 'unet' },
      { name: 'b', shape: [2, 2], group: 'textEncoder' },
      { name: 'c', shape: [4], group: 'unet' },
    ]
    const { parameter } = run(
      { optimizer, segments, rates: { unet: 0.01, textEncoder: 0 } },
      start,
      gradients,
    )
    const moved = parameter.map((value, index) => value !== start[index])
    expect(moved).toEqual([...[1, 1, 1, 1], ...[0, 0, 0, 0], ...[1, 1, 1, 1]].map(Boolean))
  })
})
