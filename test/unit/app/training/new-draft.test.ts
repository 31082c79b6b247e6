// What a new project begins with.
import { expect, test } from 'vitest'
import { defaultBase, freeName, newDraft } from '../../../../src-main/app/training/new-draft.ts'
import { presetNames } from '../../../../src-main/contract/recipe-presets.ts'
import { checkedRecipe } from '../../../../src-main/contract/recipe-rules.ts'
import { demoModel } from '../../../support/fake-backend.ts'

const sizes = [64, 128, 256, 512, 768, 1024].map((side) => ({ width: side, height: side }))

test.each([...presetNames, null])('%s can be run on a model of any size once it has pictures', (preset) => {
  for (const defaultSize of [...sizes, { width: 640, height: 448 }]) {
    const draft = newDraft(preset, { ...demoModel, defaultSize })
    const whole = { steps: 10, ...draft, data: { ...draft.data, folder: '/pictures' } }
    const { data } = checkedRecipe(whole)
    const own = preset === 'published' ? { width: 512, height: 512 } : defaultSize
    expect(data).toMatchObject(own)
    if (data.buckets.on) expect(data.buckets.min).toBeLessThanOrEqual(Math.min(data.width, data.height))
  }
})

test('without a model there is a draft without one', () => {
  expect(newDraft(null, null)).toEqual({ base: null, data: { folder: null } })
})

test('the model used last is taken while it can be used, else the first that can', () => {
  const other = { ...demoModel, id: 'other' }
  const gone = { ...demoModel, id: 'gone', missing: true }
  const vae = { ...demoModel, id: 'vae', kind: 'vae' as const }
  expect(defaultBase([demoModel, other], 'other', 'style')?.id).toBe('other')
  expect(defaultBase([vae, gone, demoModel, other], 'gone', null)?.id).toBe('emoji')
  expect(defaultBase([vae, gone], 'gone', 'first')).toBeNull()
})

test('a first try is made on the demo model, where it is there', () => {
  const other = { ...demoModel, id: 'other', fileName: 'large.safetensors' }
  expect(defaultBase([other, demoModel], 'other', 'first')?.id).toBe('emoji')
  expect(defaultBase([other], '', 'first')?.id).toBe('other')
})

test('names are taken once', () => {
  expect(freeName('画風', ['Style'])).toBe('画風')
  expect(freeName('Style', ['Style', 'Style 2'])).toBe('Style 3')
})
