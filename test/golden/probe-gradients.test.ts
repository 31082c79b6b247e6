// The command that writes losses and gradients of the factors in a file, against recordings of PyTorch.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import type { TensorFile } from '../../src-main/formats/tensor-file.ts'
import { expectClose } from '../support/close.ts'
import { goldenNetwork, type Recorded } from '../support/golden-networks.ts'
import { runCli } from '../support/run-cli.ts'
import { tolerances } from '../support/tolerances.ts'

const network = goldenNetwork('sd1')
const training = goldenNetwork('sd1', 'train')
const asTensor = ({ shape, data }: Recorded): Tensor =>
  data instanceof Float32Array ? { dtype: 'f32', shape, data } : { dtype: 'i64', shape, data }

let folder = ''
let model = ''
let input = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-probe-'))
  model = join(folder, 'model.safetensors')
  input = join(folder, 'input.safetensors')
  const weights = new Map<string, Tensor>()
  for (const [name, { shape }] of network.file.tensors)
    weights.set(name, { dtype: 'f32', shape, data: await network.file.read(name) })
  await writeTensorFile(model, weights)
  const given = new Map<string, Tensor>()
  for (const name of ['unet.latent', 'unet.timestep', 'text.conditioning'])
    given.set(name, asTensor(network.tensor(name)))
  for (const name of training.names)
    if (/^train\.(alpha|rank|target)$|\.init\./.test(name)) given.set(name, asTensor(training.tensor(name)))
  await writeTensorFile(input, given)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('lamina probe gradients', () => {
  it('writes the recorded first loss and every recorded gradient of all kinds', async () => {
    const output = join(folder, 'output.safetensors')
    const run = await runCli(['probe', 'gradients', '--model', model, '--in', input, '--out', output])
    expect(run, run.stderr).toMatchObject({ code: 0 })
    const file = await openTensorFile(output)
    const gradients = training.names.filter((name) => name.includes('.grad.'))
    const losses = training.names.filter((name) => name.endsWith('.losses'))
    expect([...file.tensors.keys()].toSorted()).toEqual([...gradients, ...losses].toSorted())
    for (const name of losses) {
      const [first] = training.tensor(name).data
      expectClose([...(await file.read(name))], [Number(first)], tolerances.loss, name)
    }
    for (const name of gradients) await expectGradient(file, name)
    await file.close()
  }, 180_000)

  it('names a factor that the network does not have, and a file without any', async () => {
    const output = join(folder, 'none.safetensors')
    const odd = join(folder, 'odd.safetensors')
    const one: Tensor = { dtype: 'f32', shape: [1, 1], data: Float32Array.of(1) }
    await writeTensorFile(odd, new Map([['train.lora.init.lora_unet_nowhere.lora_up.weight', one]]))
    const unknown = await runCli(['probe', 'gradients', '--model', model, '--in', odd, '--out', output])
    expect(unknown.code).not.toBe(0)
    expect(unknown.stderr).toContain('"lora_unet_nowhere.lora_up.weight" is not a factor of any layer')
    const empty = join(folder, 'empty.safetensors')
    await writeTensorFile(empty, new Map([['unet.latent', one]]))
    const none = await runCli(['probe', 'gradients', '--model', model, '--in', empty, '--out', output])
    expect(none.code).not.toBe(0)
    expect(none.stderr).toContain('has no factors')
  }, 60_000)
})

/** Both in units of the recording's root mean square. */
async function expectGradient(file: TensorFile, name: string): Promise<void> {
  const made = await file.read(name)
  const recorded = Float32Array.from(training.tensor(name).data, Number)
  const unit = Math.sqrt(recorded.reduce((sum, value) => sum + value * value, 0) / recorded.length) || 1
  expectClose(
    made.map((value) => value / unit),
    recorded.map((value) => value / unit),
    tolerances.goldenGradient,
    name,
  )
}
