// The graphs of the tiny recorded SD 1, as text: a change of wiring shows in review.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildVaeDecoder } from '../../src-main/architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../src-main/architectures/networks/clip-text.ts'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/recognising/detect.ts'
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { print } from '../../src-main/graph/print.ts'
import { goldenNetwork } from '../support/golden-networks.ts'
import { unetOf } from '../support/families.ts'

const model = modelOf(detectCheckpoint(goldenNetwork('sd1').file))
const [encoder] = model.textEncoders
if (encoder === undefined || model.vae === null) throw new Error('the recorded SD 1 is complete')

const graphs: readonly [string, Graph][] = [
  ['sd1-unet', buildUNet(unetOf(model))],
  ['sd1-text', buildTextEncoder(encoder)],
  ['sd1-vae-decoder', buildVaeDecoder(model.vae)],
]

it.each(graphs)('%s', async (name, graph) => {
  const file = join(import.meta.dirname, 'graphs', `${name}.expected.txt`)
  await expect(print(graph, { parameters: false })).toMatchFileSnapshot(file)
})
