// `probe` in half precision: near to f32 from a checkpoint in f16, and what the family says half cannot hold is f32.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { toFloat16 } from '../../../src-main/base/half.ts'
import type { EngineProbeCall } from '../../../src-main/contract/engine.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { writeTensorFile } from '../../../src-main/files/write-tensor-file.ts'
import { relativeRms } from '../../support/close-arrays.ts'
import { goldenNetwork } from '../../support/golden-networks.ts'
import { runCli } from '../../support/run-cli.ts'
import { halfDenoiser } from '../../support/tolerances.ts'

const engine = createEngine({
  progress: () => undefined,
  picture: () => undefined,
  rewriting: () => undefined,
  log: () => undefined,
})
const networks = ['sd1', 'sdxl'] as const
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-half-'))
  for (const architecture of networks) {
    const golden = goldenNetwork(architecture)
    const weights = new Map<string, Tensor>()
    for (const [name, { shape }] of golden.file.tensors)
      weights.set(name, { dtype: 'f16', shape, data: toFloat16(await golden.file.read(name)) })
    await writeTensorFile(join(folder, architecture), weights)
    const given = new Map<string, Tensor>()
    for (const name of golden.names.filter((known) => !known.startsWith('unet.trace.'))) {
      const { shape, data } = golden.tensor(name)
      given.set(
        name,
        data instanceof Float32Array ? { dtype: 'f32', shape, data } : { dtype: 'i64', shape, data },
      )
    }
    await writeTensorFile(join(folder, `${architecture}-input`), given)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function probed(
  architecture: (typeof networks)[number],
  kind: EngineProbeCall['kind'],
  precision: EngineProbeCall['precision'],
): Promise<Float32Array> {
  const output = join(folder, `${architecture}-${kind}-${precision}`)
  const { outputs } = await engine.probe({
    kind,
    precision,
    model: join(folder, architecture),
    vae: null,
    device: 'cpu',
    input: join(folder, `${architecture}-input`),
    output,
    clipSkip: 1,
    stack: [],
  })
  const file = await openTensorFile(output)
  try {
    return await file.read(outputs[0]!.name)
  } finally {
    await file.close()
  }
}

it.each(['text', 'vae-encode', 'vae-decode', 'unet'] as const)('%s of SD 1 is near to f32', async (kind) => {
  const error = relativeRms(await probed('sd1', kind, 'f16'), await probed('sd1', kind, 'f32'))
  expect(error).toBeLessThan(halfDenoiser)
  expect(error).toBeGreaterThan(0)
})

it('the autoencoder of SDXL is computed in f32 whatever was asked', async () => {
  expect(await probed('sdxl', 'vae-decode', 'f16')).toEqual(await probed('sdxl', 'vae-decode', 'f32'))
})

it.each([
  [['unet', '--adapter', 'a.safetensors'], '--adapter'],
  [['gradients'], 'gradients'],
])('goes not with %o', async (words, named) => {
  const at = (name: string): string => join(folder, name)
  const files = ['--model', at('sd1'), '--in', at('sd1-input'), '--out', at('out.safetensors')]
  const run = await runCli(['probe', ...words, ...files, '--precision', 'f16'])
  expect(run).toMatchObject({ code: 2 })
  expect(run.stderr).toContain(`--precision f16 and ${named} cannot be used together`)
})
