// File names as people read them.
import { expect, test } from 'vitest'
import { nameFromStem } from '../../../../src-main/catalog/models/model-name.ts'

test.each([
  ['emoji-diffusion-128', 'Emoji Diffusion 128'],
  ['v1-5-pruned', 'v1 5 Pruned'],
  ['dreamShaper_8', 'dreamShaper 8'],
  ['painter_xl_vae', 'Painter XL VAE'],
  ['---', '---'],
])('%s → %s', (stem, name) => expect(nameFromStem(stem)).toBe(name))
