// The size of the published recipe's adapter: LoRA of rank 4 on the attention projections of SD 1's UNet.
import { expect, it } from 'vitest'
import type { Float32Tensor } from '../../../src-main/base/dtype.ts'
import { publishedModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { factorRandom, initialFactors } from '../../../src-main/adapters/acting/initial-factors.ts'
import { targetModules } from '../../../src-main/adapters/names/target-sets.ts'
import type { Part } from '../../../src-main/adapters/names/suffixes.ts'
import { adapterTensors, type OutModule } from '../../../src-main/adapters/rewriting/write-adapter.ts'
import { planSafetensors } from '../../../src-main/formats/safetensors-writer.ts'
import { families } from '../../support/families.ts'

const shape = {
  kind: 'lora',
  rank: 4,
  alpha: 4,
  convRank: null,
  convAlpha: null,
  tucker: false,
  factor: -1,
  decomposeBoth: false,
  fullMatrix: false,
  dora: false,
  rankStabilised: false,
} as const

it('has 797,184 parameters, and its file is at most 3.3 MB in float32', () => {
  const random = factorRandom(1)
  const modules = targetModules('peft_attn', publishedModules(families.sd1))
    .filter(({ component }) => component === 'unet')
    .map(({ component, module }): OutModule => {
      const parts = initialFactors(module.weight, shape, random) as Map<Part, Float32Tensor>
      return { component, module, kind: 'lora', parts }
    })
  expect(modules.length).toBe(128)
  const learned = modules.flatMap(({ parts }) => [...parts].filter(([part]) => part !== 'alpha'))
  expect(learned.reduce((sum, [, { data }]) => sum + data.length, 0)).toBe(797_184)
  const spelling = { dialect: 'kohya', family: families.sd1, dtype: 'f32' } as const
  const { sizeBytes } = planSafetensors(adapterTensors(modules, spelling))
  expect(sizeBytes).toBeGreaterThan(797_184 * 4)
  expect(sizeBytes).toBeLessThanOrEqual(3_300_000)
})
