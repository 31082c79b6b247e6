// What the demo adapters promise: one of each kind, small, made for the demo
// model, every module of them doing something.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AdapterContents, AdapterModule } from '../../src-main/adapters/reading/adapter.ts'
import { algorithmOf } from '../../src-main/adapters/kinds/algorithms.ts'
import { baseModules, type BaseModules } from '../../src-main/adapters/reading/base-modules.ts'
import { readAdapter } from '../../src-main/adapters/reading/read-adapter.ts'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/recognising/detect.ts'
import { hashFile } from '../../src-main/files/hashes.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import type { TensorFile } from '../../src-main/formats/tensor-file.ts'
import { repositoryRoot } from '../checks/source-files.ts'
import { fromData, type Array64 } from '../support/array64.ts'
import { mergeOnRuntime } from '../support/merge-adapter.ts'

const models = join(repositoryRoot, 'models')
const folder = join(models, 'adapters')

/** What each file calls itself, its kind, and whether it changes convolutions larger than 1×1. */
const adapters = [
  { stem: 'ink-wash', title: 'Ink wash', named: 'ink-wash', kind: 'lora', convolutions: false },
  { stem: 'outline', title: 'Outline', named: 'outline', kind: 'locon', convolutions: true },
  { stem: 'night-glow', title: 'Night glow', named: 'night-glow', kind: 'loha', convolutions: false },
  { stem: 'pixel-blocks', title: 'Pixel blocks', named: 'pixel-blocks', kind: 'lokr', convolutions: true },
] as const

/** One module of this many is merged; all of them are read. */
const stride = 12

let base: BaseModules
beforeAll(async () => {
  const file = await openTensorFile(join(models, 'emoji-diffusion-128.safetensors'))
  const detection = detectCheckpoint(file)
  base = baseModules(detection.family, modelOf(detection))
  await file.close()
})

it('there is one of each kind and nothing else', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'))
  expect(files.sort()).toEqual(adapters.map(({ stem }) => `${stem}.safetensors`).sort())
  const bytes = files.map((name) => statSync(join(folder, name)).size)
  expect(Math.max(...bytes)).toBeLessThan(1e6)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3.2e6)
})

describe.each(adapters)('$title', ({ stem, title, named, kind, convolutions }) => {
  const path = join(folder, `${stem}.safetensors`)

  async function opened<T>(use: (file: TensorFile, contents: AdapterContents) => T | Promise<T>): Promise<T> {
    const file = await openTensorFile(path)
    try {
      return await use(file, await readAdapter(file, base))
    } finally {
      await file.close()
    }
  }

  it('fits the demo model with every tensor, and is of its kind', () =>
    opened((_, { kinds, dialects, unmatched, warnings, counts, modules }) => {
      expect(kinds).toEqual([kind])
      expect(dialects).toEqual(['kohya'])
      expect([...unmatched, ...warnings]).toEqual([])
      expect(counts.get('unet')).toEqual({ matched: modules.length, unmatched: 0 })
      expect(counts.get('text_encoder')).toEqual({ matched: 0, unmatched: 0 })
      const shapes = modules.map((module) => weightShape(module))
      expect(shapes.some((shape) => (shape[2] ?? 1) > 1)).toBe(convolutions)
    }))

  it('holds finite factors, none of them all zero', () =>
    opened(async (file, { modules }) => {
      for (const name of modules.flatMap(({ tensors }) => [...tensors.values()])) {
        const values = await file.read(name)
        expect(values.every(Number.isFinite), name).toBe(true)
        expect(values.some(Boolean), name).toBe(true)
      }
    }))

  it('changes weights at 1 and leaves them alone at 0', () =>
    opened(async (file, { modules }) => {
      for (const module of modules.filter((_, index) => index % stride === 0)) {
        const parts: Record<string, Array64> = {}
        for (const [part, name] of module.tensors) {
          parts[part] = fromData(await file.read(name), file.tensors.get(name)?.shape ?? [])
        }
        const shape = weightShape(module)
        const zero = fromData(new Float64Array(shape.reduce((product, size) => product * size, 1)), shape)
        const merge = (weight: number): Promise<Array64> =>
          mergeOnRuntime(zero, [{ algorithm: algorithmOf(module.kind), parts, weight }])
        expect((await merge(1)).data.some(Boolean), module.path).toBe(true)
        expect((await merge(0)).data.some(Boolean), module.path).toBe(false)
      }
    }))

  it('says what it is, where the common tools look', () =>
    opened(async ({ metadata }) => {
      expect(metadata.get('modelspec.title')).toBe(named)
      expect(metadata.get('modelspec.architecture')).toBe('stable-diffusion-v1/lora')
      expect(metadata.get('ss_base_model_version')).toBe('sd_v1')
      expect(metadata.get('ss_output_name')).toBe(stem)
      expect(metadata.get('sshs_model_hash')).toBe((await hashFile(path)).autoV3)
    }))

  it('has a card that names its kind and a small preview', () => {
    const card = readFileSync(join(folder, `${stem}.md`), 'utf8')
    expect(card.startsWith(`# ${title}\n`)).toBe(true)
    expect(card).toMatch(new RegExp(`\\| Kind +\\| ${kind}\\b`, 'i'))
    expect(card).toContain('Apache 2.0')
    const preview = join(folder, `${stem}.preview.png`)
    expect(card).toContain(`](${stem}.preview.png)`)
    expect(existsSync(preview)).toBe(true)
    expect(statSync(preview).size).toBeLessThan(200_000)
  })
})

function weightShape({ component, path }: AdapterModule): readonly number[] {
  return base.modules.get(component)?.find((module) => module.path === path)?.weight ?? []
}
