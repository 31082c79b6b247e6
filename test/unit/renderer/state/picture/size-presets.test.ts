import { expect, test } from 'vitest'
import { ratioName, sizePresets } from '../../../../../src-renderer/state/picture/size-presets.ts'
import { demoModel } from '../../../../support/fake-backend.ts'

const xl = { ...demoModel, architecture: 'sdxl' as const, defaultSize: { width: 1024, height: 1024 } }
const sd15 = { ...demoModel, defaultSize: { width: 512, height: 512 } }

test.each([
  ['the demo model', demoModel],
  ['SD 1.5', sd15],
  ['SDXL', xl],
  ['no model', null],
])('%s: every preset is allowed, named once, and about as large as the model likes', (_, model) => {
  const presets = sizePresets(model)
  const own = model?.defaultSize ?? { width: 512, height: 512 }
  expect(presets[0]).toEqual({ ratio: '1:1', ...own })
  for (const { width, height } of presets) {
    expect(width % 8).toBe(0)
    expect(height % 8).toBe(0)
    const area = (width * height) / (own.width * own.height)
    expect(area).toBeGreaterThan(0.85)
    expect(area).toBeLessThan(1.15)
  }
  expect(new Set(presets.map(({ width, height }) => `${width}x${height}`)).size).toBe(presets.length)
  expect(new Set(presets.map(({ ratio }) => ratio)).size).toBe(presets.length)
})

test('SDXL offers the sizes it was trained at', () => {
  expect(sizePresets(xl)).toContainEqual({ ratio: '3:2', width: 1216, height: 832 })
  expect(sizePresets(xl)).toContainEqual({ ratio: '2:3', width: 832, height: 1216 })
})

test('a size is called by its preset, else by its fraction, else by nothing', () => {
  const presets = sizePresets(xl)
  expect(ratioName(1216, 832, presets)).toBe('3:2')
  expect(ratioName(640, 480, presets)).toBe('4:3')
  expect(ratioName(1000, 344, presets)).toBeNull()
})
