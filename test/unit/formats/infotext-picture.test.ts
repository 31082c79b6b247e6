import { expect, test } from 'vitest'
import {
  generationRequestSchema,
  samplerNames,
  schedulerNames,
  type PictureRecord,
} from '../../../src-main/contract/generation.ts'
import { stackEntrySchema, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { parseInfotext } from '../../../src-main/formats/infotext.ts'
import { infotextOfPicture } from '../../../src-main/formats/infotext-picture.ts'
import { saidByInfotext } from '../../../src-main/formats/programs/a1111.ts'
import { usableSettings } from '../../../src-main/formats/usable-settings.ts'

const record: PictureRecord = {
  version: 1,
  application: 'Lamina 0.1.0',
  runtime: 'onnxruntime 1.30.0',
  device: 'cpu',
  request: generationRequestSchema.parse({
    model: '/models/ink.safetensors',
    prompt: 'a cat, (ink:1.2)',
    negativePrompt: 'blurry',
    width: 512,
    height: 768,
    steps: 20,
    guidance: 7.5,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    seed: '5',
    clipSkip: 2,
  }),
  seed: '18446744073709551615',
  index: 1,
  adapters: [],
  steered: [],
  model: { name: 'ink', sha256: 'abcdef0123456789', architecture: 'sd1' },
  vae: null,
  stepsDone: 20,
  createdAt: '2026-01-01T00:00:00.000Z',
}

test('a picture as A1111 would describe it', () => {
  expect(infotextOfPicture(record)).toBe(
    'a cat, (ink:1.2)\nNegative prompt: blurry\n' +
      'Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 18446744073709551615, ' +
      'Size: 512x768, Model hash: abcdef0123, Model: ink, Clip skip: 2, RNG: CPU, Version: Lamina 0.1.0',
  )
})

test('cards become tags, tags stay one, and the hashes say which files they were', () => {
  const entry = (name: string, change: Partial<StackEntry>): StackEntry =>
    stackEntrySchema.parse({ id: name, adapter: `${name}.safetensors`, name, weight: 1, ...change })
  const stack = [
    entry('ink', { fromTag: true, weight: 0.5 }),
    entry('glass', { weight: 0.7, textWeight: 0.2 }),
    entry('a:b,c', { weight: -0.5, dynamicRank: 4 }),
    entry('off', { on: false }),
  ]
  const acted = { kind: 'lora', weight: 1, textWeight: 1, matched: 1, unmatched: 0 }
  const text = infotextOfPicture({
    ...record,
    request: { ...record.request, prompt: 'a cat <lora:ink:0.5>', stack },
    adapters: [
      { ...acted, name: 'ink', autoV3: '0123456789abcdef' },
      { ...acted, name: 'glass' },
      { ...acted, name: 'a:b,c', autoV3: 'fedcba9876543210' },
    ],
  })
  expect(text.split('\n')[0]).toBe('a cat <lora:ink:0.5> <lora:glass:0.2:0.7> <lora:ab,c:-0.5:dyn=4>')
  expect(text).toContain('RNG: CPU, Lora hashes: "ink: 0123456789ab, abc: fedcba987654", Version')
  const said = saidByInfotext(parseInfotext(text))
  expect([...said.tagHashes]).toEqual([
    ['ink', '0123456789ab'],
    ['abc', 'fedcba987654'],
  ])
  expect([said.source, said.notRestored]).toEqual(['lamina', []])
})

test.each(
  samplerNames.flatMap((sampler) => schedulerNames.map((scheduler) => [sampler, scheduler] as const)),
)('%s with %s comes back', (sampler, scheduler) => {
  const request = { ...record.request, sampler, scheduler }
  const said = saidByInfotext(parseInfotext(infotextOfPicture({ ...record, request })))
  const { settings, notRestored } = usableSettings(said)
  const { prompt, negativePrompt, steps, guidance, width, height, clipSkip, noise } = request
  expect(settings).toEqual({
    ...{ prompt, negativePrompt, steps, guidance, width, height, clipSkip, noise, sampler, scheduler },
    seed: record.seed,
  })
  expect([said.model, notRestored]).toEqual([{ name: 'ink', hash: 'abcdef0123' }, []])
})
