import { describe, expect, test } from 'vitest'
import {
  generationRequestSchema,
  samplerNames,
  schedulerNames,
  type PictureRecord,
} from '../../../src-main/contract/generation.ts'
import { parseInfotext } from '../../../src-main/formats/infotext.ts'
import { infotextOfPicture, settingsOfInfotext } from '../../../src-main/formats/infotext-picture.ts'

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

test.each(
  samplerNames.flatMap((sampler) => schedulerNames.map((scheduler) => [sampler, scheduler] as const)),
)('%s with %s comes back', (sampler, scheduler) => {
  const request = { ...record.request, sampler, scheduler }
  const { settings, model, unusable } = settingsOfInfotext(
    parseInfotext(infotextOfPicture({ ...record, request })),
  )
  const { prompt, negativePrompt, steps, guidance, width, height, clipSkip, noise } = request
  expect(settings).toEqual({
    ...{ prompt, negativePrompt, steps, guidance, width, height, clipSkip, noise, sampler, scheduler },
    seed: record.seed,
  })
  expect([model, unusable]).toEqual([{ name: 'ink', hash: 'abcdef0123' }, []])
})

describe('what others write', () => {
  const read = (pairs: string): ReturnType<typeof settingsOfInfotext> =>
    settingsOfInfotext(parseInfotext(`cat\nSteps: 20, Seed: 1, ${pairs}`))

  test.each([
    ['Sampler: DPM++ 2M Karras', { sampler: 'dpmpp_2m', scheduler: 'karras' }],
    ['Sampler: DPM++ 2M SDE Exponential', { sampler: 'dpmpp_2m_sde', scheduler: 'exponential' }],
    ['Sampler: Euler a', { sampler: 'euler_ancestral', scheduler: 'normal' }],
    [
      'Sampler: DPM++ 3M SDE, Schedule type: Automatic',
      { sampler: 'dpmpp_3m_sde', scheduler: 'exponential' },
    ],
    ['Sampler: Euler, Schedule type: Uniform', { sampler: 'euler', scheduler: 'normal' }],
    ['RNG: GPU, Size: 640x512', { noise: 'nv', width: 640, height: 512 }],
  ])('%s', (pairs, expected) => {
    expect(read(pairs)).toMatchObject({ settings: expected, unusable: [] })
  })

  test.each([
    ['Sampler: Restart', ['Sampler']],
    ['Sampler: Euler, Schedule type: Align Your Steps', ['Schedule type']],
    ['CFG scale: many, Size: 513x64, Clip skip: 0', ['CFG scale', 'Size-1', 'Clip skip']],
  ])('%s is named, not guessed', (pairs, expected) => {
    expect(read(pairs).unusable).toEqual(expected)
  })
})
