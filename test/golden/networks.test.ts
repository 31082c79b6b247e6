// Tiny networks of every architecture against recordings of the reference implementations: outputs and every block.
import { describe, expect, it } from 'vitest'
import { buildVaeDecoder, buildVaeEncoder } from '../../src-main/architectures/networks/autoencoder.ts'
import { checkpointSource } from '../../src-main/architectures/recognising/checkpoint-source.ts'
import { buildTextEncoder } from '../../src-main/architectures/networks/clip-text.ts'
import {
  detectCheckpoint,
  modelOf,
  refineDetection,
} from '../../src-main/architectures/recognising/detect.ts'
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import type { UNetConfig } from '../../src-main/architectures/families/config.ts'
import { expectClose } from '../support/close.ts'
import { goldenNetwork, type GoldenNetwork } from '../support/golden-networks.ts'
import { runNetwork, type NetworkInput } from '../support/run-network.ts'
import { tolerances, wholeModuleCosine } from '../support/tolerances.ts'
import { unetOf } from '../support/families.ts'

type Output = { readonly data: Float32Array } | undefined

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0)
  return dot / (a.length * rootMeanSquare(a) * rootMeanSquare(b))
}

function expectModule(
  label: string,
  actual: Output,
  expected: ArrayLike<number | bigint>,
  rms?: number,
): void {
  if (actual === undefined) throw new Error(`${label} was not computed`)
  const reference = Float32Array.from(expected, Number)
  const scale = rms ?? rootMeanSquare(reference)
  const inScale = (values: Float32Array) => values.map((value) => value / scale)
  expectClose(inScale(actual.data), inScale(reference), tolerances.wholeModule, label)
  expect(cosine(actual.data, reference), `${label}: cosine`).toBeGreaterThan(wholeModuleCosine)
}

function unetInputs(golden: GoldenNetwork, config: UNetConfig): Record<string, NetworkInput> {
  return {
    latent: golden.tensor('unet.latent'),
    timestep: golden.tensor('unet.timestep'),
    conditioning: golden.tensor('text.conditioning'),
    ...(config.added === null
      ? {}
      : { pooled: golden.tensor('text.pooled'), time_ids: golden.tensor('unet.time_ids') }),
  }
}

describe.each([
  ['sd1', 'epsilon', 48],
  ['sd2', 'v', 48],
  ['sdxl', 'epsilon', 37],
] as const)('%s', (architecture, predictionType, traceCount) => {
  const golden = goldenNetwork(architecture)
  const detection = detectCheckpoint(golden.file)
  const model = modelOf(detection)
  const source = checkpointSource(golden.file, detection)
  const recorded = (name: string) => golden.tensor(name).data

  it('is recognised, and what it predicts', async () => {
    expect(detection.architecture).toBe(architecture)
    expect((await refineDetection(detection, golden.file.read)).predictionType).toBe(predictionType)
  })

  it('encodes text', async () => {
    const outputs = await Promise.all(
      model.textEncoders.map((encoder) =>
        runNetwork(buildTextEncoder(encoder), { ids: golden.tensor('text.ids') }, source),
      ),
    )
    if (outputs.length === 1) {
      expectModule('conditioning', outputs[0]?.get('conditioning'), recorded('text.conditioning'))
      return
    }
    outputs.forEach((output, index) => {
      const name = `text.te${index + 1}.penultimate`
      expectModule(name, output.get('conditioning'), recorded(name))
    })
    expectModule('pooled', outputs[1]?.get('pooled'), recorded('text.pooled'))
  })

  it('predicts, and every block agrees', async () => {
    expect(golden.traces.size).toBe(traceCount)
    const graph = buildUNet(unetOf(model))
    const outputs = await runNetwork(graph, unetInputs(golden, unetOf(model)), source, [
      ...golden.traces.keys(),
    ])
    expectModule('output', outputs.get('output'), recorded('unet.output'))
    for (const [name, trace] of golden.traces) {
      const output = outputs.get(name)
      expect(output?.shape, name).toEqual(trace.shape)
      const samples = output?.data.filter((_, index) => index % trace.stride === 0)
      expectModule(name, samples && { data: samples }, trace.samples, trace.rms)
    }
  })

  it('predicts the same when the size is built in', async () => {
    const [, , height = 0, width = 0] = golden.tensor('unet.latent').shape
    const graph = buildUNet(unetOf(model), { height, width })
    const outputs = await runNetwork(graph, unetInputs(golden, unetOf(model)), source)
    expectModule('output', outputs.get('output'), recorded('unet.output'))
  })

  it('decodes and encodes pictures', async () => {
    if (model.vae === null) throw new Error('the recordings have a VAE')
    const decoded = await runNetwork(
      buildVaeDecoder(model.vae),
      { latent: golden.tensor('vae.latent') },
      source,
    )
    expectModule('decoded', decoded.get('decoded'), recorded('vae.decoded'))
    const encoded = await runNetwork(
      buildVaeEncoder(model.vae),
      { image: golden.tensor('vae.image') },
      source,
    )
    expectModule('mean', encoded.get('mean'), recorded('vae.mean'))
    expectModule('logvar', encoded.get('logvar'), recorded('vae.logvar'))
  })
})

it('sd1 with clip skip 2', async () => {
  const golden = goldenNetwork('sd1')
  const detection = detectCheckpoint(golden.file)
  const [encoder] = modelOf(detection).textEncoders
  if (encoder === undefined) throw new Error('SD 1 has a text encoder')
  const graph = buildTextEncoder(encoder, { fromEnd: 2 })
  const source = checkpointSource(golden.file, detection)
  const outputs = await runNetwork(graph, { ids: golden.tensor('text.ids') }, source)
  const expected = golden.tensor('text.conditioning.clip_skip_2').data
  expectModule('conditioning', outputs.get('conditioning'), expected)
})

it('a latent that does not halve evenly is denoised at its own size', async () => {
  const golden = goldenNetwork('sd1')
  const detection = detectCheckpoint(golden.file)
  const model = modelOf(detection)
  const [height, width] = [9, 14]
  const data = Float32Array.from({ length: 2 * 4 * height * width }, (_, index) => Math.sin(index))
  const outputs = await runNetwork(
    buildUNet(unetOf(model), { height, width }),
    { ...unetInputs(golden, unetOf(model)), latent: { shape: [2, 4, height, width], data } },
    checkpointSource(golden.file, detection),
  )
  const output = outputs.get('output')
  expect(output?.shape).toEqual([2, 4, height, width])
  expect(output?.data.every(Number.isFinite)).toBe(true)
})
