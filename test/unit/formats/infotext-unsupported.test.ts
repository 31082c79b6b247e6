import { expect, test } from 'vitest'
import { unsupportedSettings } from '../../../src-main/formats/infotext-unsupported.ts'
import { parseInfotext } from '../../../src-main/formats/infotext.ts'

const read = (pairs: string): string[] =>
  unsupportedSettings(parseInfotext(`cat\nSteps: 20, Sampler: Euler, Seed: 1, Size: 64x64, ${pairs}`)).map(
    ({ name, value }) => `${name}: ${value}`,
  )

test.each([
  ['Model hash: 1a2b3c4d5e, Model: ink, VAE hash: 0, VAE: a, Clip skip: 2, RNG: CPU, Version: v1.9.0', []],
  ['Lora hashes: "ink: 0123456789ab", TI hashes: "b: 0123456789ab", Created Date: 2024', []],
  ['Emphasis: Original, Schedule max sigma: 0, Hires sampler: Use same sampler', []],
  ['Emphasis: No norm, ENSD: 31337', ['Emphasis: No norm', 'ENSD: 31337']],
  [
    'Denoising strength: 0.5, Hires upscale: 2, Hires upscaler: Latent, Hires resize: 512x768',
    ['Denoising strength: 0.5', 'Hires upscale: 2', 'Hires upscaler: Latent', 'Hires resize: 512x768'],
  ],
  ['sv_prompt: "a, b"', ['sv_prompt: a, b']],
])('%s', (pairs, unsupported) => expect(read(pairs)).toEqual(unsupported))
