// The recorded tiny networks in half precision on the CPU, from weights stored in f16, against the same in f32.
import { describe, expect, it } from 'vitest'
import { toFloat16, widen } from '../../src-main/base/half.ts'
import { buildVaeDecoder, buildVaeEncoder } from '../../src-main/architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../src-main/architectures/networks/clip-text.ts'
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import { checkpointSource } from '../../src-main/architectures/recognising/checkpoint-source.ts'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/recognising/detect.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import type { ParameterSource } from '../../src-main/graph/parameter-source.ts'
import type { HalfRules } from '../../src-main/graph/precision/policy.ts'
import { relativeRms } from '../support/close-arrays.ts'
import { unetOf } from '../support/families.ts'
import { goldenNetwork } from '../support/golden-networks.ts'
import { runNetwork, type NetworkInput } from '../support/run-network.ts'
import { halfDenoiser, halfNetwork } from '../support/tolerances.ts'

/** The source as if its file were f16. */
function roundedSource(source: ParameterSource): ParameterSource {
  const values = new Map<string, Float32Array>()
  return {
    ...source,
    async read(name) {
      const known = values.get(name) ?? widen(toFloat16(await source.read(name)), 'f16')
      values.set(name, known)
      return known
    },
  }
}

describe.each(['sd1', 'sd2', 'sdxl'] as const)('%s', (architecture) => {
  const golden = goldenNetwork(architecture)
  const model = modelOf(detectCheckpoint(golden.file))
  const source = roundedSource(checkpointSource(golden.file, detectCheckpoint(golden.file)))
  const { vae } = model
  if (vae === null) throw new Error('the recordings have a VAE')

  async function expectNear(
    graph: Graph,
    inputs: Record<string, NetworkInput>,
    most = halfNetwork,
    rules: HalfRules = { stored: () => 'f16', attention: 'f16' },
  ): Promise<void> {
    const expected = await runNetwork(graph, inputs, source)
    const actual = await runNetwork(graph, inputs, source, [], rules)
    expect([...actual.keys()]).toEqual([...expected.keys()])
    for (const [name, { data }] of expected) {
      const error = relativeRms(actual.get(name)!.data, data)
      expect(error, `${graph.name} ${name}`).toBeLessThan(most)
      expect(error, `${graph.name} ${name} is in half`).toBeGreaterThan(0)
    }
  }

  const unetInputs: Record<string, NetworkInput> = {
    latent: golden.tensor('unet.latent'),
    timestep: golden.tensor('unet.timestep'),
    conditioning: golden.tensor('text.conditioning'),
    ...(golden.has('unet.time_ids')
      ? { pooled: golden.tensor('text.pooled'), time_ids: golden.tensor('unet.time_ids') }
      : {}),
  }
  it('predicts, with SD 2’s scores in f32', async () => {
    const attention = architecture === 'sd2' ? 'f32' : 'f16'
    await expectNear(buildUNet(unetOf(model)), unetInputs, halfDenoiser, { stored: () => 'f16', attention })
  })
  it('encodes text', async () => {
    for (const encoder of model.textEncoders)
      await expectNear(buildTextEncoder(encoder), { ids: golden.tensor('text.ids') })
  })
  it('encodes text from parameters that are kept in f32', async () => {
    const [encoder] = model.textEncoders
    const rules: HalfRules = { stored: () => 'f32', attention: 'f16' }
    await expectNear(buildTextEncoder(encoder!), { ids: golden.tensor('text.ids') }, halfNetwork, rules)
  })
  it('decodes and encodes pictures', async () => {
    await expectNear(buildVaeDecoder(vae), { latent: golden.tensor('vae.latent') })
    await expectNear(buildVaeEncoder(vae), { image: golden.tensor('vae.image') })
  })
})
