// The demo model and its adapters, measured as they are: a base in runs is the same as at once, and ΔW is where it is changed.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { relativeStrength } from '../../../../src-main/adapters/strength/calibration.ts'
import { baseEnergies } from '../../../../src-main/adapters/strength/module-energies.ts'
import { sumOfSquares } from '../../../../src-main/adapters/strength/gram.ts'
import { energyWork } from '../../../../src-main/catalog/strength/energy-work.ts'
import { elementCount } from '../../../../src-main/base/shape.ts'
import type { ParameterSource } from '../../../../src-main/graph/parameter-source.ts'
import { demoBase, demoModel } from '../../../support/demo-base.ts'

const outline = join(demoModel, '../adapters/outline.safetensors')

test('the outline adapter changes its layers by a few hundredths, and every one of them is measured', async () => {
  const { modules, next, of } = await energyWork.baseEnergies(demoModel, 0)
  expect(next).toBeNull()
  expect(modules.length).toBe(of)
  const own = new Map(modules.map(({ name, energy }) => [name, energy!]))
  const changed = await energyWork.adapterEnergies(outline, demoModel)
  expect(changed.length).toBe(197)
  const strength = relativeStrength(changed, own)!
  expect(strength.total).toBeGreaterThan(0.07)
  expect(strength.total).toBeLessThan(0.08)
  expect(strength.blocks.size).toBe(18)
})

test('a base is measured in runs that hold one weight at a time, and without its table of words', async () => {
  const base = await demoBase()
  const asked: string[] = []
  const source: ParameterSource = {
    id: 'ones',
    get: () => undefined,
    list: () => [],
    async read(name) {
      asked.push(name)
      const { component, path } = /^(?<component>[^.]+)\.(?<path>.+)\.weight$/.exec(name)!.groups as Record<
        string,
        string
      >
      const module = base.modules.get(component!)!.find((one) => one.path === path)!
      return new Float32Array(elementCount(module.weight)).fill(1)
    },
  }
  const whole = await baseEnergies(source, base, 0, Infinity)
  const once = asked.splice(0)
  const runs: (typeof whole)['modules'][number][] = []
  let count = 0
  for (let from: number | null = 0; from !== null; count++) {
    const run = await baseEnergies(source, base, from, 1_000_000)
    runs.push(...run.modules)
    from = run.next
  }
  expect(count).toBeGreaterThan(5)
  expect(runs).toEqual(whole.modules)
  expect(asked).toEqual(once)
  expect(asked.some((name) => name.includes('token_embedding'))).toBe(false)
  const conv = whole.modules.find(({ name }) => name === 'unet.conv_in')!
  const { weight } = base.modules.get('unet')!.find(({ path }) => path === 'conv_in')!
  expect(conv.energy).toBe(sumOfSquares(new Float32Array(elementCount(weight)).fill(1)))
})
