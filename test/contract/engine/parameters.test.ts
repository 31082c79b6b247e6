// Parameters as inputs or as constants in the checkpoint give the same picture, and exist once in memory.
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'
import { loadModel } from '../../../src-main/engine/loaded-model.ts'
import { float32Values } from '../../../src-main/engine/runtime/onnxruntime.ts'
import { createProgramStore } from '../../../src-main/engine/runtime/program-store.ts'
import type { Tensor } from '../../../src-main/base/dtype.ts'
import { expectClose } from '../../support/close.ts'
import { tolerances } from '../../support/tolerances.ts'

const path = join(import.meta.dirname, '../../../models/emoji-diffusion-128.safetensors')

async function unetOutput(resident: 'inputs' | 'constants'): Promise<Float32Array> {
  const programs = createProgramStore()
  const plan = { provider: 'cpu', lowerings: defaultLowerings.cpu, resident } as const
  const model = await loadModel({ path, vaePath: null, plan, programs })
  const wave = (shape: number[]): Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
  })
  const program = await model.program('denoiser')
  const inputs = { latent: wave([1, 4, 16, 16]), timestep: wave([1]), conditioning: wave([1, 77, 128]) }
  const output = await float32Values((await program.run(inputs, model.parameters))['output']!)
  expect(program.parameters.length === 0).toBe(resident === 'constants')
  await model.close()
  await programs.clear()
  return output
}

test('constants that lie in the checkpoint and inputs handed in compute the same', async () => {
  const [inputs, constants] = [await unetOutput('inputs'), await unetOutput('constants')]
  expectClose(inputs, constants, tolerances.wholeModule)
})

test('the runtime hands a large input through without copying it', () => {
  const script = join(import.meta.dirname, '../../support/children/large-input.ts')
  const { stdout, status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const { inputBytes, grownBytes } = JSON.parse(stdout) as { inputBytes: number; grownBytes: number }
  expect(inputBytes).toBe(512 * 2 ** 20)
  expect(grownBytes).toBeLessThan(inputBytes / 10)
})
