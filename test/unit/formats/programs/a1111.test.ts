import { describe, expect, test } from 'vitest'
import { parseInfotext } from '../../../../src-main/formats/infotext.ts'
import { saidByInfotext } from '../../../../src-main/formats/programs/a1111.ts'
import { usableSettings } from '../../../../src-main/formats/usable-settings.ts'

const said = (pairs: string) => saidByInfotext(parseInfotext(`cat\nSteps: 20, Seed: 1, ${pairs}`))
const lost = (pairs: string): string[] =>
  usableSettings(said(pairs)).notRestored.map(({ name, value }) => `${name}: ${value}`)

test.each([
  ['Version: v1.10.1', 'a1111'],
  ['CFG scale: 7', 'a1111'],
  ['Version: f2.0.1v1.10.1-previous-669-gdfdcbab6', 'forge'],
  ['Version: f0.0.17v1.8.0rc-latest-276-g29be1da7', 'forge'],
  ['Version: neo', 'forge'],
  ['App: SD.Next, Version: 0eb4a98', 'sdnext'],
  ['Backend: Diffusers, Pipeline: StableDiffusionXLPipeline, Version: 8b73cb6', 'sdnext'],
  ['Version: ComfyUI', 'comfyui'],
  ['Version: Fooocus v2.5.5', 'fooocus'],
  ['Version: Lamina 0.1.0', 'lamina'],
])('%s is written by %s', (pairs, source) => expect(said(pairs).source).toBe(source))

describe('samplers', () => {
  test.each([
    ['Sampler: DPM++ 2M Karras', { sampler: 'dpmpp_2m', scheduler: 'karras' }],
    ['Sampler: DPM++ 2M SDE Exponential', { sampler: 'dpmpp_2m_sde', scheduler: 'exponential' }],
    ['Sampler: Euler a', { sampler: 'euler_ancestral', scheduler: 'normal' }],
    [
      'Sampler: DPM++ 3M SDE, Schedule type: Automatic',
      { sampler: 'dpmpp_3m_sde', scheduler: 'exponential' },
    ],
    ['Sampler: Euler, Schedule type: Uniform', { sampler: 'euler', scheduler: 'normal' }],
    ['Sampler: dpmpp_2m_sde_gpu, Schedule type: karras', { sampler: 'dpmpp_2m_sde', scheduler: 'karras' }],
    [
      'Sampler: KDPM2 a, Sampler sigma: karras, App: SD.Next',
      { sampler: 'dpm_2_ancestral', scheduler: 'karras' },
    ],
    ['Sampler: DPM++ 2M, App: SD.Next', { sampler: 'dpmpp_2m', scheduler: null }],
    ['RNG: GPU, Size: 640x512', { noise: 'nv', size: { width: 640, height: 512 } }],
  ])('%s', (pairs, expected) => {
    expect(said(pairs)).toMatchObject(expected)
    expect(lost(pairs)).toEqual([])
  })

  test.each([
    ['Sampler: Restart', ['Sampler: Restart']],
    ['Sampler: Euler, Schedule type: Align Your Steps', ['Schedule type: Align Your Steps']],
    ['CFG scale: many, Size: 513x64, Clip skip: 0', ['Clip skip: 0', 'Size: 513x64', 'CFG scale: many']],
    ['Sampler: UniPC, Sampler sigma: lambdas, App: SD.Next', ['Sampler sigma: lambdas']],
  ])('%s is named, not guessed', (pairs, expected) => expect(lost(pairs)).toEqual(expected))

  test('a word without equal is kept as it is written', () =>
    expect(said('Sampler: Restart, Schedule type: Turbo')).toMatchObject({
      sampler: 'Restart',
      scheduler: 'Turbo',
    }))
})

test('Forge: one module is the VAE, several are named', () => {
  expect(said('Version: f2.0.1, Module 1: sdxl_vae').vae).toEqual({ name: 'sdxl_vae', hash: '' })
  expect(lost('Version: f2.0.1, Module 1: ae, Module 2: t5xxl, Distilled CFG Scale: 3.5')).toEqual([
    'Module 1: ae',
    'Module 2: t5xxl',
    'Distilled CFG Scale: 3.5',
  ])
  expect(
    lost(
      'Version: f2.0.1, Hires Module 1: Use same choices, Hires CFG Scale: 7, Diffusion in Low Bits: Automatic',
    ),
  ).toEqual(['Hires CFG Scale: 7'])
})

test('SD.Next: networks with their hashes, and what it did besides', () => {
  const found = said(
    'Sampler: Euler a, App: SD.Next, Pipeline: StableDiffusionXLPipeline, Operations: hires; txt2img, CFG end: 0.8, ' +
      'LoRA networks: "ink, wash", LoRA hashes: "0123456789ab, fedcba9876"',
  )
  expect([...found.tagHashes]).toEqual([
    ['ink', '0123456789ab'],
    ['wash', 'fedcba9876'],
  ])
  expect(found.notRestored.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'Operations: hires; txt2img',
    'CFG end: 0.8',
  ])
})

test('an old version did some things otherwise', () =>
  expect(said('Version: v1.5.2').notRestored).toEqual([
    { name: 'Downcast alphas_cumprod', value: 'v1.5.2', why: 'habit' },
  ]))
